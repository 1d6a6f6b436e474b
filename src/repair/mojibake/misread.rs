//! Whole texts in another encoding that were decoded as Latin-1 or Windows-1252.
//!
//! In: a text. Out: whether it is such a text, and the changes that decode it again, one for each
//! line. The encoding is guessed from all bytes of the text (`chardetng`), and the result must be
//! written in its script throughout. Parts of a text are never decoded: two Latin letters side by
//! side are no evidence of a Chinese character. UTF-8 that was misread is left to the rest of the
//! mojibake repair.

use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

use super::encodings::byte_in_windows_1252;
use super::script::{Script, script};

/// What a text is.
pub(in crate::repair) enum Misread {
    /// Ordinary text, or misread UTF-8.
    No,
    /// Misread, but its encoding is unknown: nothing in it can be repaired.
    Unknown,
    Known {
        encoding: &'static str,
        /// The span of each line that changes, with its text.
        lines: Vec<(Range<usize>, String)>,
    },
}

/// Fewest non-ASCII characters of a misread text, and per cent of them among its letters.
///
/// Letters of Latin alphabets that are not ASCII make up less than a third of any language.
const FEWEST: usize = 6;
const SHARE: usize = 75;

/// The same in Shift JIS and Big5, whose second bytes are often ASCII letters.
const SHARE_WITH_ASCII: usize = 55;

/// Bytes from which an encoding is guessed.
const GUESS_BYTES: usize = 64 << 10;

pub(in crate::repair) fn misread(text: &str) -> Misread {
    let share = share_beyond_ascii(text);
    if share < SHARE_WITH_ASCII {
        return Misread::No;
    }
    let Some(bytes) = text.chars().map(byte_in_windows_1252).collect::<Option<Vec<u8>>>() else {
        return Misread::No;
    };
    if is_mostly_utf8(&bytes) {
        return Misread::No;
    }
    let encoding = guess(&bytes);
    let with_ascii = [encoding_rs::SHIFT_JIS, encoding_rs::BIG5];
    if share < SHARE && !encoding.is_some_and(|encoding| with_ascii.contains(&encoding)) {
        return Misread::No;
    }
    let Some(encoding) = encoding.filter(|_| are_common_characters(&bytes, encoding)) else {
        return Misread::Unknown;
    };
    let mut lines = Vec::new();
    let mut all = String::with_capacity(text.len());
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        let span = start..start + body.len();
        start += line.len();
        if body.is_ascii() {
            continue;
        }
        let bytes: Vec<u8> = body.chars().filter_map(byte_in_windows_1252).collect();
        let (decoded, damaged) = encoding.decode_without_bom_handling(&bytes);
        if damaged {
            return Misread::Unknown;
        }
        all.push_str(&decoded);
        lines.push((span, decoded.into_owned()));
    }
    if is_in_one_script(&all) {
        Misread::Known { encoding: encoding.name(), lines }
    } else {
        Misread::Unknown
    }
}

/// Per cent of the letters of a text that are characters beyond ASCII; 0 if these are few.
fn share_beyond_ascii(text: &str) -> usize {
    let (mut high, mut letters) = (0, 0);
    for character in text.chars() {
        if character.is_ascii() {
            letters += usize::from(character.is_ascii_alphabetic());
        } else {
            high += 1;
        }
    }
    if high < FEWEST { 0 } else { high * 100 / (high + letters) }
}

/// Whether most characters of an encoding with two bytes are common ones. Those have the lead bytes of
/// the first level of their standard; bytes that are no such text hit the rare ones as often.
fn are_common_characters(bytes: &[u8], encoding: Option<&'static Encoding>) -> bool {
    let common: fn(u8) -> bool = match encoding.map(|encoding| encoding.name()) {
        Some("GBK" | "gb18030") => |lead| matches!(lead, 0xA1..=0xA3 | 0xB0..=0xD7),
        Some("Big5") => |lead| matches!(lead, 0xA1..=0xC6),
        Some("EUC-KR") => |lead| matches!(lead, 0xA1..=0xA3 | 0xB0..=0xC8),
        Some("EUC-JP") => |lead| matches!(lead, 0xA1..=0xA5 | 0xB0..=0xCF),
        Some("Shift_JIS") => |lead| matches!(lead, 0x81..=0x83 | 0x88..=0x97),
        _ => return true,
    };
    let (mut pairs, mut found) = (0_usize, 0_usize);
    let mut rest = bytes.iter();
    while let Some(&lead) = rest.next() {
        if lead >= 0x80 {
            rest.next();
            pairs += 1;
            found += usize::from(common(lead));
        }
    }
    found * 100 >= pairs * SHARE
}

