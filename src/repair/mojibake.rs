//! Mojibake: UTF-8 that was decoded as another encoding, once or several times.
//!
//! In: a text. Out: changes of the garbled characters to the intended ones, one layer per call. A
//! line is checked only if it has implausible pairs of characters. It is then encoded in one
//! encoding after another until the bytes are UTF-8. Lines that mix garbled and sound text are
//! repaired run by run. The method (implausible pairs as the sign, encodings tried in order, spaces
//! and lost bytes restored) is that of ftfy by Robyn Speer (2012 to 2024).

mod decode;
mod encodings;
mod neighbours;

pub(super) use encodings::windows_1252;
pub(super) use neighbours::{suspicious_alone, suspicious_in_pairs};

use super::definition::{CharacterRepair, Context, Entry};
use super::signs::Signs;
use crate::document::Change;
use decode::Piece;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry { id: "mojibake", why: "UTF-8 text that was decoded as another encoding." },
    needs: Signs::GARBLE,
    find,
};

/// Characters of a line that are decoded together; longer lines are split.
const LINE_PART: usize = 1 << 14;

fn find(text: &str, _context: &Context<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        if neighbours::worth_reading(body) {
            let characters: Vec<(usize, char)> =
                body.char_indices().map(|(at, c)| (start + at, c)).collect();
            for part in characters.chunks(LINE_PART) {
                repair_part(part, &mut changes);
            }
        }
        start += line.len();
    }
    // A lost character decodes to itself.
    changes.retain(|change| text.get(change.span.clone()) != Some(change.after.as_str()));
    changes
}

fn repair_part(characters: &[(usize, char)], changes: &mut Vec<Change>) {
    if !neighbours::implausible(characters) {
        return;
    }
    if let Some((name, pieces)) = decode::whole(characters) {
        return record(name, pieces, changes);
    }
    for run in decode::runs(characters) {
        if run.len() < characters.len()
            && neighbours::implausible(run)
            && let Some((name, pieces)) = decode::whole(run)
        {
            record(name, pieces, changes);
        }
    }
}

/// Turns decoded pieces into changes, one for each repaired character.
fn record(encoding: &str, pieces: Vec<Piece>, changes: &mut Vec<Change>) {
    let evidence = format!("UTF-8 read as {encoding}");
    changes.extend(
        pieces.into_iter().map(|p| REPAIR.entry.change_by(p.span, p.after, evidence.clone())),
    );
}
