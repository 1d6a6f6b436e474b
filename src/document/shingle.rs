//! Defines shingles: four consecutive tokens, hashed to 64 bits.
//!
//! In: the tokens of a document. Out: all shingles in text order, or a sample. It does not split text into
//! tokens ([`crate::fingerprint`] does) and compares nothing.
//!
//! Shingles follow Broder, "On the resemblance and containment of documents" (1997). Sampling by a bound on
//! the hash is FracMinHash (Irber et al. 2022). It estimates containment as well as resemblance, while a
//! fixed number of minima (MinHash) estimates resemblance only.

use serde::{Deserialize, Serialize};

/// Tokens in a shingle.
pub const SHINGLE_TOKENS: usize = 4;

/// One word of a text: 30 bits of the hash of its lower-case letters, and two flags.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Token(pub u32);

impl Token {
    const NUMBER: u32 = 1;
    const CAPITALISED: u32 = 2;

    /// A token from a hash. Keeps the upper 30 bits.
    #[inline]
    pub fn new(hash: u32, number: bool, capitalised: bool) -> Token {
        Token((hash & !3) | u32::from(number) | (u32::from(capitalised) << 1))
    }

    /// Whether it begins with a digit.
    #[inline]
    pub fn is_number(self) -> bool {
        self.0 & Token::NUMBER != 0
    }

    /// Whether it begins with a capital letter.
    #[inline]
    pub fn is_capitalised(self) -> bool {
        self.0 & Token::CAPITALISED != 0
    }

    /// The token without its capital flag: equal words have equal values.
    #[inline]
    pub fn word(self) -> u32 {
        self.0 & !Token::CAPITALISED
    }
}

/// Multiplies two numbers and folds the 128 bits of the product into 64 (Wang Yi's wyhash, 2019).
#[inline]
pub fn fold_multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

const SEEDS: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd6e8_feb8_6659_fd93];

#[inline]
fn shingle(a: u32, b: u32, c: u32, d: u32) -> u64 {
    let left = (u64::from(a) | (u64::from(b) << 32)) ^ SEEDS[0];
    let right = (u64::from(c) | (u64::from(d) << 32)) ^ SEEDS[1];
    fold_multiply(left, right)
}

/// The shingles of a text in text order, repetitions included. A text with fewer than four tokens is one
/// shingle. An empty text has none.
///
/// ```
/// use copydesk::document::shingle::{Token, shingles};
/// let tokens: Vec<Token> = (1..=6).map(|n| Token(n << 2)).collect();
/// assert_eq!(shingles(&tokens).count(), 3);
/// assert_eq!(shingles(&tokens[..2]).count(), 1);
/// assert_eq!(shingles(&[]).count(), 0);
/// ```
#[inline]
pub fn shingles(tokens: &[Token]) -> impl Iterator<Item = u64> + '_ {
    rolled(tokens).chain(short(tokens))
}

/// Visits the same shingles as [`shingles`], in a plain loop that is faster than the iterator.
#[inline]
pub fn each_shingle(tokens: &[Token], mut visit: impl FnMut(u64)) {
    for shingle in rolled(tokens) {
        visit(shingle);
    }
    short(tokens).into_iter().for_each(visit);
}

#[inline]
fn rolled(tokens: &[Token]) -> impl Iterator<Item = u64> + '_ {
    tokens.windows(SHINGLE_TOKENS).map(|window| match window {
        [a, b, c, d] => shingle(a.word(), b.word(), c.word(), d.word()),
        _ => 0,
    })
}

/// The only shingle of a text with fewer than four tokens.
#[inline]
fn short(tokens: &[Token]) -> Option<u64> {
    let at = |n: usize| tokens.get(n).map_or(0, |token| token.word());
    (!tokens.is_empty() && tokens.len() < SHINGLE_TOKENS).then(|| shingle(at(0), at(1), at(2), 0))
}

/// Which shingles of a document propose pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampling {
    /// One in this many shingles is sampled, chosen by its hash, so that all documents sample the same ones.
    pub one_in: u32,
    /// A short document samples at least this many: the first in hash order.
    pub at_least: u32,
}

impl Default for Sampling {
    fn default() -> Self {
        Sampling { one_in: 8, at_least: 8 }
    }
}

