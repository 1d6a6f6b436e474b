//! Gradient-boosted trees over integer features, as in a model file.
//!
//! In: a row of features. Out: a score: the log-odds that the line is chrome, in 1/1024. Thresholds
//! and leaves are integers, so the score is the same on every machine. [`super::quickscorer`]
//! evaluates them.

use serde::{Deserialize, Serialize};

#[cfg(test)]
use super::feature_value::Value;

/// The trees of a model, or of a stage of one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::boilerplate) struct Forest {
    /// The score of an empty forest.
    pub base: i32,
    /// Where each tree begins in `nodes`.
    pub roots: Vec<u32>,
    pub nodes: Vec<Node>,
    pub leaves: Vec<i16>,
}

/// Most leaves of one tree: each has a bit in a 32-bit mask.
pub(super) const MOST_LEAVES: usize = 32;

/// An inner node: a row with `row[feature] <= threshold` goes left. Children below zero are
/// leaves: `!child` counts in the forest's leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::boilerplate) struct Node {
    pub feature: u16,
    pub threshold: i16,
    pub left: i16,
    pub right: i16,
}

impl Forest {
    /// The score of a row by all trees.
    #[cfg(test)]
    pub fn full_score(&self, row: &[Value]) -> i32 {
        let leaf =
            |(number, root): (usize, &u32)| i32::from(self.leaf(*root as usize, number, row));
        self.roots.iter().enumerate().map(leaf).fold(self.base, i32::saturating_add)
    }

    /// The leaf of tree `number`, whose nodes begin at `root`. A tree has one more leaf than nodes, so
    /// its leaves begin at `root + number`.
    #[cfg(test)]
    fn leaf(&self, root: usize, number: usize, row: &[Value]) -> i16 {
        let mut at = root;
        // Children come after their parents (see `is_sound`), so this ends.
        while let Some(node) = self.nodes.get(at) {
            let value = row.get(usize::from(node.feature)).copied().unwrap_or(0);
            let child = if value <= node.threshold { node.left } else { node.right };
            if child < 0 {
                let leaf = root + number + usize::from(!child as u16);
                return self.leaves.get(leaf).copied().unwrap_or(0);
            }
            at = root + usize::from(child as u16);
        }
        0
    }

    /// The nodes and leaves of one tree. It has one more leaf than nodes.
    pub fn tree(&self, number: usize) -> (&[Node], &[i16]) {
        let place = |number: usize| self.roots.get(number).map(|root| *root as usize);
        let from = place(number).unwrap_or(self.nodes.len());
        let end = place(number + 1).unwrap_or(self.nodes.len());
        let nodes = self.nodes.get(from..end).unwrap_or_default();
        (nodes, self.leaves.get(from + number..end + number + 1).unwrap_or_default())
    }

    /// Whether every tree can be evaluated: children come after their parents and within their tree,
    /// and each leaf fits the mask.
    pub fn is_sound(&self, features: usize) -> bool {
        let ends = self.roots.iter().skip(1).copied().chain([self.nodes.len() as u32]);
        self.leaves.len() == self.nodes.len() + self.roots.len()
            && self.roots.first().is_none_or(|&root| root == 0)
            && self.roots.iter().zip(ends).all(|(&root, end)| {
                let tree = self.nodes.get(root as usize..end as usize).unwrap_or_default();
                let fits = |at: i32, child: i16| match i32::from(child) {
                    leaf if leaf < 0 => !leaf <= tree.len() as i32,
                    inner => inner > at && inner < tree.len() as i32,
                };
                !tree.is_empty()
                    && tree.len() < MOST_LEAVES
                    && (0..).zip(tree).all(|(at, node)| {
                        usize::from(node.feature) < features
                            && fits(at, node.left)
                            && fits(at, node.right)
                    })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forest() -> Forest {
        let stump = |feature, threshold| Node { feature, threshold, left: !0, right: !1 };
        Forest {
            base: -10,
            roots: vec![0, 2],
            nodes: vec![
                Node { feature: 0, threshold: 5, left: !0, right: 1 },
                Node { feature: 1, threshold: 0, left: !1, right: !2 },
                stump(0, 7),
            ],
            leaves: vec![1, 2, 4, 100, 200],
        }
    }

    #[test]
    fn a_row_reaches_one_leaf_of_each_tree() {
        assert!(forest().is_sound(2));
        assert_eq!(forest().full_score(&[5, 0]), -10 + 1 + 100);
        assert_eq!(forest().full_score(&[6, 0]), -10 + 2 + 100);
        assert_eq!(forest().full_score(&[8, 1]), -10 + 4 + 200);
    }

    #[test]
    fn a_tree_with_a_cycle_is_rejected() {
        let mut turning = forest();
        turning.nodes[1].left = 0;
        assert!(!turning.is_sound(2));
        assert!(!forest().is_sound(1));
    }
}
