//! Fast evaluation of the forests of both models, which score hundreds of lines a page.
//!
//! In: a [`Forest`] from a model file, and rows of features. Out: the same scores as by walking the
//! trees. Each node whose test fails for a row removes the leaves on its left, and the first
//! remaining leaf is the row's (QuickScorer, Lucchese et al. 2015). Several rows are stored side by
//! side, so one comparison serves all of them. A row whose score settles early skips the other trees.

use super::columns::Columns;
use super::feature_value::{Value, clamp};
use super::trees::{Forest, MOST_LEAVES};

/// Rows that are stored side by side.
const WIDTH: usize = 16;

/// A forest, laid out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::boilerplate) struct Trees {
    base: i32,
    columns: Columns,
    trees: Vec<Tree>,
    nodes: Vec<Node>,
}

/// One tree: its nodes, and the values of its leaves from left to right.
#[derive(Debug, Clone, PartialEq)]
struct Tree {
    nodes: std::ops::Range<usize>,
    leaves: [i16; MOST_LEAVES],
}

/// A row with `row[feature] > threshold` goes right. Then only the leaves in the mask `right` remain:
/// those of the right branch and those outside this subtree.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Node {
    feature: u16,
    threshold: i16,
    right: u32,
}

/// Rows side by side: for each column the values of all rows. The last column takes the unused
/// features.
#[derive(Debug)]
struct Block {
    values: Vec<[Value; WIDTH]>,
    /// The number of each row and its score so far.
    rows: Vec<(usize, i32)>,
}

/// A row that is being written.
#[derive(Debug)]
pub(in crate::boilerplate) struct Row<'b> {
    columns: &'b Columns,
    values: &'b mut [[Value; WIDTH]],
    lane: usize,
    /// The number of the next feature.
    next: usize,
}

impl Row<'_> {
    /// Adds the value of the next feature.
    #[inline]
    pub fn put(&mut self, value: i32) {
        let place = self.columns.place(self.next);
        if let Some(slot) = self.values.get_mut(place).and_then(|of| of.get_mut(self.lane)) {
            *slot = clamp(value);
        }
        self.next += 1;
    }

    /// Copies the row of an earlier stage. Its columns are the first of these.
    pub fn copy_from(&mut self, earlier: &[Value], stage: &Trees) {
        self.fill(earlier.iter().copied());
        self.next = stage.columns.features();
    }

    fn fill(&mut self, values: impl Iterator<Item = Value>) {
        for (of, value) in self.values.iter_mut().zip(values) {
            if let Some(slot) = of.get_mut(self.lane) {
                *slot = value;
            }
        }
    }
}

impl Block {
    fn new(columns: &Columns) -> Block {
        Block { values: vec![[0; WIDTH]; columns.width() + 1], rows: Vec::with_capacity(WIDTH) }
    }

    /// Adds a row.
    fn push<'b>(&'b mut self, columns: &'b Columns, number: usize, score: i32) -> Row<'b> {
        let lane = self.rows.len();
        self.rows.push((number, score));
        Row { columns, values: &mut self.values, lane, next: 0 }
    }

    /// The values of the columns of one row.
    fn row(&self, lane: usize) -> impl Iterator<Item = Value> + '_ {
        let columns = self.values.split_last().map_or(&[][..], |(_, columns)| columns);
        columns.iter().filter_map(move |of| of.get(lane).copied())
    }

    fn is_full(&self) -> bool {
        self.rows.len() == WIDTH
    }
}

impl Trees {
    /// Lays out a forest for rows with these columns.
    pub fn new(forest: &Forest, columns: Columns) -> Trees {
        let mut trees = Trees { base: forest.base, columns, ..Trees::default() };
        for number in 0..forest.roots.len() {
            trees.add(forest, number);
        }
        trees
    }

