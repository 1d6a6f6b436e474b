//! `articles.csv`: one row per document processed.
//!
//! In: a clean article and its part in a cluster. Out: its row.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::document::{CleanArticle, Edit, EditKind};
use crate::key::is_letter_or_digit;

use super::cells::Rows;
use super::identity::{Id, Membership};
use super::labels;

/// A document with its id and its part in a cluster.
#[derive(Debug, Clone, Copy)]
pub struct Document<'d> {
    pub clean: &'d CleanArticle,
    pub id: Id,
    pub membership: Option<Membership<'d>>,
    /// The document through which it joined its cluster.
    pub via: Option<Id>,
    /// Where its date stands among those of its cluster; empty if it is in none.
    pub first_in_cluster: &'static str,
}

impl Document<'_> {
    /// `unique`, `representative` or `member`.
    pub fn role(&self) -> &'static str {
        match self.membership {
            None => "unique",
            Some(membership) if membership.is_representative => "representative",
            Some(_) => "member",
        }
    }

    pub fn is_member(&self) -> bool {
        self.membership.is_some_and(|membership| !membership.is_representative)
    }

    /// Whether it is written to `unique.jsonl`: it has text, and is not a copy of another document.
    pub fn is_unique_story(&self) -> bool {
        !self.is_member() && !self.clean.text.trim().is_empty()
    }

    /// The counts for the columns `lines_removed` and `repairs`.
    pub fn removals_and_repairs(&self) -> (u64, u64) {
        let count = |wanted: &[EditKind]| {
            self.clean.edits.iter().filter(|edit| wanted.contains(&edit.kind)).count() as u64
        };
        (count(&[EditKind::Remove, EditKind::Field]), count(&[EditKind::Repair]))
    }
}

impl Document<'_> {
    /// Words of prose that the prose guard kept from being removed.
    pub fn words_held_back(&self) -> u64 {
        let held = |edit: &&Edit| {
            edit.kind == EditKind::Suggest && edit.rules.iter().any(|rule| &**rule == PROSE_GUARD)
        };
        self.clean.edits.iter().filter(held).map(|edit| words(&edit.before)).sum()
    }

    /// Whether the page model removed lines of it: then most of what was removed is the page's.
    pub fn is_page(&self) -> bool {
        self.clean.edits.iter().any(|edit| edit.rules.iter().any(|rule| &**rule == PAGE_MODEL))
    }
}

/// The rules under which edits record what was held back, and what the page model removed.
const PROSE_GUARD: &str = "prose-guard";
const PAGE_MODEL: &str = "page-model";

/// How long the texts of a document are.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub chars_raw: u64,
    pub chars_clean: u64,
    pub words_clean: u64,
}

impl Sizes {
    pub fn of(clean: &CleanArticle) -> Sizes {
        let chars_clean = clean.text.chars().count() as u64;
        let original = &clean.article.original;
        let unchanged = clean.text.len() == original.len() && clean.edits.is_empty();
        let chars_raw = if unchanged { chars_clean } else { original.chars().count() as u64 };
        Sizes { chars_raw, chars_clean, words_clean: words(&clean.text) }
    }
}

/// Words of a text: runs of letters and digits.
pub fn words(text: &str) -> u64 {
    // Most lines are plain ASCII, and ASCII is counted many bytes at a time.
    text.split('\n')
        .map(|line| if line.is_ascii() { ascii_words(line) } else { any_words(line) })
        .sum()
}

fn ascii_words(line: &str) -> u64 {
    let bytes = line.as_bytes();
    let first = bytes.first().is_some_and(u8::is_ascii_alphanumeric);
    let starts = |(before, byte): (&u8, &u8)| {
        u8::from(byte.is_ascii_alphanumeric() & !before.is_ascii_alphanumeric())
    };
    // Sums of up to 255 fit a byte, so that the compiler may use narrow lanes.
    let rest = bytes.get(1..).unwrap_or_default();
    let sums = bytes.chunks(255).zip(rest.chunks(255));
    let count: u64 = sums.map(|(a, b)| u64::from(a.iter().zip(b).map(starts).sum::<u8>())).sum();
    count + u64::from(first)
}

