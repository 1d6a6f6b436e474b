//! The features of a line from the markup of its page.
//!
//! In: the lines of a page, their markup, and the weights of class names. Out: rows of integers with
//! their names. Shares are in thousandths. Features of the text come from
//! [`super::super::classifier`]. It decides nothing.

use super::super::classifier::{LineInput, TextFeatures, hashes, share};
use super::context::{self, Around, Headings, KINDS};
use super::siblings::{Siblings, siblings};
use super::tree::{Sums, Tree, Weight};
use crate::document::markup::{MarkedLine, Markup, Tag, name_hash};

/// Cells of the name table: a power of two.
pub(super) const NAME_CELLS: usize = 1 << 13;
/// Elements around a line whose names are used.
const LEVELS: usize = 12;
/// Elements around a line that count as near.
const NEAR: usize = 3;
/// Distances to a heading, in lines, are capped at this.
const FAR: usize = 60;
/// Words of a line that are compared with the headline.
const HEADLINE_WORDS: usize = 60;

/// A page with the facts that its features are computed from.
pub(super) struct Page<'a> {
    pub text: TextFeatures<'a>,
    pub tree: Tree<'a>,
    around: Vec<Around>,
    headings: Vec<Headings>,
    names: Vec<Names>,
    /// For each element, the repeated siblings around it.
    siblings: Vec<(Siblings, u8)>,
    /// For each line, the evidence for chrome in the names of its block.
    blocks: Vec<i32>,
    /// The hashes of the words of the headline.
    headline: Vec<u32>,
    /// The line that is the headline, or else the first line in a top heading.
    headline_at: Option<usize>,
}

/// The evidence for chrome in the names around a line.
#[derive(Debug, Clone, Copy, Default)]
struct Names {
    near: i32,
    far: i32,
    most: i32,
    least: i32,
    first: i32,
}

