//! The language of a text.
//!
//! In: a text and the language that its record declares. Out: an ISO 639-1 code (639-3 where there
//! is none), or nothing for a short text or one that fits no language well. A sample from the
//! middle of the text is enough. Function words decide most languages at a fraction of the
//! cost of trigrams (W. B. Cavnar and J. M. Trenkle, 1994; here the `whatlang` crate), which decide
//! the rest if function words confirm them. Mixed languages are not separated.

mod misread;

use std::sync::LazyLock;

use serde::Deserialize;
use whatlang::{Script, detect};

/// The languages of `data/function-words.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    language: Vec<List>,
}

/// The function words of a language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    /// ISO 639-1 where there is one, else ISO 639-3.
    code: String,
    /// How many of a hundred words must be among the words.
    least: u32,
    /// Whether the language is told first.
    #[serde(default)]
    common: bool,
    words: String,
    /// Read by tests.
    #[cfg_attr(not(test), allow(dead_code))]
    example: String,
}

static LISTS: LazyLock<Vec<List>> = LazyLock::new(|| {
    // A test reads the file, so that this never falls back to an empty list.
    let lists = toml::from_str::<Lists>(include_str!("../../data/function-words.toml"));
    lists.unwrap_or_default().language
});

/// Bytes of the first, small sample.
const FIRST_BYTES: usize = 320;
/// Bytes of the second sample.
const SAMPLE_BYTES: usize = 900;
/// Words and letters below which no language is reported.
const LEAST_WORDS: u32 = 12;
const LEAST_LETTERS: usize = 40;

/// Cells of the table of function words: a power of two, several times their number.
const CELLS: usize = 8192;

/// Words packed into eight bytes, each with its languages, one bit each.
struct Table {
    cells: Vec<(u64, u128)>,
}

/// The most languages of a table.
const MOST_LANGUAGES: usize = 128;

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    fn new() -> Table {
        let mut table = Table { cells: vec![(0, 0); CELLS] };
        for (language, list) in LISTS.iter().take(MOST_LANGUAGES).enumerate() {
            for key in list.words.split(' ').filter_map(pack) {
                let cell = table.place(key);
                if let Some(cell) = table.cells.get_mut(cell) {
                    *cell = (key, cell.1 | 1 << language);
                }
            }
        }
        table
    }

    /// The cell of a word, or the empty one where it belongs.
    fn place(&self, key: u64) -> usize {
        let mut at = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 51) as usize;
        while self.cells.get(at).is_some_and(|cell| cell.0 != 0 && cell.0 != key) {
            at = (at + 1) % CELLS;
        }
        at
    }

    /// The languages of a word, one bit each.
    fn languages(&self, key: u64) -> u128 {
        self.cells.get(self.place(key)).filter(|cell| cell.0 == key).map_or(0, |cell| cell.1)
    }
}

/// A word of at most eight bytes as a number, ASCII letters in lower case.
fn pack(word: &str) -> Option<u64> {
    let mut packed = None;
    packed_words(word, |key| packed = key);
    packed
}

/// Calls back with each run of letters, packed as by [`pack`].
fn packed_words(text: &str, mut word: impl FnMut(Option<u64>)) {
    let (mut key, mut length) = (0u64, 0usize);
    let found = |key: u64, length: usize| (length <= 8).then_some(key);
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphabetic() || byte >= 0x80 {
            key = key << 8 | u64::from(byte.to_ascii_lowercase());
            length += 1;
        } else if length > 0 {
            word(found(key, length));
            (key, length) = (0, 0);
        }
    }
    if length > 0 {
        word(found(key, length));
    }
}

/// The language of a text. The declared language is kept unless the text contradicts it.
pub(crate) fn language(text: &str, declared: Option<&str>) -> Option<String> {
    // The repair decodes such a text again later; its language is that of its bytes.
    let decoded = misread::decoded_again(sample(text, SAMPLE_BYTES * 2));
    let text = decoded.as_deref().unwrap_or(text);
    // A few lines are enough for most texts.
    if let Some(found) = by_function_words(&Counts::of(sample(text, FIRST_BYTES)), 2) {
        return Some(found.to_owned());
    }
    let sample = sample(text, SAMPLE_BYTES);
    let counts = Counts::of(sample);
    if let Some(found) = by_function_words(&counts, 1) {
        return Some(found.to_owned());
    }
    let declared = declared.and_then(normalise);
    if let Some(declared) = declared.filter(|code| is_plausible(code, sample)) {
        return Some(declared);
    }
    by_trigrams(sample, &counts).map(str::to_owned)
}

/// Up to `bytes` bytes from the middle of a text.
fn sample(text: &str, bytes: usize) -> &str {
    let border = |at: usize| (at..=text.len()).find(|&at| text.is_char_boundary(at));
    let start = text.len().saturating_sub(bytes) / 2;
    let end = border((start + bytes).min(text.len())).unwrap_or(text.len());
    text.get(border(start).unwrap_or(0)..end).unwrap_or(text)
}