fn any_words(line: &str) -> u64 {
    let mut inside = false;
    let mut count = 0;
    for c in line.chars() {
        let is_word = is_letter_or_digit(c);
        count += u64::from(is_word && !inside);
        inside = is_word;
    }
    count
}

pub fn write(rows: &mut Rows, document: &Document<'_>, sizes: Sizes, agency: &str) {
    let CleanArticle { article, text, status, rewritten_score, .. } = document.clean;
    let (id, fields) = (&article.id, &article.fields);
    let raw_sha256 = hexadecimal(&article.raw_sha256);
    let clean_sha256 = if *text == article.original {
        raw_sha256.clone()
    } else {
        hexadecimal(&Sha256::digest(text.as_bytes()))
    };
    let (removals, repairs) = document.removals_and_repairs();
    let membership = document.membership;
    let member = membership.filter(|m| !m.is_representative).and_then(|m| m.joined);
    let relation = member.and_then(|joined| joined.relation);
    // Without a verified pair, a similarity of 0 means that it was not measured.
    let similarity = member.filter(|joined| joined.relation.is_some() || joined.similarity > 0);
    rows.row()
        .hexadecimal(document.id)
        .text(&*id.path)
        .text(id.member.as_deref())
        .number(id.record)
        .text(fields.source_id.as_deref())
        .text(fields.url.as_deref())
        .text(fields.site.as_deref())
        .text(fields.headline.as_deref())
        .text(fields.byline.as_deref())
        .text(fields.dateline.as_deref())
        .text(fields.contributors.as_deref())
        .text(fields.update_note.as_deref())
        .text(fields.published.as_deref())
        .text(fields.published_raw.as_deref())
        .word(fields.date_source.map_or("", labels::date_source))
        .text(fields.language.as_deref())
        .text(article.encoding.as_str())
        .number(sizes.chars_raw)
        .number(sizes.chars_clean)
        .number(sizes.words_clean)
        .number(removals)
        .number(repairs)
        .hexadecimal(&raw_sha256)
        .hexadecimal(&clean_sha256)
        .word(labels::status(*status))
        .number(u64::from(*rewritten_score))
        .hexadecimal(OptionalId(membership.map(|m| m.id)))
        .word(document.role())
        .word(relation.map_or("", labels::relation))
        .ratio(similarity.map(|joined| u64::from(joined.similarity)))
        .hexadecimal(OptionalId(document.via))
        .word(labels::encoding_source(article.encoding_source))
        .number(u64::from(article.undecodable))
        .text(fields.standfirst.as_deref())
        .word(fields.headline_source.map_or("", labels::field_source))
        .word(fields.byline_source.map_or("", labels::field_source))
        .word(fields.dateline_source.map_or("", labels::field_source))
        .word(fields.published.as_deref().map_or("", labels::precision))
        .number(document.words_held_back())
        .ratio(document.clean.extraction_confidence.map(|thousandths| u64::from(thousandths) * 10))
        .text(agency)
        .word(document.first_in_cluster)
        .end();
}

/// An id that may be missing.
struct OptionalId(Option<Id>);

impl fmt::Display for OptionalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |id| id.fmt(f))
    }
}

pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).map_or('0', |&d| char::from(d));
    let mut text = String::with_capacity(2 * bytes.len());
    for &byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_is_a_run_of_letters_and_digits() {
        assert_eq!(words("The mayor's 3 bridges, rebuilt."), 6);
        assert_eq!(words("Größe — 42\u{a0}%"), 2);
        assert_eq!(words(" \n"), 0);
    }

    proptest! {
        #[test]
        fn both_ways_to_count_words_agree(line in "[a-c1 .,é-]{0,600}") {
            let ascii = line.replace('é', "e");
            prop_assert_eq!(ascii_words(&ascii), any_words(&ascii));
            prop_assert_eq!(words(&line), any_words(&line));
        }
    }

    #[test]
    fn bytes_are_shown_in_hexadecimal_digits() {
        assert_eq!(hexadecimal(&[0, 15, 160, 255]), "000fa0ff");
    }
}
