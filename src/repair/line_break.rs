//! Line breaks inside paragraphs: hard wraps, and hyphens at line ends.
//!
//! In: a text. Out: changes of line breaks inside paragraphs to a space, or to nothing after a
//! hyphen that only the break caused. A break counts as a wrap only if the first word of the next
//! line would not have fitted. Paragraphs separated by a single line break are kept, and so are
//! lists, verse, tables and code.

use super::context::{is_code, word_after, word_before};
use super::definition::{Context, Entry, Own, SpacingRepair};
use super::marks::{Mark, Marks};
use super::wrap_odds::Paragraphs;
use super::wrapped_line::Line;
use crate::document::Change;

pub(super) const WRAP: SpacingRepair = SpacingRepair {
    entry: Entry {
        id: "hard-wrap",
        why: "A line break inside a paragraph that was wrapped at a fixed width.",
    },
    find: find_wraps,
};

pub(super) const HYPHEN: SpacingRepair = SpacingRepair {
    entry: Entry { id: "line-end-hyphen", why: "A word hyphenated at the end of a line." },
    find: |_, _, _, _| {},
};

/// How much wider the widest line may be than the widest one before a break inside a sentence.
const SLACK: usize = 16;

/// Widths at which people and programs wrap.
const NARROWEST: usize = 36;
const WIDEST: usize = 132;

fn find_wraps(text: &str, marks: &Marks, context: &Context<'_>, changes: &mut Vec<Change>) {
    // A text without lines that begin in lower case was not wrapped.
    if marks.of(Mark::LineBreak).len() < FEWEST_BREAKS {
        return;
    }
    let lines = lines(text);
    let Some(width) = wrap_width(&lines) else { return };
    let spaced = blank_lines_part_paragraphs(&lines, width);
    let wrapped = Wrapped { lines, width };
    let ends = wrapped.ends();
    // Without blank lines a paragraph may also end at the full width.
    let paragraphs = (!spaced).then(|| Paragraphs::new(&wrapped.lines, &ends));
    let words = context.words.and_then(|words| words.language(context.language));
    let own = u32::from(context.own == Own::Counted);
    for (index, pair) in wrapped.lines.windows(2).enumerate() {
        let [line, next] = pair else { continue };
        let goes_on = || {
            next.begins_small()
                || paragraphs.as_ref().is_none_or(|all| all.odds(index, words, own) < LEAST_ODDS)
        };
        if ends.get(index) == Some(&false) && goes_on() {
            changes.push(join(text, line, next, context));
        }
    }
}

/// Log odds in thousandths from which a break ends a paragraph. Less than even, because joining two
/// paragraphs does twice the harm of splitting one.
const LEAST_ODDS: i64 = -600;

/// Fewest breaks inside sentences in a wrapped text, and in one with many other breaks before lower
/// case.
const FEWEST_BREAKS: usize = 3;
const FEWEST_BESIDE_OTHERS: usize = 8;

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    text.split('\n')
        .map(|line| {
            let span = start..start + line.len();
            start = span.end + 1;
            // A longer line was not wrapped, so its characters need no exact count.
            let width = if line.len() > WIDEST * 4 { WIDEST + 1 } else { line.chars().count() };
            let first_word = line.split_whitespace().next().unwrap_or_default().chars().count();
            Line { body: line, span, width, first_word }
        })
        .collect()
}

/// The width a text was wrapped at: that of its widest line before a break inside a sentence, if
/// the next word would not have fitted at nearly all such breaks.
fn wrap_width(lines: &[Line<'_>]) -> Option<usize> {
    let inside = || {
        lines.windows(2).filter_map(|pair| match pair {
            [line, next] if line.width > 0 && next.begins_small() && !line.ends_sentence() => {
                Some((line, next))
            }
            _ => None,
        })
    };
    let short = || inside().filter(|(line, _)| line.width <= WIDEST);
    let width = short().map(|(line, _)| line.width).max().filter(|&width| width >= NARROWEST)?;
    let breaks = inside().count();
    let full_at = |width| short().filter(|(line, next)| line.overflows(next, width)).count();
    let full = full_at(width);
    // The widest lines may precede a capital. They also show what fitted, as long as they explain
    // every break.
    let widest = lines.iter().map(|line| line.width).filter(|&other| other <= width + SLACK).max();
    let width = widest.filter(|&widest| full_at(widest) == full).unwrap_or(width);
    let nearly_all = full >= FEWEST_BREAKS && full * 10 >= breaks * 9;
    // Next to code or lists, whose items begin in lower case, more breaks are needed.
    let most = full >= FEWEST_BESIDE_OTHERS && full * 5 >= breaks * 3;
    (nearly_all || most).then_some(width)
}

/// Whether blank lines outnumber the other breaks that the width does not explain.
fn blank_lines_part_paragraphs(lines: &[Line<'_>], width: usize) -> bool {
    let (mut blank, mut other) = (0_usize, 0_usize);
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        match (line.width, next.width) {
            (0, _) => {}
            (_, 0) => blank += 1,
            _ => other += usize::from(!line.overflows(next, width)),
        }
    }
    blank > other
}

/// A text that was wrapped at a width.
struct Wrapped<'t> {
    lines: Vec<Line<'t>>,
    width: usize,
}

