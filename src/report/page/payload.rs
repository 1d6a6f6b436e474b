//! Data blocks of the page: JSON, compressed, as text that any document can hold.
//!
//! In: values. Out: their JSON as gzip in base64, and for a long list of values as many blocks as a
//! budget of bytes allows. The same values give the same bytes.

use std::io;

use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

/// Values whose JSON has about so many bytes share a block.
const BLOCK_BYTES: usize = 256 << 10;

/// Blocks that are compressed at a time.
const AT_A_TIME: usize = 16;

/// A list of values in blocks.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    pub blocks: Vec<String>,
    /// For each block the number of its first value, and at the end the number of all values held.
    pub starts: Vec<usize>,
}

/// One value as a block.
pub fn block(value: &impl Serialize) -> io::Result<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    serde_json::to_writer(&mut encoder, value)?;
    Ok(base64(&encoder.finish()?))
}

/// The first values of a list, in blocks that together have at most `budget` bytes. `value` makes
/// the value of a number, with the bytes of its JSON, roughly.
pub fn blocks(
    count: usize,
    budget: usize,
    weight: impl Fn(usize) -> usize,
    value: impl Fn(usize) -> Value + Sync,
) -> io::Result<Blocks> {
    let spans = spans(count, weight);
    let mut held = Blocks { blocks: Vec::new(), starts: vec![0] };
    let mut left = budget;
    for some in spans.chunks(AT_A_TIME) {
        let made: Vec<io::Result<String>> = some
            .par_iter()
            .map(|&(from, to)| block(&(from..to).map(&value).collect::<Vec<_>>()))
            .collect();
        for (made, &(_, end)) in made.into_iter().zip(some) {
            let made = made?;
            let Some(rest) = left.checked_sub(made.len()) else { return Ok(held) };
            left = rest;
            held.blocks.push(made);
            held.starts.push(end);
        }
    }
    Ok(held)
}

/// The numbers of each block.
fn spans(count: usize, weight: impl Fn(usize) -> usize) -> Vec<(usize, usize)> {
    let (mut spans, mut from, mut bytes) = (Vec::new(), 0, 0);
    for number in 0..count {
        bytes += weight(number);
        if bytes >= BLOCK_BYTES {
            spans.push((from, number + 1));
            (from, bytes) = (number + 1, 0);
        }
    }
    if from < count {
        spans.push((from, count));
    }
    spans
}

/// Standard base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (at, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let digit = DIGITS.get((bits >> shift & 63) as usize).copied().unwrap_or(b'=');
            text.push(if at > three.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

#[cfg(test)]
pub use tests::opened;

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// The value of a block.
    pub fn opened(block: &str) -> Value {
        let digit = |c: u8| match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        let mut bytes = Vec::new();
        for four in block.as_bytes().chunks(4) {
            let bits = four.iter().fold(0_u32, |bits, &c| {
                bits << 6 | if c == b'=' { 0 } else { u32::from(digit(c)) }
            });
            let padding = four.iter().filter(|&&c| c == b'=').count();
            bytes.extend(&bits.to_be_bytes()[1..4 - padding]);
        }
        let mut decoder = flate2::write::GzDecoder::new(Vec::new());
        decoder.write_all(&bytes).unwrap();
        serde_json::from_slice(&decoder.finish().unwrap()).unwrap()
    }

    #[test]
    fn base64_is_the_standard_one() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[251, 255, 191]), "+/+/");
    }

    #[test]
    fn a_list_keeps_to_its_budget_and_says_how_much_it_holds() {
        let texts: Vec<String> = (0..3_000_u64)
            .map(|n| {
                (0..40)
                    .map(|k| format!("{:x} ", (n * 41 + k).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
                    .collect()
            })
            .collect();
        let make = |n: usize| json!(texts.get(n));
        let weight = |n: usize| texts.get(n).map_or(0, String::len);
        let all = blocks(texts.len(), usize::MAX, weight, make).unwrap();
        assert_eq!(all.starts.last(), Some(&texts.len()));
        let bytes: usize = all.blocks.iter().map(String::len).sum();
        let some = blocks(texts.len(), bytes / 2, weight, make).unwrap();
        assert!(some.blocks.iter().map(String::len).sum::<usize>() <= bytes / 2);
        assert!(some.blocks.len() > 1 && some.blocks.len() < all.blocks.len());
        let held: usize = some.blocks.iter().map(|b| opened(b).as_array().unwrap().len()).sum();
        assert_eq!(some.starts.last(), Some(&held));
        assert_eq!(blocks(3, 0, weight, make).unwrap().blocks.len(), 0);
    }

    proptest! {
        #[test]
        fn a_block_opens_to_its_value(texts in proptest::collection::vec(".{0,40}", 0..20)) {
            prop_assert_eq!(opened(&block(&texts).unwrap()), json!(texts));
        }
    }
}
