//! Implausible pairs of characters: the sign of mojibake.
//!
//! In: characters of a line. Out: whether some of them are never adjacent in correctly decoded
//! text. Every character that a byte of UTF-8 can become in a single-byte encoding has a class; a
//! table of pairs and some longer patterns list the implausible ones. After the heuristic of ftfy 6
//! by Robyn Speer (2021). It does not decode.

use std::sync::LazyLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// ASCII, and characters that no byte of UTF-8 becomes.
    Plain,
    /// In many contexts: dashes, the apostrophe, the ellipsis.
    Common,
    Control,
    /// Rarely written.
    Rare,
    Law,
    Currency,
    Opens,
    Closes,
    Number,
    /// Letters used in emoticons, `(ô_ô)`.
    Face,
    Upper,
    Lower,
    /// Greek and Cyrillic letters, which need longer patterns.
    OtherUpper,
    OtherLower,
    Box,
}

use Class::*;

fn class_of(character: char) -> Class {
    match character {
        '\0'..='\x7f' => Plain,
        '\u{80}'..='\u{9f}' => Control,
        '\u{a0}' | '\u{ad}' | '·' | '´' | '–' | '—' | '―' | '…' | '’' => Common,
        '¦' | '¤' | '¨' | '¬' | '¯' | '¸' | 'ƒ' | 'ˆ' | 'ˇ' | '˘' | '˛' | '˜' | '†' | '‡' | '‰'
        | '⌐' | '◊' | '\u{fffd}' | 'ª' | 'º' => Rare,
        '¶' | '§' => Law,
        '¢' | '£' | '¥' | '₧' | '€' => Currency,
        '¡' | '«' | '¿' | '©' | '΄' | '΅' | '‘' | '‚' | '“' | '„' | '•' | '‹' | '\u{f8ff}' => {
            Opens
        }
        '®' | '»' | '˝' | '”' | '›' | '™' => Closes,
        '²' | '³' | '¹' | '±' | '¼' | '½' | '¾' | '×' | 'µ' | '÷' | '⁄' | '∂' | '∆' | '∏' | '∑'
        | '√' | '∞' | '∩' | '∫' | '≈' | '≠' | '≡' | '≤' | '≥' | '№' => Number,
        'Ò'..='Ö' | 'Ù'..='Û' | 'ò'..='ö' | 'ø'..='û' | 'Ő' | 'Ō' | 'Ū' | 'Ų' | '°' => {
            Face
        }
        'À'..='Ñ' | 'Ø' | 'Ü' | 'Ý' => Upper,
        'ß'..='ñ' | 'ü' => Lower,
        'Ă' | 'Ā' | 'Ą' | 'Ć' | 'Č' | 'Ď' | 'Đ' | 'Ę' | 'Ě' | 'Ē' | 'Ė' | 'Ğ' | 'Ģ' | 'İ' | 'Ī'
        | 'Ķ' | 'Ĺ' | 'Ľ' | 'Ł' | 'Ļ' | 'Ń' | 'Ň' | 'Ņ' | 'Œ' | 'Ř' | 'Ś' | 'Ş' | 'Š' | 'Ţ'
        | 'Ť' | 'Ů' | 'Ű' | 'Ÿ' | 'Ź' | 'Ż' | 'Ž' | 'Ґ' => Upper,
        'ă' | 'ą' | 'ā' | 'ć' | 'č' | 'ď' | 'đ' | 'ę' | 'ě' | 'ē' | 'ė' | 'ğ' | 'ģ' | 'į' | 'ī'
        | 'ķ' | 'ĺ' | 'ľ' | 'ł' | 'ļ' | 'œ' | 'ŕ' | 'ś' | 'ş' | 'š' | 'ť' | 'ź' | 'ż' | 'ž'
        | 'ґ' | 'ﬁ' | 'ﬂ' => Lower,
        'Þ' | 'Α'..='Ω' | 'Ά' | 'Έ' | 'Ή' | 'Ί' | 'Ό' | 'Ύ' | 'Ώ' | 'Ϊ' | 'Ϋ' | 'Ё'..='Я' => {
            OtherUpper
        }
        'α'..='ω' | 'ά' | 'έ' | 'ή' | 'ί' | 'ΰ' | 'а'..='џ' => OtherLower,
        '│'
        | '┌'
        | '┐'
        | '┘'
        | '├'
        | '┤'
        | '┬'
        | '┼'
        | '═'..='╬'
        | '▀'
        | '▄'
        | '█'
        | '▌'
        | '▐'
        | '░'
        | '▒'
        | '▓' => Box,
        _ => Plain,
    }
}