impl Sampling {
    /// The distinct sampled shingles as keys ([`key`]), in hash order. The first is the minimum that MinHash
    /// would keep.
    pub fn sample(&self, tokens: &[Token], scratch: &mut Vec<u64>) -> Vec<u32> {
        let limit = u64::MAX / u64::from(self.one_in.max(1));
        let least = self.at_least as usize;
        scratch.clear();
        // The lower half of the hash decides and the upper half is the key, so that the keys of sampled
        // shingles use all 32 bits.
        each_shingle(tokens, |hash| {
            let order = hash.rotate_left(32);
            if order <= limit {
                scratch.push(order);
            }
        });
        scratch.sort_unstable();
        scratch.dedup();
        if scratch.len() < least {
            scratch.clear();
            each_shingle(tokens, |hash| scratch.push(hash.rotate_left(32)));
            scratch.sort_unstable();
            scratch.dedup();
            let sampled = scratch.iter().take_while(|&&order| order <= limit).count();
            scratch.truncate(sampled.max(least));
        }
        scratch.iter().map(|&order| order as u32).collect()
    }

    /// The probability that two documents with `shared` shingles in common share at least `needed` (1 or 2)
    /// sampled ones and become a candidate pair.
    ///
    /// ```
    /// use copydesk::document::shingle::Sampling;
    /// let sampling = Sampling { one_in: 8, at_least: 8 };
    /// assert!((sampling.probability(24, 1) - 0.959).abs() < 0.001);
    /// assert!((sampling.probability(24, 2) - 0.820).abs() < 0.001);
    /// assert!(sampling.probability(60, 2) > 0.99);
    /// ```
    pub fn probability(&self, shared: u32, needed: u32) -> f64 {
        let hit = 1.0 / f64::from(self.one_in.max(1));
        let shared = shared.min(i32::MAX as u32) as i32;
        let none = (1.0 - hit).powi(shared);
        let one = f64::from(shared) * hit * (1.0 - hit).powi((shared - 1).max(0));
        1.0 - none - if needed > 1 { one } else { 0.0 }
    }
}

/// The key of a shingle in sets and postings: half of its hash. In documents of 1,000 tokens, two shingles
/// collide once in ten thousand documents.
#[inline]
pub fn key(shingle: u64) -> u32 {
    (shingle >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(words: impl IntoIterator<Item = u32>) -> Vec<Token> {
        words
            .into_iter()
            .map(|word| Token::new(word.wrapping_mul(0x9e37_79b1), false, false))
            .collect()
    }

    #[test]
    fn capitals_do_not_change_a_shingle() {
        let plain = tokens(0..10);
        let loud: Vec<Token> = plain.iter().map(|token| Token(token.0 | 2)).collect();
        assert!(shingles(&plain).eq(shingles(&loud)));
        assert!(loud.iter().all(|token| token.is_capitalised() && !token.is_number()));
    }

    #[test]
    fn order_and_length_change_a_shingle() {
        let hash = |words: &[u32]| shingles(&tokens(words.iter().copied())).next();
        assert_ne!(hash(&[1, 2, 3, 4]), hash(&[2, 1, 3, 4]));
        assert_ne!(hash(&[1, 2, 3]), hash(&[1, 2]));
    }

    #[test]
    fn a_short_document_samples_at_least_eight_and_a_long_one_its_share() {
        let mut scratch = Vec::new();
        let sampling = Sampling::default();
        assert_eq!(sampling.sample(&tokens(0..14), &mut scratch).len(), 8);
        assert_eq!(sampling.sample(&tokens(0..5), &mut scratch).len(), 2);
        assert!(sampling.sample(&[], &mut scratch).is_empty());
        let long = sampling.sample(&tokens(0..80_003), &mut scratch).len();
        assert!((9_500..10_500).contains(&long), "one in eight of 80,000, and not {long}");
    }

    #[test]
    fn a_repeated_text_samples_no_shingle_twice() {
        let mut scratch = Vec::new();
        let keys = Sampling::default().sample(&tokens((0..400).map(|n| n % 50)), &mut scratch);
        let mut unique = keys.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), keys.len());
    }

    /// The documented probability, against documents made to share so many shingles.
    #[test]
    fn the_match_probability_is_as_documented() {
        let sampling = Sampling { one_in: 8, at_least: 0 };
        for shared in [6_u32, 12, 24, 48] {
            let trials = 4_000_u32;
            let mut scratch = Vec::new();
            let found = (0..trials)
                .filter(|trial| {
                    let own = tokens((0..shared + 3).map(|n| trial * 1_000 + n));
                    sampling.sample(&own, &mut scratch).len() >= 2
                })
                .count();
            let expected = sampling.probability(shared, 2);
            let seen = found as f64 / f64::from(trials);
            assert!((seen - expected).abs() < 0.03, "{shared} shared: {seen} and not {expected}");
        }
    }
}
