//! Reads dates of six figures: `060119`. Day, month and year have two each.
//!
//! In: a field and the order of its column. Out: the day in ISO 8601. Without the order such a date has
//! up to three readings, so it is never read alone. A table that took it for a number dropped its
//! first zero.

use super::calendar::{century, civil};
use super::found::DayMonth;

/// The three numbers of a date of six figures, or of five where the first was a zero.
pub fn six_figures(field: &str) -> Option<[u8; 3]> {
    let field = field.trim();
    if !matches!(field.len(), 5 | 6) || !field.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u32 = field.parse().ok()?;
    let part = |divisor: u32| u8::try_from(number / divisor % 100).ok();
    Some([part(10_000)?, part(100)?, part(1)?])
}

/// Reads a date of six figures in an order that is known.
pub(super) fn read(field: &str, order: DayMonth) -> Option<String> {
    let [first, second, third] = six_figures(field)?.map(u64::from);
    let (year, month, day) = match order {
        DayMonth::DayFirst => (third, second, first),
        DayMonth::MonthFirst => (third, first, second),
        DayMonth::YearFirst => (first, second, third),
        DayMonth::Unknown => return None,
    };
    civil(century(year), month, day).map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_figures_are_read_in_the_order_of_their_column() {
        let of = |field, order| read(field, order);
        assert_eq!(of("060119", DayMonth::MonthFirst).as_deref(), Some("2019-06-01"));
        assert_eq!(of("60119", DayMonth::MonthFirst).as_deref(), Some("2019-06-01"));
        assert_eq!(of("060119", DayMonth::DayFirst).as_deref(), Some("2019-01-06"));
        assert_eq!(of("060119", DayMonth::YearFirst).as_deref(), Some("2006-01-19"));
        assert_eq!(of("980119", DayMonth::YearFirst).as_deref(), Some("1998-01-19"));
        assert_eq!(of("311319", DayMonth::DayFirst), None);
        for field in ["060119", "6011", "0601199", "06-119", ""] {
            assert_eq!(of(field, DayMonth::Unknown), None, "{field}");
        }
    }
}