const TABLE_END: usize = 0x2600;

static TABLE: LazyLock<Vec<Class>> = LazyLock::new(|| {
    (0..TABLE_END as u32).map(|code| char::from_u32(code).map_or(Plain, class_of)).collect()
});

fn class(character: char) -> Class {
    TABLE.get(character as usize).copied().unwrap_or_else(|| class_of(character))
}

/// Whether a character is punctuation that is common next to letters.
pub(super) fn common(character: char) -> bool {
    class_of(character) == Common || matches!(character, '‘' | '“' | '”' | '„' | '•' | '»' | '«')
}

/// Whether this character next to another non-ASCII one may be mojibake.
pub(in crate::repair) fn suspicious_in_pairs(character: char) -> bool {
    !matches!(class_of(character), Plain | Common | OtherUpper | OtherLower | Face)
        || matches!(character, 'Ђ' | '°')
}

/// Whether this character may be mojibake before an ASCII character.
pub(in crate::repair) fn suspicious_alone(character: char) -> bool {
    matches!(character, 'Ã' | 'Â' | 'Œ' | 'œ')
}

/// A cheap test of whether a line needs [`implausible`].
pub(super) fn worth_reading(line: &str) -> bool {
    if line.is_ascii() {
        return false;
    }
    let mut beside = false;
    for character in line.chars() {
        if character.is_ascii() {
            beside = false;
            continue;
        }
        if beside || suspicious_alone(character) || class(character) == Control {
            return true;
        }
        beside = true;
    }
    false
}

/// Whether any characters are implausible next to each other.
pub(super) fn implausible(characters: &[(usize, char)]) -> bool {
    let at = |i: usize| characters.get(i).map(|&(_, c)| c);
    let is_plain = |i: usize| at(i).is_none_or(|c| c.is_ascii() || class(c) == Plain);
    (0..characters.len()).any(|i| {
        // Each sign has a character of another class among its first three.
        if is_plain(i) && is_plain(i + 1) && is_plain(i + 2) {
            return false;
        }
        at(i).is_some_and(|first| {
            class(first) == Control
                || at(i + 1).is_some_and(|second| {
                    (!first.is_ascii() || !second.is_ascii() || second == ' ')
                        && (pair(class(first), class(second))
                            || known_pair(first, second)
                            || at(i + 2).is_some_and(|third| {
                                triple(first, second, third)
                                    || four(first, second, third, at(i + 3))
                            })
                            || word_edge(i, first, second, [at(i + 2), at(i + 3)]))
                })
        })
    })
}

fn pair(first: Class, second: Class) -> bool {
    matches!(
        (first, second),
        (Rare | Lower | Upper | Box | Opens | Closes | Currency | Number | Law, Rare)
            | (Rare, Lower | Upper | Box | Opens | Closes | Currency | Number | Law)
            | (Lower | OtherLower | Box | Closes | Currency | Number, Upper)
            | (Box | Closes | Currency | Number, Lower)
            | (Lower | Box | Closes, Currency)
            | (Upper | Box, Number | Law)
            | (Currency | Number | Box, Opens)
            | (Lower | Upper | Currency | Number | Opens | Closes | Law, Box)
            | (Box, Face | Closes)
    )
}

/// Pairs that are implausible although their classes are not.
fn known_pair(first: char, second: char) -> bool {
    match first {
        'Œ' | 'œ' => !second.is_ascii_alphabetic(),
        'Â' | 'Ã' | 'Î' | 'Ð' => {
            "€œŠš¢£Ÿž\u{a0}\u{ad}®©°·»–—´".contains(second)
                || matches!(class(second), Opens | Closes)
        }
        '×' => matches!(second, '²' | '³'),
        // The first of three bytes of several scripts of South Asia.
        'à' => "²µ¹¼½¾".contains(second),
        // Mac Roman.
        '√' => "±∂†≠®™´≤≥¥µø".contains(second),
        '≈' => "°¢".contains(second),
        // General punctuation decoded as Windows-1251, -1253, -1257.
        'в' => second == 'Ђ',
        'β' => second == '€',
        'ā' => second == '€',
        _ => second == '°' && class(first) == Upper,
    }
}

