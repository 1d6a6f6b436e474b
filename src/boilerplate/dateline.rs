//! Checks that a dateline in capitals names a place.
//!
//! In: a layout and the spans that rules have found. Out: the spans without labels such as "ENDLESS QUARREL —". The
//! text itself tells: a place is written with a capital in it, a label's words are not.

use super::finding::Findings;
use super::layout::Layout;
use super::rule::FieldName;

/// The rules whose finds are checked: the others have a region, a date or an agency.
const RULES: [&str; 2] = ["dateline-capitals", "dateline-capitals-es"];
/// The shortest word that is looked up.
const WORD_CHARS: usize = 4;

/// Drops datelines whose words the text writes without a capital.
pub(super) fn check(layout: &Layout<'_>, found: &mut Findings) {
    found.spans.retain(|(_, span, finding)| match &finding.field {
        Some((FieldName::Dateline, value)) if RULES.contains(&&*finding.rule) => {
            is_place(value, layout.text.get(span.end..).unwrap_or_default())
        }
        _ => true,
    });
}

/// Whether a name in capitals is a place, by how the rest of the text writes it.
fn is_place(name: &str, rest: &str) -> bool {
    let words: Vec<String> = name
        .split([' ', '/', '-'])
        .filter(|word| word.chars().count() >= WORD_CHARS)
        .map(str::to_lowercase)
        .collect();
    let written = |word: &String| {
        let (mut small, mut capital) = (0, 0);
        for (at, _) in rest.match_indices(word.as_str()) {
            small += u32::from(is_word(rest, at, word.len()));
        }
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            let title = first.to_uppercase().chain(letters).collect::<String>();
            let places = rest.match_indices(&title);
            capital = places.filter(|(at, _)| is_word(rest, *at, title.len())).count();
        }
        (small, capital)
    };
    let counts: Vec<(u32, usize)> = words.iter().map(written).collect();
    let label = |(small, capital): &(u32, usize)| *small > 0 && *capital == 0;
    counts.is_empty() || !counts.iter().all(label)
}

/// Whether the bytes at a place are a whole word.
fn is_word(text: &str, at: usize, length: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at + length..).and_then(|text| text.chars().next());
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !letter(before) && !letter(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_tells_a_place_from_a_label() {
        assert!(is_place("CALDER", "The mayor of Calder spoke."));
        assert!(is_place("WASHINGTON", "The mayor spoke."));
        assert!(is_place("PORT CALDER", "The port of Calder is shut."));
        assert!(!is_place("QUARREL", "The quarrel over the bridge goes on."));
        assert!(!is_place("ENDLESS QUARREL", "The quarrel over the bridge is endless."));
    }
}
