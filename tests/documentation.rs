//! Compares the pages of the repository with the program and the source: commands, flags, examples and
//! paths. `golden.rs` checks README's output block.

use std::collections::BTreeSet;
use std::fs;

use crate::program::{call, call_in, root};

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// The first fenced block of a kind.
fn block(page: &str, kind: &str) -> String {
    let open = format!("```{kind}\n");
    let start = page.find(&open).expect("the page has the block") + open.len();
    page[start..].split("```").next().unwrap().to_owned()
}

/// The texts between backquotes.
fn quoted(page: &str) -> Vec<&str> {
    let mut fenced = false;
    let prose = page.lines().filter(|line| {
        fenced ^= line.starts_with("```");
        !fenced
    });
    prose.flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn flags_in_the_readme_are_flags_of_a_command() {
    let help: String =
        ["run", "clean", "learn", "report"].iter().map(|c| call(&[c, "--help"]).stdout).collect();
    let known: BTreeSet<&str> =
        help.split(|c: char| c.is_whitespace() || matches!(c, ',' | '`')).collect();
    let readme = page("README.md");
    let flags = readme
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .filter(|word| word.starts_with("--") && word.ends_with(char::is_alphanumeric))
        // Flags of cargo and of every command.
        .filter(|word| {
            !matches!(
                *word,
                "--release" | "--path" | "--locked" | "--features" | "--open" | "--help"
            )
        });
    let unknown: BTreeSet<&str> = flags.filter(|flag| !known.contains(flag)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn commands_in_the_readme_are_commands_and_all_of_them() {
    let readme = page("README.md");
    let table = quoted(&readme).into_iter().filter_map(|text| text.strip_prefix("copydesk "));
    let told: BTreeSet<&str> = table
        .filter_map(|text| text.split(' ').next())
        .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect();
    let help = call(&["--help"]).stdout;
    let list = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let real: BTreeSet<&str> = list
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|word| !word.is_empty() && *word != "help")
        .collect();
    assert_eq!(told, real);
}

#[test]
fn the_configuration_in_the_readme_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("c.toml"), block(&page("README.md"), "toml")).unwrap();
    fs::create_dir_all(folder.path().join("stories/north/post")).unwrap();
    fs::write(folder.path().join("stories/north/post/a.txt"), "A story.\n").unwrap();
    fs::write(folder.path().join("stories.csv"), "path,title\nnorth/post/a.txt,Told\n").unwrap();
    let args = ["run", "stories", "-o", "@OUT@", "--config", "c.toml"];
    let run = call_in(folder.path(), &args, "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.out().join("unique").is_dir());
}

#[test]
fn the_code_in_the_readme_is_an_example_that_runs() {
    let tested = page("src/lib.rs");
    for line in block(&page("README.md"), "rust").lines() {
        assert!(tested.contains(format!("//! {line}").trim_end()), "{line}");
    }
}

#[test]
fn the_rule_in_the_contributors_guide_holds_its_examples() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.toml"), block(&page("CONTRIBUTING.md"), "toml")).unwrap();
    let run = call_in(folder.path(), &["rules", "test", "own.toml"], "");
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

#[test]
fn places_that_the_pages_name_exist() {
    let mut missing = Vec::new();
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "data/sample-notes.md"] {
        let page = page(name);
        for place in quoted(&page) {
            let inside = ["src/", "data/", "docs/", "templates/", "tests/", ".ci/", ".github/"]
                .iter()
                .any(|p| place.starts_with(p));
            if inside && !place.contains([' ', '*']) && !root().join(place).exists() {
                missing.push(format!("{name}: {place}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_file_of_the_sample_is_in_its_notes() {
    let notes = page("data/sample-notes.md");
    let mut missing = Vec::new();
    for folder in fs::read_dir(root().join("data/sample")).unwrap().map(|e| e.unwrap().path()) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let files =
            if folder.is_dir() { fs::read_dir(&folder).unwrap().collect() } else { Vec::new() };
        for file in files {
            let path = format!("{name}/{}", file.unwrap().file_name().to_str().unwrap());
            // A folder that shows one thing in all its files is named as a whole.
            if !notes.contains(&path) && !notes.contains(&format!("`{name}/`")) {
                missing.push(path);
            }
        }
        assert!(notes.contains(&name), "{name}");
    }
    assert!(missing.is_empty(), "not in the notes: {missing:?}");
}
