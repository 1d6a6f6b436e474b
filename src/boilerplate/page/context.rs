//! The elements and headings around the lines of a page, found once for all lines.
//!
//! In: the tree of a page. Out: for each element the distance to the nearest element of each kind
//! above it, and its part of the story's container; for each line the headings above it. It does not
//! turn them into features.

use super::tree::Tree;
use crate::document::markup::Tag;

/// Distances in levels are capped at this.
const MOST_LEVELS: u8 = 60;

/// The elements around one element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    /// The number of levels, itself included, to the nearest element of each of [`KINDS`]; 0: there is
    /// none.
    pub up: [u8; KINDS.len()],
    /// Levels to the nearest element on the path to the story, and that element.
    pub steps: u8,
    pub way: u32,
    /// The child of the path that contains it; for elements on the path, the element itself.
    pub block: u32,
}

/// One for each element.
pub(super) fn around(tree: &Tree<'_>) -> Vec<Around> {
    let mut all: Vec<Around> = Vec::with_capacity(tree.markup.elements.len());
    for (number, element) in (0..).zip(&tree.markup.elements) {
        // The root is its own parent and is on the path.
        let above = all.get(element.parent as usize).copied().unwrap_or_default();
        let mut own = Around::default();
        for ((slot, above), (_, tags)) in own.up.iter_mut().zip(above.up).zip(KINDS) {
            *slot = match (tags.contains(&element.tag), above) {
                (true, _) => 1,
                (false, 0) => 0,
                (false, levels) => (levels + 1).min(MOST_LEVELS),
            };
        }
        if tree.is_on_way(number) || number == 0 {
            (own.way, own.block) = (number, number);
        } else {
            own.steps = (above.steps + 1).min(MOST_LEVELS);
            own.way = above.way;
            own.block = if tree.is_on_way(element.parent) { number } else { above.block };
        }
        all.push(own);
    }
    all
}

/// The headings around one line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Headings {
    /// The level of the line as a heading; 0: it is not a heading.
    pub level: u8,
    /// The lines of the last heading before it, of that heading's parent heading, and of the next
    /// heading.
    pub last: Option<usize>,
    pub parent: Option<usize>,
    pub next: Option<usize>,
    /// The number of headings up to it.
    pub section: u32,
}

/// One for each line.
pub(super) fn headings(tree: &Tree<'_>) -> Vec<Headings> {
    let level = |mut element: u32| {
        for _ in 0..4 {
            match tree.tag(element).heading() {
                0 if element == 0 => break,
                0 => element = tree.parent(element),
                level => return level,
            }
        }
        0
    };
    let mut all = Vec::with_capacity(tree.markup.lines.len());
    let (mut last, mut parent, mut section) = (None, None, 0);
    // The last heading of each level.
    let mut above = [None; 7];
    for (at, line) in tree.markup.lines.iter().enumerate() {
        let level = level(line.element);
        let before = last;
        if level > 0 {
            section += 1;
            parent = above.iter().take(usize::from(level)).flatten().copied().max();
            above.iter_mut().skip(usize::from(level)).for_each(|slot| *slot = None);
            if let Some(slot) = above.get_mut(usize::from(level)) {
                *slot = Some(at);
            }
            last = Some(at);
        }
        all.push(Headings { level, last: before, parent, next: None, section });
    }
    let mut next = None;
    for (at, own) in all.iter_mut().enumerate().rev() {
        own.next = next;
        if own.level > 0 {
            next = Some(at);
        }
    }
    all
}

pub(super) const KINDS: [(&str, &[Tag]); 3] = [
    ("m up caption", &[Tag::Figcaption, Tag::Caption]),
    ("m up article", &[Tag::Article]),
    ("m up main", &[Tag::Main]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boilerplate::page::tree::Weight;
    use crate::document::markup::{Element, MarkedLine, Markup};

    #[test]
    fn headings_apply_to_the_lines_below_them() {
        let tags = [Tag::Article, Tag::H2, Tag::P, Tag::H3, Tag::P, Tag::H2];
        let element = |tag| Element { tag, ..Element::default() };
        let markup = Markup {
            elements: tags.map(element).to_vec(),
            names: Vec::new(),
            lines: (1..6).map(|element| MarkedLine { element, ..MarkedLine::default() }).collect(),
        };
        let weights = [Weight { words: 20, good: true }; 5];
        let tree = Tree::new(&markup, &weights);
        let all = headings(&tree);
        assert_eq!(all.iter().map(|h| h.level).collect::<Vec<_>>(), [2, 0, 3, 0, 2]);
        assert_eq!(all.iter().map(|h| h.section).collect::<Vec<_>>(), [1, 1, 2, 2, 3]);
        assert_eq!(all[3].last, Some(2));
        assert_eq!((all[2].parent, all[3].parent, all[4].parent), (Some(0), Some(0), None));
        assert_eq!((all[0].next, all[4].next), (Some(2), None));
        let around = around(&tree);
        assert_eq!(around.len(), 6);
        // All of them are children of an article.
        assert_eq!((around[0].up, around[2].up), ([0, 1, 0], [0, 2, 0]));
    }
}
