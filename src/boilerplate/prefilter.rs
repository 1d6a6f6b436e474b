//! The prefilter of one expression: what every match of it begins with and contains.
//!
//! In: a pattern. Out: [`Prefilter`]. It states necessary conditions only: a line that passes may
//! still not match.

use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::{ExtractKind, Extractor};

use super::required_characters::Characters;

/// Bytes at the beginning of a line that are compared.
pub(super) const PREFIX_BYTES: usize = 8;

/// Necessary conditions of a match.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Prefilter {
    /// The possible beginnings of a match in lower case; `None`: any.
    pub beginnings: Option<Vec<Vec<u8>>>,
    /// Characters that every match contains.
    pub required: Characters,
}

impl Prefilter {
    /// The prefilter of a pattern. Both sides are compared in lower case, so the case flags of the
    /// pattern are dropped.
    pub fn of_pattern(pattern: &str) -> Prefilter {
        let caseless = pattern.replace("(?i)", "").replace("(?i:", "(?:").replace("(?-i:", "(?:");
        match regex_syntax::parse(&caseless) {
            Ok(hir) => {
                Prefilter { beginnings: beginnings(&hir), required: Characters::of_matches(&hir) }
            }
            Err(_) => Prefilter::default(),
        }
    }
}

/// What every match of an expression begins with, in lower case; `None` if there is no short list
/// of beginnings.
fn beginnings(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Prefix).limit_class(16).limit_total(5_000).limit_repeat(2);
    extractor.limit_literal_len(PREFIX_BYTES);
    let mut sequence = extractor.extract(hir);
    sequence.keep_first_bytes(PREFIX_BYTES);
    let mut found = Vec::new();
    for literal in sequence.literals()? {
        // The cut may be inside a character: only what precedes that character is kept.
        let valid = literal.as_bytes().utf8_chunks().next().map_or("", |part| part.valid());
        let mut lower = valid.to_lowercase().into_bytes();
        lower.truncate(PREFIX_BYTES);
        if lower.is_empty() {
            return None;
        }
        found.push(lower);
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_in_lower_case_and_cover_every_match() {
        let of = |pattern| {
            Prefilter::of_pattern(pattern).beginnings.map(|found| {
                found.into_iter().map(|b| String::from_utf8(b).unwrap()).collect::<Vec<_>>()
            })
        };
        assert_eq!(of("^(?:(?i)(?:READ|see) more.*)$").unwrap(), ["read mor", "see more"]);
        assert_eq!(of("^(?:(?i:über) uns)$").unwrap(), ["über un"]);
        assert!(of(r"^(?:\p{Lu}\S+ says)$").is_none());
        assert!(of("^(?:.*)$").is_none());
    }
}
