//! No file of `src` imports another that imports it, directly or through others.
//!
//! An import is a name of one file that another uses: by `use`, or by a path in its code such as
//! `super::line::split` or `line::split`. It counts for the file that *defines* the name. A name that
//! a module re-exports, such as `crate::Error` or `super::Plan`, is followed to its definition, so
//! these three are no circles:
//!
//! * a parent declares `mod child;` and re-exports `child::Name`;
//! * a child uses a name of its sibling that their parent re-exports;
//! * a parent uses its child.
//!
//! A child that uses a name that its parent's file defines, while the parent uses the child, is a
//! circle: the shared name belongs in a file of its own. Comments and tests do not count.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, none, sources, without_comment};

/// Files that are part of a circle and will not be for long. A file that has left its circle must be
/// taken off the list.
const KNOWN: &[&str] = &[];

/// A name that a `use` brings into a file.
struct Import {
    /// The name in the file.
    name: String,
    path: Vec<String>,
    /// Whether other files see it.
    public: bool,
}

/// A file of `src` as a module.
struct Module {
    path: String,
    modules: Vec<String>,
    imports: Vec<Import>,
    /// The code without `use` statements.
    body: String,
}

impl Module {
    fn new(source: &Source) -> Module {
        let code: Vec<&str> =
            source.code().into_iter().map(|(_, line)| without_comment(line)).collect();
        let (mut imports, mut body, mut open) = (Vec::new(), String::new(), None::<String>);
        let mut inline = false;
        for line in code {
            // In a module inside the file, `super` is the file itself.
            inline = (inline || line.contains("mod ") && line.ends_with('{')) && line != "}";
            let line = if inline { line.replacen("super::", "self::", 1) } else { line.to_owned() };
            let line = line.as_str();
            let trimmed = line.trim_start();
            let is_use = ["use ", "pub use ", "pub(crate) use ", "pub(super) use "]
                .iter()
                .any(|start| trimmed.starts_with(start));
            if let Some(statement) = &mut open {
                statement.push_str(line);
            } else if is_use {
                open = Some(trimmed.to_owned());
            } else {
                body.push_str(line);
                body.push('\n');
            }
            if let Some(statement) = open.take_if(|statement| statement.contains(';')) {
                let (visibility, tree) = statement.split_once("use ").unwrap();
                let tree = tree.split(';').next().unwrap();
                expand(&[], tree, &mut |name, path| {
                    imports.push(Import { name, path, public: !visibility.is_empty() });
                });
            }
        }
        let modules = source.modules().into_iter().map(str::to_owned).collect();
        Module { path: source.path.clone(), modules, imports, body }
    }

    /// The paths in the code: `a::b::C`, each as its parts.
    fn paths(&self) -> Vec<Vec<String>> {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let parts = self.body.split(|c: char| !is_name(c) && c != ':');
        let paths = parts.filter(|part| part.contains("::") && !part.starts_with(':'));
        paths
            .map(|part| {
                part.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect()
            })
            .collect()
    }

    /// Whether the code has this name.
    fn mentions(&self, name: &str) -> bool {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        self.body.split(|c: char| !is_name(c)).any(|word| word == name)
    }
}

/// Calls `found` with each name and path of a `use` tree.
fn expand(before: &[String], tree: &str, found: &mut dyn FnMut(String, Vec<String>)) {
    let tree = tree.trim();
    if let Some((start, list)) = tree.split_once('{') {
        let names = start.split("::").map(str::trim).filter(|name| !name.is_empty());
        let before: Vec<String> = before.iter().cloned().chain(names.map(str::to_owned)).collect();
        let (mut depth, mut from) = (0, 0);
        let list = list.trim_end().strip_suffix('}').unwrap_or(list);
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    expand(&before, &list[from..at], found);
                    from = at + 1;
                }
                _ => {}
            }
        }
        expand(&before, &list[from..], found);
    } else if !tree.is_empty() {
        let (path, alias) = match tree.split_once(" as ") {
            Some((path, alias)) => (path, Some(alias.trim().to_owned())),
            None => (tree, None),
        };
        let names = path.split("::").map(|name| name.trim().to_owned());
        let mut path: Vec<String> = before.iter().cloned().chain(names).collect();
        path.pop_if(|last| last == "self");
        let name = alias.or_else(|| path.last().cloned()).unwrap_or_default();
        found(name, path);
    }
}

/// What a path means.
enum Meaning {
    Module(Vec<String>),
    /// An item that this file defines.
    Item(usize),
}

impl Meaning {
    fn file(self) -> Option<usize> {
        match self {
            Meaning::Module(_) => None,
            Meaning::Item(file) => Some(file),
        }
    }
}

/// All files of the library.
struct Crate {
    files: Vec<Module>,
    by_path: BTreeMap<Vec<String>, usize>,
}

impl Crate {
    fn new(sources: &[Source]) -> Crate {
        let sources = sources.iter().filter(|source| source.path != "main.rs");
        let files: Vec<Module> = sources
            .filter(|source| !source.path.ends_with("tests.rs") && !source.path.contains("/tests/"))
            .map(Module::new)
            .collect();
        let paths = files.iter().enumerate().map(|(at, file)| (file.modules.clone(), at));
        Crate { by_path: paths.collect(), files }
    }

