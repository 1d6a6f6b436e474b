//! What differs between two runs: the text that `copydesk diff` prints.
//!
//! In: the output folders of two runs. Out: the settings, documents, clusters and rules that differ. It
//! reads the tables only and keeps a few hashes of each document.

mod clusters;
mod documents;
mod list;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;

use serde_json::{Map, Value};

use crate::Error;

use super::read::TableReader;
use super::terminal::visible;

use documents::Documents;
use list::List;

/// Describes what differs; at most `most` lines of each list.
///
/// # Errors
/// [`Error::Input`] if a folder is not the output of a run.
pub fn difference(before: &Path, after: &Path, most: usize) -> Result<String, Error> {
    let (old, new) = (Documents::read(before)?, Documents::read(after)?);
    let mut text = String::new();
    settings(&mut text, before, after, most)?;
    documents::compare(&mut text, &old, &new, most);
    clusters::compare(&mut text, &old, &new, most);
    rules(&mut text, before, after, most)?;
    Ok(text)
}

/// The settings, versions and hashes of `run.json` that differ.
fn settings(text: &mut String, before: &Path, after: &Path, most: usize) -> Result<(), Error> {
    let (old, new) = (facts(before)?, facts(after)?);
    let mut list = List::new(most);
    for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let (a, b) = (old.get(name), new.get(name));
        if a != b {
            let shown = |value: Option<&String>| visible(value.map_or("none", String::as_str));
            list.line(&format!("{}: {} -> {}", visible(name), shown(a), shown(b)));
        }
    }
    if list.count == 0 {
        text.push_str("The two runs have the same settings, rules and learned state.\n");
    }
    list.write(text, "Settings that differ");
    Ok(())
}

/// The settings and hashes of a run, by name. The hash of the input is left out: the lists show it.
fn facts(out: &Path) -> Result<BTreeMap<String, String>, Error> {
    let path = out.join("run.json");
    let failed = |source| Error::Input { path: path.clone(), source };
    let bytes = std::fs::read(&path).map_err(failed)?;
    let run: Value = serde_json::from_slice(&bytes).map_err(|error| failed(error.into()))?;
    let mut facts = BTreeMap::new();
    let version = run.get("copydesk").and_then(Value::as_str).unwrap_or_default();
    facts.insert("version".to_owned(), version.to_owned());
    let empty = Map::new();
    for part in ["configuration", "hashes"] {
        let values = run.get(part).and_then(Value::as_object).unwrap_or(&empty);
        for (name, value) in values.iter().filter(|(name, _)| *name != "inputs") {
            match value.as_object() {
                Some(inner) => facts.extend(
                    inner.iter().map(|(key, value)| (format!("{name}.{key}"), value.to_string())),
                ),
                None => drop(facts.insert(name.clone(), value.to_string())),
            }
        }
    }
    Ok(facts)
}

/// The rules whose sums differ.
fn rules(text: &mut String, before: &Path, after: &Path, most: usize) -> Result<(), Error> {
    let (old, new) = (rule_sums(before)?, rule_sums(after)?);
    let mut list = List::new(most);
    let nothing = ["0", "0"].map(str::to_owned);
    for rule in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let (a, b) = (old.get(rule).unwrap_or(&nothing), new.get(rule).unwrap_or(&nothing));
        if a != b {
            let ([edits_a, chars_a], [edits_b, chars_b]) = (a, b);
            list.line(&visible(&format!(
                "{rule}: {edits_a} -> {edits_b} edits, {chars_a} -> {chars_b} characters"
            )));
        }
    }
    list.write(text, "Rules that changed more or less");
    Ok(())
}

/// Edits and characters of each rule.
fn rule_sums(out: &Path) -> Result<BTreeMap<String, [String; 2]>, Error> {
    let mut sums = BTreeMap::new();
    TableReader::open(out, "rules")?.rows(|row| {
        let counts = [row.get("edits").to_owned(), row.get("chars").to_owned()];
        sums.insert(row.get("rule_id").to_owned(), counts);
        ControlFlow::Continue(())
    })?;
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const ARTICLES: &str = "article_id,source_path,member,record,headline,published,raw_sha256,\
        clean_sha256,status,cluster_id,role\n";

    /// An output folder with these rows of `articles.csv` and `rules.csv`.
    fn output(
        home: &Path,
        name: &str,
        articles: &str,
        rules: &str,
        near: u32,
    ) -> std::path::PathBuf {
        let out = home.join(name);
        fs::create_dir(&out).unwrap();
        fs::write(out.join("articles.csv"), format!("{ARTICLES}{articles}")).unwrap();
        let rules = format!("rule_id,kind,why,articles,edits,chars\n{rules}");
        fs::write(out.join("rules.csv"), rules).unwrap();
        let run = format!(r#"{{"copydesk":"1","configuration":{{"matching":{{"near":{near}}}}}}}"#);
        fs::write(out.join("run.json"), run).unwrap();
        out
    }

    #[test]
    fn documents_clusters_rules_and_settings_that_differ_are_listed() {
        let home = tempfile::tempdir().unwrap();
        let old = "1,a.txt,,,Dam,2023,r1,c1,cleaned,x,representative\n\
            2,b.txt,,,Dam,2023,r2,c2,cleaned,x,member\n\
            3,c.jsonl,,7,Mill,2023,r3,c3,cleaned,y,representative\n\
            4,d.txt,,,Mill,2023,r4,c4,cleaned,y,member\n\
            5,e.txt,,,Fog,2023,r5,c5,cleaned,,unique\n";
        let new = "1,a.txt,,,Dam,2023,r1,c1,cleaned,x,representative\n\
            2,b.txt,,,Dam holds,2024,r2,c9,cleaned,x,member\n\
            3,c.jsonl,,7,Mill,2023,r3,c3,cleaned,,unique\n\
            4,d.txt,,,Mill,2023,r4,c4,cleaned,x,member\n\
            6,f.txt,,,New,2023,r6,c6,cleaned,,unique\n";
        let a = output(home.path(), "a", old, "share,social,w,1,2,30\nsame,x,w,1,1,1\n", 4500);
        let b = output(home.path(), "b", new, "share,social,w,1,3,40\nsame,x,w,1,1,1\n", 5000);
        let text = difference(&a, &b, 20).unwrap();
        for part in [
            "matching.near: 4500 -> 5000",
            "5 -> 5 documents",
            "Only in the first run: 1\n  e.txt",
            "Only in the second run: 1\n  f.txt",
            "Documents that differ: 1\n  b.txt: clean text, headline, published",
            "merged   x  4 -> 3 documents  Dam",
            "2 -> 1 clusters",
            "share: 2 -> 3 edits, 30 -> 40 characters",
        ] {
            assert!(text.contains(part), "{part} is not in:\n{text}");
        }
        assert!(!text.contains("same:"), "{text}");
        let same = difference(&a, &a, 20).unwrap();
        assert!(same.contains("same settings") && same.contains("No document differs"), "{same}");
        assert!(same.contains("No cluster differs"), "{same}");
        let short = difference(&a, &b, 0).unwrap();
        assert!(short.contains("and 1 more"), "{short}");
    }
}
