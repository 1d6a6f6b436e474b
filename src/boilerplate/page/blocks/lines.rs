//! The lines of a page as the rules of blocks see them, and the questions that they ask about elements.
//!
//! In: the lines of a page, their markup and scores. Out: [`Lines`], with answers about the elements
//! around a line. It decides nothing.

use std::cell::OnceCell;

use crate::document::markup::{Markup, Tag, name_hash};
use crate::key::ends_sentence;

/// The tags and first names of an element and the two above it.
pub(in crate::boilerplate::page) type Kind = [(Tag, u32); 3];

/// Characters of a sentence that can be a paragraph, at least.
const PROSE_CHARS: u32 = 40;
/// The share of the kept prose that the story's element holds, in percent.
const HOME_SHARE: u64 = 75;
/// The score from which the model is sure that a line is not part of the story: a probability of .8.
pub(super) const SURE: i32 = 1420;
/// Links hold less than one part in so many of what has few.
const LINK_SHARE: u32 = 4;
/// Levels from a line up to its heading element, at most.
const HEADING_LEVELS: usize = 3;
/// Levels from an item up to its list, at most.
const LIST_LEVELS: usize = 3;

/// The lines of a page.
pub(in crate::boilerplate::page) struct Lines<'a> {
    pub texts: Vec<&'a str>,
    pub markup: &'a Markup,
    pub headline: Option<&'a str>,
    /// For each line the log-odds in 1/1024 that it is not part of the story, and its number of words.
    pub judged: &'a [(i32, u32)],
    /// Whether the page lists stories.
    pub is_listing: bool,
    /// For each element the nearest one that is named as apart from the story; empty until it is asked for.
    pub apart: OnceCell<Vec<Option<u32>>>,
}

/// The decision on one line: whether it stays, and the rule if it is not the page model's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::boilerplate::page) struct Decision {
    pub stays: bool,
    pub rule: Option<&'static str>,
}

