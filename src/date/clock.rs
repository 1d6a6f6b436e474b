//! Reads times of day and offsets beside dates.
//!
//! In: the tokens of a line and a position. Out: a time, its offset if one is written, and the
//! position after it. Zones whose offset depends on the season ("ET") are read without an offset.

use std::fmt;

use super::name;
use super::reader::Reader;

/// A time of day, with its offset if one was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    hour: u8,
    minute: u8,
    second: u8,
    /// Minutes east of Greenwich.
    offset: Option<i32>,
}

impl Time {
    /// `None` for an invalid time. A leap second counts as the second before it.
    pub fn new(hour: u64, minute: u64, second: u64) -> Option<Time> {
        let (hour, minute) = (u8::try_from(hour).ok()?, u8::try_from(minute).ok()?);
        let second = u8::try_from(second).ok()?;
        let valid = hour < 24 && minute < 60 && second <= 60;
        valid.then_some(Time { hour, minute, second: second.min(59), offset: None })
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        match self.offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                let minutes = minutes.abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl Reader<'_> {
    /// Reads `14:05`, `14:05:00.123`, `2:05 p.m.`, `10h15`, `9 AM`, `14時5分`, `오후 2:05`, each with its
    /// zone. Returns the time and the position after it.
    pub(super) fn time_at(&self, at: usize) -> Option<(Time, usize)> {
        let half_before = self.word(at).and_then(half_of_day);
        let at = at + usize::from(half_before.is_some());
        let (hour, digits) = self.number(at)?;
        if digits > 2 {
            return None;
        }
        let dotted = || self.dotted_minute(at).map(|(minute, next)| (minute, 0, next));
        let (minute, second, mut next) = match self.minute_second(at + 1).or_else(dotted) {
            Some(read) => read,
            None if self.half(at + 1).is_some() => (0, 0, at + 1),
            None => return None,
        };
        let mut hour = hour;
        let half = half_before.map(|half| (half, next)).or_else(|| self.half(next));
        if let Some((afternoon, behind)) = half {
            hour = match (hour, afternoon) {
                (12, false) => 0,
                (1..=11, true) => hour + 12,
                _ => hour,
            };
            next = behind;
        } else if self.is_word(next, name::is_oclock) {
            next += 1;
        }
        let mut time = Time::new(hour, minute, second)?;
        if let Some((offset, behind)) = self.zone(next) {
            time.offset = offset;
            next = behind;
        }
        Some((time, next))
    }

    /// Reads `:05`, `:05:00`, `:05:00.123`, `h15`.
    fn minute_second(&self, at: usize) -> Option<(u64, u64, usize)> {
        if self.is_mark(at, "時时點点시") {
            let (minute, 1..=2) = self.number(at + 1)? else { return None };
            return self.is_mark(at + 2, "分분").then_some((minute, 0, at + 3));
        }
        let colon = |at| self.is_mark(at, ":") || self.is_mark(at, "：");
        let hour_word = self.is_word(at, |w| matches!(w, "h" | "H")) && self.glued(at);
        if !colon(at) && !hour_word {
            return None;
        }
        let (minute, 2) = self.number(at + 1)? else { return None };
        if !self.glued(at + 1) {
            return None;
        }
        let (Some((second, 2)), true) = (self.number(at + 3), colon(at + 2)) else {
            return Some((minute, 0, at + 2));
        };
        let fraction = self.is_mark(at + 4, ".,") && self.glued(at + 5) && self.glued(at + 4);
        let next = if fraction && self.number(at + 5).is_some() { at + 6 } else { at + 4 };
        Some((minute, second, next))
    }

    /// Reads the `.30` in `kl. 7.30` and `7.30 Uhr`.
    fn dotted_minute(&self, at: usize) -> Option<(u64, usize)> {
        let (minute, 2) = self.number(at + 2)? else { return None };
        let dotted = self.is_mark(at + 1, ".") && self.glued(at + 1) && self.glued(at + 2);
        let before = at.checked_sub(1).filter(|before| self.is_mark(*before, ".")).unwrap_or(at);
        let announced = before.checked_sub(1).is_some_and(|at| self.is_word(at, name::is_clock))
            || self.is_word(at + 3, name::is_oclock);
        (dotted && announced).then_some((minute, at + 3))
    }

    /// Reads `AM` or `p.m.`: whether it is the second half of the day.
    fn half(&self, at: usize) -> Option<(bool, usize)> {
        let word = self.word(at)?;
        if let "am" | "AM" | "Am" | "pm" | "PM" | "Pm" = word {
            return Some((word.starts_with(['p', 'P']), at + 1));
        }
        let dotted = matches!(word, "a" | "A" | "p" | "P")
            && self.is_mark(at + 1, ".")
            && self.is_word(at + 2, |w| matches!(w, "m" | "M"));
        let next = if self.is_mark(at + 3, ".") && self.glued(at + 3) { at + 4 } else { at + 3 };
        dotted.then(|| (word.starts_with(['p', 'P']), next))
    }

    /// Reads `Z`, `GMT+3`, `+02:00`, `-0500`, `EDT`, `(UTC)`. The offset is `None` if the name does
    /// not determine it.
    fn zone(&self, at: usize) -> Option<(Option<i32>, usize)> {
        if self.is_mark(at, "([") {
            let (offset, next) = self.zone_name(at + 1)?;
            return self.is_mark(next, ")]").then_some((offset, next + 1));
        }
        match self.zone_name(at) {
            // "GMT+3", but not "GMT - 3 people".
            Some((Some(0), next)) if self.glued(next) => {
                Some(self.offset(next).map_or((Some(0), next), |(o, n)| (Some(o), n)))
            }
            Some(found) => Some(found),
            None => self.offset(at).map(|(offset, next)| (Some(offset), next)),
        }
    }

    fn zone_name(&self, at: usize) -> Option<(Option<i32>, usize)> {
        name::zone(self.word(at)?).map(|offset| (offset, at + 1))
    }

    fn offset(&self, at: usize) -> Option<(i32, usize)> {
        let sign = if self.is_mark(at, "+") {
            1
        } else if self.is_mark(at, "-−") {
            -1
        } else {
            return None;
        };
        if !self.glued(at + 1) {
            return None;
        }
        let (hours, minutes, next) = match self.number(at + 1)? {
            (value, 4) => (value / 100, value % 100, at + 2),
            (hours, 1..=2) => match self.number(at + 3) {
                Some((minutes, 2)) if self.is_mark(at + 2, ":") => (hours, minutes, at + 4),
                _ => (hours, 0, at + 2),
            },
            _ => return None,
        };
        let valid = hours <= 14 && minutes < 60;
        valid.then(|| (sign * (hours as i32 * 60 + minutes as i32), next))
    }
}
/// Whether a word before an hour names the second half of the day.
pub(super) fn half_of_day(word: &str) -> Option<bool> {
    match word {
        "午前" | "上午" | "早上" | "凌晨" | "오전" => Some(false),
        "午後" | "下午" | "晚上" | "오후" => Some(true),
        _ => None,
    }
}
