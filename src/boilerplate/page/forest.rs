//! Trees laid out for speed: the forests of the page model, which judge hundreds of lines a page.
//!
//! In: a [`Forest`] as a model file holds it. Out: the same scores, found with fewer loads: a node
//! names the next one in the list of all, or bears the leaf itself. What is settled after a part of
//! the trees is not asked further; the training script does the same.

use super::super::classifier::{Forest, Value};

/// After so many trees a score this far from zero settles a line.
const EARLY_TREES: usize = 40;
pub(super) const SETTLED: i32 = 2560;

/// A forest, laid out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Trees {
    base: i32,
    roots: Vec<i32>,
    nodes: Vec<Node>,
}

/// A row with `row[feature] <= threshold` goes to the first. What is below zero is a leaf.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    feature: u16,
    threshold: i16,
    first: i32,
    second: i32,
}

/// A leaf's value in the place of a node's number.
fn leaf(value: i16) -> i32 {
    i32::MIN + (i32::from(value) - i32::from(i16::MIN))
}

fn value(leaf: i32) -> i32 {
    leaf.wrapping_sub(i32::MIN) + i32::from(i16::MIN)
}

impl Trees {
    pub fn new(forest: &Forest) -> Trees {
        let mut trees = Trees { base: forest.base, roots: Vec::new(), nodes: Vec::new() };
        let ends = forest.roots.iter().skip(1).copied().chain([forest.nodes.len() as u32]);
        for (number, (&root, end)) in forest.roots.iter().zip(ends).enumerate() {
            trees.roots.push(root as i32);
            let next = |child: i16| match child {
                0.. => root as i32 + i32::from(child),
                // A tree has one leaf more than it has nodes.
                _ => {
                    let at = root as usize + number + usize::from(!child as u16);
                    leaf(forest.leaves.get(at).copied().unwrap_or(0))
                }
            };
            let own = forest.nodes.get(root as usize..end as usize).unwrap_or_default();
            trees.nodes.extend(own.iter().map(|node| Node {
                feature: node.feature,
                threshold: node.threshold,
                first: next(node.left),
                second: next(node.right),
            }));
        }
        trees
    }

    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// The score of a row: by the first trees alone where they are sure.
    pub fn score(&self, row: &[Value]) -> i32 {
        let (early, rest) = self.roots.split_at_checked(EARLY_TREES).unwrap_or((&self.roots, &[]));
        let sum = self.base + self.sum(early, row);
        if sum.abs() >= SETTLED { sum } else { sum + self.sum(rest, row) }
    }

    /// What some trees add. Leaves are 16 bits and trees few (see the reader of models), so that
    /// the sum fits.
    fn sum(&self, roots: &[i32], row: &[Value]) -> i32 {
        let mut sum = 0i32;
        for &root in roots {
            let mut at = root;
            // Children lie behind their parents, so that this ends.
            while let Some(node) = usize::try_from(at).ok().and_then(|at| self.nodes.get(at)) {
                let own = row.get(usize::from(node.feature)).copied().unwrap_or(0);
                at = if own <= node.threshold { node.first } else { node.second };
            }
            sum = sum.wrapping_add(value(at));
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::super::PageModel;
    use super::*;

    #[test]
    fn a_leaf_keeps_its_value() {
        for own in [i16::MIN, -1, 0, 1, i16::MAX] {
            assert!(leaf(own) < 0);
            assert_eq!(value(leaf(own)), i32::from(own));
        }
    }

    #[test]
    fn the_layout_keeps_the_scores() {
        let forest = PageModel::built_in().forests().0;
        let trees = Trees::new(&forest);
        assert!(!trees.is_empty());
        for step in 0..40i16 {
            let row: Vec<Value> = (0..600).map(|n| (n * 37 + step * 211) % 1000 - 200).collect();
            assert_eq!(
                trees.base + trees.sum(&trees.roots, &row),
                forest.full_score(&row),
                "row {step}"
            );
        }
    }
}
