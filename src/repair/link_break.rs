//! A sentence broken over lines by an inline link: what a page set as a link came out as a line.
//!
//! In: a text. Out: changes of the line break (and a blank line) before a small letter to a space, where the
//! sentence cannot have ended: the line before ends in a word that must go on (`the`, `of`, `said that`), or is a
//! long line of prose without an end and what follows is prose too. Lists, verse, narrow columns, labels,
//! addresses and code stay. Lines that go on with a capital (a link on a name) stay too: a
//! heading looks the same.

use super::context::{is_code, is_protected, line_around};
use super::little_words::is_little;
use super::marks::{Mark, Marks};
use super::{Context, Entry, SpacingRepair, line_break};
use crate::document::Change;

pub(super) const REPAIR: SpacingRepair = SpacingRepair {
    entry: Entry {
        id: "link-break",
        why: "A line broken inside a sentence, as inline links leave it.",
    },
    find,
};

/// Words of a line that is a good part of a sentence.
const CLAUSE: usize = 5;

/// Words of a line that is prose whatever it ends in.
const LONG: usize = 8;

/// Breaks before a small letter in a row that are verse, a list or a narrow column, and not links.
const MOST_IN_A_ROW: usize = 3;

/// Breaks before a small letter that links leave in one text.
const MOST_IN_A_TEXT: usize = 12;

fn find(text: &str, marks: &Marks, _context: &Context<'_>, changes: &mut Vec<Change>) {
    // A text that was wrapped is mended as such, first.
    if changes.iter().any(|change| change.rule.as_ref() == line_break::WRAP.entry.id) {
        return;
    }
    let breaks = marks.of(Mark::LineBreak);
    // A text with many such breaks was wrapped, if raggedly; a page with code keeps its lines.
    if breaks.is_empty() || breaks.len() > MOST_IN_A_TEXT || text.lines().any(is_code) {
        return;
    }
    let mut last = 0;
    for &at in breaks {
        if at < last || !text.get(at..).is_some_and(|tail| tail.starts_with(char::is_lowercase)) {
            continue;
        }
        let Some(place) = Place::read(text, at) else { continue };
        if place.goes_on() {
            last = place.end;
            let evidence = place.last_word().to_owned();
            changes.push(REPAIR.entry.change_by(place.start..at, " ", evidence));
        }
    }
}

/// A break with the lines around it.
struct Place<'t> {
    /// The text before the line before.
    head: &'t str,
    before: &'t str,
    /// Where the line before ends.
    start: usize,
    blank: bool,
    after: &'t str,
    /// Where the line behind ends.
    end: usize,
    tail: &'t str,
}

impl<'t> Place<'t> {
    fn read(text: &'t str, at: usize) -> Option<Place<'t>> {
        let head = text.get(..at)?.strip_suffix('\n')?;
        let (head, blank) = match head.strip_suffix('\n') {
            Some(head) => (head, true),
            None => (head, false),
        };
        let start = head.len();
        let line = line_around(text, start);
        let behind = line_around(text, at);
        Some(Place {
            head: text.get(..line.start)?,
            before: text.get(line)?,
            start,
            blank,
            after: text.get(behind.clone())?,
            end: behind.end,
            tail: text.get(behind.end..)?,
        })
    }

    fn last_word(&self) -> &'t str {
        self.before.split_whitespace().next_back().unwrap_or_default()
    }

    /// Whether the sentence of the line before goes on behind the break.
    fn goes_on(&self) -> bool {
        let open = self.before.ends_with(|c: char| c.is_alphanumeric() || c == ',');
        if !open || is_code(self.before) || is_code(self.after) || self.is_in_a_row() {
            return false;
        }
        let first = self.after.split_whitespace().next().unwrap_or_default();
        if !is_plain(first) || is_protected(self.last_word()) || self.begins_item() {
            return false;
        }
        let (left, right) = (words(self.before), words(self.after));
        if must_go_on(self.last_word()) {
            return left >= CLAUSE && (right >= CLAUSE || self.is_link())
                || right >= LONG && left >= 2 && self.starts_sentence();
        }
        let clause =
            left >= CLAUSE && right >= CLAUSE && is_little(first) && self.starts_sentence();
        let prose = left >= LONG && right >= LONG && self.starts_sentence() && ends(self.after);
        !self.blank && (clause && ends(self.after) || prose)
            || self.blank && left >= LONG && clause && prose
    }

    /// Whether the line behind is short, and the one behind it goes on with the sentence.
    fn is_link(&self) -> bool {
        let next = self.tail.trim_start_matches('\n').lines().next().unwrap_or_default();
        ends(self.after) || (next.starts_with(char::is_lowercase) && words(next) >= CLAUSE)
    }

    /// Whether the line before begins as a sentence does, or goes on from one.
    fn starts_sentence(&self) -> bool {
        let line = self.before.trim_start_matches(['"', '“', '‘', '\'', '(', '«', '¿', '¡']);
        line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
    }

    fn begins_item(&self) -> bool {
        self.before.starts_with(['-', '*', '•', '·', '+', '>', '#', '|'])
    }

    /// Whether lines before or behind break before a small letter as well.
    fn is_in_a_row(&self) -> bool {
        let small = |line: &&str| line.starts_with(char::is_lowercase);
        let lines = |text: &'t str| text.split('\n').filter(|line| !line.is_empty());
        let behind = lines(self.tail).take(MOST_IN_A_ROW).take_while(small).count();
        let ahead = usize::from(small(&self.before))
            + self
                .head
                .rsplit('\n')
                .filter(|line| !line.is_empty())
                .take(MOST_IN_A_ROW)
                .take_while(small)
                .count();
        behind + ahead >= MOST_IN_A_ROW || self.is_verse()
    }

    /// Whether a block of short lines ends in many commas or nothing, as verse does.
    fn is_verse(&self) -> bool {
        let short = |line: &&str| !line.is_empty() && line.chars().nth(60).is_none();
        let ahead = self.head.trim_end_matches('\n').rsplit('\n').take(3).take_while(short).count();
        let behind =
            self.tail.trim_start_matches('\n').split('\n').take(3).take_while(short).count();
        short(&self.before) && short(&self.after) && ahead + behind >= 2
    }
}

fn words(line: &str) -> usize {
    line.split_whitespace().take(LONG).count()
}

/// Whether a word is written in small letters alone, with no colon behind it: no label, address or name
/// such as iBoat.
fn is_plain(word: &str) -> bool {
    let bare = word.trim_end_matches([',', '.', ';', ')', '"', '”', '’']);
    !bare.is_empty() && bare.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’'))
}

fn ends(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '”', '’', '\'', ')', '»']);
    line.ends_with(['.', '!', '?', '…', '؟', '。'])
}

/// Whether no sentence, heading or item of a list ends in a word: articles, conjunctions, and such
/// prepositions as no verb keeps at its end.
fn must_go_on(word: &str) -> bool {
    const WORDS: [&str; 58] = [
        "the", "a", "an", "and", "or", "but", "of", "that", "than", "from", "into", "because",
        "his", "their", "its", "our", "your", "my", "whose", "el", "la", "los", "las", "un", "una",
        "de", "del", "y", "que", "en", "por", "para", "con", "sus", "le", "les", "des", "du", "et",
        "dans", "pour", "der", "die", "das", "und", "dem", "den", "eine", "einen", "einer", "il",
        "gli", "di", "della", "os", "as", "uma", "het",
    ];
    word.chars().all(char::is_lowercase) && WORDS.contains(&word)
}
