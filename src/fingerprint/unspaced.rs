//! Divides text in scripts without spaces between words into tokens.
//!
//! In: the characters of such scripts, one by one. Out: the same characters with a space after each token. It
//! knows no words: where a token ends depends only on the two characters around the place.
//!
//! A shingle is four tokens. Four single letters say much less than four English words, so independent long
//! texts would share most of their shingles. Here a token is a cluster of letters about as long as a word.
//! Because the place of a cut depends on its neighbours only (content-defined chunking, as in Muthitacharoen et
//! al., LBFS, 2001), two copies of a text are cut at the same places, whatever precedes them and wherever
//! spaces or line breaks are set.

use crate::document::shingle::fold_multiply;

/// Characters of a token at most.
const LONGEST: usize = 16;
const SEEDS: [u64; 2] = [0x9fb2_1c65_1e98_df25, 0xa24b_aed4_963e_e407];

/// A run of characters of scripts without spaces, perhaps with spaces and punctuation in between.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Run {
    /// The last character, and the length of the output after it. `None` outside a run.
    last: Option<(char, usize)>,
    /// Characters of the current token.
    length: usize,
}

impl Run {
    /// Ends the run: a letter or digit of another script follows.
    pub(super) fn end(&mut self) {
        self.last = None;
    }

    /// Where the current token ends in the output.
    pub(super) fn token_end(&self) -> usize {
        self.last.map_or(0, |(_, end)| end)
    }

    /// Ends the run if a letter or digit is among ASCII characters.
    pub(super) fn pass_ascii(&mut self, ascii: &[u8]) {
        if self.last.is_some() && ascii.iter().any(u8::is_ascii_alphanumeric) {
            self.end();
        }
    }

    /// Appends a character to the token before it, or begins a token with it.
    pub(super) fn push(&mut self, character: char, out: &mut Vec<u8>) {
        match self.last {
            Some((before, end)) if self.length < LONGEST && !is_cut(before, character) => {
                out.truncate(end);
                self.length += 1;
            }
            _ => {
                out.push(b' ');
                self.length = 1;
            }
        }
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        self.last = Some((character, out.len()));
        out.push(b' ');
    }
}

/// Whether a token ends between two characters.
fn is_cut(before: char, after: char) -> bool {
    fold_multiply(u64::from(before) ^ SEEDS[0], u64::from(after) ^ SEEDS[1])
        .is_multiple_of(token_length(after))
}

/// The mean length of a token in the script of a character: that of a word.
fn token_length(character: char) -> u64 {
    match character {
        '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => 3,
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' => 2,
        _ => 4,
    }
}

/// Whether a character belongs to a script without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han.
pub(super) fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::shingle::{key, shingles};
    use crate::fingerprint::fingerprint;

    /// A text of invented words drawn by frequency: the nth word is drawn in proportion to 1/n.
    fn text(script: [u32; 2], longest: u64, seed: u64, characters: usize) -> String {
        let mut state = seed;
        let mut draw = |bound: u64| {
            state = fold_multiply(state ^ SEEDS[0], SEEDS[1] ^ 0x5851_f42d_4c95_7f2d);
            (state >> 16) % bound
        };
        let letter = |word: u64, at: u64| {
            let spread = fold_multiply(word ^ SEEDS[1], at ^ SEEDS[0]) >> 20;
            char::from_u32(script[0] + (spread % u64::from(script[1] - script[0])) as u32)
        };
        let mut text = String::new();
        let mut count = 0;
        while count < characters {
            // The inverse of the distribution function of 1/n, over 8,192 words.
            let word = 1_u64 << draw(13);
            let word = word + draw(word);
            let length = 1 + fold_multiply(word, SEEDS[0]) % longest;
            text.extend((0..length).filter_map(|at| letter(word, at)));
            count += length as usize;
        }
        text
    }

    fn keys(text: &str) -> Vec<u32> {
        let mut keys: Vec<u32> = shingles(&fingerprint(None, text).tokens).map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn shared(one: &str, two: &str) -> (usize, usize) {
        let (one, two) = (keys(one), keys(two));
        let shared = one.iter().filter(|key| two.binary_search(key).is_ok()).count();
        (shared, one.len().min(two.len()))
    }

    const SCRIPTS: [([u32; 2], u64); 5] = [
        ([0xe01, 0xe2f], 6),
        ([0x1000, 0x102a], 6),
        ([0x1780, 0x17b3], 6),
        ([0x4e00, 0x5600], 3),
        ([0x3041, 0x3096], 5),
    ];

    #[test]
    fn independent_texts_share_few_shingles() {
        for (script, longest) in SCRIPTS {
            let (one, two) = (text(script, longest, 1, 60_000), text(script, longest, 2, 60_000));
            let (shared, of) = shared(&one, &two);
            assert!(shared * 10 < of, "{:x}: {shared} of {of}", script[0]);
        }
    }

    #[test]
    fn edited_copies_and_excerpts_share_most_shingles() {
        for (script, longest) in SCRIPTS {
            let whole = text(script, longest, 3, 2_000);
            let excerpt: String = whole.chars().skip(700).take(500).collect();
            let (shared, of) = shared(&whole, &excerpt);
            assert!(shared * 10 >= of * 9, "{:x}: {shared} of {of}", script[0]);
        }
        let whole = text([0xe01, 0xe2f], 6, 4, 2_000);
        let edited: String =
            whole.chars().enumerate().filter(|(at, _)| at % 100 != 50).map(|(_, c)| c).collect();
        let (shared, of) = shared(&whole, &edited);
        assert!(shared * 10 >= of * 6, "{shared} of {of}");
    }

    #[test]
    fn spaces_and_punctuation_do_not_change_tokens() {
        let tokens = |text: &str| fingerprint(None, text).tokens;
        let whole = text([0xe01, 0xe2f], 6, 5, 300);
        let spaced: String = whole.chars().flat_map(|c| [c, ' ']).collect();
        assert_eq!(tokens(&whole), tokens(&spaced));
        assert!((40..160).contains(&tokens(&whole).len()), "{}", tokens(&whole).len());
        assert_eq!(tokens("ก12ข").len(), 3, "a number is a token of its own");
    }
}
