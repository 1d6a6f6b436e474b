//! Collects the texts of elements that are named for authors, or for standfirsts, while a page is rendered.
//!
//! In: the start and the end of such elements, and the rendered text. Out: their texts. An author can be
//! in a part of a line: "<b class=byline>By Ines Falk</b> <i class=column>Harbour Notes</i>". It does not
//! judge the texts.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};

/// The longest text of one element, in bytes.
const LONGEST: usize = 800;
/// The most texts of a page.
const MOST: usize = 200;
/// The most such elements inside each other.
const DEEPEST: usize = 16;

/// The elements of one such kind.
#[derive(Debug, Default)]
pub(super) struct Credits {
    /// Open elements, and where their text begins.
    open: Vec<(u32, usize)>,
    pub found: Vec<String>,
}

impl Credits {
    /// An element begins at the end of the text.
    pub fn begin(&mut self, element: u32, text: &str) {
        if self.open.len() < DEEPEST && self.found.len() < MOST {
            self.open.push((element, text.len()));
        }
    }

    /// Whether such an element is the innermost of the open ones.
    pub fn is_in(&self, element: u32) -> bool {
        self.open.last().is_some_and(|(open, _)| *open == element)
    }

    /// An element ends. Elements that began after it had no end tag.
    pub fn end(&mut self, element: u32, text: &str) {
        self.open.retain(|(open, _)| *open <= element);
        let Some((_, from)) = self.open.pop_if(|(open, _)| *open == element) else { return };
        let own = text.get(from..).unwrap_or_default().trim();
        if !own.is_empty() && own.len() <= LONGEST && !own.contains('\n') {
            self.found.push(own.to_owned());
        }
    }
}

/// Parts of names without which neither [`names_author`] nor [`names_deck`] is true.
static STEMS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let stems = ["fn", "author", "byline", "creator", "writer", "contributor", "deck", "dek"];
    let stems = stems.into_iter().chain(["standfirst", "subhead", "subtitle"]);
    AhoCorasickBuilder::new()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .build(stems)
        .ok()
});

/// Whether a class, an id or the like may be a name for an author or a standfirst. Most are none.
pub(super) fn may_name(value: &str) -> bool {
    STEMS.as_ref().is_none_or(|stems| stems.is_match(value))
}

/// Whether a class, an id or the like is a name for an author: one of its words has it at its start or its
/// end, or is the name that vCards have.
pub(super) fn names_author(value: &str) -> bool {
    const STEMS: [&str; 5] = ["author", "byline", "creator", "writer", "contributor"];
    let is_author = |word: &str| {
        word.eq_ignore_ascii_case("fn") || STEMS.iter().any(|stem| begins_or_ends(word, stem))
    };
    value.split_ascii_whitespace().flat_map(|name| name.split(['-', '_', ':', '.'])).any(is_author)
}

/// Whether a class or an id is a name for a standfirst: one of its words, without the figures at its
/// end, ends or begins so.
pub(super) fn names_deck(value: &str) -> bool {
    const STEMS: [&str; 6] = ["deck", "dek", "standfirst", "subhead", "subheadline", "subtitle"];
    let mut words =
        value.split_ascii_whitespace().flat_map(|name| name.split(['-', '_', ':', '.']));
    words.any(|word| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        STEMS.iter().any(|stem| begins_or_ends(word, stem))
    })
}

/// Whether a word ends with a stem or its plural, or begins with it and goes on with a capital or
/// "name".
fn begins_or_ends(word: &str, stem: &str) -> bool {
    let ends = |word: &str| {
        let end = word.len().checked_sub(stem.len()).and_then(|at| word.get(at..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(stem))
    };
    let begins = word.get(..stem.len()).is_some_and(|start| start.eq_ignore_ascii_case(stem));
    let rest = word.get(stem.len()..).unwrap_or_default();
    ends(word)
        || word.strip_suffix(['s', 'S']).is_some_and(ends)
        || begins
            && (rest.starts_with(|c: char| c.is_uppercase()) || rest.eq_ignore_ascii_case("name"))
}

/// Whether an address is the page of an author.
pub(super) fn leads_to_author(address: &str) -> bool {
    const PARTS: [&str; 8] = [
        "/author/",
        "/authors/",
        "/contributor/",
        "/contributors/",
        "/staff/",
        "/reporter/",
        "/reporters/",
        "/writer/",
    ];
    static FOUND: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        AhoCorasickBuilder::new().kind(Some(AhoCorasickKind::DFA)).build(PARTS).ok()
    });
    FOUND.as_ref().is_some_and(|parts| parts.is_match(address))
}

#[cfg(test)]
mod tests {
    use super::super::render::render;
    use super::*;

    #[test]
    fn texts_of_elements_named_for_authors_are_kept() {
        let page = "<div class=storyAuthor>Ines Falk</div><p><span class=byline>By Jo <b>Reed</b></span> <i>Notes</i>\
                    <p class=cauthor>Sam Oake</p><p><a href=/staff/mo-lind>Mo Lind</a><p class=authority>Council</p>";
        let page = render(page).unwrap();
        assert_eq!(page.credits, ["Ines Falk", "By Jo Reed", "Sam Oake", "Mo Lind"]);
        for name in ["post-author", "cauthor", "AuthorName", "news_byline", "fn", "x authors"] {
            assert!(names_author(name), "{name}");
        }
        for name in ["authority", "headline", "fna", "writ", "unauthored"] {
            assert!(!names_author(name), "{name}");
        }
        for name in ["post-author", "AuthorName", "fn", "keydeck14", "sub-Dek", "STANDFIRST"] {
            assert!(may_name(name), "{name}");
        }
        assert!(!may_name("headline main-column"));
        assert!(leads_to_author("/staff/mo-lind") && !leads_to_author("/authority/"));
    }
}