    /// What a path means in a file; `None` where it is of another crate or of the file itself.
    fn meaning(&self, file: usize, path: &[String], depth: usize) -> Option<Meaning> {
        let (first, rest) = path.split_first()?;
        let mut module = self.files[file].modules.clone();
        match first.as_str() {
            "crate" | "copydesk" => module.clear(),
            "self" => {}
            "super" => drop(module.pop()),
            _ => return self.member(&module, path, depth),
        }
        let supers = rest.iter().take_while(|name| *name == "super").count();
        module.truncate(module.len().saturating_sub(supers));
        match &rest[supers..] {
            [] => Some(Meaning::Module(module)),
            rest => self.member(&module, rest, depth).or_else(|| self.item(&module)),
        }
    }

    /// What a path means inside a module; `None` where the module's own file defines it.
    fn member(&self, module: &[String], path: &[String], depth: usize) -> Option<Meaning> {
        let (first, rest) = path.split_first()?;
        let inner: Vec<String> = module.iter().chain([first]).cloned().collect();
        if self.by_path.contains_key(&inner) {
            return match rest {
                [] => Some(Meaning::Module(inner)),
                rest => self.member(&inner, rest, depth).or_else(|| self.item(&inner)),
            };
        }
        let file = *self.by_path.get(module)?;
        let import = self.files[file].imports.iter().find(|import| import.name == *first)?;
        if depth == 8 {
            return None;
        }
        match (self.meaning(file, &import.path, depth + 1)?, rest) {
            (Meaning::Module(module), [_, ..]) => {
                self.member(&module, rest, depth + 1).or_else(|| self.item(&module))
            }
            (meaning, _) => Some(meaning),
        }
    }

    fn item(&self, module: &[String]) -> Option<Meaning> {
        self.by_path.get(module).map(|file| Meaning::Item(*file))
    }

    /// The files that a file imports from.
    fn imported(&self, file: usize) -> BTreeSet<usize> {
        let module = &self.files[file];
        let used = |import: &&Import| !import.public || module.mentions(&import.name);
        let imports = module.imports.iter().filter(used).map(|import| import.path.clone());
        let paths = imports.chain(module.paths());
        let mut found: BTreeSet<usize> =
            paths.filter_map(|path| self.meaning(file, &path, 0)?.file()).collect();
        found.remove(&file);
        found
    }

    /// The files that import themselves through others, each with the files that it shares a circle
    /// with and imports.
    fn circles(&self) -> BTreeMap<&str, Vec<&str>> {
        let imports: Vec<BTreeSet<usize>> =
            (0..self.files.len()).map(|file| self.imported(file)).collect();
        let reached: Vec<BTreeSet<usize>> = (0..self.files.len())
            .map(|file| {
                let (mut seen, mut open) = (BTreeSet::new(), vec![file]);
                while let Some(next) = open.pop() {
                    open.extend(imports[next].iter().filter(|file| seen.insert(**file)));
                }
                seen
            })
            .collect();
        let circle = |file: usize| {
            let back = imports[file].iter().filter(|other| reached[**other].contains(&file));
            back.map(|other| self.files[*other].path.as_str()).collect::<Vec<_>>()
        };
        (0..self.files.len())
            .filter(|file| reached[*file].contains(file))
            .map(|file| (self.files[file].path.as_str(), circle(file)))
            .collect()
    }
}

#[test]
fn no_file_imports_itself_through_others() {
    let all = Crate::new(&sources());
    let circles = all.circles();
    let known: BTreeSet<&str> = KNOWN.iter().copied().collect();
    let new = circles.iter().filter(|(file, _)| !known.contains(*file));
    let new = new.map(|(file, others)| format!("{file} imports from {}", others.join(", ")));
    none(new.collect(), "files that import themselves through others");
    let over = known.iter().filter(|file| !circles.contains_key(*file));
    none(
        over.map(|file| (*file).to_owned()).collect(),
        "files that are in no circle: take them off the list",
    );
}

fn source(path: &str, text: &str) -> Source {
    Source { path: path.into(), text: text.into() }
}

#[test]
fn imports_are_followed_to_the_file_that_defines_the_name() {
    let all = Crate::new(&[
        source("lib.rs", "pub mod desk;\npub use desk::story::Story;\n"),
        source("desk.rs", "mod story;\nmod edit;\npub use story::{Story, Line as Row};\n"),
        source("desk/edit.rs", "use super::Row;\nfn a(b: crate::Story) { super::story::c() }\n"),
        source("desk/story.rs", "use crate::desk;\nfn c() { desk::rest() }\n// super::edit::x\n"),
    ]);
    let imported = |file: usize| -> Vec<&str> {
        all.imported(file).into_iter().map(|at| all.files[at].path.as_str()).collect()
    };
    assert_eq!(imported(2), ["desk/story.rs"]);
    assert_eq!(imported(3), ["desk.rs"]);
    assert!(imported(0).is_empty() && imported(1).is_empty());
    assert!(all.circles().is_empty());
}

#[test]
fn a_child_that_uses_its_parent_which_uses_the_child_is_a_circle() {
    let all = Crate::new(&[
        source("desk.rs", "mod story;\nstruct Plan;\nfn run() { story::write() }\n"),
        source("desk/story.rs", "use super::Plan;\nfn write() {}\n"),
    ]);
    let circles: Vec<&str> = all.circles().into_keys().collect();
    assert_eq!(circles, ["desk.rs", "desk/story.rs"]);
}
