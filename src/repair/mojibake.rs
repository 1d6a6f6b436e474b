//! Mojibake: UTF-8 that was decoded as another encoding, once or several times.
//!
//! In: a text. Out: changes of the garbled characters to the intended ones, one layer per call. A
//! line is checked only if it has implausible pairs of characters. It is then encoded in one
//! encoding after another until the bytes are UTF-8. Lines that mix garbled and sound text are
//! repaired run by run. The method (implausible pairs as the sign, encodings tried in order, spaces
//! and lost bytes restored) is that of ftfy by Robyn Speer (2012 to 2024).

mod decode;
mod encodings;
mod misread;
mod neighbours;
mod script;

pub(super) use encodings::windows_1252;
pub(super) use misread::{Misread, misread};
pub(super) use neighbours::{suspicious_alone, suspicious_in_pairs};

use std::ops::Range;

use super::definition::{CharacterRepair, Context, Entry};
use super::signs::Signs;
use crate::document::Change;
use decode::Piece;
use script::{Script, script};

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry { id: "mojibake", why: "UTF-8 text that was decoded as another encoding." },
    needs: Signs::GARBLE,
    find,
};

/// Characters of a line that are decoded together; longer lines are split.
const LINE_PART: usize = 1 << 14;

fn find(text: &str, _context: &Context<'_>) -> Vec<Change> {
    match misread(text) {
        Misread::Known { encoding, lines } => return decoded_again(encoding, lines),
        Misread::Unknown => return Vec::new(),
        Misread::No => {}
    }
    let scripts = scripts(text);
    let mut changes = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        if neighbours::worth_reading(body) {
            let characters: Vec<(usize, char)> =
                body.char_indices().map(|(at, c)| (start + at, c)).collect();
            for part in characters.chunks(LINE_PART) {
                repair_part(part, &scripts, &mut changes);
            }
        }
        start += line.len();
    }
    // A lost character decodes to itself.
    changes.retain(|change| text.get(change.span.clone()) != Some(change.after.as_str()));
    changes
}

fn decoded_again(encoding: &str, lines: Vec<(Range<usize>, String)>) -> Vec<Change> {
    let evidence = format!("{encoding} read as Latin-1");
    lines
        .into_iter()
        .map(|(span, line)| REPAIR.entry.change_by(span, line, evidence.clone()))
        .collect()
}

/// Counts the characters of each script in a text.
type Scripts = [usize; Script::COUNT];

fn scripts(text: &str) -> Scripts {
    let mut counts = [0; Script::COUNT];
    for character in text.chars().filter(|character| !character.is_ascii()) {
        if let Some(count) = script(character).and_then(|s| counts.get_mut(s as usize)) {
            *count += 1;
        }
    }
    counts
}

fn repair_part(characters: &[(usize, char)], scripts: &Scripts, changes: &mut Vec<Change>) {
    if !neighbours::implausible(characters) {
        return;
    }
    let is_plausible = |pieces: &[Piece]| is_plausible(pieces, scripts);
    if let Some((name, pieces)) = decode::whole(characters, is_plausible) {
        return record(name, pieces, changes);
    }
    for run in decode::runs(characters) {
        if run.len() < characters.len()
            && neighbours::implausible(run)
            && let Some((name, pieces)) = decode::whole(run, is_plausible)
        {
            record(name, pieces, changes);
        }
    }
    lost_quotes(characters, changes);
}

/// Characters of a script without which a text does not have that script.
const FEWEST_OF_A_SCRIPT: usize = 2;

/// Whether decoded characters belong into a text: they are Latin letters, punctuation or symbols, or
/// of a script that the text or the pieces themselves have. A single character of another script
/// comes from sound letters that happen to be valid UTF-8.
fn is_plausible(pieces: &[Piece], scripts: &Scripts) -> bool {
    let characters = || pieces.iter().flat_map(|piece| piece.after.chars());
    let mut decoded = [0; Script::COUNT];
    for character in characters() {
        let Some(count) = script(character).and_then(|s| decoded.get_mut(s as usize)) else {
            return false;
        };
        *count += 1;
    }
    // Greek letters are symbols in all texts, but for those whose bytes end in a quote: Î», Î«.
    let quoted = characters().any(|character| matches!(character, 'λ' | 'Ϋ' | 'ϻ' | 'ϫ'));
    // E2 80 and a no-break space: a quote that lost its last byte.
    let dagger = characters().any(|character| character == '†');
    !dagger
        && decoded.iter().zip(scripts).enumerate().all(|(index, (&decoded, &present))| {
            index <= Script::Latin as usize
                || (index == Script::Greek as usize && !quoted)
                || decoded == 0
                || decoded + present >= FEWEST_OF_A_SCRIPT
        })
}

/// Closing quotes whose last byte, which Windows-1252 leaves undefined, was lost: `noâ€ and`.
fn lost_quotes(characters: &[(usize, char)], changes: &mut Vec<Change>) {
    let at = |index: usize| characters.get(index).map(|&(_, character)| character);
    for (index, &(start, character)) in characters.iter().enumerate() {
        let Some(&(euro, '€')) = characters.get(index + 1) else { continue };
        let follows_word = index.checked_sub(1).and_then(at).is_some_and(|c| !c.is_whitespace());
        let ends = at(index + 2).is_none_or(|c| c.is_whitespace() || ".,;:!?)".contains(c));
        if character == 'â' && follows_word && ends {
            let span = start..euro + '€'.len_utf8();
            let evidence = "UTF-8 read as Windows-1252, last byte lost";
            changes.push(REPAIR.entry.change_by(span, "”", evidence));
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