/// Whether at least half of the bytes beyond ASCII are sequences of UTF-8.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let valid: usize =
        bytes.utf8_chunks().map(|chunk| chunk.valid().bytes().filter(|b| *b >= 0x80).count()).sum();
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    valid * 2 >= high
}

fn guess(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..GUESS_BYTES).unwrap_or(bytes), true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    // Western encodings would give the same letters again.
    let western = ["windows-1252", "ISO-8859-2", "windows-1250", "windows-1254", "windows-1257"];
    (!western.contains(&encoding.name())).then_some(encoding)
}

/// Whether nearly all characters beyond ASCII are of one script, and in cases as words have them.
fn is_in_one_script(text: &str) -> bool {
    let mut counts = [0_usize; Script::COUNT];
    let (mut beyond, mut odd_cases, mut previous) = (0, 0, ' ');
    for character in text.chars() {
        if !character.is_ascii() {
            beyond += 1;
            if let Some(count) = script(character).and_then(|s| counts.get_mut(s as usize)) {
                *count += 1;
            }
        }
        odd_cases += usize::from(previous.is_lowercase() && character.is_uppercase());
        previous = character;
    }
    let most = counts
        .iter()
        .enumerate()
        .filter(|(index, _)| *index > Script::LatinAdditional as usize)
        .map(|(_, count)| *count)
        .max()
        .unwrap_or_default();
    most >= FEWEST / 2 && most * 100 >= beyond * 85 && odd_cases * 20 <= beyond
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of a text in an encoding, read as Windows-1252.
    fn read_wrongly(text: &str, label: &str) -> String {
        let encoding = Encoding::for_label(label.as_bytes()).expect(label);
        let (bytes, _, _) = encoding.encode(text);
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned()
    }

    fn repaired(text: &str) -> Option<String> {
        let Misread::Known { lines, .. } = misread(text) else { return None };
        let mut repaired = text.to_owned();
        for (span, line) in lines.into_iter().rev() {
            repaired.replace_range(span, &line);
        }
        Some(repaired)
    }

    #[test]
    fn texts_in_many_encodings_are_decoded_again() {
        for (label, text) in [
            (
                "windows-1251",
                "Паром опять опоздал, сообщила гавань.\n\nНикто не удивился: 12 марта было так же.",
            ),
            ("koi8-r", "Паром опять опоздал, сообщила гавань. Никто этому не удивился."),
            ("windows-1253", "Το πλοίο άργησε πάλι, είπε ο λιμενάρχης. Κανείς δεν το πίστεψε."),
            (
                "windows-1256",
                "تأخرت العبارة مرة أخرى يوم الثلاثاء، قال مدير الميناء إن الريح هي السبب.",
            ),
            ("windows-1255", "המעבורת איחרה שוב ביום שלישי, אמר מנהל הנמל. איש לא הופתע."),
            ("gbk", "渡轮星期二又晚点了，港口负责人说是风的原因。\n码头上没有人相信他。"),
            ("big5", "渡輪星期二又誤點了，港口負責人說是風的原因。碼頭上沒有人相信他。"),
            ("shift_jis", "渡し船は火曜日もまた遅れた。港の責任者は風のせいだと言った。"),
            ("euc-jp", "渡し船は火曜日もまた遅れた。港の責任者は風のせいだと言った。"),
            ("euc-kr", "화요일에 배가 또 늦었다고 항구 책임자가 말했다. 아무도 믿지 않았다."),
        ] {
            let wrong = read_wrongly(text, label);
            assert_eq!(repaired(&wrong).as_deref(), Some(text), "{label}: {wrong}");
        }
    }

    #[test]
    fn latin_text_is_never_decoded_again() {
        for text in [
            "L’été à Orléans, où l’on dîne : « Où est-il ? »",
            "Þjóðverjar sögðu að skipið væri á leið til Íslands í gær.",
            "ÅÄÖ åäö ÉÈÊ",
            "Příliš žluťoučký kůň úpěl ďábelské ódy",
            "Паром опять опоздал",
            "",
        ] {
            assert!(matches!(misread(text), Misread::No | Misread::Unknown), "{text}");
        }
    }
}
