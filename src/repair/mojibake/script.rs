//! Scripts, as far as the repair of mojibake must tell them apart.
//!
//! In: a character. Out: its script, or nothing for characters that news hardly ever has, such as
//! phonetic letters and historic scripts. Scripts that one language mixes count as one.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Punctuation, symbols and emoji, which any text may have.
    Common = 0,
    Latin,
    /// Letters of Vietnamese and Welsh, three bytes each.
    LatinAdditional,
    Greek,
    Cyrillic,
    Armenian,
    Georgian,
    Hebrew,
    Arabic,
    /// The scripts of India, Bangladesh and Sri Lanka.
    Indic,
    Thai,
    SouthEastAsian,
    Ethiopic,
    Hangul,
    /// Han, kana and their punctuation.
    EastAsian,
}

impl Script {
    pub const COUNT: usize = 15;
}

pub(super) fn script(character: char) -> Option<Script> {
    Some(match character as u32 {
        0x00..=0x40 | 0x5B..=0x60 | 0x7B..=0xBF | 0xD7 | 0xF7 => Script::Common,
        0x41..=0x17F | 0x218..=0x21B => Script::Latin,
        0x1E00..=0x1EFF => Script::LatinAdditional,
        // Letters of Vietnamese, Azerbaijani and Hausa, and of other languages of West Africa.
        0x1A0..=0x1B0 | 0x18F | 0x192 | 0x199 | 0x253 | 0x254 | 0x257 | 0x259 | 0x25B => {
            Script::Latin
        }
        0x2C6..=0x2DD
        | 0x300..=0x36F
        | 0x2000..=0x27BF
        | 0x2B00..=0x2BFF
        | 0xFE00..=0xFE0F
        | 0xFEFF
        | 0xFFFD => Script::Common,
        // Full-width punctuation, which news in Latin letters copies.
        0xFF00..=0xFFEF => Script::Common,
        0x370..=0x3FF | 0x1F00..=0x1FFF => Script::Greek,
        0x400..=0x45F | 0x490..=0x4F9 => Script::Cyrillic,
        0x530..=0x58F => Script::Armenian,
        0x10A0..=0x10FF => Script::Georgian,
        0x5B0..=0x5F4 => Script::Hebrew,
        0x600..=0x6FF | 0x750..=0x77F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFE => Script::Arabic,
        0x900..=0xDFF => Script::Indic,
        0xE01..=0xE5B => Script::Thai,
        0xE81..=0xEDF | 0x1000..=0x109F | 0x1780..=0x17FF => Script::SouthEastAsian,
        0x1200..=0x137F => Script::Ethiopic,
        0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7A3 => Script::Hangul,
        0x3000..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF => Script::EastAsian,
        0x1F000..=0x1FAFF | 0xE0020..=0xE007F => Script::Common,
        0xFB00..=0xFB06 => Script::Latin,
        _ => return None,
    })
}