impl Wrapped<'_> {
    /// For each line, whether it certainly ends a paragraph or is outside of one.
    fn ends(&self) -> Vec<bool> {
        let bullets = self.bullets();
        (0..self.lines.len()).map(|index| !self.may_go_on(index, &bullets)).collect()
    }

    /// The list markers of the text: those that begin a line whose first word would have fitted on
    /// the line above.
    fn bullets(&self) -> Vec<char> {
        let mut found = Vec::new();
        let mut previous: Option<&Line<'_>> = None;
        for line in &self.lines {
            let hard = previous.is_none_or(|p| p.width == 0 || !p.overflows(line, self.width));
            if let Some(bullet) = line.bullet().filter(|b| hard && !found.contains(b)) {
                found.push(bullet);
            }
            previous = Some(line);
        }
        found
    }

    /// Whether the break after a line may be a wrap.
    fn may_go_on(&self, index: usize, bullets: &[char]) -> bool {
        let (Some(line), Some(next)) = (self.lines.get(index), self.lines.get(index + 1)) else {
            return false;
        };
        if line.width == 0 || next.width == 0 || line.width > self.width || next.width > self.width
        {
            return false;
        }
        let fits = line.overflows(next, self.width);
        if !fits || next.begins_item() || is_code(line.body) || is_code(next.body) {
            return false;
        }
        let begins_item = |bullet| bullets.contains(&bullet) || line.ends_sentence();
        !next.bullet().is_some_and(begins_item)
    }
}

fn join(text: &str, line: &Line<'_>, next: &Line<'_>, context: &Context<'_>) -> Change {
    let gap = line.span.end..next.span.start;
    let Some(head) = line.body.strip_suffix(['-', '\u{2010}']).filter(|_| line.ends_in_hyphen())
    else {
        return WRAP.entry.change(gap, " ");
    };
    let hyphen = line.span.start + head.len();
    let left = word_before(text, hyphen);
    let right = word_after(text, next.span.start);
    if next.begins_small() && !left.is_empty() && only_a_break(left, right, context) {
        let evidence = format!("{left}{right}");
        return HYPHEN.entry.change_by(hyphen..gap.end, "", evidence);
    }
    WRAP.entry.change(gap, "")
}

/// Whether only the break caused a hyphen: the corpus writes the parts as one word more often than
/// with a hyphen. Without evidence, compounds are recognised by common first and second parts.
fn only_a_break(left: &str, right: &str, context: &Context<'_>) -> bool {
    if let Some(words) =
        context.words.and_then(|words| words.language(context.language.or(Some("en"))))
    {
        let joined = words.word(&[left, right].concat()).any;
        let compound = words.word(&[left, "-", right].concat()).any;
        if joined.max(compound) > 1 {
            return joined > compound;
        }
        let (one, two) = (words.word(left).small, words.word(right).small);
        if one > 0 || two > 0 {
            return one < 20 || two < 20;
        }
    }
    const FIRST: [&str; 28] = [
        "well", "self", "long", "high", "low", "short", "old", "new", "so", "ex", "co", "non",
        "pre", "post", "anti", "multi", "half", "full", "part", "best", "hard", "large", "small",
        "two", "three", "four", "year", "one",
    ];
    const SECOND: [&str; 20] = [
        "based", "year", "old", "time", "term", "called", "known", "made", "style", "level",
        "free", "like", "up", "out", "in", "off", "to", "and", "of", "the",
    ];
    let small = left.to_lowercase();
    !FIRST.contains(&small.as_str()) && !SECOND.contains(&right)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRAPPED: &str = "The ferry was late again on Tuesday, and so was the one of
Friday, said the master of the harbour, Ines Falk, as she
paid the islanders what they had lost by it to the very
last coin. Everybody went home then, but for Merrow Larch
and his wife, who had come from the town to see it.";

    #[test]
    fn the_widest_line_tells_the_width_though_a_capital_follows_it() {
        assert_eq!(wrap_width(&lines(WRAPPED)), Some(58));
    }

    #[test]
    fn a_line_that_was_never_wrapped_tells_no_width() {
        let heading = "Ferries, harbours and the man and the woman who paid for all of it";
        assert_eq!(wrap_width(&lines(&format!("{heading}\n{WRAPPED}"))), Some(57));
    }
}
