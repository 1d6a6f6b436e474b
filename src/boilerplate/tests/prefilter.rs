//! Tests that compare `data/rules/prefilter.bin` with the rules.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use super::super::Rulebook;
use super::super::prefilter::Prefilter;
use super::super::prefilter_file::{ANY, of_pattern};

/// The bytes of the file for the current rules.
fn file() -> Vec<u8> {
    let book = Rulebook::built_in();
    let compiled = (0..).map_while(|index| book.compiled(index));
    let whole_lines = compiled.filter(|compiled| compiled.rule.literals.is_empty());
    let sorted: BTreeMap<u64, &str> =
        whole_lines.map(|c| (xxh3_64(c.pattern.as_bytes()), c.pattern.as_str())).collect();
    let mut file = Vec::new();
    for (hash, pattern) in sorted {
        let Prefilter { beginnings, required } = Prefilter::of_pattern(pattern);
        file.extend(hash.to_le_bytes());
        file.extend(required.bits().to_le_bytes());
        let count = beginnings.as_ref().map_or(ANY, |all| all.len().try_into().unwrap());
        file.extend(count.to_le_bytes());
        for beginning in beginnings.iter().flatten() {
            file.push(beginning.len().try_into().unwrap());
            file.extend(beginning);
        }
    }
    file
}

/// `COPYDESK_BLESS=1 cargo test --lib prefilter` writes the file again. A few new rules may be
/// missing: their prefilters are computed when they are needed.
#[test]
fn the_file_has_the_prefilters_of_the_rules() {
    if std::env::var_os("COPYDESK_BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/rules/prefilter.bin");
        return std::fs::write(path, file()).unwrap();
    }
    let book = Rulebook::built_in();
    let compiled = (0..).map_while(|index| book.compiled(index));
    let whole_lines = compiled.filter(|compiled| compiled.rule.literals.is_empty());
    let (known, new): (Vec<_>, Vec<_>) =
        whole_lines.map(|c| of_pattern(&c.pattern).is_some()).partition(|known| *known);
    let message = "rules changed: run COPYDESK_BLESS=1 cargo test --lib prefilter";
    assert!(new.len() * 10 <= known.len(), "{message}");
}

#[test]
fn the_file_agrees_with_computed_prefilters() {
    let book = Rulebook::built_in();
    for compiled in (0..).map_while(|index| book.compiled(index)) {
        if let Some(known) = of_pattern(&compiled.pattern) {
            assert_eq!(known, Prefilter::of_pattern(&compiled.pattern), "{}", compiled.id);
        }
    }
    assert_eq!(of_pattern("^(?:not a built-in rule)$"), None);
}
