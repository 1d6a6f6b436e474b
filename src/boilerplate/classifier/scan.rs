//! Reads a line once: counts its characters by class and hashes its words.
//!
//! In: one line. Out: [`Scan`], and its words in the document's store. It uses no neighbours and no
//! language: letters are upper, lower or neither. In scripts without spaces a few characters count as a
//! word.

#[cfg(test)]
mod tests;

use super::scripts::{FULL, is_vowel_sign, without_spaces};

/// The counts of one line.
#[derive(Debug, Clone, Default)]
pub(super) struct Scan {
    /// The line's words in the document's store.
    pub words: std::ops::Range<usize>,
    pub chars: u32,
    pub upper: u32,
    pub lower: u32,
    pub digits: u32,
    pub marks: u32,
    pub commas: u32,
    pub quotes: u32,
    /// Bars, bullets, arrows: marks that separate items of a list.
    pub bars: u32,
    pub slashes: u32,
    pub ats: u32,
    pub hashes: u32,
    pub copyrights: u32,
    pub brackets: u32,
    pub colons: u32,
    pub digit_runs: u32,
    /// Ends of sentences, followed by white space and not by a lower-case letter.
    pub breaks: u32,
    pub capitalised: u32,
    pub all_caps: u32,
    pub lower_words: u32,
    pub short_words: u32,
    /// Digits on both sides of a colon.
    pub clocks: u32,
    pub years: u32,
    pub addresses: u32,
    /// Letters of scripts that end no sentence with a mark: Thai and its neighbours.
    pub syllabics: u32,
    pub first: Class,
    pub last: Class,
    /// The class before closing quotes and brackets at the end.
    pub last_inside: Class,
    /// A hash of the line's letters and digits in lower case.
    pub key: u64,
    /// The same without digits.
    pub template: u64,
}

/// One word of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// Of its letters in lower case; all digits together count as one letter.
    pub hash: u32,
    /// In characters, at most 255.
    pub length: u8,
}

/// The class of a character, as a feature: the order is the code of the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Class {
    #[default]
    None,
    Space,
    Lower,
    Upper,
    Letter,
    Digit,
    Stop,
    Ask,
    Ellipsis,
    Colon,
    Comma,
    Quote,
    Bracket,
    Bar,
    Slash,
    At,
    Hash,
    Copyright,
    Dash,
    Mark,
}

/// The class of a character.
pub(super) fn class(c: char) -> Class {
    match u8::try_from(c) {
        Ok(byte) if byte < 128 => *ASCII.get(usize::from(byte)).unwrap_or(&Class::Mark),
        _ => wide_class(c),
    }
}

static ASCII: [Class; 128] = {
    let mut table = [Class::Mark; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            0..=32 | 127 => Class::Space,
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            b'.' => Class::Stop,
            b'!' | b'?' => Class::Ask,
            b':' => Class::Colon,
            b',' | b';' => Class::Comma,
            b'"' | b'\'' | b'`' => Class::Quote,
            b'(' | b')' | b'[' | b']' | b'{' | b'}' => Class::Bracket,
            b'|' | b'*' | b'>' | b'<' | b'+' | b'~' | b'^' => Class::Bar,
            b'/' | b'\\' => Class::Slash,
            b'@' => Class::At,
            b'#' => Class::Hash,
            b'-' | b'_' => Class::Dash,
            _ => Class::Mark,
        };
        byte += 1;
    }
    table
};

