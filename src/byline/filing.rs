//! Reads who filed a story from where: a name or an outlet beside a place.
//!
//! In: a part of a byline, or a line above a story. Out: the name or the outlet. Places are those of the list in
//! `data/datelines.toml`.

use super::places::is_place;
use super::vocabulary::{WORDS, is_name, is_role, words};

/// Dashes between a name and a place. The last is the Arabic stroke that lengthens letters.
const SPACED_DASHES: [&str; 3] = [" - ", " – ", " ـ "];
/// The most words of a line that names who filed a story, and of a name in it.
const FILED_WORDS: usize = 10;
const NAME_WORDS: usize = 4;

/// The names of a line in a script without capitals that holds a name or an outlet with a place, or a role:
/// "سالم الحداد – القاهرة", "رويترز (لندن)، سالم الحداد (القاهرة)". `None` if it holds anything else.
pub(crate) fn filed(line: &str) -> Option<Vec<String>> {
    let cased = line.contains(|c: char| c.is_lowercase() || c.is_uppercase());
    if cased
        || words(line) > FILED_WORDS
        || line.contains(|c: char| c.is_numeric() || ".:؟!".contains(c))
    {
        return None;
    }
    let mut found = Vec::new();
    for part in line.split(['،', ',']) {
        let in_brackets = part.trim().strip_suffix(')').and_then(|part| part.split_once('('));
        let dash = SPACED_DASHES.iter().find_map(|dash| part.split_once(dash));
        let (one, other) = in_brackets.or(dash).map(|(one, other)| (one.trim(), other.trim()))?;
        let marks = |text: &str| is_place(text) || is_role(text);
        let short = |text: &str| (1..=NAME_WORDS).contains(&words(text)) && is_name(text);
        if !(short(one) && short(other) && (is_place(other) || marks(one) || marks(other))) {
            return None;
        }
        let name = if is_place(one) { other } else { one };
        found.push(name.to_owned());
    }
    found.retain(|name| !is_place(name));
    (!found.is_empty()).then_some(found)
}

/// The name before or behind a dash: "Ines Falk - Harrow", "Calder – Jo Reed", "Calder - Tribune". It comes
/// first, unless a place comes before the dash, or one word before it and a full name behind it.
pub(super) fn name_beside_dash(text: &str) -> &str {
    for dash in SPACED_DASHES.iter().chain(&["- ", "– "]) {
        let Some((before, behind)) = text.split_once(dash) else { continue };
        let (before, behind) = (before.trim(), behind.trim());
        if is_filing(before) && !behind.is_empty() {
            return name_beside_dash(behind);
        }
        if !dash.starts_with(' ') {
            continue;
        }
        // In a script without capitals one word before an agency is a place that the list does not have.
        let caseless = !before.contains(|c: char| c.is_uppercase() || c.is_lowercase());
        if caseless && words(before) == 1 && is_role(behind) && !is_role(before) {
            return name_beside_dash(behind);
        }
        let is_full = words(behind) > 1 && is_name(behind) && !is_role(behind);
        if words(before) == 1 && is_full && !is_role(before) && !behind.contains(*dash) {
            return behind;
        }
    }
    let text = SPACED_DASHES
        .iter()
        .chain(&["- ", "– "])
        .fold(text, |text, dash| text.split(dash).next().unwrap_or(text));
    // Without spaces, as in "القاهرة-الوادي". In scripts with capitals that is a name: "Sydney-Leigh".
    match text.split_once(['-', '–']) {
        Some((before, behind))
            if !before.contains(char::is_uppercase)
                && is_place(before.trim())
                && is_name(behind.trim()) =>
        {
            behind.trim()
        }
        _ => text,
    }
}

/// Whether a text before a dash holds nothing but places and words such as "report".
fn is_filing(text: &str) -> bool {
    let mut parts = text.split([',', '،']).map(str::trim).filter(|part| !part.is_empty());
    text.contains(char::is_alphabetic)
        && parts.all(|part| is_place(part) || WORDS.filings.contains(&part.to_lowercase()))
}
