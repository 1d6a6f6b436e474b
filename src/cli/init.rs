//! `copydesk init`: writes a configuration file in which every setting is explained and none is set.
//!
//! In: the definitions of the flags of `run`. Out: a new `copydesk.toml`. It replaces no file.

use std::any::TypeId;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{ErrorKind, Write as _};

use clap::{Arg, ArgAction, Args};

use super::arguments::{InitArguments, RunOptions};
use super::configuration::FILE_NAME;
use super::message::print;
use crate::Error;

/// What stands before the settings.
const HEAD: &str = "\
# Settings of `copydesk run`, which reads this file if it is in the working folder.
#
# The keys are the flags of `copydesk run`. A flag on the command line overrides its key here. Paths
# are relative to this file. Remove the `#` before a key to set it; the values are examples.

# The folders and files to read.
# inputs = [\"stories\"]

# The folder for the tables.
# output = \"tables\"
";

/// Examples of values, by the name of the value in the help, if the help states no default.
const EXAMPLES: [(&str, &str); 8] = [
    ("GLOB", "drafts/**"),
    ("NAME=COLUMN", "text=content.body"),
    ("NAME=VALUE", "in_common=2500"),
    ("SOURCE", "auto"),
    ("COLUMN", "path"),
    ("YYYY-MM-DD", "2024-01-31"),
    ("FILE", "name-of-a-file"),
    ("NAME,...", "all"),
];

/// Writes the file.
pub fn run(arguments: &InitArguments) -> Result<bool, Error> {
    let path = arguments.folder.join(FILE_NAME);
    let written = File::create_new(&path).and_then(|mut file| file.write_all(text().as_bytes()));
    written.map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => Error::Destination {
            path: path.clone(),
            reason: "it exists already and is unchanged: edit it, or move it away first",
        },
        _ => Error::Output { path: path.clone(), source },
    })?;
    print(&format!("{}\n", path.display()))?;
    Ok(true)
}

/// The text of the file.
fn text() -> String {
    let command = RunOptions::augment_args(clap::Command::new("run"));
    let mut text = HEAD.to_owned();
    for argument in command.get_arguments() {
        let Some(key) = argument.get_long() else { continue };
        let help = argument.get_help().map(|help| help.to_string()).unwrap_or_default();
        text.push('\n');
        for line in wrapped(&help, 96) {
            let _ = writeln!(text, "# {line}");
        }
        let _ = writeln!(text, "# {key} = {}", example(argument, &help));
    }
    text
}

/// A value that the key may have, as TOML.
fn example(argument: &Arg, help: &str) -> String {
    if matches!(argument.get_action(), ArgAction::SetTrue) {
        return "true".to_owned();
    }
    let default = help.rsplit_once("[default: ").and_then(|(_, rest)| rest.split_once(']'));
    let name = argument.get_value_names().and_then(|names| names.first()).map(|name| name.as_str());
    let possible = argument.get_possible_values();
    let value = match (possible.first(), default) {
        (Some(first), _) => first.get_name().to_owned(),
        (None, Some((value, _))) if !value.contains(' ') => value.to_owned(),
        _ => {
            let known = EXAMPLES.iter().find(|(of, _)| Some(*of) == name);
            known.map_or("1", |(_, value)| value).to_owned()
        }
    };
    let kind = argument.get_value_parser().type_id();
    let is_number = [TypeId::of::<f64>(), TypeId::of::<u32>(), TypeId::of::<usize>()]
        .iter()
        .any(|number| kind == *number);
    let value = if is_number { value } else { format!("\"{value}\"") };
    let is_list = matches!(argument.get_action(), ArgAction::Append);
    if is_list { format!("[{value}]") } else { value }
}

/// The words of a text in lines of at most so many characters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::configuration;

    #[test]
    fn every_setting_of_the_file_is_accepted_once_its_mark_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        let text = text();
        std::fs::write(&path, &text).unwrap();
        configuration::read(&path).unwrap();
        let is_setting = |line: &&str| line.contains(" = ") && !line.contains("NAME");
        let set: Vec<&str> =
            text.lines().filter(is_setting).filter_map(|line| line.strip_prefix("# ")).collect();
        assert!(set.len() > 30, "{text}");
        std::fs::write(&path, set.join("\n")).unwrap();
        let options = configuration::read(&path).unwrap();
        assert_eq!(options.matching.near, Some(0.45));
        assert_eq!(options.reading.exclude, ["drafts/**"]);
        assert!(options.excel && options.nightly.delta);
    }

    #[test]
    fn a_file_that_exists_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let arguments = InitArguments { folder: folder.path().to_owned() };
        run(&arguments).unwrap();
        std::fs::write(folder.path().join(FILE_NAME), "excel = true\n").unwrap();
        assert_eq!(run(&arguments).unwrap_err().exit_code(), 3);
        let kept = std::fs::read_to_string(folder.path().join(FILE_NAME)).unwrap();
        assert_eq!(kept, "excel = true\n");
    }
}
