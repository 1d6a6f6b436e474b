//! Adds up what speaks for and against a repair.
//!
//! In: counts, and answers of yes and no, each with its weight. Out: the logarithm of the odds that the
//! repair is right, in thousandths, by integers alone, so that it is the same on every machine. The
//! weights were fitted by logistic regression (Cox, 1958); each repair's file says on what.
//! It knows no words.

/// The logarithm of the odds, in thousandths, as far as it has been added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Odds(i64);

impl Odds {
    /// Starts at what is believed before anything was looked at.
    pub fn prior(thousandths: i64) -> Odds {
        Odds(thousandths)
    }

    /// Adds a weight for every doubling of a count, up to so many doublings.
    pub fn count(self, weight: i64, count: u32, most: i64) -> Odds {
        Odds(self.0 + weight * logarithm(count).min(most * 16) / 16)
    }

    /// Adds a weight for every doubling by which a count exceeds what is expected, or falls short of it, up to so
    /// many doublings.
    pub fn beyond(self, weight: i64, count: u32, expected: u32, most: i64) -> Odds {
        let distance = logarithm(count) - logarithm(expected);
        Odds(self.0 + weight * distance.clamp(-most * 16, most * 16) / 16)
    }

    /// Adds a weight for each of a number.
    pub fn each(self, weight: i64, number: usize, most: usize) -> Odds {
        Odds(self.0 + weight * i64::try_from(number.min(most)).unwrap_or(0))
    }

    /// Adds a weight if something holds.
    pub fn when(self, weight: i64, holds: bool) -> Odds {
        if holds { Odds(self.0 + weight) } else { self }
    }

    /// Adds a weight times the share of one count in another.
    pub fn share(self, weight: i64, part: u32, whole: u32) -> Odds {
        let sixteenths = (i64::from(part) + 1) * 16 / (i64::from(whole) + 1);
        Odds(self.0 + weight * sixteenths / 16)
    }

    /// Adds what was added up elsewhere.
    pub fn plus(self, other: Odds) -> Odds {
        Odds(self.0 + other.0)
    }

    pub fn thousandths(self) -> i64 {
        self.0
    }
}

/// The binary logarithm of a count and one, in sixteenths, straight between powers of two.
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
        let odds = Odds::prior(-1000).count(500, 3, 10).when(250, true).when(9000, false);
        assert_eq!(odds.thousandths(), 250);
        assert_eq!(Odds::prior(0).count(100, 1023, 4).each(10, 9, 5).thousandths(), 450);
        assert_eq!(Odds::prior(0).share(1600, 9, 19).thousandths(), 800);
        assert_eq!(Odds::prior(0).beyond(100, 7, 31, 6).thousandths(), -200);
        assert_eq!(Odds::prior(0).beyond(100, 1023, 0, 6).thousandths(), 600);
    }
}