fn wide_class(c: char) -> Class {
    match c {
        '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{3000}' | '\u{feff}' => {
            Class::Space
        }
        '…' => Class::Ellipsis,
        '؟' | '！' | '？' => Class::Ask,
        '۔' | '。' | '।' | '॥' | '｡' | '．' | '።' | '။' => Class::Stop,
        '،' | '؛' | '、' | '，' | '；' => Class::Comma,
        '：' => Class::Colon,
        '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '「' | '」' | '『' | '』' => {
            Class::Quote
        }
        '（' | '）' | '【' | '】' | '〈' | '〉' | '《' | '》' | '［' | '］' => {
            Class::Bracket
        }
        '｜' | '／' => Class::Bar,
        '–' | '—' | '―' | 'ـ' => Class::Dash,
        '•' | '·' | '●' | '▪' | '■' | '►' | '▶' | '▼' | '→' | '←' | '↑' | '↓' | '│' | '★' | '☆'
        | '✓' => Class::Bar,
        '©' | '®' | '™' => Class::Copyright,
        _ if c.is_lowercase() => Class::Lower,
        _ if c.is_uppercase() => Class::Upper,
        _ if c.is_alphabetic() || is_vowel_sign(c) => Class::Letter,
        _ if c.is_numeric() => Class::Digit,
        _ if c.is_whitespace() => Class::Space,
        _ => Class::Mark,
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// One step of FNV-1a (Fowler, Noll, Vo, 1991) over whole characters.
fn step(hash: u64, value: u32) -> u64 {
    (hash ^ u64::from(value)).wrapping_mul(PRIME)
}

/// Spreads a hash over all its bits.
pub(super) fn spread(hash: u64) -> u32 {
    let mixed = (hash ^ (hash >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as u32
}

/// The word that is read at the moment.
#[derive(Default)]
struct Open {
    hash: u64,
    length: u32,
    upper: u32,
    digits: u32,
    first: Class,
    /// How full it is, in a script without spaces.
    filled: u8,
}

/// Reads one line. Appends its words to `store`.
pub(super) fn scan(text: &str, store: &mut Vec<Word>) -> Scan {
    let text = text.trim();
    let mut s = Scan { key: SEED, template: SEED, ..Scan::default() };
    let start = store.len();
    let mut word = Open { hash: SEED, ..Open::default() };
    let (mut previous, mut before) = (Class::None, Class::None);
    // The sentence ended; with a mark after which no space is written.
    let (mut stopped, mut wide_stop) = (false, false);
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let run = small_letters(rest);
        if run > 0 {
            if word.filled > 0 {
                close(&mut word, &mut s, store);
            }
            if word.length == 0 {
                word.first = Class::Lower;
            }
            add_small(rest.as_bytes().get(..run).unwrap_or_default(), &mut word, &mut s);
            stopped = false;
            previous = Class::Lower;
            at += run;
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        at += c.len_utf8();
        let class = class(c);
        s.chars += 1;
        if matches!(class, Class::Lower | Class::Upper | Class::Letter | Class::Digit) {
            let digit = class == Class::Digit;
            let (filled, length) = without_spaces(c);
            if word.length > 0 && (filled > 0) != (word.filled > 0) || word.filled >= FULL {
                close(&mut word, &mut s, store);
            }
            if word.length == 0 {
                word.first = class;
                if stopped && (previous != Class::Stop || wide_stop) {
                    s.breaks += u32::from(class != Class::Lower);
                }
            }
            stopped = false;
            word.filled += filled;
            word.length += length;
            s.syllabics += u32::from(filled == 2);
            match class {
                Class::Upper => {
                    s.upper += 1;
                    word.upper += 1;
                }
                Class::Digit => {
                    s.digits += 1;
                    word.digits += 1;
                    s.digit_runs += u32::from(previous != Class::Digit);
                    s.clocks += u32::from(previous == Class::Colon && before == Class::Digit);
                }
                _ => s.lower += 1,
            }
            let folded = if class == Class::Upper { lower(c) } else { u32::from(c) };
            s.key = step(s.key, folded);
            if !digit {
                s.template = step(s.template, folded);
                word.hash = step(word.hash, folded);
            } else if word.digits == 1 {
                word.hash = step(word.hash, 48);
            }
        } else if !(matches!(c, '\'' | '’') && word.length > 0) {
            close(&mut word, &mut s, store);
            count(class, &mut s);
            match class {
                Class::Stop | Class::Ask | Class::Ellipsis => {
                    (stopped, wide_stop) = (true, !c.is_ascii());
                }
                Class::Space | Class::Quote | Class::Bracket => {}
                _ => stopped = false,
            }
            if class == Class::Stop && c == '.' && previous == Class::Stop {
                s.last = Class::Ellipsis;
            }
        }
        before = previous;
        previous = class;
    }
    close(&mut word, &mut s, store);
    s.words = start..store.len();
    ends(text, &mut s);
    s
}

/// The number of small ASCII letters that a text begins with. Most text comes in such runs.
fn small_letters(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_lowercase).count()
}

/// Reads a run of small letters.
fn add_small(run: &[u8], word: &mut Open, s: &mut Scan) {
    let count = run.len() as u32;
    s.chars += count;
    s.lower += count;
    word.length += count;
    for &byte in run {
        let letter = u32::from(byte);
        s.key = step(s.key, letter);
        s.template = step(s.template, letter);
        word.hash = step(word.hash, letter);
    }
}

fn lower(c: char) -> u32 {
    if c.is_ascii() {
        u32::from(c.to_ascii_lowercase())
    } else {
        c.to_lowercase().next().map_or(0, u32::from)
    }
}

fn count(class: Class, s: &mut Scan) {
    match class {
        Class::Space => return,
        Class::Comma => s.commas += 1,
        Class::Quote => s.quotes += 1,
        Class::Bar => s.bars += 1,
        Class::Slash => s.slashes += 1,
        Class::At => s.ats += 1,
        Class::Hash => s.hashes += 1,
        Class::Copyright => s.copyrights += 1,
        Class::Bracket => s.brackets += 1,
        Class::Colon => s.colons += 1,
        _ => {}
    }
    s.marks += 1;
}

fn close(word: &mut Open, s: &mut Scan, store: &mut Vec<Word>) {
    if word.length == 0 {
        return;
    }
    match word.first {
        Class::Upper if word.upper == word.length && word.length > 1 => s.all_caps += 1,
        Class::Upper => s.capitalised += 1,
        Class::Lower | Class::Letter => s.lower_words += 1,
        _ => {}
    }
    s.short_words += u32::from(word.length <= 3);
    s.years += u32::from(word.digits == 4 && word.length == 4);
    let hash = spread(word.hash);
    s.addresses += u32::from(ADDRESS_WORDS.contains(&hash));
    store.push(Word { hash, length: word.length.min(255) as u8 });
    *word = Open { hash: SEED, ..Open::default() };
}

/// Parts of addresses: "http", "https", "www", "com".
static ADDRESS_WORDS: std::sync::LazyLock<[u32; 4]> =
    std::sync::LazyLock::new(|| ["http", "https", "www", "com"].map(hash_of));

/// The hash of a word in lower case.
pub(super) fn hash_of(word: &str) -> u32 {
    spread(word.chars().fold(SEED, |hash, c| step(hash, u32::from(c))))
}

fn ends(text: &str, s: &mut Scan) {
    s.first = text.chars().next().map_or(Class::None, class);
    let ellipsis = text.ends_with("...");
    s.last = text.chars().next_back().map_or(Class::None, class);
    s.last_inside = text
        .chars()
        .rev()
        .take(8)
        .map(class)
        .find(|c| !matches!(c, Class::Quote | Class::Bracket | Class::Space))
        .unwrap_or(s.last);
    if ellipsis {
        (s.last, s.last_inside) = (Class::Ellipsis, Class::Ellipsis);
    }
}

impl Scan {
    pub fn word_count(&self) -> u32 {
        self.words.len() as u32
    }

    /// Ends like a sentence. In scripts that end no sentence with a mark, long lines do.
    pub fn terminal(&self) -> bool {
        matches!(self.last_inside, Class::Stop | Class::Ask)
            || self.syllabics * 2 > self.chars && self.word_count() >= 12
    }

    /// Looks like a paragraph of a story: long, ended like a sentence, mostly words in lower case.
    pub fn is_good(&self) -> bool {
        self.word_count() >= 12 && self.terminal() && self.lower_words * 2 > self.word_count()
    }
}