impl Lines<'_> {
    pub fn len(&self) -> usize {
        self.texts.len().min(self.markup.lines.len())
    }

    pub fn text(&self, line: usize) -> &str {
        self.texts.get(line).copied().unwrap_or_default()
    }

    pub fn element(&self, line: usize) -> u32 {
        self.markup.lines.get(line).map_or(0, |line| line.element)
    }

    /// Characters other than white space.
    pub fn chars(&self, line: usize) -> u32 {
        self.markup.lines.get(line).map_or(0, |line| line.chars)
    }

    pub fn link_chars(&self, line: usize) -> u32 {
        self.markup.lines.get(line).map_or(0, |line| line.link_chars)
    }

    /// What the model says against a line, as log-odds in 1/1024.
    pub fn score(&self, line: usize) -> i32 {
        self.judged.get(line).map_or(0, |line| line.0)
    }

    pub fn words(&self, line: usize) -> u32 {
        self.judged.get(line).map_or(0, |line| line.1)
    }

    /// Whether a line looks like a paragraph.
    pub fn is_prose(&self, line: usize) -> bool {
        self.chars(line) >= PROSE_CHARS && self.few_links(&[line]) && ends_sentence(self.text(line))
    }

    /// The mean score of some lines.
    pub fn mean(&self, lines: &[usize]) -> i32 {
        let sum: i64 = lines.iter().map(|line| i64::from(self.score(*line))).sum();
        (sum / (lines.len().max(1) as i64)) as i32
    }

    /// Whether links hold little of some lines.
    pub fn few_links(&self, lines: &[usize]) -> bool {
        let sum = |of: &dyn Fn(usize) -> u32| lines.iter().map(|line| of(*line)).sum::<u32>();
        sum(&|line| self.link_chars(line)) * LINK_SHARE < sum(&|line| self.chars(line))
    }

    /// Whether a line is a visible sentence without links.
    pub fn is_sentence(&self, line: usize, fewest: u32) -> bool {
        self.chars(line) >= fewest
            && self.link_chars(line) == 0
            && !self.is_hidden(line)
            && ends_sentence(self.text(line))
    }

    pub fn is_hidden(&self, line: usize) -> bool {
        let element = self.markup.elements.get(self.element(line) as usize);
        element.is_some_and(|element| element.hidden)
    }

    pub fn tag(&self, element: u32) -> Tag {
        self.markup.elements.get(element as usize).map_or(Tag::Other, |element| element.tag)
    }

    pub fn names(&self, element: u32) -> &[u32] {
        let Some(own) = self.markup.elements.get(element as usize) else { return &[] };
        let from = own.names_from as usize;
        self.markup.names.get(from..from + usize::from(own.names)).unwrap_or_default()
    }

    /// The kind of an element.
    pub fn kind(&self, element: u32) -> Kind {
        let mut chain = self.chain(element).map(|number| {
            (self.tag(number), self.names(number).first().copied().unwrap_or_default())
        });
        std::array::from_fn(|_| chain.next().unwrap_or_default())
    }

    /// For each element the nearest one of which something is true: itself or one above it.
    pub fn nearest(&self, is: impl Fn(u32) -> bool) -> Vec<Option<u32>> {
        let mut nearest: Vec<Option<u32>> = Vec::with_capacity(self.markup.elements.len());
        for (number, element) in (0..).zip(&self.markup.elements) {
            // Parents precede their children.
            let above = nearest.get(element.parent as usize).copied().flatten();
            nearest.push(if is(number) { Some(number) } else { above });
        }
        nearest
    }

    /// An element and those above it, inside out.
    pub fn chain(&self, element: u32) -> impl Iterator<Item = u32> {
        let parent = |number: &u32| {
            let parent = self.markup.elements.get(*number as usize)?.parent;
            (parent < *number).then_some(parent)
        };
        std::iter::successors(Some(element), parent)
    }

    /// The elements above an element, inside out.
    pub fn above(&self, element: u32) -> impl Iterator<Item = u32> {
        self.chain(element).skip(1)
    }

    /// The smallest element with most of the prose that stays.
    pub fn home(&self, all: &[Decision]) -> Option<u32> {
        let mut sums = vec![0u64; self.markup.elements.len()];
        for line in (0..self.len()).filter(|&line| stays(all, line) && self.is_prose(line)) {
            if let Some(sum) = sums.get_mut(self.element(line) as usize) {
                *sum += u64::from(self.chars(line));
            }
        }
        for number in (1..sums.len()).rev() {
            let own = sums.get(number).copied().unwrap_or(0);
            let parent = self.markup.elements.get(number).map_or(0, |element| element.parent);
            if let Some(sum) = sums.get_mut(parent as usize) {
                *sum += own;
            }
        }
        let all = sums.first().copied().filter(|sum| *sum > 0)?;
        sums.iter().rposition(|sum| sum * 100 >= all * HOME_SHARE).map(|number| number as u32)
    }

    /// Whether a line is in a heading.
    pub fn is_heading(&self, line: usize) -> bool {
        let mut chain = self.chain(self.element(line)).take(HEADING_LEVELS);
        chain.any(|number| self.tag(number).heading() > 0)
    }

    /// Whether an element is within another.
    pub fn is_within(&self, element: u32, other: u32) -> bool {
        self.chain(element).any(|number| number == other)
    }

    /// The smallest element around two.
    pub fn joint(&self, one: u32, other: u32) -> u32 {
        let (mut one, mut other) = (one, other);
        while one != other {
            let low = if one > other { &mut one } else { &mut other };
            match self.above(*low).next() {
                Some(parent) => *low = parent,
                None => break,
            }
        }
        one.min(other)
    }

    /// Whether an element is within another as its paragraphs are, and in no box, table, list or form
    /// inside it.
    pub fn is_plain(&self, element: u32, within: u32) -> bool {
        self.is_within(element, within)
            && !self
                .chain(element)
                .take_while(|number| *number != within)
                .any(|number| self.sets_apart(number))
    }

    /// The outermost table, aside or the like around an element, inside another.
    pub fn outer_box(&self, element: u32, within: u32) -> Option<u32> {
        let inside = self.chain(element).take_while(|number| *number != within);
        let boxes = inside.filter(|number| matches!(self.tag(*number), Tag::Table | Tag::Aside));
        boxes.last().filter(|_| self.is_within(element, within))
    }

    /// Whether an element sets its text apart from the text around it. An item outside of every list does not: it
    /// is only a mark before a line, and old pages go on behind it.
    fn sets_apart(&self, element: u32) -> bool {
        match self.tag(element) {
            Tag::Li => {
                let mut above = self.above(element).take(LIST_LEVELS);
                above.any(|number| matches!(self.tag(number), Tag::Ul | Tag::Ol | Tag::Menu))
            }
            tag => is_box(tag),
        }
    }

    /// Whether an element is within another with no block between them.
    pub fn is_bare(&self, element: u32, within: u32) -> bool {
        let mut inside = self.chain(element).take_while(|number| *number != within);
        self.is_within(element, within)
            && inside.all(|number| self.tag(number).is_inline() || self.tag(number) == Tag::Center)
    }
}

/// Whether an element sets its text apart from the text around it.
fn is_box(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Figure
            | Tag::Figcaption
            | Tag::Caption
            | Tag::Nav
            | Tag::Aside
            | Tag::Form
            | Tag::Label
            | Tag::Select
            | Tag::Footer
            | Tag::Table
            | Tag::Tbody
            | Tag::Tr
            | Tag::Th
            | Tag::Td
            | Tag::Button
            | Tag::Dialog
    )
}

/// Whether a line stays.
pub(in crate::boilerplate::page) fn stays(all: &[Decision], line: usize) -> bool {
    all.get(line).is_some_and(|decision| decision.stays)
}

/// Lets a line stay.
pub(in crate::boilerplate::page) fn keep(all: &mut [Decision], line: usize) {
    if let Some(decision) = all.get_mut(line) {
        *decision = Decision { stays: true, rule: None };
    }
}

/// Removes a line that stays, under a rule.
pub(in crate::boilerplate::page) fn drop(all: &mut [Decision], line: usize, rule: &'static str) {
    if let Some(decision) = all.get_mut(line).filter(|decision| decision.stays) {
        *decision = Decision { stays: false, rule: Some(rule) };
    }
}

/// Hashes of names.
pub(in crate::boilerplate::page) fn hashes(names: &[&str]) -> Vec<u32> {
    names.iter().map(|name| name_hash(name.as_bytes())).collect()
}
