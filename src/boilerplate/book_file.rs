//! The rules of the built-in book, read from the file that is compiled in. Reading their TOML takes
//! longer than cleaning a page.
//!
//! In: `data/rules/book.bin`. Out: the rules, with the shapes in their patterns filled in, and the
//! SHA-256 of the TOML files. A test compares the file with them.

use serde::{Deserialize, Serialize};

use super::compiled_rule::CompiledRule;
use super::rule::Rule;

const FILE: &[u8] = include_bytes!("../../data/rules/book.bin");

/// The content of the file, in the form of postcard.
#[derive(Deserialize, Serialize)]
struct Book<R> {
    sha256: [u8; 32],
    rules: Vec<R>,
}

/// A rule. Its `kind` is not among its own keys.
#[derive(Deserialize)]
struct FiledRule {
    kind: String,
    pattern: String,
    unless: Option<String>,
    signs: Vec<String>,
    rule: Rule,
}

/// The rules and the SHA-256 of the files they were read from; `None` if the file is damaged.
pub(super) fn read() -> Option<(Vec<CompiledRule>, [u8; 32])> {
    let book: Book<FiledRule> = postcard::from_bytes(FILE).ok()?;
    let rules = book.rules.into_iter().map(|filed| {
        let FiledRule { kind, pattern, unless, signs, rule } = filed;
        CompiledRule::of_patterns(Rule { kind, ..rule }, pattern, unless, signs)
    });
    Some((rules.collect(), book.sha256))
}

/// The bytes of the file for some rules.
#[cfg(test)]
pub(super) fn bytes<'r>(
    rules: impl Iterator<Item = &'r CompiledRule>,
    sha256: [u8; 32],
) -> Vec<u8> {
    #[derive(Serialize)]
    struct Filed<'r> {
        kind: &'r str,
        pattern: &'r str,
        unless: Option<&'r str>,
        signs: Vec<&'r str>,
        rule: &'r Rule,
    }
    let filed = rules.map(|compiled| {
        let (pattern, unless, signs) = compiled.patterns_by_use();
        let rule = &compiled.rule;
        Filed { kind: &rule.kind, pattern, unless, signs, rule }
    });
    // Only tests write the file, and rules are plain data.
    postcard::to_stdvec(&Book { sha256, rules: filed.collect() }).expect("rules are plain data")
}
