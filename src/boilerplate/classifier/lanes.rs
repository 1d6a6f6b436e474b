//! Trees laid out for speed: the forests of both models, which judge hundreds of lines a page.
//!
//! In: a [`Forest`] as a model file holds it. Out: the same scores, found without a branch that can
//! be guessed wrong: trees are walked side by side, so many steps as the deepest leaf of them is
//! away, and a leaf leads to itself. What is settled after a part of the trees is not asked further;
//! the training scripts do the same.

use super::features::Value;
use super::trees::Forest;

/// After so many trees a score may settle a line.
const EARLY_TREES: usize = 40;

/// A forest, laid out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::boilerplate) struct Trees {
    base: i32,
    lanes: Vec<Lane>,
    nodes: Vec<Node>,
    /// For each node what its leaf adds; 0 where it is none.
    values: Vec<i16>,
}

/// Trees that are walked side by side: each step of one waits for memory, and none for another.
const WIDTH: usize = 8;

/// Some trees, and the steps to the deepest leaf of any.
#[derive(Debug, Clone, PartialEq)]
struct Lane {
    roots: [u32; WIDTH],
    steps: u8,
}

/// A row with `row[feature] <= threshold` goes to `next`, another to the node behind it. A leaf
/// leads to itself.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Node {
    feature: u16,
    threshold: i16,
    next: u32,
}

impl Node {
    fn leaf(at: usize) -> Node {
        Node { feature: 0, threshold: i16::MAX, next: at as u32 }
    }
}

impl Trees {
    pub fn new(forest: &Forest) -> Trees {
        let mut trees = Trees { base: forest.base, ..Trees::default() };
        let mut roots: Vec<(u32, u8)> =
            (0..forest.roots.len()).map(|number| trees.add(forest, number)).collect();
        // What fills up the last lane adds nothing.
        let empty = trees.nodes.len();
        trees.nodes.push(Node::leaf(empty));
        roots.resize(roots.len().next_multiple_of(WIDTH), (empty as u32, 0));
        // Trees of one depth go side by side, the first ones among themselves.
        let first = EARLY_TREES.min(roots.len());
        let (early, rest) = roots.split_at_mut(first);
        early.sort_by_key(|tree| tree.1);
        rest.sort_by_key(|tree| tree.1);
        for part in roots.chunks_exact(WIDTH) {
            let mut lane = Lane { roots: [empty as u32; WIDTH], steps: 0 };
            for (slot, (root, steps)) in lane.roots.iter_mut().zip(part) {
                *slot = *root;
                lane.steps = lane.steps.max(*steps);
            }
            trees.lanes.push(lane);
        }
        trees.values.resize(trees.nodes.len(), 0);
        trees
    }

    /// Lays out one tree, level by level: two that one node leads to stand side by side. Says where
    /// it begins, and how many steps its deepest leaf is away.
    fn add(&mut self, forest: &Forest, number: usize) -> (u32, u8) {
        let root = forest.roots.get(number).map_or(0, |root| *root as usize);
        let place = self.nodes.len();
        self.nodes.push(Node::default());
        let mut level = vec![(0i16, place)];
        let mut steps = 0;
        while !level.is_empty() {
            let mut below = Vec::new();
            for (child, place) in level {
                let node = match child {
                    0.. => forest.nodes.get(root + usize::from(child as u16)),
                    _ => None,
                };
                let laid = match node {
                    Some(node) => {
                        let next = self.nodes.len();
                        self.nodes.extend([Node::default(); 2]);
                        below.extend([(node.left, next), (node.right, next + 1)]);
                        Node { feature: node.feature, threshold: node.threshold, next: next as u32 }
                    }
                    None => {
                        // A tree has one leaf more than it has nodes.
                        let at = root + number + usize::from(!child as u16);
                        self.values.resize(self.nodes.len(), 0);
                        if let (Some(slot), Some(value)) =
                            (self.values.get_mut(place), forest.leaves.get(at))
                        {
                            *slot = *value;
                        }
                        Node::leaf(place)
                    }
                };
                if let Some(slot) = self.nodes.get_mut(place) {
                    *slot = laid;
                }
            }
            level = below;
            steps += u8::from(!level.is_empty());
        }
        (place as u32, steps)
    }

    pub fn is_empty(&self) -> bool {
        self.lanes.is_empty()
    }

    /// The score of a row: by the first trees alone where what they say settles it.
    pub fn score(&self, row: &[Value], settles: impl Fn(i32) -> bool) -> i32 {
        let early = EARLY_TREES / WIDTH;
        let (early, rest) = self.lanes.split_at_checked(early).unwrap_or((&self.lanes, &[]));
        let sum = self.base + self.sum(early, row);
        if settles(sum) { sum } else { sum + self.sum(rest, row) }
    }

    /// What some trees add. Leaves are 16 bits and trees few (see the reader of models), so that
    /// the sum fits.
    fn sum(&self, lanes: &[Lane], row: &[Value]) -> i32 {
        let mut sum = 0i32;
        for lane in lanes {
            let mut places = lane.roots;
            for _ in 0..lane.steps {
                let mut moved = 0;
                for place in &mut places {
                    let node = self.nodes.get(*place as usize).copied().unwrap_or_default();
                    let own = row.get(usize::from(node.feature)).copied().unwrap_or(0);
                    let next = node.next + u32::from(own > node.threshold);
                    moved |= next ^ *place;
                    *place = next;
                }
                // Most rows end far above the deepest leaf.
                if moved == 0 {
                    break;
                }
            }
            for place in places {
                let value = self.values.get(place as usize).copied().unwrap_or(0);
                sum = sum.wrapping_add(i32::from(value));
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::super::trees::Node;
    use super::*;

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

    #[test]
    fn the_layout_keeps_the_scores() {
        let forest = forest();
        assert!(forest.is_sound(60));
        let trees = Trees::new(&forest);
        assert!(!trees.is_empty() && Trees::new(&Forest::default()).is_empty());
        for step in 0..40i16 {
            let row: Vec<Value> = (0..60).map(|n| (n * 37 + step * 211) % 1000 - 500).collect();
            assert_eq!(trees.score(&row, |_| false), forest.full_score(&row), "row {step}");
        }
    }

    #[test]
    fn what_the_first_trees_settle_is_asked_no_further() {
        let (forest, row) = (forest(), [0; 60]);
        let mut first = forest.clone();
        first.roots.truncate(EARLY_TREES);
        let early = Trees::new(&forest).score(&row, |_| true);
        assert_eq!(early, first.full_score(&row));
        assert_ne!(early, forest.full_score(&row));
    }
}
