//! The configuration file: flags of `run` as keys of a TOML file.
//!
//! In: a file. Out: the options that it sets, or an error that names the line and the nearest key. It
//! reads no other file and resolves no option.

use std::path::{Path, PathBuf};

use clap::Args;
use toml::de::DeTable;

use super::arguments::RunOptions;
use super::cleaning::NO_MODEL;
use crate::Error;

/// The file that `run` reads if it is in the working folder.
pub const FILE_NAME: &str = "copydesk.toml";

/// Likeness of two names from which one may be meant by the other.
const ALIKE: f64 = 0.75;

/// Reads the file of the working folder. Returns whether there is one.
pub fn find() -> Result<(RunOptions, bool), Error> {
    let path = Path::new(FILE_NAME);
    if path.is_file() { Ok((read(path)?, true)) } else { Ok((RunOptions::default(), false)) }
}

/// Reads a configuration file. Keys that are not flags are refused.
pub fn read(path: &Path) -> Result<RunOptions, Error> {
    let wrong = |message: String| Error::Configuration { path: path.to_owned(), message };
    let text = std::fs::read_to_string(path)
        .map_err(|source| Error::Input { path: path.to_owned(), source })?;
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| wrong(e.to_string()))?;
    let lines = key_lines(&text).map_err(|e| wrong(e.to_string()))?;
    let known = known_keys();
    for (line, key) in &lines {
        if !known.contains(key) {
            return Err(wrong(format!("line {line}: unknown key `{key}`{}", advice(key, &known))));
        }
    }
    let mut options: RunOptions =
        table.clone().try_into().map_err(|e| wrong(wrong_value(&table, &lines, &e)))?;
    resolve_paths(&mut options, path.parent().unwrap_or(Path::new("")));
    Ok(options)
}

/// The keys at the top of a file in the order of their lines, which count from 1.
fn key_lines(text: &str) -> Result<Vec<(usize, String)>, toml::de::Error> {
    let table = DeTable::parse(text)?;
    let line = |at: usize| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    let keys = table.get_ref().keys();
    let mut lines: Vec<(usize, String)> =
        keys.map(|key| (line(key.span().start), key.get_ref().to_string())).collect();
    lines.sort();
    Ok(lines)
}

/// What to write in place of an unknown key.
fn advice(key: &str, known: &[String]) -> String {
    let likeness = |name: &&String| strsim::normalized_damerau_levenshtein(key, name);
    let nearest = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match nearest.filter(|name| likeness(name) >= ALIKE) {
        Some(name) => format!(": did you mean `{name}`?"),
        None => format!("; the known keys are: {}", known.join(", ")),
    }
}

/// The message for a value of the wrong kind: the first key that is refused alone, and its line.
fn wrong_value(table: &toml::Table, lines: &[(usize, String)], error: &toml::de::Error) -> String {
    for (line, key) in lines {
        let Some(value) = table.get(key) else { continue };
        let alone = toml::Table::from_iter([(key.clone(), value.clone())]);
        if let Err(error) = alone.try_into::<RunOptions>() {
            return format!("line {line}: `{key}`: {}", error.message());
        }
    }
    error.to_string()
}

/// Paths in a configuration file are relative to it, so that a job runs from any folder.
fn resolve_paths(options: &mut RunOptions, base: &Path) {
    let place = |p: &mut PathBuf| *p = base.join(&*p);
    options.inputs.iter_mut().for_each(place);
    options.cleaning.rules.iter_mut().for_each(place);
    for path in [
        &mut options.output,
        &mut options.reading.metadata,
        &mut options.cleaning.learned,
        &mut options.cleaning.model,
        &mut options.cleaning.choices,
        &mut options.nightly.index,
        &mut options.work.metrics,
        &mut options.matching.labels,
        &mut options.against,
        &mut options.sqlite,
    ] {
        path.iter_mut().filter(|p| *p != Path::new(NO_MODEL)).for_each(place);
    }
}

/// The long flags of `run` that a configuration file may hold, with `inputs` and `output`.
fn known_keys() -> Vec<String> {
    let command = RunOptions::augment_args(clap::Command::new("run"));
    let mut keys: Vec<String> =
        command.get_arguments().filter_map(|a| a.get_long().map(str::to_owned)).collect();
    keys.extend(["inputs".to_owned(), "output".to_owned()]);
    keys.sort();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<RunOptions, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    #[test]
    fn a_configuration_file_has_the_names_of_the_flags() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        std::fs::write(&path, "inputs = ['in']\nno-clean = true\nfield = ['text=body']\n").unwrap();
        let options = read(&path).unwrap();
        assert!(options.no_clean);
        assert_eq!(options.reading.field, ["text=body"]);
        assert_eq!(options.inputs, [folder.path().join("in")]);
        std::fs::write(&path, "labels = 'a'\nagainst = 'b'\nsqlite = 'c'\nindex = 'd'\n").unwrap();
        let options = read(&path).unwrap();
        let places =
            [options.matching.labels, options.against, options.sqlite, options.nightly.index];
        let beside = ["a", "b", "c", "d"].map(|name| Some(folder.path().join(name)));
        assert_eq!(places, beside);
    }

    #[test]
    fn an_error_points_at_its_line_and_at_a_near_name() {
        for (text, told) in [
            (
                "near = 0.5\n\nno_clean = true\n",
                "line 3: unknown key `no_clean`: did you mean `no-clean`?",
            ),
            ("excel = true\nindx = 'a'\n", "line 2: unknown key `indx`: did you mean `index`?"),
            (
                "colour = 'red'\n",
                "line 1: unknown key `colour`; the known keys are: against, allow-shrink",
            ),
            ("excel = true\nquiet = 'yes'\n", "line 2: `quiet`: invalid type: string \"yes\""),
            (
                "\nunique = 'pdf'\n",
                "line 2: `unique`: unknown variant `pdf`, expected `jsonl` or `txt`",
            ),
            ("excel = true\nnear = = 1\n", "at line 2, column 8"),
        ] {
            let message = read_text(text).unwrap_err().to_string();
            assert!(message.contains(told), "{message}");
        }
    }

    #[test]
    fn every_flag_is_a_key() {
        let known = known_keys();
        for key in ["threads", "metadata", "near", "unique", "log-format", "learned", "site"] {
            assert!(known.iter().any(|k| k == key), "{key}");
        }
    }
}
