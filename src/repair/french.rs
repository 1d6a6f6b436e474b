//! French spacing: the space before `; : ! ? »` and after `«`.
//!
//! In: the characters around a space, a line, a language if known. Out: whether French typography
//! sets that space. It makes no changes.

/// Whether French typography sets a space between these two characters.
pub(super) fn sets_space(previous: Option<char>, next: Option<char>) -> bool {
    matches!(next, Some(';' | ':' | '!' | '?' | '»' | '›' | '%' | '€'))
        || matches!(previous, Some('«' | '‹' | '—' | '–'))
        || matches!(next, Some('—' | '–'))
}

/// Whether a line is French, by the document's language or by its own function words.
///
/// A text in another language may quote French, and the language of a short text is often unknown;
/// then the line decides.
pub(super) fn is_french(line: &str, language: Option<&str>) -> bool {
    if matches!(language, Some("fr" | "br" | "oc")) {
        return true;
    }
    const WORDS: [&str; 30] = [
        "les", "une", "des", "du", "et", "est", "qui", "dans", "pour", "pas", "sur", "au", "aux",
        "cette", "il", "elle", "ils", "nous", "vous", "ont", "sont", "avec", "mais", "où", "été",
        "puis", "je", "ses", "pourquoi", "merci",
    ];
    let mut found = 0u64;
    // The start of a line is enough, and keeps this cheap on a text of one long line.
    let head = line.char_indices().nth(600).map_or(line, |(at, _)| line.get(..at).unwrap_or(line));
    for word in head.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’') {
        let word = match word.split_once(['\'', '’']) {
            Some(("l" | "d" | "j" | "n" | "qu" | "c" | "s" | "L" | "D" | "J" | "C" | "Qu", _)) => {
                found |= 1 << 62;
                continue;
            }
            _ => word,
        };
        let lower = word.chars().count() <= 9 && !word.is_empty();
        if lower && let Some(index) = WORDS.iter().position(|w| w.eq_ignore_ascii_case(word)) {
            found |= 1 << index;
        }
    }
    let enough = if language.is_none() { 2 } else { 3 };
    let spaced_quotes = || ["« ", "«\u{a0}", "«\u{202f}"].iter().any(|quote| line.contains(quote));
    found.count_ones() >= enough || (language.is_none() && spaced_quotes())
}
