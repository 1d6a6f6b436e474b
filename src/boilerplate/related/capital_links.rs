//! Finds links in capitals between the paragraphs of a story: headlines of other stories.
//!
//! In: a layout. Out: indices of lines. A link has six words or more, all in capitals, no end of a
//! sentence, and paragraphs in mixed case directly before and after it. One such line may be a sign
//! or a sub-heading, so a text must have two.

use super::super::layout::{Layout, ends_sentence};

/// Fewest and most words of a link.
const WORDS: std::ops::RangeInclusive<usize> = 6..=24;
/// Fewest links in a text.
const LINKS: usize = 2;

/// The links of a text.
pub(super) fn capital_links(layout: &Layout<'_>) -> Vec<usize> {
    let rows = &layout.rows;
    let prose =
        |index: usize| rows.get(index).is_some_and(|row| row.prose && !in_capitals(row.line.text));
    let is_link = |index: &usize| {
        rows.get(*index).is_some_and(|row| {
            let body = row.body().trim_end();
            WORDS.contains(&row.words)
                && (!ends_sentence(body) || body.ends_with('?'))
                && !body.ends_with([':', ',', ';'])
                && in_capitals(body)
        }) && index.checked_sub(1).is_some_and(prose)
            && prose(index + 1)
    };
    let links: Vec<usize> = (0..rows.len()).filter(is_link).collect();
    if links.len() >= LINKS { links } else { Vec::new() }
}

/// Whether a text has letters in both cases in its script, and all of them are capitals.
fn in_capitals(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    let first = letters.next();
    first.is_some_and(char::is_uppercase) && letters.all(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "The mill at Harrow Falls burned for six hours on Monday night before the brigade had \
                         the flames under control, and nobody was hurt.";

    fn links(lines: &[&str]) -> Vec<usize> {
        let lines: Vec<&str> = lines.iter().flat_map(|line| [PROSE, line]).chain([PROSE]).collect();
        capital_links(&Layout::new(&lines.join("\n\n")))
    }

    #[test]
    fn two_links_in_capitals_are_found() {
        let first = "COUNTY VOTES ON A NEW BRIDGE IN MAY";
        assert_eq!(links(&[first, "WHO PAYS FOR THE MILL OF HARROW FALLS?"]), [1, 3]);
        assert_eq!(links(&[first, "ÄRGER ÜBER DIE BRÜCKE NIMMT WEITER ZU"]), [1, 3]);
    }

    #[test]
    fn signs_sub_headings_and_shouts_stay() {
        let first = "COUNTY VOTES ON A NEW BRIDGE IN MAY";
        assert!(links(&[first]).is_empty());
        assert!(links(&[first, "THE LAST OF THE MILLERS"]).is_empty());
        assert!(links(&[first, "WE WILL NEVER SELL THE MILL TO YOU!"]).is_empty());
        assert!(links(&[first, "在 山谷 里 有 一 座 磨坊"]).is_empty());
    }
}
