//! Which quotes of a line open and which close.
//!
//! In: a line. Out: its pairs of quotes, if they come out even: curly English quotes by their shape,
//! straight ones by turns. Lines with German, Nordic or angle quotes, inch marks or a quote too many
//! give no pairs: nothing is guessed.

use std::ops::Range;

/// An opening and a closing quote, as positions in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub open: Range<usize>,
    pub close: Range<usize>,
}

/// The pairs on a line that starts at `offset` in its text.
pub(super) fn pairs(line: &str, offset: usize) -> Vec<Pair> {
    let mut found = curly(line, offset).unwrap_or_default();
    found.extend(straight(line, offset).unwrap_or_default());
    found
}

fn curly(line: &str, offset: usize) -> Option<Vec<Pair>> {
    let mut pairs = Vec::new();
    let mut open: Option<Range<usize>> = None;
    for (at, character) in line.char_indices() {
        let span = offset + at..offset + at + character.len_utf8();
        match character {
            '„' | '‟' | '«' | '»' => return None,
            // A quotation of several paragraphs opens each of them: the earlier one stays open.
            '“' => open = Some(span),
            '”' => match open.take() {
                Some(open) => pairs.push(Pair { open, close: span }),
                // Closed without having been opened: a quotation that began above, once a line.
                None if pairs.is_empty() => {}
                None => return None,
            },
            _ => {}
        }
    }
    Some(pairs)
}

fn straight(line: &str, offset: usize) -> Option<Vec<Pair>> {
    let bytes = line.as_bytes();
    let places: Vec<usize> = memchr::memchr_iter(b'"', bytes).collect();
    if places.is_empty() || places.len() % 2 == 1 {
        return None;
    }
    // Behind a figure it may be inches.
    let inches = places.iter().any(|&at| {
        at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii_digit)
            && bytes.get(at + 1).is_none_or(|b| !b.is_ascii_punctuation())
    });
    if inches {
        return None;
    }
    let span = |at: &usize| offset + at..offset + at + 1;
    let pairs: Option<Vec<Pair>> = places
        .chunks_exact(2)
        .map(|two| Some(Pair { open: span(two.first()?), close: span(two.last()?) }))
        .collect();
    pairs.filter(|pairs| pairs.iter().all(|pair| fits(line, offset, pair)))
}

/// Whether a pair stands as quotes do: at most one of its four sides is at odds with its role.
fn fits(line: &str, offset: usize, pair: &Pair) -> bool {
    let bytes = line.as_bytes();
    let side = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
    let (open, close) = (pair.open.start - offset, pair.close.start - offset);
    let before = side(open.checked_sub(1));
    let inner_left = side(Some(open + 1));
    let inner_right = side(close.checked_sub(1));
    let after = side(Some(close + 1));
    let space = |byte: u8| matches!(byte, b' ' | b'\t');
    let opens_well =
        space(before) || matches!(before, b'(' | b'[' | b'-' | b'/' | b'\'') || before >= 0x80;
    let closes_well = !after.is_ascii_alphanumeric();
    // Between two words a quote that is neither preceded nor followed by space has no side.
    let empty = close == open + 1;
    let inside_spaced = space(inner_left) && space(inner_right);
    let inside_tight = !space(inner_left) && !space(inner_right);
    !empty
        && (inside_spaced || inside_tight || !space(inner_left) || closes_well)
        && (opens_well || closes_well)
}
