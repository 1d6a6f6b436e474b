//! Tells which lines of a page are not about its story: menus, forms, comments, related stories.
//!
//! In: a rendered page. Out: whether a line is in such an element, by the element's tag and name.

use super::render::Page;
use crate::document::markup::{Element, MarkedLine, Tag, name_hash};

/// Names of elements that hold something other than the story and its author.
const NAMES: [&str; 19] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "megamenu",
    "dropdown",
    "breadcrumb",
    "breadcrumbs",
    "related",
    "related-posts",
    "recommended",
    "recirculation",
    "most-read",
    "trending",
    "comment",
    "comments",
    "commentlist",
    "comment-author",
    "reply",
];
/// Ancestors that are looked at.
const ANCESTORS: usize = 8;
/// Elements that hold the whole page have names for all their parts.
const LEAST_DEPTH: u16 = 3;

/// The lines of a page that are elsewhere.
pub(super) struct Elsewhere<'p> {
    page: &'p Page<'p>,
    names: Vec<u32>,
}

impl<'p> Elsewhere<'p> {
    pub fn of(page: &'p Page<'p>) -> Elsewhere<'p> {
        Elsewhere { page, names: NAMES.iter().map(|name| name_hash(name.as_bytes())).collect() }
    }

    /// Whether the line with this number is elsewhere.
    pub fn has(&self, number: usize) -> bool {
        self.is_in(number, |own| {
            let tags = [Tag::Nav, Tag::Menu, Tag::Form, Tag::Button, Tag::Dialog];
            let markup = &self.page.markup;
            let from = own.names_from as usize;
            let names = markup.names.get(from..from + usize::from(own.names)).unwrap_or_default();
            tags.contains(&own.tag) || names.iter().any(|name| self.names.contains(name))
        })
    }

    /// Whether the line with this number is in a menu, a form, a dialogue or a footer by its tags.
    pub fn is_tool(&self, number: usize) -> bool {
        let tags = [Tag::Nav, Tag::Footer, Tag::Menu, Tag::Form, Tag::Button, Tag::Dialog];
        self.is_in(number, |own| tags.contains(&own.tag))
    }

    /// Whether one of the ancestors of a line is such an element. An element that holds most of the page is
    /// the page itself, whatever it is called.
    fn is_in(&self, number: usize, is_such: impl Fn(&Element) -> bool) -> bool {
        let markup = &self.page.markup;
        let Some(line) = markup.lines.get(number) else { return false };
        let mut element = line.element;
        for _ in 0..ANCESTORS {
            let Some(own) = markup.elements.get(element as usize) else { return false };
            if own.depth < LEAST_DEPTH {
                return false;
            }
            if is_such(own) && !self.holds_most(element, own.depth) {
                return true;
            }
            element = own.parent;
        }
        false
    }

    /// Whether an element holds half of the characters of the page.
    fn holds_most(&self, element: u32, depth: u16) -> bool {
        let markup = &self.page.markup;
        // Elements are in document order, so those inside follow without a gap.
        let behind = markup.elements.iter().enumerate().skip(element as usize + 1);
        let mut behind = behind.filter(|(_, other)| other.depth <= depth);
        let end = behind.next().map_or(markup.elements.len(), |(end, _)| end);
        let within =
            |line: &&MarkedLine| (element as usize..end).contains(&(line.element as usize));
        let chars = |line: &MarkedLine| u64::from(line.chars);
        let all: u64 = markup.lines.iter().map(chars).sum();
        let own: u64 = markup.lines.iter().filter(within).map(chars).sum();
        own * 2 > all
    }
}

/// The names of an element and of its ancestors, innermost first. It does not end: the root
/// repeats.
pub(super) fn around<'p>(page: &'p Page<'_>, mut element: u32) -> impl Iterator<Item = &'p [u32]> {
    std::iter::from_fn(move || {
        let own = page.markup.elements.get(element as usize)?;
        element = own.parent;
        let from = own.names_from as usize;
        let names = page.markup.names.get(from..from + usize::from(own.names));
        Some(names.unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::super::render::render;
    use super::*;

    #[test]
    fn lines_of_menus_and_related_stories_are_elsewhere() {
        let page = "<body><div><div><nav><a>By Industry</a></nav><main><h1>Ferry stops</h1><p class=byline>By Ines Falk</p>\
            <div class='related-posts'><ul><li><p>By Jo Reed</p></ul></div></main></div></div>";
        let page = render(page).unwrap();
        let elsewhere = Elsewhere::of(&page);
        let lines: Vec<(&str, bool)> = page
            .text
            .split('\n')
            .filter(|line| !line.is_empty())
            .enumerate()
            .map(|(number, line)| (line, elsewhere.has(number)))
            .collect();
        let expected = [
            ("By Industry", true),
            ("Ferry stops", false),
            ("By Ines Falk", false),
            ("By Jo Reed", true),
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_form_around_the_page_is_the_page() {
        let prose = "<p>The ferry will not sail before May, the harbour office said.</p>".repeat(9);
        let page = format!(
            "<body><div><form><div><h1>Ferry stops</h1>{prose}</div><nav><h1>Menu</h1></nav></form></div></body>"
        );
        let page = render(&page).unwrap();
        let elsewhere = Elsewhere::of(&page);
        assert!(!elsewhere.has(0) && !elsewhere.is_tool(0));
        assert!(elsewhere.is_tool(page.markup.lines.len() - 1));
    }
}
