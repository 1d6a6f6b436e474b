//! The content of the elements of a page: lines, paragraphs, links, and which element has the story.
//!
//! In: the markup of a page and, for each line, its words and whether it looks like a paragraph.
//! Out: [`Tree`]: sums for each element, the chain of containers around each line, and lines of one
//! kind. It does not turn them into features.

use crate::document::markup::{Markup, Tag};

/// What one line adds to the elements around it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weight {
    pub words: u32,
    pub good: bool,
}

/// The sums of one element, or of one kind of lines.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub lines: u32,
    pub good: u32,
    pub words: u32,
    pub good_words: u32,
    pub chars: u32,
    pub link_chars: u32,
    pub first: u32,
    pub last: u32,
}

impl Sums {
    fn add(&mut self, other: &Sums) {
        if self.lines == 0 {
            self.first = other.first;
        }
        if other.lines > 0 {
            self.first = self.first.min(other.first);
            self.last = self.last.max(other.last);
        }
        self.lines += other.lines;
        self.good += other.good;
        self.words += other.words;
        self.good_words += other.good_words;
        self.chars = self.chars.saturating_add(other.chars);
        self.link_chars = self.link_chars.saturating_add(other.link_chars);
    }
}

/// The elements of a page with their sums.
pub(super) struct Tree<'a> {
    pub markup: &'a Markup,
    sums: Vec<Sums>,
    /// For each element, the nearest element around it that has more lines.
    wider: Vec<u32>,
    /// The kind of each line, and the sums of each kind.
    kinds: Vec<u32>,
    kind_sums: Vec<Sums>,
    /// The smallest elements with half, seven tenths and nine tenths of the words of paragraphs.
    pub holders: [u32; 3],
    /// Whether an element is the first holder, or contains it.
    on_way: Vec<bool>,
}

impl<'a> Tree<'a> {
    pub fn new(markup: &'a Markup, weights: &[Weight]) -> Tree<'a> {
        let mut sums = vec![Sums::default(); markup.elements.len()];
        let single = |at: usize| {
            let weight = weights.get(at).copied().unwrap_or_default();
            let line = markup.lines.get(at).cloned().unwrap_or_default();
            Sums {
                lines: 1,
                good: u32::from(weight.good),
                words: weight.words,
                good_words: if weight.good { weight.words } else { 0 },
                chars: line.chars,
                link_chars: line.link_chars,
                first: at as u32,
                last: at as u32,
            }
        };
        for (at, line) in markup.lines.iter().enumerate() {
            if let Some(slot) = sums.get_mut(line.element as usize) {
                slot.add(&single(at));
            }
        }
        for at in (1..markup.elements.len()).rev() {
            let parent = markup.elements.get(at).map_or(0, |e| e.parent as usize);
            let own = sums.get(at).copied().unwrap_or_default();
            if let Some(slot) = sums.get_mut(parent) {
                slot.add(&own);
            }
        }
        let mut wider = vec![0u32; markup.elements.len()];
        for (at, element) in markup.elements.iter().enumerate().skip(1) {
            let lines = |e: u32| sums.get(e as usize).map_or(0, |s| s.lines);
            let up = if lines(element.parent) > lines(at as u32) {
                element.parent
            } else {
                wider.get(element.parent as usize).copied().unwrap_or(0)
            };
            if let Some(slot) = wider.get_mut(at) {
                *slot = up;
            }
        }
        let mut tree = Tree {
            markup,
            sums,
            wider,
            kinds: Vec::new(),
            kind_sums: Vec::new(),
            holders: [0; 3],
            on_way: vec![false; markup.elements.len()],
        };
        tree.holders = [50, 70, 90].map(|share| tree.holder(share));
        tree.mark_way();
        tree.find_kinds(&(0..markup.lines.len()).map(single).collect::<Vec<_>>());
        tree
    }

    pub fn sums(&self, element: u32) -> Sums {
        self.sums.get(element as usize).copied().unwrap_or_default()
    }

    /// The nearest element around an element that has more lines; for the root, the root.
    pub fn wider(&self, element: u32) -> u32 {
        self.wider.get(element as usize).copied().unwrap_or(0)
    }

    pub fn kind(&self, line: usize) -> u32 {
        self.kinds.get(line).copied().unwrap_or(0)
    }

    pub fn kind_sums(&self, line: usize) -> Sums {
        self.kind_sums.get(self.kind(line) as usize).copied().unwrap_or_default()
    }

    pub fn kinds(&self) -> usize {
        self.kind_sums.len()
    }

    pub fn parent(&self, element: u32) -> u32 {
        self.markup.elements.get(element as usize).map_or(0, |e| e.parent)
    }

    pub fn tag(&self, element: u32) -> Tag {
        self.markup.elements.get(element as usize).map_or(Tag::Other, |e| e.tag)
    }

    pub fn names(&self, element: u32) -> &'a [u32] {
        let Some(own) = self.markup.elements.get(element as usize) else { return &[] };
        let from = own.names_from as usize;
        self.markup.names.get(from..from + usize::from(own.names)).unwrap_or_default()
    }

    /// Whether an element has most of the story, or contains the element that has it.
    pub fn is_on_way(&self, element: u32) -> bool {
        self.on_way.get(element as usize).copied().unwrap_or(false)
    }

    /// The smallest element with `share` percent of the words of paragraphs.
    fn holder(&self, share: u64) -> u32 {
        let total = u64::from(self.sums(0).good_words);
        let enough = |s: &Sums| u64::from(s.good_words) * 100 >= total * share && total > 0;
        let found = self.sums.iter().rposition(enough).unwrap_or(0);
        found as u32
    }

    fn mark_way(&mut self) {
        let [mut at, ..] = self.holders;
        loop {
            if let Some(slot) = self.on_way.get_mut(at as usize) {
                *slot = true;
            }
            if at == 0 {
                break;
            }
            at = self.parent(at);
        }
    }

    /// Lines are of one kind if their elements have the same tags and first names, two levels up.
    fn find_kinds(&mut self, singles: &[Sums]) {
        let key = |line: &crate::document::markup::MarkedLine| {
            let mut element = line.element;
            let mut key = 0u64;
            for _ in 0..3 {
                let name = self.names(element).first().copied().unwrap_or(0);
                key = (key ^ u64::from(name) ^ (self.tag(element) as u64) << 40)
                    .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                    .rotate_left(29);
                element = self.parent(element);
            }
            key
        };
        let keys: Vec<u64> = self.markup.lines.iter().map(key).collect();
        let mut known = keys.clone();
        known.sort_unstable();
        known.dedup();
        let number = |key: &u64| known.binary_search(key).unwrap_or(0) as u32;
        self.kinds = keys.iter().map(number).collect();
        self.kind_sums = vec![Sums::default(); known.len()];
        for (kind, single) in self.kinds.iter().zip(singles) {
            if let Some(slot) = self.kind_sums.get_mut(*kind as usize) {
                slot.add(single);
            }
        }
    }
}
