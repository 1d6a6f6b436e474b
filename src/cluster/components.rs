//! Connected components by union-find (Tarjan 1975). The root is the smallest member.
//!
//! In: connected pairs. Out: the smallest number of each component. It knows nothing of documents.

use crate::document::DocumentNumber;

/// The numbers from zero up, each in a component of its own at first.
#[derive(Debug, Clone)]
pub(super) struct Components {
    parents: Vec<DocumentNumber>,
}

impl Components {
    pub(super) fn new(count: usize) -> Components {
        Components { parents: (0..count as DocumentNumber).collect() }
    }

    /// The smallest number of a component. Halves paths on the way.
    pub(super) fn root(&mut self, mut number: DocumentNumber) -> DocumentNumber {
        loop {
            let parent = self.parent(number);
            let above = self.parent(parent);
            if parent == above {
                return parent;
            }
            if let Some(slot) = self.parents.get_mut(number as usize) {
                *slot = above;
            }
            number = above;
        }
    }

    /// Merges the components of two numbers.
    pub(super) fn join(&mut self, a: DocumentNumber, b: DocumentNumber) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.parents.get_mut(a.max(b) as usize) {
            *slot = a.min(b);
        }
    }

    fn parent(&self, number: DocumentNumber) -> DocumentNumber {
        self.parents.get(number as usize).copied().unwrap_or(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_one_component_with_its_smallest_member_as_root() {
        let mut components = Components::new(100_000);
        (1..99_999).rev().for_each(|number| components.join(number, number + 1));
        assert_eq!((components.root(0), components.root(1), components.root(99_999)), (0, 1, 1));
    }
}