    /// Lays out one tree.
    fn add(&mut self, forest: &Forest, number: usize) {
        let (nodes, leaves) = forest.tree(number);
        // The number of leaves below each node, and on its left. Children come after their parents.
        let mut held = vec![(0u32, 0u32); nodes.len()];
        for (at, node) in nodes.iter().enumerate().rev() {
            let of = |child: i16| {
                usize::try_from(child).map_or(1, |inner| held.get(inner).map_or(0, |held| held.0))
            };
            let (left, right) = (of(node.left), of(node.right));
            if let Some(slot) = held.get_mut(at) {
                *slot = (left.saturating_add(right), left);
            }
        }
        // The number of the first leaf of each node, from left to right.
        let mut first = vec![0u32; nodes.len()];
        let mut tree = Tree { nodes: 0..0, leaves: [0; MOST_LEAVES] };
        let from = self.nodes.len();
        for (at, node) in nodes.iter().enumerate() {
            let own = first.get(at).copied().unwrap_or(0);
            let left = held.get(at).map_or(0, |held| held.1);
            for (child, place) in [(node.left, own), (node.right, own.saturating_add(left))] {
                if let Ok(inner) = usize::try_from(child) {
                    first.iter_mut().skip(inner).take(1).for_each(|slot| *slot = place);
                } else if let (Some(slot), Some(value)) =
                    (tree.leaves.get_mut(place as usize), leaves.get(usize::from(!child as u16)))
                {
                    *slot = *value;
                }
            }
            let ones = |count: u32| 1u32.checked_shl(count).unwrap_or(0).wrapping_sub(1);
            let right = !(ones(own.saturating_add(left)) & !ones(own));
            let feature = self.columns.place(usize::from(node.feature)) as u16;
            self.nodes.push(Node { feature, threshold: node.threshold, right });
        }
        tree.nodes = from..self.nodes.len();
        self.trees.push(tree);
    }

