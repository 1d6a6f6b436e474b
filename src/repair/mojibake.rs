//! Mojibake: UTF-8 that was read as another encoding, once or several times over.
//!
//! In: a text. Out: changes of the garbled characters to those meant, one layer a call. A line is
//! looked at only if it holds neighbours that no writing has; it is then read back through one
//! encoding after another until its bytes are UTF-8. Mixtures of garbled and sound text are mended
//! run by run. The method (implausible neighbours as the sign, a list of encodings tried in order,
//! spaces and lost bytes restored) is that of ftfy by Robyn Speer (2012 to 2024).

mod decode;
mod encodings;
mod neighbours;

pub(super) use encodings::windows_1252;
pub(super) use neighbours::{suspicious_alone, suspicious_in_pairs};

use super::scan::Signs;
use super::{CharacterRepair, Context, Entry};
use crate::document::Change;
use decode::Piece;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry { id: "mojibake", why: "Text in UTF-8 that was read as another encoding." },
    needs: Signs::GARBLE,
    find,
};

/// Characters of one line that are looked at together; longer lines are taken in parts.
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
                mend(part, &mut changes);
            }
        }
        start += line.len();
    }
    // A lost character reads back as itself.
    changes.retain(|change| text.get(change.span.clone()) != Some(change.after.as_str()));
    changes
}

fn mend(characters: &[(usize, char)], changes: &mut Vec<Change>) {
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

/// Turns what was decoded into changes; pieces side by side stay apart, so that each change is
/// one character mended.
fn record(encoding: &str, pieces: Vec<Piece>, changes: &mut Vec<Change>) {
    let evidence = format!("UTF-8 read as {encoding}");
    changes.extend(
        pieces.into_iter().map(|p| REPAIR.entry.change_by(p.span, p.after, evidence.clone())),
    );
}
