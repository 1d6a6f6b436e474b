//! A trained page model.
//!
//! In: its parts, read by [`super::format`]. Out: thresholds by setting. It scores nothing.

use super::super::classifier::{Cleaning, Trees};

/// A trained model of pages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageModel {
    /// Weights of hashed words, and of hashed names of classes.
    pub(super) words: Vec<i8>,
    pub(super) names: Vec<i8>,
    pub(super) first: Trees,
    pub(super) second: Trees,
    /// The lowest scores at which a line is removed: careful, balanced, thorough.
    pub(super) thresholds: [i32; 3],
}

impl PageModel {
    /// The lowest score at which a line is removed.
    pub(super) fn threshold(&self, cleaning: Cleaning) -> i32 {
        let [careful, balanced, thorough] = self.thresholds;
        match cleaning {
            Cleaning::Careful => careful,
            Cleaning::Balanced => balanced,
            Cleaning::Thorough => thorough,
        }
    }
}
