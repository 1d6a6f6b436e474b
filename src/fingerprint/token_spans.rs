//! Finds where the tokens of a text are in it.
//!
//! In: a text. Out: the span of each token in bytes of the text, in the order in which
//! [`super::Fingerprinter`] makes the tokens. It makes no tokens and compares nothing.

use std::ops::Range;

use super::fold::{fold_with_places, is_silent};
use super::token::{in_word, is_large_number};

/// The spans of the tokens of a text, in bytes.
///
/// ```
/// use copydesk::fingerprint::token_spans;
///
/// assert_eq!(token_spans("Élève, 3 May"), [0..7, 9..10, 11..14]);
/// ```
pub fn token_spans(text: &str) -> Vec<Range<usize>> {
    let (folded, places) = fold_with_places(text);
    let place = |byte: usize| places.get(byte).copied().unwrap_or(text.len());
    let span = |start: usize, end: usize| {
        let last = place(end.saturating_sub(1));
        let mut rest = text.get(last..).unwrap_or("").chars();
        let own = rest.next().map_or(0, char::len_utf8);
        // Marks belong to the letter before them.
        let marks = rest.take_while(|mark| is_silent(*mark)).map(char::len_utf8).sum::<usize>();
        place(start)..last + own + marks
    };
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(start) = position(&folded, at, true) {
        let end = position(&folded, start, false).unwrap_or(folded.len());
        at = end;
        if !folded.get(start..end).is_some_and(is_large_number) {
            spans.push(span(start, end));
            continue;
        }
        let mut group = start;
        while group < end {
            let next = group + 1 + (end - group - 1) % 3;
            spans.push(span(group, next));
            group = next;
        }
    }
    spans
}

/// The first byte from `at` on that is in a word, or that is in none.
fn position(folded: &[u8], at: usize, word: bool) -> Option<usize> {
    let rest = folded.get(at..)?;
    rest.iter().position(|byte| in_word(*byte) == word).map(|found| at + found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::fingerprint;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        token_spans(text).into_iter().filter_map(|span| text.get(span)).collect()
    }

    #[test]
    fn spans_are_those_of_the_words_as_they_are_written() {
        assert_eq!(words("The “ferry” isn’t late."), ["The", "ferry", "isn", "t", "late"]);
        assert_eq!(
            words("Paid 1,234,567 or 1234567 in 1987"),
            ["Paid", "1", "234", "567", "or", "1", "234", "567", "in", "1987"]
        );
        assert_eq!(words("e\u{301}lève ＡＢＣ oﬃce"), ["e\u{301}lève", "ＡＢＣ", "oﬃce"]);
        assert_eq!(words("كِتَابٌ جديد"), ["كِتَابٌ", "جديد"]);
        assert!(words(" … ").is_empty());
    }

    proptest! {
        #[test]
        fn there_is_a_span_for_each_token(text in "\\PC{0,200}|[日本語のテスト。 a0-9]{0,80}") {
            let spans = token_spans(&text);
            prop_assert_eq!(spans.len(), fingerprint(None, &text).tokens.len());
            prop_assert!(spans.iter().all(|span| text.get(span.clone()).is_some()));
            prop_assert!(spans.windows(2).all(|pair| pair[0].start <= pair[1].start));
        }
    }
}
