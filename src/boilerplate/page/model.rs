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
    /// What is subtracted from all scores before the best set of lines is chosen, for each setting.
    pub(super) lenience: [i32; 3],
    /// The probability that a page is right, in thousandths, for expected word F1 of .5, .55, ... 1.
    pub(super) calibration: [u16; CALIBRATION],
}

/// Points of the calibration.
pub(super) const CALIBRATION: usize = 11;
/// The first of them, and the distance from one to the next, in thousandths.
const FIRST: u16 = 500;
const STEP: u16 = 50;

impl PageModel {
    /// The lowest score at which a line is removed, and what is subtracted from all scores before
    /// the best set of lines is chosen.
    pub(super) fn bars(&self, cleaning: Cleaning) -> (i32, i32) {
        let of = |[careful, balanced, thorough]: [i32; 3]| match cleaning {
            Cleaning::Careful => careful,
            Cleaning::Balanced => balanced,
            Cleaning::Thorough => thorough,
        };
        (of(self.thresholds), of(self.lenience))
    }
    /// The probability that the lines that stay are the story, in thousandths, given the expected
    /// word F1 of these lines.
    pub(super) fn confidence(&self, expected: u16) -> u16 {
        let beyond = expected.saturating_sub(FIRST);
        let point = |number: u16| {
            let at = usize::from(number).min(CALIBRATION - 1);
            u32::from(self.calibration.get(at).copied().unwrap_or(0))
        };
        let (low, high) = (point(beyond / STEP), point(beyond / STEP + 1));
        let part = u32::from(beyond % STEP);
        let mean = (low * (u32::from(STEP) - part) + high * part) / u32::from(STEP);
        mean.min(1000) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_is_interpolated() {
        let calibration = [0, 10, 50, 100, 200, 300, 400, 500, 600, 800, 900];
        let model = PageModel { calibration, ..PageModel::default() };
        let of = |expected| model.confidence(expected);
        assert_eq!((of(0), of(500), of(525), of(950), of(1000)), (0, 0, 5, 800, 900));
        assert_eq!(of(975), 850);
    }
}
