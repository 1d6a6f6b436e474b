//! Checks the architecture: which module may import which, how a file begins, how long it is, and that
//! no code outside tests panics on purpose. It reads `src` as text. It does not parse Rust, and relies
//! on the house style (rustfmt, tests at the end of a file).

mod import_circles;

use std::fs;
use std::path::{Path, PathBuf};

/// Pure data and pure functions, which every module may import.
const BASE: [&str; 9] =
    ["document", "key", "edit", "date", "byline", "entity", "destination", "config", "error"];

/// The modules between the base and the pipeline, which never import each other.
const STAGES: [&str; 9] = [
    "source",
    "parse",
    "boilerplate",
    "repair",
    "fingerprint",
    "cluster",
    "learned",
    "index",
    "report",
];

/// Calls that panic on purpose. A line that needs one says why in a comment.
const STOPS: [&str; 8] = [
    ".unwrap()",
    ".unwrap_err()",
    ".expect(",
    "panic!(",
    "unreachable!(",
    "todo!(",
    "unimplemented!(",
    "dbg!(",
];

/// One file of `src`.
struct Source {
    /// Relative to `src`, `/` between its parts.
    path: String,
    text: String,
}

impl Source {
    /// The names of the modules down to this file: `edit/draft.rs` is `["edit", "draft"]`.
    fn modules(&self) -> Vec<&str> {
        let path = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        path.split('/').filter(|name| !matches!(*name, "lib" | "main")).collect()
    }

    /// The lines outside tests, each with its number.
    fn code(&self) -> Vec<(usize, &str)> {
        if self.path.ends_with("/tests.rs") || self.path.contains("/tests/") {
            return Vec::new();
        }
        let lines: Vec<&str> = self.text.lines().collect();
        let is_tests = |at: usize| {
            lines[at] == "#[cfg(test)]" && lines.get(at + 1).is_some_and(|l| l.starts_with("mod "))
        };
        let end = (0..lines.len()).find(|&at| is_tests(at)).unwrap_or(lines.len());
        lines[..end].iter().enumerate().map(|(at, line)| (at + 1, *line)).collect()
    }

    /// The modules at the root of the crate that code outside tests imports.
    fn imports(&self) -> Vec<String> {
        let code: Vec<&str> =
            self.code().into_iter().map(|(_, line)| without_comment(line)).collect();
        let code = code.join("\n");
        let up = "super::".repeat(self.modules().len());
        let mut found = Vec::new();
        for root in ["crate::", "copydesk::", &up] {
            if root.is_empty() {
                continue;
            }
            for (at, _) in code.match_indices(root) {
                let before = code[..at].chars().next_back();
                if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':')) {
                    continue;
                }
                found.extend(names_after(&code[at + root.len()..]));
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

/// The first names of a path: one, or those at the first level of a brace.
fn names_after(text: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(list) = text.strip_prefix('{') else { return vec![name(text)] };
    let (mut names, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' | ',' if depth == 0 => {
                names.push(name(&list[start..at]));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with("//") { "" } else { line }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let relative =
                    path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                found.push(Source { path: relative, text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "src was not found");
    found
}

/// Whether the module at the root named `from` may import the one named `to`.
fn may_import(from: &str, to: &str) -> bool {
    let low = BASE.contains(&to);
    match from {
        "cli" => true,
        "pipeline" => low || STAGES.contains(&to) || to == "pipeline",
        _ if STAGES.contains(&from) => low || to == from,
        _ => low,
    }
}

#[track_caller]
fn none(found: Vec<String>, what: &str) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn every_file_begins_with_its_purpose() {
    let silent = sources().into_iter().filter(|s| !s.text.starts_with("//! ")).map(|s| s.path);
    none(silent.collect(), "files that do not begin with //!");
}

#[test]
fn dependencies_point_one_way() {
    let modules: Vec<&str> = [&BASE[..], &STAGES[..], &["pipeline", "cli"]].concat();
    let mut wrong = Vec::new();
    for source in sources() {
        let names = source.modules();
        let Some(&from) = names.first() else { continue };
        if !modules.contains(&from) {
            wrong.push(format!("{}: not on the map in ARCHITECTURE.md", source.path));
        }
        // Names at the root that are not modules are re-exports and macros: `crate::Error`.
        let known = source.imports().into_iter().filter(|to| modules.contains(&to.as_str()));
        let bad = known.filter(|to| !may_import(from, to));
        wrong.extend(bad.map(|to| format!("{} imports {to}", source.path)));
    }
    none(wrong, "imports against the direction");
}

/// The table of places in `ARCHITECTURE.md`: what its rows have in backticks in their first cell.
fn places_on_the_map() -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let text = fs::read_to_string(page).unwrap();
    let map = text.split("\n## ").find(|section| section.starts_with("The map\n")).unwrap();
    let cells = map
        .lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(|line| line.split('|').nth(1));
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned)).collect()
}

#[test]
fn the_map_names_every_module_and_only_places_that_exist() {
    let places = places_on_the_map();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let gone = places.iter().filter(|place| !root.join(place).exists());
    none(gone.cloned().collect(), "places on the map that do not exist");
    let entries = fs::read_dir(root.join("src")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let modules = names.map(|name| format!("src/{}", name.trim_end_matches(".rs")));
    let on_map =
        |module: &String| [".rs", "/"].iter().any(|end| places.contains(&format!("{module}{end}")));
    let missing = modules.filter(|module| !on_map(module)).collect();
    none(missing, "modules that are not on the map");
}

#[test]
fn a_file_has_at_most_four_hundred_lines_beside_its_tests() {
    let long = sources().into_iter().map(|s| (s.code().len(), s.path));
    let long = long.filter(|(lines, _)| *lines > 400);
    none(long.map(|(n, path)| format!("{path}: {n}")).collect(), "files that are too long");
}

#[test]
fn no_code_outside_tests_panics_on_purpose() {
    let mut found = Vec::new();
    for source in sources() {
        let mut reason = false;
        for (number, line) in source.code() {
            let code = without_comment(line);
            let stops = STOPS.iter().any(|stop| code.contains(stop)) || code.contains("unsafe ");
            if stops && !reason && !code.contains("// ") {
                found.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
            reason = line.trim_start().starts_with("// ");
        }
    }
    none(found, "lines that can panic without a comment that says why they do not");
}

#[test]
fn names_say_what_a_file_is_for() {
    const VAGUE: [&str; 8] =
        ["util", "utils", "helper", "helpers", "common", "misc", "manager", "processor"];
    let all = sources();
    let vague = all.iter().filter(|s| s.modules().iter().any(|name| VAGUE.contains(name)));
    none(vague.map(|s| s.path.clone()).collect(), "files with a vague name");
}

#[test]
fn no_line_is_marked_as_unfinished() {
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X:"].concat()];
    let mut found = Vec::new();
    for source in sources() {
        for (at, line) in source.text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark.as_str())) {
                found.push(format!("{}:{}: {}", source.path, at + 1, line.trim()));
            }
        }
    }
    none(found, "unfinished lines");
}

#[test]
fn imports_are_read_from_every_form() {
    let source = Source {
        path: "edit/draft.rs".into(),
        text: "use crate::{date::{self, find}, error::Error};\n// crate::cli\nfn f() { \
               super::super::config::g(crate::document::H) }\nuse super::line;\n\
               #[cfg(test)]\nmod tests { use crate::pipeline; }\n"
            .into(),
    };
    assert_eq!(source.imports(), ["config", "date", "document", "error"]);
}