/// How often the function words of each language occur in a sample.
struct Counts {
    words: u32,
    of: [u32; MOST_LANGUAGES],
}

impl Counts {
    fn of(sample: &str) -> Counts {
        let table = &*TABLE;
        let mut counts = Counts { words: 0, of: [0; MOST_LANGUAGES] };
        packed_words(sample, |key| {
            counts.words += 1;
            let mut languages = key.map_or(0, |key| table.languages(key));
            while languages != 0 {
                if let Some(count) = counts.of.get_mut(languages.trailing_zeros() as usize) {
                    *count += 1;
                }
                languages &= languages - 1;
            }
        });
        counts
    }

    fn get(&self, language: usize) -> u32 {
        self.of.get(language).copied().unwrap_or_default()
    }

    /// The language whose function words occur most often, with their number and its place.
    fn best(&self) -> Option<(usize, &'static List, u32)> {
        let all = LISTS.iter().enumerate().map(|(at, list)| (at, list, self.get(at)));
        // Of equal ones the first wins.
        all.rev().max_by_key(|(.., count)| *count).filter(|(.., count)| *count > 0)
    }

    /// Whether the function words of a language are half as frequent as they must be to tell it alone,
    /// and no other language has many more.
    fn confirm(&self, language: usize) -> bool {
        let own = self.get(language);
        let most = self.best().map_or(0, |(.., most)| most);
        let least = LISTS.get(language).map_or(0, |list| list.least);
        own * 200 >= self.words * least && own * 20 >= most * 19
    }

    /// The most that another language has; for a common language, another common one.
    fn second(&self, best: usize, common: bool) -> u32 {
        let all = LISTS.iter().enumerate().filter(|(at, _)| *at != best);
        let rivals = all.filter(|(_, list)| list.common || !common);
        rivals.map(|(at, _)| self.get(at)).max().unwrap_or_default()
    }
}

/// The language whose function words reach their expected share and clearly outnumber those of any
/// other language; `sure` raises both thresholds.
fn by_function_words(counts: &Counts, sure: u32) -> Option<&'static str> {
    let (best, list, most) = counts.best()?;
    let least = list.least * (sure + 3) / 4;
    let words = counts.words;
    let enough = words >= LEAST_WORDS * sure && most * 100 >= words * least;
    let margin = most - counts.second(best, list.common).min(most);
    (enough && margin * 12 >= words * sure).then_some(list.code.as_str())
}

/// The language by trigrams and scripts; `None` where they are not reliable. Trigrams name the nearest
/// of the languages that they know. So the function words of that language must occur, too.
fn by_trigrams(sample: &str, counts: &Counts) -> Option<&'static str> {
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    // A Chinese character carries as much information as several letters.
    let least = if is_dense(sample) { LEAST_LETTERS / 4 } else { LEAST_LETTERS };
    if letters < least {
        return None;
    }
    let found = detect(sample)?;
    let code = short_code(found.lang().code());
    let listed = LISTS.iter().position(|list| list.code == code);
    let shared = matches!(found.script(), Script::Latin | Script::Cyrillic | Script::Ethiopic);
    let confirmed = match listed {
        Some(at) => counts.confirm(at),
        None => !shared,
    };
    let reliable = found.is_reliable() || found.confidence() > 0.95;
    (confirmed && (reliable || shared)).then_some(code)
}

fn is_dense(sample: &str) -> bool {
    let dense = |c: &char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    sample.chars().filter(dense).count() * 4 > sample.chars().count()
}

/// Whether a text is written in the script of a language: Latin or another.
fn is_plausible(code: &str, sample: &str) -> bool {
    const OTHER_SCRIPTS: [&str; 36] = [
        "am", "ar", "be", "bg", "bn", "ckb", "el", "fa", "gu", "he", "hi", "hy", "ja", "ka", "kk",
        "km", "kn", "ko", "ky", "lo", "mk", "ml", "mn", "mr", "my", "ne", "or", "ps", "ru", "si",
        "ta", "te", "th", "uk", "ur", "zh",
    ];
    let (mut latin, mut other) = (0usize, 0usize);
    for c in sample.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => latin += 1,
            '\u{370}'..='\u{1fff}' | '\u{2e80}'.. => other += 1,
            _ => {}
        }
    }
    if OTHER_SCRIPTS.contains(&code) {
        latin <= other
    } else {
        // Written in Latin letters, or in both scripts.
        matches!(code, "sr" | "uz" | "az" | "pa" | "ku" | "yi" | "ti" | "tg") || latin >= other
    }
}

