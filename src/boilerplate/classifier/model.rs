//! A trained line model, and the settings that it is used with.
//!
//! In: its parts, read by [`super::format`]. Out: thresholds by setting. It scores nothing.

use serde::{Deserialize, Serialize};

use super::quickscorer::Trees;

/// How much to remove.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cleaning {
    /// Prefers to leave chrome rather than lose a line of the story.
    Careful,
    #[default]
    Balanced,
    /// Prefers to lose a line of the story rather than leave chrome.
    Thorough,
}

/// A trained classifier.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// Weights of hashed words.
    pub(super) words: Vec<i8>,
    pub(super) forest: Trees,
    /// The lowest scores at which a line is removed: careful, balanced, thorough.
    pub(super) thresholds: [i32; 3],
    pub(super) sha256: [u8; 32],
}

impl Model {
    /// The SHA-256 of the file that the model was read from.
    pub fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    /// The lowest score at which a line is removed.
    pub fn threshold(&self, cleaning: Cleaning) -> i32 {
        if self.forest.is_empty() {
            return i32::MAX;
        }
        let [careful, balanced, thorough] = self.thresholds;
        match cleaning {
            Cleaning::Careful => careful,
            Cleaning::Balanced => balanced,
            Cleaning::Thorough => thorough,
        }
    }
}
