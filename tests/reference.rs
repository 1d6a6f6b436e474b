//! Compares the reference pages of `docs/` with the program: they are generated from it.
//!
//! `COPYDESK_BLESS=1 cargo test --test all reference` writes them again. Read the diff.

use std::fmt::Write;
use std::fs;

use serde_json::Value;

use crate::program::{call, root};

#[test]
fn the_page_of_tables_is_the_data_dictionary() {
    let schema: Value =
        serde_json::from_str(&call(&["schema", "--format", "json"]).stdout).unwrap();
    let mut page = String::from(
        "# Tables\n\nThis page is generated from the data dictionary. `copydesk schema` prints the same.\n",
    );
    for table in schema["table"].as_array().expect("the dictionary lists tables") {
        let text = |value: &Value| value.as_str().unwrap_or_default().replace('|', "\\|");
        write!(page, "\n## {}\n\n{}\n\n", text(&table["file"]), text(&table["description"]))
            .unwrap();
        page.push_str("| column | type | meaning |\n|---|---|---|\n");
        for column in table["columns"].as_array().expect("a table has columns") {
            let mut meaning = text(&column["description"]);
            if let Some(values) = column["values"].as_array() {
                let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
                write!(meaning, " One of: {}.", values.join(", ")).unwrap();
            }
            if column["required"] == true {
                meaning.push_str(" Always given.");
            }
            let (name, kind) = (text(&column["name"]), text(&column["type"]));
            writeln!(page, "| `{name}` | {kind} | {meaning} |").unwrap();
        }
    }
    is_page("tables", &page);
}

#[test]
fn the_page_of_rules_lists_all_rules() {
    let mut page = String::from(
        "# Rules and repairs\n\nThis page is generated. `copydesk rules list` prints the same.\n\n\
         | kind | rule | removes or repairs |\n|---|---|---|\n",
    );
    let mut count = 0;
    for line in call(&["rules", "list"]).stdout.lines() {
        let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (rule, why) = rest.trim().split_once(' ').unwrap_or((rest, ""));
        writeln!(page, "| {kind} | `{rule}` | {} |", why.trim().replace('|', "\\|")).unwrap();
        count += 1;
    }
    assert!(count > 100, "{count} rules");
    is_page("rules", &page);
}

#[test]
fn the_page_of_commands_is_their_help() {
    let mut page =
        String::from("# Commands\n\nThis page is generated from `copydesk COMMAND --help`.\n");
    for command in commands() {
        let help = call(&[&command, "--help"]).stdout;
        let help: Vec<&str> = help.lines().map(str::trim_end).collect();
        write!(page, "\n## copydesk {command}\n\n```text\n{}\n```\n", help.join("\n").trim())
            .unwrap();
    }
    is_page("commands", &page);
}

/// The commands that `copydesk --help` lists.
fn commands() -> Vec<String> {
    let help = call(&["--help"]).stdout;
    let list = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let name = |line: &str| line.strip_prefix("  ")?.split(' ').next().map(str::to_owned);
    let commands: Vec<String> =
        list.lines().filter_map(name).filter(|name| !name.is_empty() && name != "help").collect();
    assert!(commands.len() > 5, "{commands:?}");
    commands
}

/// Compares a page with what it must be. Writes it if asked to.
fn is_page(name: &str, expected: &str) {
    let path = root().join("docs/reference").join(format!("{name}.md"));
    if std::env::var_os("COPYDESK_BLESS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let differs = expected.lines().zip(found.lines()).find(|(expected, found)| expected != found);
    assert!(found == expected, "{name}.md is out of date: bless it. First difference: {differs:?}");
}