/// Codes of three letters, codes of two letters, and names.
const CODES: &str = "eng en english|rus ru russian|cmn zh chinese|zho zh mandarin|chi zh chinese|\
    spa es spanish|por pt portuguese|ita it italian|ben bn bengali|fra fr french|fre fr french|\
    deu de german|ger de german|ukr uk ukrainian|kat ka georgian|ara ar arabic|hin hi hindi|\
    jpn ja japanese|heb he hebrew|yid yi yiddish|pol pl polish|amh am amharic|jav jv javanese|\
    kor ko korean|nob no norwegian|nor no norwegian|dan da danish|swe sv swedish|fin fi finnish|\
    tur tr turkish|nld nl dutch|dut nl dutch|hun hu hungarian|ces cs czech|cze cs czech|\
    ell el greek|gre el greek|bul bg bulgarian|bel be belarusian|mar mr marathi|kan kn kannada|\
    ron ro romanian|rum ro romanian|slv sl slovenian|hrv hr croatian|srp sr serbian|\
    mkd mk macedonian|lit lt lithuanian|lav lv latvian|est et estonian|tam ta tamil|\
    vie vi vietnamese|urd ur urdu|tha th thai|guj gu gujarati|uzb uz uzbek|pan pa punjabi|\
    aze az azerbaijani|ind id indonesian|tel te telugu|pes fa persian|fas fa farsi|per fa persian|\
    mal ml malayalam|ori or oriya|mya my burmese|nep ne nepali|sin si sinhala|khm km khmer|\
    tuk tk turkmen|aka ak akan|zul zu zulu|sna sn shona|afr af afrikaans|lat la latin|\
    slk sk slovak|cat ca catalan|tgl tl tagalog|hye hy armenian|cym cy welsh|epo eo esperanto|\
    swa sw swahili|msa ms malay|som so somali|hau ha hausa|pus ps pashto|kur ku kurdish";

fn code_rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    CODES.split('|').filter_map(|row| {
        let mut parts = row.trim().split(' ');
        Some((parts.next()?, parts.next()?, parts.next()?))
    })
}

/// The two-letter code for a three-letter one, where there is one.
fn short_code(code: &'static str) -> &'static str {
    code_rows().find(|(long, ..)| *long == code).map_or(code, |(_, short, _)| short)
}

/// `en-US`, `EN`, `eng`, `English` as `en`; `None` for anything else.
pub(super) fn normalise(declared: &str) -> Option<String> {
    let first = declared.trim().split(['-', '_', ',', ';']).next()?.trim().to_ascii_lowercase();
    let row = code_rows().find(|(long, short, name)| [*long, *short, *name].contains(&&*first));
    if let Some((_, short, _)) = row {
        return Some(short.to_owned());
    }
    let code = matches!(first.len(), 2 | 3) && first.bytes().all(|b| b.is_ascii_lowercase());
    (code && !matches!(&*first, "und" | "mul" | "unk" | "nan" | "xx" | "zxx")).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const JAPANESE: &str = "市議会は月曜日、川の水位が下がるまで橋を閉鎖すると発表した。島の住民のために夜も渡し船を出す。";

    #[test]
    fn languages_are_told_as_the_examples_say() {
        let lists: Lists = toml::from_str(include_str!("../../data/function-words.toml")).unwrap();
        assert!((1..=MOST_LANGUAGES).contains(&lists.language.len()));
        for List { code, example, common, .. } in &lists.language {
            let found = language(example, None);
            // Closely related languages may be left open, but are not taken for each other.
            let open = found.is_none() && !common;
            assert!(open || found.as_deref() == Some(code), "{code} is {found:?}: {example}");
        }
        assert_eq!(language(JAPANESE, None).as_deref(), Some("ja"));
    }

    #[test]
    fn a_language_that_no_function_words_confirm_is_left_open() {
        let invented = "Ombe tirava kusolwa midembe galo, nepi sotavi kurundo milase bonipe damutole, suvi \
            kalombe rivota nadipo selumi, toke gavile mosundi, pelika vodume sarito.";
        assert_eq!(language(invented, None), None);
        assert_eq!(language(invented, Some("en")).as_deref(), Some("en"));
    }

    #[test]
    fn short_texts_are_unknown_unless_declared() {
        assert_eq!(language("Photo 1", None), None);
        assert_eq!(language("", None), None);
        assert_eq!(language("Photo 1", Some("en_GB")).as_deref(), Some("en"));
        assert_eq!(language("Photo 1", Some("unknown")), None);
    }

    #[test]
    fn a_wrong_declaration_does_not_stand() {
        for List { code, example, .. } in LISTS.iter().filter(|list| list.common) {
            let wrong = if code == "en" { "fa" } else { "en" };
            assert_eq!(language(example, Some(wrong)).as_ref(), Some(code), "{code}");
        }
    }

    #[test]
    fn codes_and_names_are_normalised() {
        for (given, code) in [("en-US", "en"), ("ENG", "en"), ("Persian", "fa"), ("ckb", "ckb")] {
            assert_eq!(normalise(given).as_deref(), Some(code));
        }
        for given in ["", "none at all", "und", "7"] {
            assert_eq!(normalise(given), None);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC*") {
            if let Some(code) = language(&text, None) {
                prop_assert!((2..=3).contains(&code.len()));
            }
        }
    }
}
