//! Related links: a label before the headline of another story of the corpus.
//!
//! In: a layout and the headlines of the corpus. Out: [`Findings`]. The label may be any words in
//! any language. The story's own headline is never a link.

mod linked_name;

use memchr::memchr2_iter;

use super::finding::{Basis, Finding, Findings};
use super::header::key;
use super::layout::{Layout, words};
use crate::document::learned::Headlines;
use crate::document::{EditKind, Fields};

/// Words of a label, at most.
const LABEL_WORDS: usize = 4;
/// Bytes of a label, at most.
const LABEL_BYTES: usize = 80;
/// Letters and digits of a headline, at least.
const KEY_CHARS: usize = 12;
/// Bytes of a line with a label and a headline, at most.
const LINE_BYTES: usize = 400;

/// Adds the blocks of links that are glued into sentences behind a name.
pub(super) fn find_linked_names(layout: &Layout<'_>, block_ends: &[u64], found: &mut Findings) {
    for (index, row) in layout.rows.iter().enumerate() {
        if found.lines.contains_key(&index) {
            continue;
        }
        let start = row.line.span.start;
        for span in linked_name::linked_names(row.line.text, block_ends) {
            let finding = Finding {
                rule: "related-linked-name".into(),
                basis: Basis::Structure,
                also: Vec::new(),
                kind: "related".to_owned(),
                edit: EditKind::Remove,
                field: None,
                evidence: "a name again, headlines and a word in capitals".to_owned(),
            };
            found.spans.push((index, start + span.start..start + span.end, finding));
        }
    }
}

/// Adds the lines that link to other stories of the corpus.
pub(super) fn find_links(
    layout: &Layout<'_>,
    headlines: &Headlines,
    known: &Fields,
    found: &mut Findings,
) {
    if headlines.is_empty() {
        return;
    }
    let own = known.headline.as_deref().map(key).unwrap_or_default();
    for (index, row) in layout.rows.iter().enumerate() {
        if row.line.text.len() > LINE_BYTES || found.lines.contains_key(&index) {
            continue;
        }
        if names_other_story(row.body(), headlines, &own) {
            found.lines.insert(
                index,
                Finding {
                    rule: "related-headline".into(),
                    basis: Basis::Rule,
                    also: Vec::new(),
                    kind: "related".to_owned(),
                    edit: EditKind::Remove,
                    field: None,
                    evidence: "a label and the headline of another story of the corpus".to_owned(),
                },
            );
        }
    }
}

/// Whether a line is a label followed by the headline of another story.
fn names_other_story(line: &str, headlines: &Headlines, own: &str) -> bool {
    let beginning = line.as_bytes().get(..LABEL_BYTES).unwrap_or(line.as_bytes());
    for at in memchr2_iter(b':', b'|', beginning).take(2) {
        let (label, rest) = (line.get(..at), line.get(at + 1..));
        if let (Some(label), Some(rest)) = (label, rest)
            && words(label) <= LABEL_WORDS
            && known_title(rest, headlines, own)
        {
            return true;
        }
    }
    let double = beginning.windows(2).position(|pair| pair == b"  ");
    let double = double.and_then(|at| Some((line.get(..at)?, line.get(at..)?)));
    double.is_some_and(|(label, rest)| {
        words(label) <= LABEL_WORDS && known_title(rest, headlines, own)
    })
}

/// Whether a text is the headline of another story, with or without a bracket or a site's name
/// after it.
fn known_title(text: &str, headlines: &Headlines, own: &str) -> bool {
    let text = text.trim();
    let known = |part: &str| {
        let part = key(part);
        part.chars().nth(KEY_CHARS - 1).is_some() && part != own && headlines.contains_key(&part)
    };
    let cut = |separator: &str| text.rsplit_once(separator).is_some_and(|(head, _)| known(head));
    known(text) || [" | ", " - ", " – ", " ("].iter().any(|s| cut(s))
}