    pub fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    /// Scores `count` rows. `write` writes each row. After each number of trees in `stops`, rows whose
    /// scores settle are finished. `found` gets the number, score and values of each row, in any order.
    pub fn score(
        &self,
        count: usize,
        stops: &[usize],
        mut write: impl FnMut(usize, &mut Row<'_>),
        settles: impl Fn(i32) -> bool,
        mut found: impl FnMut(usize, i32, &mut dyn Iterator<Item = Value>),
    ) {
        let mut blocks: Vec<Block> = (0..=stops.len()).map(|_| Block::new(&self.columns)).collect();
        for number in 0..count {
            let Some(block) = blocks.first_mut() else { return };
            write(number, &mut block.push(&self.columns, number, self.base));
            let last = number + 1 == count;
            if last || block.is_full() {
                self.ask(&mut blocks, (0, stops), last, &settles, &mut found);
            }
        }
    }

    /// Scores the rows of the first block with the trees up to the next stop. Open rows move to the
    /// next block, which is scored when it is full or when no row follows.
    fn ask(
        &self,
        blocks: &mut [Block],
        (asked, stops): (usize, &[usize]),
        last: bool,
        settles: &impl Fn(i32) -> bool,
        found: &mut impl FnMut(usize, i32, &mut dyn Iterator<Item = Value>),
    ) {
        let Some((block, later)) = blocks.split_first_mut() else { return };
        let stop = stops.first().copied().unwrap_or(usize::MAX).min(self.trees.len());
        let next = (stop, stops.get(1..).unwrap_or_default());
        self.add_to(block, self.trees.get(asked..stop).unwrap_or_default());
        for (lane, &(number, score)) in block.rows.iter().enumerate() {
            let Some(open) = later.first_mut().filter(|_| !settles(score)) else {
                found(number, score, &mut block.row(lane));
                continue;
            };
            open.push(&self.columns, number, score).fill(block.row(lane));
            if open.is_full() {
                self.ask(later, next, false, settles, found);
            }
        }
        block.rows.clear();
        if last && !later.is_empty() {
            self.ask(later, next, true, settles, found);
        }
    }

    fn add_to(&self, block: &mut Block, trees: &[Tree]) {
        if block.rows.is_empty() {
            return;
        }
        for ((_, score), sum) in block.rows.iter_mut().zip(self.sum(trees, &block.values)) {
            *score = score.wrapping_add(sum);
        }
    }

    /// What some trees add to each row. The sums fit: leaves have 16 bits, and the reader of models
    /// limits the number of trees.
    #[allow(clippy::needless_range_loop)]
    fn sum(&self, trees: &[Tree], values: &[[Value; WIDTH]]) -> [i32; WIDTH] {
        let mut sums = [0i32; WIDTH];
        for tree in trees {
            let mut left = [u32::MAX; WIDTH];
            for node in self.nodes.get(tree.nodes.clone()).unwrap_or_default() {
                let own = values.get(usize::from(node.feature)).unwrap_or(&[0; WIDTH]);
                // Arrays of one length and a plain counter: every index is valid, and the compiler
                // emits a few wide instructions.
                for lane in 0..WIDTH {
                    let stays = u32::from(own[lane] <= node.threshold).wrapping_neg();
                    left[lane] &= node.right | stays;
                }
            }
            for lane in 0..WIDTH {
                let leaf = left[lane].trailing_zeros() as usize % MOST_LEAVES;
                sums[lane] = sums[lane].wrapping_add(i32::from(tree.leaves[leaf]));
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::super::trees::Node;
    use super::*;

    const STOP: usize = 40;

    /// Trees of all shapes, up to a chain of twenty nodes.
    fn forest() -> Forest {
        let mut forest = Forest { base: 7, ..Forest::default() };
        for tree in 0..83i16 {
            forest.roots.push(forest.nodes.len() as u32);
            let nodes = tree % 20 + 1;
            for at in 0..nodes {
                let next = if at + 1 < nodes { at + 1 } else { !nodes };
                let turns = (tree + at) % 3 == 0;
                let (left, right) = if turns { (next, !at) } else { (!at, next) };
                let (feature, threshold) = ((tree * 7 + at * 5) as u16 % 60, at * 40 - 300);
                forest.nodes.push(Node { feature, threshold, left, right });
            }
            forest.leaves.extend((0..=nodes).map(|leaf| leaf * 31 - tree * 3));
        }
        forest
    }

    fn laid_out(forest: &Forest) -> Trees {
        Trees::new(forest, Columns::new(60, &[forest]))
    }

    fn scores(trees: &Trees, rows: &[Vec<Value>], settles: impl Fn(i32) -> bool) -> Vec<i32> {
        let mut out = vec![0; rows.len()];
        trees.score(
            rows.len(),
            &[STOP, 60],
            |at, row| rows[at].iter().for_each(|value| row.put(i32::from(*value))),
            settles,
            |at, score, row| {
                assert_eq!(row.count(), trees.columns.width());
                out[at] = score;
            },
        );
        out
    }

    #[test]
    fn the_layout_keeps_the_scores() {
        let forest = forest();
        assert!(forest.is_sound(60));
        let trees = laid_out(&forest);
        assert!(!trees.is_empty() && laid_out(&Forest::default()).is_empty());
        let rows: Vec<Vec<Value>> = (0..41i16)
            .map(|step| (0..60).map(|n| (n * 37 + step * 211) % 1000 - 500).collect())
            .collect();
        let expect: Vec<i32> = rows.iter().map(|row| forest.full_score(row)).collect();
        // For any number of rows that the first trees leave open.
        assert_eq!(scores(&trees, &rows, |_| false), expect);
        let settled = scores(&trees, &rows, |score| score % 3 == 0);
        assert!(settled.iter().zip(&expect).any(|(early, all)| early != all));
        assert!(settled.iter().zip(&expect).all(|(early, all)| early % 3 == 0 || early == all));
    }

    #[test]
    fn a_second_stage_reuses_the_rows_of_the_first() {
        let stump = |feature| Node { feature, threshold: 0, left: !0, right: !1 };
        let forest = |features: &[u16]| Forest {
            roots: (0..features.len() as u32).collect(),
            nodes: features.iter().copied().map(stump).collect(),
            leaves: features.iter().flat_map(|&feature| [0, 1 << feature]).collect(),
            ..Forest::default()
        };
        // One of four features of the first stage is unused, and one of two more.
        let (first, second) = (forest(&[1, 3]), forest(&[0, 3, 5]));
        let columns = Columns::new(4, &[&first, &second]);
        let more = columns.and(2, &[&second]);
        let (first, second) = (Trees::new(&first, columns), Trees::new(&second, more));
        let mut rows = Vec::new();
        first.score(
            1,
            &[],
            |_, row| [0, 1, 1, 1].into_iter().for_each(|value| row.put(value)),
            |_| false,
            |_, score, row| rows.push((score, row.collect::<Vec<Value>>())),
        );
        assert_eq!(rows, [(2 + 8, vec![0, 1, 1])]);
        let mut scores = Vec::new();
        let write = |_, row: &mut Row<'_>| {
            row.copy_from(&rows[0].1, &first);
            [0, 1].into_iter().for_each(|value| row.put(value));
        };
        second.score(1, &[], write, |_| false, |_, score, _| scores.push(score));
        assert_eq!(scores, [8 + 32]);
    }

    #[test]
    fn settled_rows_skip_the_other_trees() {
        let (forest, row) = (forest(), [0; 60]);
        let mut first = forest.clone();
        first.roots.truncate(STOP);
        let early = scores(&laid_out(&forest), &[row.to_vec()], |_| true);
        assert_eq!(early, [first.full_score(&row)]);
        assert_ne!(early, [forest.full_score(&row)]);
    }
}
