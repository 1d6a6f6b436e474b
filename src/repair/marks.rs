//! One pass over a text that finds the positions that spacing repairs check.
//!
//! In: a text. Out: the positions of each kind of mark. A mark is a pair of adjacent bytes; a kind
//! is all pairs of a set of left bytes and a set of right bytes, so two look-ups per byte serve all
//! kinds at once. A non-ASCII character counts by its last byte on the left and by its first on the
//! right. The repairs check the characters themselves.

/// A kind of mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// White space before a line break.
    LineEnd = 0,
    /// Two line breaks.
    BlankLine,
    /// Two spaces or tabs.
    DoubledSpace,
    /// A space before punctuation.
    SpaceBeforePunctuation,
    /// A full stop, `!` or `?` before a letter or an opening quote.
    SentenceJoin,
    /// A comma before a letter.
    CommaJoin,
    /// A closing quote or bracket before a letter.
    ClosingJoin,
    /// A straight quote before a letter.
    Quote,
    /// A quote before or after a space.
    QuoteSpace,
    /// A lower-case letter before a capital.
    Camel,
    /// A line break between two lines that may be one sentence.
    LineBreak,
}

pub(super) const KINDS: usize = 11;

/// The positions of each kind: the offset of the right byte of the pair.
#[derive(Debug, Default)]
pub(super) struct Marks([Vec<usize>; KINDS]);

impl Marks {
    pub fn of(&self, mark: Mark) -> &[usize] {
        self.0.get(mark as usize).map_or(&[], Vec::as_slice)
    }
}

const LEFT: [u16; 256] = table(true);
const RIGHT: [u16; 256] = table(false);

const fn table(left: bool) -> [u16; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = kinds(byte as u8, left);
        byte += 1;
    }
    table
}

/// The kinds in which a byte may be the left or the right half.
const fn kinds(byte: u8, left: bool) -> u16 {
    const fn bit(mark: Mark, when: bool) -> u16 {
        if when { 1 << mark as u16 } else { 0 }
    }
    let blank = matches!(byte, b' ' | b'\t');
    let letter = byte.is_ascii_alphabetic();
    let beyond = byte >= 0x80;
    if left {
        bit(Mark::LineEnd, blank)
            | bit(Mark::BlankLine, byte == b'\n')
            | bit(Mark::DoubledSpace, byte == b' ')
            | bit(Mark::SpaceBeforePunctuation, byte == b' ')
            | bit(Mark::SentenceJoin, matches!(byte, b'.' | b'!' | b'?'))
            | bit(Mark::CommaJoin, byte == b',')
            | bit(Mark::ClosingJoin, matches!(byte, b')' | b']' | 0x9D))
            | bit(Mark::Quote, byte == b'"')
            | bit(Mark::QuoteSpace, matches!(byte, b'"' | b' ' | 0x9C | 0x9D))
            | bit(Mark::Camel, byte.is_ascii_lowercase() || beyond)
            | bit(Mark::LineBreak, byte == b'\n')
    } else {
        bit(Mark::LineEnd, byte == b'\n')
            | bit(Mark::BlankLine, byte == b'\n')
            | bit(Mark::DoubledSpace, byte == b' ')
            | bit(
                Mark::SpaceBeforePunctuation,
                matches!(byte, b',' | b'.' | b';' | b':' | b'!' | b'?'),
            )
            | bit(
                Mark::SentenceJoin,
                letter
                    || byte == 0xC3
                    || byte == 0xC5
                    || matches!(byte, 0xCE..=0xD4)
                    || byte == 0xE2,
            )
            | bit(Mark::CommaJoin, letter || matches!(byte, 0xC3..=0xD4))
            | bit(Mark::ClosingJoin, letter)
            | bit(Mark::Quote, letter)
            | bit(Mark::QuoteSpace, matches!(byte, b' ' | b'"' | 0xE2))
            | bit(Mark::Camel, byte.is_ascii_uppercase())
            | bit(Mark::LineBreak, byte.is_ascii_lowercase())
    }
}

/// Finds the marks of a text.
pub(super) fn find(text: &str) -> Marks {
    let mut marks = Marks::default();
    let bytes = text.as_bytes();
    for (index, (&left, &right)) in bytes.iter().zip(bytes.iter().skip(1)).enumerate() {
        let kinds = LEFT[left as usize] & RIGHT[right as usize];
        if kinds != 0 {
            marks.add(index + 1, kinds);
        }
    }
    marks
}

impl Marks {
    #[cold]
    fn add(&mut self, at: usize, kinds: u16) {
        for (kind, positions) in self.0.iter_mut().enumerate() {
            if kinds & (1 << kind) != 0 {
                positions.push(at);
            }
        }
    }
}
