//! Sentences broken over lines by an inline link that was extracted as a line of its own.
//!
//! In: a text. Out: changes of the line break (and a blank line) before a lower-case letter to a
//! space, where the sentence cannot have ended: the line before ends in a word that needs another
//! (`the`, `of`), or it is a long unfinished line of prose followed by prose. Lists, verse, narrow
//! columns, labels, addresses and code are kept. So are lines that continue with a capital (a link
//! on a name), because headings look the same.

use super::context::{is_code, is_protected, line_around};
use super::definition::{Context, Entry, SpacingRepair};
use super::function_words::is_function_word;
use super::line_break;
use super::marks::{Mark, Marks};
use crate::document::Change;
use crate::key::ends_sentence;

pub(super) const REPAIR: SpacingRepair = SpacingRepair {
    entry: Entry {
        id: "link-break",
        why: "A line break inside a sentence, as left by inline links.",
    },
    find,
};

/// Words of a line that counts as a clause.
const CLAUSE: usize = 5;

/// Words of a line that counts as prose whatever it ends in.
const LONG: usize = 8;

/// Consecutive breaks before lower case that mean verse, a list or a narrow column.
const MOST_IN_A_ROW: usize = 3;

/// Most breaks before lower case that links leave in one text.
const MOST_IN_A_TEXT: usize = 12;

fn find(text: &str, marks: &Marks, _context: &Context<'_>, changes: &mut Vec<Change>) {
    // A wrapped text is unwrapped first.
    if changes.iter().any(|change| change.rule.as_ref() == line_break::WRAP.entry.id) {
        return;
    }
    let breaks = marks.of(Mark::LineBreak);
    // A text with many such breaks was wrapped unevenly; a page with code keeps its lines.
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
    /// Where the line after ends.
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

    /// Whether the sentence of the line before continues after the break.
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
        if needs_another_word(self.last_word()) {
            return left >= CLAUSE && (right >= CLAUSE || self.is_link())
                || right >= LONG && left >= 2 && self.starts_sentence();
        }
        let clause =
            left >= CLAUSE && right >= CLAUSE && is_function_word(first) && self.starts_sentence();
        let prose =
            left >= LONG && right >= LONG && self.starts_sentence() && ends_sentence(self.after);
        !self.blank && (clause && ends_sentence(self.after) || prose)
            || self.blank && left >= LONG && clause && prose
    }

    /// Whether the line after is short and the next one continues the sentence.
    fn is_link(&self) -> bool {
        let next = self.tail.trim_start_matches('\n').lines().next().unwrap_or_default();
        ends_sentence(self.after) || (next.starts_with(char::is_lowercase) && words(next) >= CLAUSE)
    }

    /// Whether the line before begins like a sentence.
    fn starts_sentence(&self) -> bool {
        let line = self.before.trim_start_matches(['"', '“', '‘', '\'', '(', '«', '¿', '¡']);
        line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
    }

    fn begins_item(&self) -> bool {
        self.before.starts_with(['-', '*', '•', '·', '+', '>', '#', '|'])
    }

    /// Whether the breaks before and after are also before lower case.
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

    /// Whether the lines around the break are all short, as in verse.
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

/// Whether a word is in lower case throughout and has no colon after it: not a label, an address or
/// a name such as iBoat.
fn is_plain(word: &str) -> bool {
    let bare = word.trim_end_matches([',', '.', ';', ')', '"', '”', '’']);
    !bare.is_empty() && bare.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’'))
}

/// Whether a word never ends a sentence, a heading or a list item: articles, conjunctions and some
/// prepositions.
fn needs_another_word(word: &str) -> bool {
    const WORDS: [&str; 58] = [
        "the", "a", "an", "and", "or", "but", "of", "that", "than", "from", "into", "because",
        "his", "their", "its", "our", "your", "my", "whose", "el", "la", "los", "las", "un", "una",
        "de", "del", "y", "que", "en", "por", "para", "con", "sus", "le", "les", "des", "du", "et",
        "dans", "pour", "der", "die", "das", "und", "dem", "den", "eine", "einen", "einer", "il",
        "gli", "di", "della", "os", "as", "uma", "het",
    ];
    word.chars().all(char::is_lowercase) && WORDS.contains(&word)
}
