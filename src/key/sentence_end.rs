//! Whether a text ends as a sentence does.
//!
//! In: a text. Out: whether its last mark is that of a sentence in any script. Quotation marks, brackets and spaces
//! behind the mark do not count. It does not tell a full stop from the point of an abbreviation.

/// Marks that end a sentence, by script: Latin, Arabic and Urdu, Chinese and Japanese, Devanagari, Ethiopic, Burmese,
/// Khmer, Armenian.
const MARKS: [char; 19] = [
    '.', '!', '?', '…', '‽', '؟', '۔', '。', '｡', '．', '！', '？', '।', '॥', '።', '፧', '။', '។',
    '։',
];

/// What closes a sentence behind its last mark.
const CLOSING: [char; 15] =
    ['"', '\'', '”', '“', '’', '‘', '»', '«', '›', ')', ']', '）', '」', '』', '】'];

/// Whether a text ends as a sentence does.
///
/// ```
/// use copydesk::key::ends_sentence;
///
/// assert!(ends_sentence("She said: “The bridge is closed.”"));
/// assert!(ends_sentence("桥已关闭。"));
/// assert!(!ends_sentence("The bridge is closed"));
/// ```
pub fn ends_sentence(text: &str) -> bool {
    before_closing(text).ends_with(MARKS)
}

/// A text without the quotation marks, brackets and spaces at its end.
pub fn before_closing(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || CLOSING.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_every_script_end() {
        for text in [
            "Rain fell.",
            "“Rain fell!” ",
            "Il pleut ? »",
            "بارش ہوئی۔",
            "هل سقط المطر؟",
            "雨が降った。」",
            "वर्षा हुई।",
            "ዝናብ ዘነበ።",
            "မိုးရွာသည်။",
            "ភ្លៀងធ្លាក់។",
            "Անձրեւ եկավ։",
        ] {
            assert!(ends_sentence(text), "{text}");
        }
        for text in ["Rain fell", "Rain fell:", "Rain, wind;", "", "”", "雨が降った、"] {
            assert!(!ends_sentence(text), "{text}");
        }
    }
}
