//! Tells a link to another story from a heading of this one, where no label is before it.
//!
//! In: a line that is the headline of another story, and the lines around it. Out: whether it stands as a link. The
//! same words also head a part of a digest, or are a formula such as a greeting.

use crate::boilerplate::layout::is_in_capitals;
use crate::edit::Line;
use crate::key::LineKeys;

/// Fewest words of a headline that ends a text.
const LAST_WORDS: u32 = 6;
/// Fewest words of a line that counts as a paragraph of the story.
const PROSE_WORDS: u32 = 12;

/// Whether a line is the headline of another story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Elsewhere {
    No,
    /// The whole line is: a link, or a heading that says the same.
    Alone,
    /// A label comes before it.
    Labelled,
}

/// What is known of the lines of a text.
pub(super) struct Around<'a> {
    pub lines: &'a [Line<'a>],
    pub keyed: &'a [&'a LineKeys],
    /// Whether a line is a label above links, by the rules.
    pub heads_links: &'a dyn Fn(usize) -> bool,
    /// Whether a line is the headline of another story.
    pub names_other: &'a dyn Fn(usize) -> bool,
}

/// Whether the headline of another story stands as a link: in a list with another one, below a label of links,
/// in capitals between paragraphs, or below everything else. `goes` tells the lines that are chrome.
pub(super) fn stands_as_link(around: &Around<'_>, at: usize, goes: &dyn Fn(usize) -> bool) -> bool {
    let is_blank = |&at: &usize| around.text(at).trim().is_empty();
    let above = (0..at).rev().find(|at| !is_blank(at));
    let below = (at + 1..around.lines.len()).find(|at| !is_blank(at));
    let in_list = [above, below].into_iter().flatten().any(around.names_other);
    let labelled = above.is_some_and(|above| {
        (around.heads_links)(above) || goes(above) && around.text(above).trim_end().ends_with(':')
    });
    let amid = [above, below].into_iter().all(|at| at.is_some_and(|at| around.is_prose(at)));
    let shape = around.keyed.get(at).map(|keys| keys.shape).unwrap_or_default();
    let is_last = || {
        shape.words >= LAST_WORDS
            && (!shape.terminal || shape.asks)
            && (at + 1..around.lines.len()).all(|at| goes(at) || is_blank(&at))
    };
    in_list || labelled || (amid && is_in_capitals(around.text(at))) || is_last()
}

/// Whether a line begins with a number and a mark, as the items of a list or a digest do.
pub(super) fn is_numbered(text: &str) -> bool {
    let text = text.trim_start();
    let rest = text.trim_start_matches(|c: char| c.is_numeric());
    rest.len() < text.len() && rest.starts_with(['.', ')', ':', '-'])
}

impl Around<'_> {
    fn text(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", |line| line.text)
    }

    fn is_prose(&self, at: usize) -> bool {
        let shape = self.keyed.get(at).map(|keys| keys.shape).unwrap_or_default();
        shape.words >= PROSE_WORDS && !shape.is_fragment() && !is_in_capitals(self.text(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit;
    use crate::key::{KeySelection, keys_of_line};

    const PROSE: &str =
        "The council of Harrow Falls voted on Monday to rebuild the bridge that the flood took.";
    const LINK: &str = "Ferry master of Calder wins the race of the islands";

    /// Whether the first line of a text that is `link` stands as a link; lines with "race" or "Mill" name others.
    fn stands(text: &str, link: &str) -> bool {
        let lines = edit::lines(text);
        let asked = KeySelection {
            numbers: false,
            names: false,
            parts: false,
            labels: false,
            rests: false,
            page_words: false,
        };
        let keys: Vec<_> = lines.iter().map(|line| keys_of_line(line.text, asked)).collect();
        let keyed: Vec<_> = keys.iter().collect();
        let named = |at: usize| lines[at].text == link || lines[at].text.contains("Mill");
        let labels = |at: usize| lines[at].text.starts_with("More");
        let around =
            Around { lines: &lines, keyed: &keyed, heads_links: &labels, names_other: &named };
        let at = lines.iter().position(|line| line.text == link).unwrap();
        stands_as_link(&around, at, &|at| lines[at].text.starts_with("Share"))
    }

    #[test]
    fn a_heading_of_a_digest_is_no_link() {
        assert!(!stands(&format!("{PROSE}\n{LINK}\n{PROSE}"), LINK));
        assert!(!stands(&format!("{PROSE}\nFirst\n{LINK}\nSecond\n{PROSE}"), LINK));
        let greeting = "Peace be with you all.";
        assert!(!stands(&format!("{PROSE}\n{greeting}"), greeting));
        let labels = "HARROW FALLS TOWN HALL";
        assert!(!stands(&format!("{PROSE}\n8\n{labels}\n45\n{PROSE}"), labels));
    }

    #[test]
    fn a_link_has_others_beside_it_or_a_label_above_it() {
        assert!(stands(&format!("{PROSE}\n{LINK}\nMill burns again in Harrow\n{PROSE}"), LINK));
        assert!(stands(&format!("{PROSE}\nMore from Calder\n{LINK}\n{PROSE}"), LINK));
        assert!(stands(&format!("{PROSE}\n{LINK}\nShare the page"), LINK));
        let capitals = LINK.to_uppercase();
        assert!(stands(&format!("{PROSE}\n\n{capitals}\n\n{PROSE}"), &capitals));
    }

    #[test]
    fn items_of_a_list_are_numbered() {
        assert!(is_numbered("2. Ferry master wins") && is_numbered("12) Ferry master"));
        assert!(!is_numbered("2 ferries sink") && !is_numbered("Ferry 2. Mill 1"));
    }
}
