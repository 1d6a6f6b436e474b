//! Tells figures that contradict each other from figures that one text has in addition.
//!
//! In: two texts and their shingle sets. Out: how many figures of one stand where the other has a
//! different figure in the same words. It decides nothing.
//!
//! A weather report filled in anew has "a high of 7 degrees" where the other has "a high of 12 degrees":
//! the figure stands in a narrow gap between words that both share. A paragraph that one copy adds has
//! figures of its own, too, but they stand among other words of its own.

use super::verify::Loaded;
use crate::document::shingle::{SHINGLE_TOKENS, Token, key, shingles};

/// Words of its own beside which a figure still counts as standing in the words of the other text.
const OWN_WORDS: usize = 6;

/// How many figures contradict: of the text in which fewer do.
pub(super) fn contradicted(one: &Loaded, two: &Loaded) -> u32 {
    let in_one = in_narrow_gaps(one, two);
    if in_one == 0 { 0 } else { in_one.min(in_narrow_gaps(two, one)) }
}

/// Figures of a text that the other has not, in narrow gaps between shared words.
fn in_narrow_gaps(text: &Loaded, other: &Loaded) -> u32 {
    let mut shared = vec![false; text.tokens.len()];
    for (at, shingle) in shingles(&text.tokens).map(key).enumerate() {
        if other.has(shingle) {
            shared.iter_mut().skip(at).take(SHINGLE_TOKENS).for_each(|token| *token = true);
        }
    }
    let is_foreign =
        |token: &Token| token.is_number() && other.numbers.binary_search(&token.word()).is_err();
    let mut count = 0;
    let mut at = 0;
    for stretch in shared.chunk_by(|x, y| x == y) {
        let tokens = text.tokens.get(at..at + stretch.len()).unwrap_or(&[]);
        at += stretch.len();
        let own_words = tokens.iter().filter(|token| !token.is_number()).count();
        if stretch.first() == Some(&false) && own_words <= OWN_WORDS {
            count += tokens.iter().filter(|token| is_foreign(token)).count() as u32;
        }
    }
    count
}
