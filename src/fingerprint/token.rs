//! Splits folded text into tokens and hashes them.
//!
//! In: folded bytes, where everything that is not a word is ASCII and not a letter or digit. Out: one
//! [`Token`] for each run of letters and digits. The bytes are lower-cased in place. It decodes no
//! characters: [`super::fold`] does.
//!
//! Blocks of 64 bytes are classified without branches, in loops that compile to vector instructions. Then
//! only the edges of words are visited.

use crate::document::shingle::{Token, fold_multiply};

/// Bytes that are classified together.
const BLOCK: usize = 64;
const SEEDS: [u64; 2] = [0x8bb8_4b93_962e_acc9, 0x2d35_8dcc_aa6c_78a5];

/// Whether a folded byte belongs to a word.
pub(super) fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// Appends the tokens of folded text. Pads the buffer with spaces to whole blocks.
pub(super) fn tokenise(folded: &mut Vec<u8>, tokens: &mut Vec<Token>) {
    // One extra block: words are read eight bytes at a time, beyond their end.
    let padded = (folded.len() / BLOCK + 2) * BLOCK;
    folded.resize(padded, b' ');
    tokens.reserve(padded / 5);
    let (mut start, mut capital, mut inside) = (0, false, 0_u64);
    for number in 0..padded / BLOCK {
        let base = number * BLOCK;
        let Some(block) =
            folded.get_mut(base..base + BLOCK).and_then(|block| block.try_into().ok())
        else {
            break;
        };
        let (words, capitals) = class(block);
        let mut edges = words ^ ((words << 1) | inside);
        inside = words >> (BLOCK - 1);
        while edges != 0 {
            let bit = edges.trailing_zeros() as usize;
            edges &= edges - 1;
            if words >> bit & 1 != 0 {
                start = base + bit;
                capital = capitals >> bit & 1 != 0;
            } else {
                push(folded, start, base + bit, capital, tokens);
            }
        }
    }
}

/// Lower-cases a block. Returns, as bits, which bytes belong to words and which were capitals.
fn class(block: &mut [u8; BLOCK]) -> (u64, u64) {
    let (mut words, mut capitals) = ([0_u8; BLOCK], [0_u8; BLOCK]);
    for ((byte, word), capital) in block.iter_mut().zip(&mut words).zip(&mut capitals) {
        *capital = u8::from(byte.wrapping_sub(b'A') < 26);
        *byte |= *capital << 5;
        *word = u8::from(byte.wrapping_sub(b'a') < 26)
            | u8::from(byte.wrapping_sub(b'0') < 10)
            | (*byte >> 7);
    }
    (bits(&words), bits(&capitals))
}

/// Packs 64 bytes of 0 or 1 into 64 bits.
fn bits(flags: &[u8; BLOCK]) -> u64 {
    let (eights, _) = flags.as_chunks::<8>();
    eights.iter().enumerate().fold(0, |all, (number, eight)| {
        // The product moves bit 0 of byte n to bit 56 + n.
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        all | gathered << (8 * number)
    })
}

/// Adds the token of a word. A large number gives one token per group of three digits, as `1,234,567` does,
/// so that thousands separators have no effect.
#[inline]
fn push(folded: &[u8], start: usize, end: usize, capital: bool, tokens: &mut Vec<Token>) {
    let is_number = folded.get(start).is_some_and(u8::is_ascii_digit);
    if !(is_number && folded.get(start..end).is_some_and(is_large_number)) {
        return tokens.push(token(folded, start, end, capital));
    }
    let mut at = start;
    while at < end {
        let next = at + 1 + (end - at - 1) % 3;
        tokens.push(token(folded, at, next, false));
        at = next;
    }
}

/// Whether a word is four to fifteen digits and not a year. It has a token for each group of three digits.
pub(super) fn is_large_number(word: &[u8]) -> bool {
    let may_be_year = word.len() == 4 && matches!(word, [b'1', ..] | [b'2', b'0' | b'1', ..]);
    (4..=15).contains(&word.len()) && !may_be_year && word.iter().all(u8::is_ascii_digit)
}

#[inline]
fn token(folded: &[u8], start: usize, end: usize, capital: bool) -> Token {
    let length = end - start;
    let mut state = fold_multiply(read(folded, start, length) ^ SEEDS[0], length as u64 ^ SEEDS[1]);
    let mut done = 8;
    while done < length {
        state = fold_multiply(read(folded, start + done, length - done) ^ state, SEEDS[1]);
        done += 8;
    }
    let number = folded.get(start).is_some_and(u8::is_ascii_digit);
    Token::new((state >> 32) as u32, number, capital)
}

/// Up to eight bytes as a number. Bytes beyond `length` are zero.
#[inline]
fn read(folded: &[u8], at: usize, length: usize) -> u64 {
    let eight = folded.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).unwrap_or([0; 8]);
    let mask = if length >= 8 { u64::MAX } else { (1 << (8 * length)) - 1 };
    u64::from_le_bytes(eight) & mask
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        let mut found = Vec::new();
        tokenise(&mut text.as_bytes().to_vec(), &mut found);
        found
    }

    #[test]
    fn words_are_found_across_block_boundaries() {
        for pad in 0..140 {
            let text = format!("{}quay 1987 orchards", "-".repeat(pad));
            assert_eq!(tokens(&text), tokens("quay 1987 orchards"), "after {pad} bytes");
        }
        assert_eq!(tokens(&"a".repeat(64)).len(), 1);
        assert_eq!(tokens(&"a".repeat(128)).len(), 1);
        assert!(tokens("").is_empty());
    }

    #[test]
    fn a_number_is_the_same_with_and_without_separators_of_thousands() {
        for (one, two) in
            [("9,000 mills", "9000 mills"), ("at 1,234,567", "at 1234567"), ("40.500", "40500")]
        {
            assert_eq!(tokens(one), tokens(two));
        }
        assert_eq!(tokens("1987 2026").len(), 2, "a year is one token");
        assert_eq!(tokens(&"7".repeat(16)).len(), 1, "a code, not a number");
        assert_eq!(tokens("9000th mp3 12").len(), 3);
    }

    #[test]
    fn length_and_every_byte_count() {
        let long = "abcdefghijklmnopqrstuvwxyz";
        let mut seen: Vec<u32> =
            (1..=26).filter_map(|end| long.get(..end)).flat_map(tokens).map(|t| t.word()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 26);
    }

    #[test]
    fn bits_are_packed_in_order() {
        let mut flags = [0; BLOCK];
        for place in [0, 1, 7, 8, 33, 63] {
            flags[place] = 1;
        }
        assert_eq!(bits(&flags), 1 | 2 | 1 << 7 | 1 << 8 | 1 << 33 | 1 << 63);
    }
}
