//! Holds the architecture: which module may know which, how a file opens, how long it is, and that
//! nothing outside tests can panic on purpose. It reads `src` as text; it does not parse Rust, and
//! takes the house style (rustfmt, tests at the end of a file) for granted.

use std::fs;
use std::path::{Path, PathBuf};

/// Pure data and pure functions, which every module may use.
const BASE: [&str; 9] =
    ["document", "key", "edit", "date", "byline", "entity", "destination", "config", "error"];

/// The modules between the base and the pipeline, which never know each other.
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

/// What stops a program on purpose. A line that must have one says why in a comment.
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

    /// The modules at the root of the crate that the code outside tests names.
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

/// Whether the module at the root named `from` may know the one named `to`.
fn may_know(from: &str, to: &str) -> bool {
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
fn every_file_opens_by_saying_what_it_is() {
    let silent = sources().into_iter().filter(|s| !s.text.starts_with("//! ")).map(|s| s.path);
    none(silent.collect(), "files that do not open with //!");
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
        // Names at the root that are no modules are re-exports and macros: `crate::Error`.
        let known = source.imports().into_iter().filter(|to| modules.contains(&to.as_str()));
        let bad = known.filter(|to| !may_know(from, to));
        wrong.extend(bad.map(|to| format!("{} knows {to}", source.path)));
    }
    none(wrong, "imports against the direction");
}

#[test]
fn a_file_has_at_most_four_hundred_lines_beside_its_tests() {
    let long = sources().into_iter().map(|s| (s.code().len(), s.path));
    let long = long.filter(|(lines, _)| *lines > 400);
    none(long.map(|(n, path)| format!("{path}: {n}")).collect(), "files that are too long");
}

#[test]
fn nothing_outside_tests_stops_the_program() {
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
    none(found, "lines that can panic and do not say why they cannot");
}

#[test]
fn names_say_what_a_file_is_for() {
    const VAGUE: [&str; 8] =
        ["util", "utils", "helper", "helpers", "common", "misc", "manager", "processor"];
    let all = sources();
    let vague = all.iter().filter(|s| s.modules().iter().any(|name| VAGUE.contains(name)));
    none(vague.map(|s| s.path.clone()).collect(), "files with a name that says nothing");
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X:"].concat()];
    let mut found = Vec::new();
    for source in sources() {
        for (at, line) in source.text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark.as_str())) {
                found.push(format!("{}:{}: {}", source.path, at + 1, line.trim()));
            }
        }
    }
    none(found, "lines that are not finished");
}

#[test]
fn names_of_imports_are_read_from_every_form() {
    let source = Source {
        path: "edit/draft.rs".into(),
        text: "use crate::{date::{self, find}, error::Error};\n// crate::cli\nfn f() { \
               super::super::config::g(crate::document::H) }\nuse super::line;\n\
               #[cfg(test)]\nmod tests { use crate::pipeline; }\n"
            .into(),
    };
    assert_eq!(source.imports(), ["config", "date", "document", "error"]);
}
