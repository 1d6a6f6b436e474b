//! Compares the public interface of the library with `docs/public-api.txt`. It reads `src` as text and
//! follows `pub mod` and `pub use` from `src/lib.rs`; items under `#[doc(hidden)]` are not public.
//!
//! `COPYDESK_BLESS=1 cargo test --test all public_api` writes the list again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::program::root;

/// A declaration at the left margin, with the public parts of its body and of its `impl` blocks.
#[derive(Default)]
struct Item {
    declaration: String,
    parts: Vec<String>,
}

/// What a file declares.
#[derive(Default)]
struct File {
    items: BTreeMap<String, Item>,
    modules: Vec<String>,
    /// Paths of `pub use`, one for each name.
    exports: Vec<String>,
}

/// A word before the name of an item.
const KINDS: [&str; 8] = ["struct", "enum", "trait", "fn", "type", "const", "static", "macro"];

fn name_of(declaration: &str) -> Option<(&str, String)> {
    let mut words = declaration.split_whitespace().filter(|w| !matches!(*w, "async" | "unsafe"));
    let kind = words.find(|word| KINDS.contains(word))?;
    let rest = &declaration[declaration.find(kind)? + kind.len()..];
    let name = rest.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    Some((kind, name))
}

/// The type that an `impl` block without a trait is for.
fn inherent(line: &str) -> Option<String> {
    let rest = line.strip_prefix("impl")?;
    let rest = if rest.starts_with('<') { rest.split_once("> ")?.1 } else { rest.trim_start() };
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!rest.contains(" for ")).then_some(name)
}

/// Lines from `at` until one ends a declaration, as one line; and the number of its last line.
fn joined(lines: &[&str], at: usize) -> (String, usize) {
    let ends = |line: &&str| line.ends_with(['{', ';', '}']);
    let end = (at..lines.len()).find(|&n| ends(&lines[n])).unwrap_or(at);
    let text: Vec<&str> = lines[at..=end].iter().map(|line| line.trim()).collect();
    let text = text.join(" ").replace("( ", "(").replace(", )", ")").replace(",)", ")");
    (text.trim_end_matches(['{', ';']).trim_end().to_owned(), end)
}

fn read(path: &Path) -> File {
    let text = fs::read_to_string(path).unwrap();
    // A module of tests in the file is at its end; one in a file of its own can be declared anywhere.
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut file = File::default();
    let (mut at, mut hidden) = (0, false);
    while at < lines.len() {
        let line = lines[at];
        hidden |= line == "#[doc(hidden)]";
        if line.starts_with(char::is_alphabetic) {
            let (whole, end) = joined(&lines, at);
            let close = (end..lines.len()).find(|&n| lines[n].starts_with('}')).unwrap_or(end);
            let body = if lines[end].ends_with('{') { &lines[end + 1..close] } else { &[] };
            if !hidden {
                declare(&mut file, &whole, body);
            }
            (at, hidden) = (if body.is_empty() { end } else { close }, false);
        }
        at += 1;
    }
    file
}

fn declare(file: &mut File, whole: &str, body: &[&str]) {
    if let Some(name) = inherent(whole) {
        file.items.entry(name).or_default().parts.extend(parts(body, "pub "));
    } else if let Some(name) = whole.strip_prefix("pub mod ") {
        file.modules.push(name.to_owned());
    } else if let Some(path) = whole.strip_prefix("pub use ") {
        let (base, names) = path.split_once('{').unwrap_or((path, ""));
        let names = names.trim_end_matches('}').split(',').map(str::trim).filter(|n| !n.is_empty());
        let names: Vec<String> = names.map(|name| format!("{base}{name}")).collect();
        file.exports.extend(if names.is_empty() { vec![path.to_owned()] } else { names });
    } else if whole.starts_with("pub ")
        && let Some((kind, name)) = name_of(whole)
    {
        let item = file.items.entry(name).or_default();
        item.declaration = whole.to_owned();
        item.parts.extend(match kind {
            "struct" => parts(body, "pub "),
            "enum" | "trait" => parts(body, ""),
            _ => Vec::new(),
        });
    }
}

/// The lines of a body that begin with `prefix`, without comments, attributes and inner blocks.
fn parts(body: &[&str], prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < body.len() {
        let line = body[at];
        let inside =
            line.strip_prefix("    ").filter(|rest| !rest.starts_with([' ', '/', '#', '}', ')']));
        if let Some(rest) = inside.filter(|rest| rest.starts_with(prefix)) {
            let is_function = rest.contains("fn ");
            let (whole, end) = if is_function {
                joined(body, at)
            } else {
                (rest.trim_end_matches([',', '{', ' ']).to_owned(), at)
            };
            found.push(whole);
            at = end;
        }
        at += 1;
    }
    found
}

/// Adds the public items of the module in a file.
fn list(module: &str, path: &Path, out: &mut BTreeSet<String>) {
    let file = read(path);
    let folder = if path.ends_with("lib.rs") {
        path.parent().unwrap().to_owned()
    } else {
        path.with_extension("")
    };
    for item in file.items.values() {
        add(module, item, out);
    }
    for name in &file.modules {
        list(&format!("{module}::{name}"), &folder.join(name).with_extension("rs"), out);
    }
    for export in &file.exports {
        out.insert(format!("{module}: pub use {export}"));
        let (inner, name) = export.rsplit_once("::").unwrap();
        let place: PathBuf = inner.split("::").collect();
        let place = folder.join(place).with_extension("rs");
        if let Some(item) =
            place.exists().then(|| read(&place)).and_then(|mut f| f.items.remove(name))
        {
            add(module, &item, out);
        }
    }
}

fn add(module: &str, item: &Item, out: &mut BTreeSet<String>) {
    if item.declaration.is_empty() {
        return;
    }
    out.insert(format!("{module}: {}", item.declaration));
    let (_, name) = name_of(&item.declaration).unwrap();
    out.extend(item.parts.iter().map(|part| format!("{module}::{name}: {part}")));
}

#[test]
fn the_public_interface_is_the_one_in_the_list() {
    let mut found = BTreeSet::new();
    list("copydesk", &root().join("src/lib.rs"), &mut found);
    let now: String = found.iter().map(|line| format!("{line}\n")).collect();
    let path = root().join("docs/public-api.txt");
    if std::env::var_os("COPYDESK_BLESS").is_some() {
        fs::write(&path, &now).unwrap();
        return;
    }
    let before = fs::read_to_string(&path).unwrap_or_default();
    let old: BTreeSet<String> = before.lines().map(str::to_owned).collect();
    let gone = old.difference(&found).map(|line| format!("- {line}"));
    let new = found.difference(&old).map(|line| format!("+ {line}"));
    let difference: Vec<String> = gone.chain(new).collect();
    assert!(
        difference.is_empty(),
        "docs/public-api.txt differs (COPYDESK_BLESS=1 writes it again):\n{}",
        difference.join("\n")
    );
}

#[test]
fn the_list_has_the_functions_that_the_first_page_shows() {
    let list = fs::read_to_string(root().join("docs/public-api.txt")).unwrap();
    for part in ["pub fn clean(text: &str)", "pub fn matches(", "pub fn run(", "pub struct Plan"] {
        assert!(list.contains(part), "{part}");
    }
    assert!(!list.contains("rulebook::"), "a hidden module is listed");
}