impl<'a> Page<'a> {
    pub fn new(
        inputs: &'a [LineInput<'a>],
        markup: &'a Markup,
        headline: Option<&str>,
        words: &[i8],
        names: &[i8],
    ) -> Page<'a> {
        let text = TextFeatures::new(inputs, words);
        let weights: Vec<Weight> = (0..inputs.len())
            .map(|at| Weight { words: text.word_count(at), good: text.is_good(at) })
            .collect();
        let tree = Tree::new(markup, &weights);
        let (around, headings) = (context::around(&tree), context::headings(&tree));
        let headline = hashes(headline.unwrap_or_default());
        let is_headline =
            |at: &usize| !headline.is_empty() && text.hashes(*at).eq(headline.iter().copied());
        let first = || headings.iter().position(|heading| heading.level == 1);
        let headline_at = (0..inputs.len()).find(is_headline).or_else(first);
        let blocks = weigh_blocks(&tree, &around, names);
        let names = weigh_lines(&tree, names);
        let figures: Vec<bool> =
            (0..inputs.len()).map(|at| text.is_label_with_figures(at)).collect();
        let siblings = siblings(&tree, &figures);
        Page { text, tree, around, headings, names, siblings, blocks, headline, headline_at }
    }

    pub fn len(&self) -> usize {
        self.tree.markup.lines.len()
    }

    /// The headings around a line.
    pub fn headings(&self, at: usize) -> Headings {
        self.headings.get(at).copied().unwrap_or_default()
    }

    /// The elements around the element of a line.
    pub fn around(&self, at: usize) -> Around {
        let element = self.tree.markup.lines.get(at).map_or(0, |line| line.element);
        self.around.get(element as usize).copied().unwrap_or_default()
    }

    /// The features of one line, with their names.
    pub fn row(&self, at: usize, mut put: impl FnMut(&'static str, i32)) {
        self.text.row(at, &mut put);
        self.own(at, &mut put);
        self.elements(at, &mut put);
        self.containers(at, &mut put);
        self.place(at, &mut put);
        self.repetition(at, &mut put);
        for (name, offset) in NEIGHBOURS {
            put(name, self.neighbour(at, offset));
        }
        let (mut shared, mut words) = (0, 0);
        for word in self.text.hashes(at).take(HEADLINE_WORDS) {
            shared += u32::from(self.headline.contains(&word));
            words += 1;
        }
        put("m headline share", share(shared, words));
        put("m wording +1", self.text.wording(at + 1));
    }

    fn own(&self, at: usize, put: &mut impl FnMut(&'static str, i32)) {
        let line = self.tree.markup.lines.get(at).cloned().unwrap_or_default();
        let element = self.tree.markup.elements.get(line.element as usize);
        let mut tags = around(&self.tree, at, 8).map(|e| self.tree.tag(e));
        let block = tags.find(|tag| !tag.is_inline());
        put("m block", block.unwrap_or_default() as i32);
        put("m hidden", i32::from(element.is_some_and(|element| element.hidden)));
        put("m link share", share(line.link_chars, line.chars));
        put("m chars", line.chars.min(30_000) as i32);
        put("m said", line.said.map_or(-1, i32::from));
        put("m heading", i32::from(self.headings(at).level));
        let names = self.names.get(at).copied().unwrap_or_default();
        put("m names near", names.near);
        put("m names far", names.far);
        put("m names most", names.most);
        put("m names first", names.first);
    }

    /// The number of levels up to the nearest element of each kind; 0: there is none.
    fn elements(&self, at: usize, put: &mut impl FnMut(&'static str, i32)) {
        for (levels, (name, _)) in self.around(at).up.into_iter().zip(KINDS) {
            put(name, i32::from(levels));
        }
    }

    fn containers(&self, at: usize, put: &mut impl FnMut(&'static str, i32)) {
        let page = self.tree.sums(0);
        let mut element = self.tree.markup.lines.get(at).map_or(0, |line| line.element);
        if self.tree.sums(element).lines == 1 {
            element = self.tree.wider(element);
        }
        let nearest = self.tree.sums(element);
        put("c0 place", place(nearest, at));
        for names in CONTAINERS {
            sums(self.tree.sums(element), page, names, put);
            element = self.tree.wider(element);
        }
        let kind = self.tree.kind_sums(at);
        sums(kind, page, KIND, put);
        put("k of words", share(kind.words, page.words));
        put("k mean", mean(kind));
        put("k spread", share(kind.last - kind.first + 1, kind.lines));
        let block = self.around(at).block;
        let held = self.tree.sums(block);
        sums(held, page, BLOCK, put);
        put("b of words", share(held.words, page.words));
        put("b mean", mean(held));
        put("b tag", self.tree.tag(block) as i32);
        put("b names", self.blocks.get(at).copied().unwrap_or(0));
    }

    fn place(&self, at: usize, put: &mut impl FnMut(&'static str, i32)) {
        for (holder, names) in self.tree.holders.into_iter().zip(HOLDERS) {
            let sums = self.tree.sums(holder);
            let inside = (sums.first..=sums.last).contains(&(at as u32));
            put(names[0], i32::from(inside));
            put(names[1], (at as i32 - sums.first as i32).clamp(-500, 500));
            put(names[2], (sums.last as i32 - at as i32).clamp(-500, 500));
        }
        let around = self.around(at);
        put("m steps to way", i32::from(around.steps));
        let holder = self.tree.holders[0];
        let depth =
            |e: u32| self.tree.markup.elements.get(e as usize).map_or(0, |e| i32::from(e.depth));
        put("m way to holder", depth(holder) - depth(around.way));
        put(
            "m since headline",
            self.headline_at.map_or(-500, |h| (at as i32 - h as i32).clamp(-400, 400)),
        );
        put("m lines", (self.len() as i32).min(5000));
        let headings = self.headings(at);
        let near = |line: &usize| line.abs_diff(at) <= FAR;
        let (last, next) = (headings.last.filter(near), headings.next.filter(near));
        put("m since heading", last.map_or(FAR, |line| at.abs_diff(line)) as i32);
        put("m until heading", next.map_or(FAR, |line| at.abs_diff(line)) as i32);
        let parent = headings.parent;
        put("m parent heading wording", parent.map_or(0, |line| self.text.wording(line)));
    }

    /// The repeated siblings that a line is in.
    fn repetition(&self, at: usize, put: &mut impl FnMut(&'static str, i32)) {
        let element = self.tree.markup.lines.get(at).map_or(0, |line| line.element as usize);
        let (all, levels) = self.siblings.get(element).copied().unwrap_or_default();
        put("r siblings", all.count.min(2000) as i32);
        put("r levels", i32::from(levels));
        put("r lines each", (all.lines * 10).checked_div(all.count).unwrap_or(0).min(5000) as i32);
        put("r words each", all.words.checked_div(all.count).unwrap_or(0).min(5000) as i32);
        put("r good share", share(all.good_words, all.words));
        put("r of good", share(all.good_words, self.tree.sums(0).good_words));
        put("r links", share(all.link_chars, all.chars));
        put("r figured", share(all.figured, all.count));
    }

    /// The evidence for chrome in the names around another line.
    fn neighbour(&self, at: usize, offset: isize) -> i32 {
        let other = at.checked_add_signed(offset).and_then(|other| self.names.get(other));
        other.map_or(-1, |names| names.near + names.far)
    }
}

/// The sums of a container or a kind.
fn sums(
    sums: Sums,
    page: Sums,
    names: &[&'static str; 6],
    put: &mut impl FnMut(&'static str, i32),
) {
    put(names[0], sums.lines.min(5000) as i32);
    put(names[1], sums.good.min(5000) as i32);
    put(names[2], sums.words.min(30_000) as i32);
    put(names[3], share(sums.good_words, sums.words));
    put(names[4], share(sums.link_chars, sums.chars));
    put(names[5], share(sums.good_words, page.good_words));
}

/// Words per line of a container or a kind.
fn mean(sums: Sums) -> i32 {
    (sums.words / sums.lines.max(1)).min(5000) as i32
}

/// The place of a line in a container.
fn place(sums: Sums, at: usize) -> i32 {
    share((at as u32).saturating_sub(sums.first), sums.last - sums.first)
}

fn around<'t>(tree: &'t Tree<'_>, at: usize, levels: usize) -> impl Iterator<Item = u32> + 't {
    let first = tree.markup.lines.get(at).map(|line| line.element);
    let next = |element: &u32| if *element == 0 { None } else { Some(tree.parent(*element)) };
    std::iter::successors(first, next).take(levels)
}

const NEAR_SALT: u32 = 0x51ed_270b;
const FAR_SALT: u32 = 0x2545_f491;

/// The cell of a name.
fn cell(hash: u32, salt: u32) -> usize {
    ((hash ^ salt).wrapping_mul(0x9e37_79b1) >> 19) as usize
}

/// The cells of the name table that a line uses.
pub(super) fn cells(tree: &Tree<'_>, at: usize, mut each: impl FnMut(usize)) {
    for (level, element) in around(tree, at, LEVELS).enumerate() {
        let salt = if level < NEAR { NEAR_SALT } else { FAR_SALT };
        element_cells(tree, element, salt, &mut each);
    }
}

fn element_cells(tree: &Tree<'_>, element: u32, salt: u32, mut each: impl FnMut(usize)) {
    let tag = tree.tag(element);
    if !matches!(tag, Tag::Div | Tag::Html | Tag::Body) {
        each(cell(name_hash(tag.name().as_bytes()).rotate_left(7), salt));
    }
    for name in tree.names(element) {
        each(cell(*name, salt));
    }
}

/// The weights of the names of one element, near a line and far from it.
#[derive(Debug, Clone, Copy, Default)]
struct Weighed {
    sum: [i32; 2],
    most: [i32; 2],
    least: [i32; 2],
}

/// The weights of the names around each line.
fn weigh_lines(tree: &Tree<'_>, table: &[i8]) -> Vec<Names> {
    // Most lines share the same few elements.
    let mut known: Vec<Option<Weighed>> = vec![None; tree.markup.elements.len()];
    let mut of = |element: u32| match known.get_mut(element as usize) {
        Some(slot) => *slot.get_or_insert_with(|| weigh(tree, element, table)),
        None => Weighed::default(),
    };
    let mut line = |at: usize| {
        let mut names = Names::default();
        for (level, element) in around(tree, at, LEVELS).enumerate() {
            let weighed = of(element);
            let (side, own) = if level < NEAR { (0, &mut names.near) } else { (1, &mut names.far) };
            *own += weighed.sum[side];
            names.most = names.most.max(weighed.most[side]);
            names.least = names.least.min(weighed.least[side]);
            if names.first == 0 {
                names.first = weighed.sum[side];
            }
        }
        names
    };
    (0..tree.markup.lines.len()).map(&mut line).collect()
}

fn weigh(tree: &Tree<'_>, element: u32, table: &[i8]) -> Weighed {
    let mut weighed = Weighed::default();
    for (side, salt) in [NEAR_SALT, FAR_SALT].into_iter().enumerate() {
        element_cells(tree, element, salt, |cell| {
            let weight = i32::from(table.get(cell).copied().unwrap_or(0));
            weighed.sum[side] += weight;
            weighed.most[side] = weighed.most[side].max(weight);
            weighed.least[side] = weighed.least[side].min(weight);
        });
    }
    weighed
}

/// For each line, the evidence for chrome in the names of its block.
fn weigh_blocks(tree: &Tree<'_>, around: &[Around], table: &[i8]) -> Vec<i32> {
    let mut last = (u32::MAX, 0);
    let of = |line: &MarkedLine| {
        let block = around.get(line.element as usize).map_or(0, |around| around.block);
        if last.0 != block {
            let weight = |cell: usize| i32::from(table.get(cell).copied().unwrap_or(0));
            let sum = tree.names(block).iter().map(|name| weight(cell(*name, FAR_SALT))).sum();
            last = (block, sum);
        }
        last.1
    };
    tree.markup.lines.iter().map(of).collect()
}

#[rustfmt::skip]
const CONTAINERS: [&[&str; 6]; 5] = [
    &["c0 lines", "c0 good", "c0 words", "c0 good share", "c0 links", "c0 of good"],
    &["c1 lines", "c1 good", "c1 words", "c1 good share", "c1 links", "c1 of good"],
    &["c2 lines", "c2 good", "c2 words", "c2 good share", "c2 links", "c2 of good"],
    &["c3 lines", "c3 good", "c3 words", "c3 good share", "c3 links", "c3 of good"],
    &["c4 lines", "c4 good", "c4 words", "c4 good share", "c4 links", "c4 of good"],
];
const KIND: &[&str; 6] = &["k lines", "k good", "k words", "k good share", "k links", "k of good"];
const BLOCK: &[&str; 6] = &["b lines", "b good", "b words", "b good share", "b links", "b of good"];
const HOLDERS: [[&str; 3]; 3] = [
    ["h50 inside", "h50 from", "h50 to"],
    ["h70 inside", "h70 from", "h70 to"],
    ["h90 inside", "h90 from", "h90 to"],
];
const NEIGHBOURS: [(&str, isize); 4] =
    [("m names -1", -1), ("m names +1", 1), ("m names -2", -2), ("m names +2", 2)];
