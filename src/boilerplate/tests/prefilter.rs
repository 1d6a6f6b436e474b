//! Tests that compare `book.bin`, `prefilter.bin` and `programs.bin` of `data/rules` with the rules.

use regex::Regex;
use xxhash_rust::xxh3::xxh3_64;

use super::super::compiled_rule::CompiledRule;
use super::super::expression::{cut_pattern, is_common};
use super::super::line_program::{self, Program};
use super::super::prefilter::Prefilter;
use super::super::prefilter_file::{self, entry, writer};
use super::super::{Rulebook, book_file};

fn built_in() -> impl Iterator<Item = &'static CompiledRule> {
    (0..).map_while(|index| Rulebook::of_built_in_files().compiled(index))
}

fn whole_lines() -> impl Iterator<Item = &'static str> {
    built_in().filter(|compiled| compiled.rule.literals.is_empty()).map(CompiledRule::pattern)
}

fn patterns() -> impl Iterator<Item = &'static str> {
    built_in().flat_map(CompiledRule::patterns)
}

/// `COPYDESK_BLESS=1 cargo test --lib prefilter` writes all three files again.
const MESSAGE: &str = "rules changed: run COPYDESK_BLESS=1 cargo test --lib prefilter";

/// Writes a file of the rules if that is asked for.
fn bless(name: &str, bytes: &[u8]) -> bool {
    let asked = std::env::var_os("COPYDESK_BLESS").is_some();
    if asked {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/rules/");
        std::fs::write(format!("{folder}{name}"), bytes).unwrap();
    }
    asked
}

#[test]
fn the_book_file_has_the_rules() {
    let bytes = book_file::bytes(built_in(), Rulebook::of_built_in_files().sha256());
    if !bless("book.bin", &bytes) {
        let (rules, sha256) = book_file::read().expect(MESSAGE);
        assert!(book_file::bytes(rules.iter(), sha256) == bytes, "{MESSAGE}");
    }
}

/// A few new rules may be
/// missing: what the file lacks is computed when it is needed.
#[test]
fn the_file_has_the_prefilters_of_the_rules() {
    let computed = writer::file(patterns(), whole_lines(), |pattern| cut_pattern(pattern).unwrap());
    if bless("prefilter.bin", &computed) {
        return;
    }
    let (known, new): (Vec<_>, Vec<_>) =
        whole_lines().map(|pattern| entry(pattern).is_some()).partition(|known| *known);
    assert!(new.len() * 10 <= known.len(), "{MESSAGE}");
    if new.is_empty() && patterns().all(|p| prefilter_file::cut_pattern(p).is_some()) {
        let same = prefilter_file::FILE == computed;
        assert!(same || known.len() < prefilter_file::entry_count(), "{MESSAGE}");
    }
}

/// It lacks the same new rules.
#[test]
fn the_file_has_the_programs_of_the_rules() {
    let cut = |pattern: &str| (xxh3_64(pattern.as_bytes()), cut_pattern(pattern).unwrap());
    let word = cut_pattern(r"\w").unwrap();
    let computed = line_program::writer::file(patterns().map(cut).collect(), &word);
    if bless("programs.bin", &computed) {
        return;
    }
    let is_known = |pattern| prefilter_file::cut_pattern(pattern).is_some();
    if patterns().all(is_known) && whole_lines().count() >= prefilter_file::entry_count() {
        assert!(line_program::FILE == computed, "{MESSAGE}");
    }
}

#[test]
fn the_file_agrees_with_computed_prefilters() {
    for compiled in built_in() {
        if let Some(entry) = entry(compiled.pattern()) {
            let beginnings = writer::beginnings(entry);
            let known = Prefilter { beginnings, required: entry.required };
            assert_eq!(known, Prefilter::of_pattern(compiled.pattern()), "{}", compiled.id);
        }
        for pattern in compiled.patterns() {
            let known = prefilter_file::cut_pattern(pattern);
            assert!(known.is_none() || known == cut_pattern(pattern).as_deref(), "{pattern}");
        }
    }
    assert_eq!(entry("^(?:not a built-in rule)$"), None);
    assert_eq!(prefilter_file::entries_that_begin(b"\0\0").count(), 0);
}

/// The examples of a rule that have common characters only.
fn examples(compiled: &'static CompiledRule) -> impl Iterator<Item = &'static str> {
    let all = compiled.rule.removes.iter().chain(&compiled.rule.keeps);
    all.map(String::as_str).filter(|line| is_common(line))
}

#[test]
fn nearly_every_rule_has_a_program_that_matches_the_same_on_all_examples() {
    let lines: Vec<&str> = built_in().flat_map(examples).collect();
    let (mut programs, mut all) = (0, 0);
    for (place, pattern) in patterns().enumerate() {
        all += 1;
        let Some(program) = Program::of(pattern) else { continue };
        programs += 1;
        let regex = Regex::new(&cut_pattern(pattern).unwrap()).unwrap();
        for line in lines.iter().skip(place % 10).step_by(10) {
            assert_eq!(program.is_match(line), regex.is_match(line), "{pattern} on {line}");
        }
    }
    assert!(programs * 10 >= all * 9, "{programs} of {all}");
}

#[test]
fn the_common_form_of_every_rule_matches_the_same_on_all_examples() {
    let lines: Vec<&str> = built_in().flat_map(examples).collect();
    assert!(lines.len() > 1000);
    for (place, compiled) in built_in().enumerate() {
        let [cut, any] = [true, false].map(|common| compiled.regex(common).unwrap());
        // Of all examples a tenth, another one for each rule, and all of its own.
        let tenth = lines.iter().copied().skip(place % 10).step_by(10);
        for line in tenth.chain(examples(compiled)) {
            let of = |regex: &Regex| {
                let captures = regex.captures(line)?;
                Some((captures.get(0)?.range(), captures.name("value").map(|v| v.range())))
            };
            assert_eq!(of(cut), of(any), "{} on {line}", compiled.id);
        }
    }
}
