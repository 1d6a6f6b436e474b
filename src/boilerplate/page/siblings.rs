//! Elements that repeat beside each other: comments, cards of other stories, items of a list.
//!
//! In: the tree of a page and which of its lines are labels with figures. Out: for each line the
//! innermost repeated element around it, with the sums of all its siblings. Siblings have one parent,
//! one tag and one first name. It decides nothing.

use super::tree::{Sums, Tree};

/// Fewest siblings that count as repetition.
const FEWEST: u32 = 3;
/// Lines of each of them, at least.
const LINES_EACH: u32 = 2;

/// Siblings of one form.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Siblings {
    pub count: u32,
    pub lines: u32,
    pub words: u32,
    pub good_words: u32,
    pub chars: u32,
    pub link_chars: u32,
    /// Siblings with a label that has figures, such as a date.
    pub figured: u32,
}

impl Siblings {
    fn add(&mut self, sums: &Sums, figured: bool) {
        self.count += 1;
        self.lines += sums.lines;
        self.words += sums.words;
        self.good_words += sums.good_words;
        self.chars = self.chars.saturating_add(sums.chars);
        self.link_chars = self.link_chars.saturating_add(sums.link_chars);
        self.figured += u32::from(figured);
    }

    fn repeats(&self) -> bool {
        self.count >= FEWEST && self.lines >= self.count * LINES_EACH
    }
}

/// For each element, the repeated siblings that it is in, and the levels up to them.
pub(super) fn siblings(tree: &Tree<'_>, figures: &[bool]) -> Vec<(Siblings, u8)> {
    let elements = &tree.markup.elements;
    let mut figured = vec![false; elements.len()];
    for (line, has) in tree.markup.lines.iter().zip(figures) {
        if let Some(slot) = figured.get_mut(line.element as usize).filter(|_| *has) {
            *slot = true;
        }
    }
    for (number, element) in elements.iter().enumerate().skip(1).rev() {
        if figured.get(number) == Some(&true)
            && let Some(slot) = figured.get_mut(element.parent as usize)
        {
            *slot = true;
        }
    }
    // Elements with one key are siblings.
    let mut keys: Vec<(u64, u32)> = Vec::with_capacity(elements.len());
    for (number, element) in (0..).zip(elements).skip(1) {
        if tree.sums(number).lines > 0 {
            let name = tree.names(number).first().copied().unwrap_or(0);
            let form = u64::from(name) ^ u64::from(element.tag as u8) << 33;
            let key = (form ^ u64::from(element.parent) << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            keys.push((key, number));
        }
    }
    keys.sort_unstable();
    let mut all = vec![(Siblings::default(), 0u8); elements.len()];
    for same in keys.chunk_by(|one, other| one.0 == other.0) {
        let mut sum = Siblings::default();
        for (_, number) in same {
            let has = figured.get(*number as usize).copied().unwrap_or(false);
            sum.add(&tree.sums(*number), has);
        }
        for (_, number) in same.iter().filter(|_| sum.repeats()) {
            if let Some(slot) = all.get_mut(*number as usize) {
                *slot = (sum, 1);
            }
        }
    }
    for number in 1..all.len() {
        let above = all.get(tree.parent(number as u32) as usize).copied().unwrap_or_default();
        if let Some(slot) = all.get_mut(number).filter(|own| own.1 == 0 && above.1 > 0) {
            *slot = (above.0, above.1.saturating_add(1));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boilerplate::page::tree::Weight;
    use crate::document::markup::{Element, MarkedLine, Markup, Tag};

    #[test]
    fn cards_beside_each_other_repeat_and_paragraphs_do_not() {
        let mut markup = Markup::default();
        let element = |tag, parent| Element { tag, parent, ..Element::default() };
        markup.elements.extend([element(Tag::Body, 0), element(Tag::P, 0), element(Tag::P, 0)]);
        markup.elements.extend([element(Tag::P, 0), element(Tag::Ul, 0)]);
        for card in [5, 7, 9] {
            markup.elements.extend([element(Tag::Li, 4), element(Tag::Span, card)]);
        }
        let lines = [1, 2, 3, 5, 6, 7, 8, 9, 10];
        let line = |element| MarkedLine { element, chars: 9, ..MarkedLine::default() };
        markup.lines.extend(lines.map(line));
        let tree = Tree::new(&markup, &[Weight { words: 4, good: false }; 9]);
        let all = siblings(&tree, &[false, false, false, false, true, false, true, false, false]);
        assert_eq!((all[1].0.count, all[1].1), (0, 0));
        let (cards, levels) = all[8];
        assert_eq!((cards.count, cards.lines, cards.words, cards.figured), (3, 6, 24, 2));
        assert_eq!((levels, all[7].1), (2, 1));
    }
}