fn triple(first: char, second: char, third: char) -> bool {
    let [a, b, c] = [first, second, third].map(class);
    let any = |class: Class, of: &[Class]| of.contains(&class);
    (first.is_ascii_alphabetic() && any(b, &[OtherLower, OtherUpper]) && c == Rare)
        || (first.is_whitespace() && b == Upper && c == Currency)
        || (first.is_ascii_lowercase() && b == Upper && any(c, &[Opens, Currency]))
        || (any(a, &[Lower, Upper, Box, Currency, Closes]) && b == Opens && c == Number)
        || (any(a, &[Lower, Upper, Currency, Number, Box, Law]) && b == Closes && c == Opens)
        || (a == Lower && any(b, &[Opens, Closes]) && c == Currency)
        || (any(a, &[Lower, Upper])
            && any(b, &[Opens, Closes])
            && (third.is_alphanumeric() || third == '_'))
        || ("ВГРС".contains(first) && between_capitals(second) && "ВГРС".contains(third))
        || ("ΒΓΞΟ".contains(first) && between_capitals(second) && "ΒΓΞΟ".contains(third))
        || (first == '‚' && second == 'Ä' && "ìîïòôúùû†°¢π".contains(third))
        || (first == '‚' && "âó".contains(second) && "àä°ê".contains(third))
}

fn between_capitals(character: char) -> bool {
    matches!(class(character), Control | Rare | Opens | Closes | Currency)
        || "°µ".contains(character)
}

/// Arabic decoded as Windows-1252. These characters are common, so four in a row are needed.
fn four(first: char, second: char, third: char, fourth: Option<char>) -> bool {
    let half = |c: char| {
        matches!(class(c), Common | Currency | Rare | Number | Opens) || "ŸŠ®°µ»".contains(c)
    };
    let leads = |c: char| matches!(c, 'Ø' | 'Ù');
    leads(first) && half(second) && leads(third) && fourth.is_some_and(half)
}

/// A letter whose second byte became a space, at the start of a line or after a lower-case letter.
fn word_edge(index: usize, first: char, second: char, next: [Option<char>; 2]) -> bool {
    let lead = |c: char| matches!(c, 'Ã' | 'Â');
    let ends = |c: char| c.is_ascii_lowercase() || ".,?!".contains(c) || class(c) == Closes;
    let [third, fourth] = next;
    let after_small_letter = first.is_ascii_lowercase();
    (index == 0 && lead(first) && second == ' ')
        || (after_small_letter && lead(second) && third == Some(' '))
        || (after_small_letter
            && second.is_whitespace()
            && third.is_some_and(lead)
            && fourth == Some(' '))
        || (ends(first)
            && second == 'Â'
            && third.is_some_and(|c| c == ' ' || matches!(class(c), Opens | Closes)))
        || (first == 'Ã' && matches!(second, '\u{a0}' | '¡'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn garbled(text: &str) -> bool {
        let characters: Vec<(usize, char)> = text.char_indices().collect();
        worth_reading(text) && implausible(&characters)
    }

    #[test]
    fn plain_letters_are_not_looked_at_and_a_sign_behind_them_is() {
        for text in ["الميناء القديم", "גשר הנהר", "老桥关闭"] {
            assert!(!garbled(text), "{text}");
        }
        assert!(garbled("الميناء القديم â€™ مغلق"));
        assert!(garbled("abc Ã "));
    }

    #[test]
    fn mis_read_text_is_implausible() {
        for text in [
            "cafÃ©",
            "the mayorâ€™s hat",
            "garÃ§on",
            "РјРѕСЃС‚ Р·Р°РєСЂС‹С‚",
            "na\u{c3}\u{af}ve",
            "Ã la carte",
            "Brightâ„¢",
        ] {
            assert!(garbled(text), "{text}");
        }
    }

    #[test]
    fn text_of_many_languages_is_not() {
        for text in [
            "L’été à Orléans : « Où est-il ? »",
            "„Straße“ – 20 °C, 5 €",
            "Él dijo: «¿Qué?»",
            "Она сказала: «Да».",
            "Ο δήμαρχος είπε «ναι»",
            "CRÈME BRÛLÉE…",
            "Crème brûlée™",
            "São João, Três Corações",
            "Řeka Ždírnice",
            "½ × 3² = 4½",
        ] {
            assert!(!garbled(text), "{text}");
        }
    }
}
