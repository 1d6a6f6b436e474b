//! Adds up the evidence for and against a repair.
//!
//! In: counts and yes-or-no features, each with its weight. Out: the log odds that the repair is
//! right, in thousandths. Only integers are used, so that the result is the same on every machine.
//! The weights were fitted by logistic regression (Cox, 1958); each repair's file says on which
//! data. It looks nothing up.

/// The log odds in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LogOdds(i64);

impl LogOdds {
    /// Starts with the intercept.
    pub fn prior(thousandths: i64) -> LogOdds {
        LogOdds(thousandths)
    }

    /// Adds a weight for every doubling of a count, up to `most` doublings.
    pub fn count(self, weight: i64, count: u32, most: i64) -> LogOdds {
        LogOdds(self.0 + weight * logarithm(count).min(most * 16) / 16)
    }

    /// Adds a weight for every doubling by which a count exceeds the expected one, or subtracts it
    /// where it falls short, up to `most` doublings.
    pub fn beyond(self, weight: i64, count: u32, expected: u32, most: i64) -> LogOdds {
        let distance = logarithm(count) - logarithm(expected);
        LogOdds(self.0 + weight * distance.clamp(-most * 16, most * 16) / 16)
    }

    /// Adds a weight times a number, up to `most`.
    pub fn each(self, weight: i64, number: usize, most: usize) -> LogOdds {
        LogOdds(self.0 + weight * i64::try_from(number.min(most)).unwrap_or(0))
    }

    /// Adds a weight if something holds.
    pub fn when(self, weight: i64, holds: bool) -> LogOdds {
        if holds { LogOdds(self.0 + weight) } else { self }
    }

    /// Adds a weight times the ratio of two counts.
    pub fn share(self, weight: i64, part: u32, whole: u32) -> LogOdds {
        let sixteenths = (i64::from(part) + 1) * 16 / (i64::from(whole) + 1);
        LogOdds(self.0 + weight * sixteenths / 16)
    }

    /// Adds other log odds.
    pub fn plus(self, other: LogOdds) -> LogOdds {
        LogOdds(self.0 + other.0)
    }

    pub fn thousandths(self) -> i64 {
        self.0
    }
}

/// The binary logarithm of a count plus one, in sixteenths, linear between powers of two.
fn logarithm(count: u32) -> i64 {
    let number = u64::from(count) + 1;
    let power = number.ilog2();
    let fraction = (number << 4) >> power;
    i64::from(power) * 16 + i64::try_from(fraction).unwrap_or(16) - 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_exact_at_powers_of_two_and_rise_between() {
        assert_eq!([0, 1, 3, 7, 1023].map(logarithm), [0, 16, 32, 48, 160]);
        assert_eq!([2, 4, 5].map(logarithm), [24, 36, 40]);
        assert!((0..5000).all(|n| logarithm(n) <= logarithm(n + 1)));
        assert_eq!(logarithm(u32::MAX), 512);
    }

    #[test]
    fn weights_add_up() {
        let odds = LogOdds::prior(-1000).count(500, 3, 10).when(250, true).when(9000, false);
        assert_eq!(odds.thousandths(), 250);
        assert_eq!(LogOdds::prior(0).count(100, 1023, 4).each(10, 9, 5).thousandths(), 450);
        assert_eq!(LogOdds::prior(0).share(1600, 9, 19).thousandths(), 800);
        assert_eq!(LogOdds::prior(0).beyond(100, 7, 31, 6).thousandths(), -200);
        assert_eq!(LogOdds::prior(0).beyond(100, 1023, 0, 6).thousandths(), 600);
    }
}
