//! Reads the forms in which dates are written.
//!
//! In: the tokens of one line. Out: the first date among them. Each form reads a bounded number of
//! tokens, so that the time is linear in the length of the line.

use std::ops::Range;

use jiff::civil::Date;

use super::calendar::{century, civil};
use super::clock::{Time, half_of_day};
use super::found::DayMonth;
use super::name;
use super::reader::Reader;
use super::token::Kind;

impl Reader<'_> {
    /// The first date of the line in ISO 8601, and its bytes.
    pub fn first(&self) -> Option<(String, Range<usize>)> {
        (0..self.tokens.len()).find_map(|at| {
            let (date, time, end) = self.publication_time(at)?;
            let start = self.weekday_before(at).unwrap_or(at);
            let span = self.tokens.get(start)?.span.start..self.tokens.get(end - 1)?.span.end;
            let iso = time.map_or_else(|| date.to_string(), |time| format!("{date}T{time}"));
            Some((iso, span))
        })
    }

    /// A line that is a month or a year and nothing else.
    pub fn month_or_year(&self) -> Option<String> {
        let ends = |at: usize| self.tokens.get(at).is_none();
        let valid = |year: u64, month: u64| {
            civil(year, month, 1).map(|day| format!("{:04}-{:02}", day.year(), day.month()))
        };
        if let Some(year) = self.year(0) {
            let next = self.skip(1, 2, |w| name::is_of(w) || matches!(w, "-" | "/" | "." | ","));
            if ends(1) {
                return Some(format!("{year:04}"));
            }
            if let Some((month, end)) = self.month(next).filter(|(_, end)| ends(*end)) {
                let _ = end;
                return valid(year, month);
            }
            let month = self.number(next).filter(|(_, digits)| *digits <= 2)?.0;
            let unit = self.is_mark(1, "年년") && self.is_mark(3, "月월") && ends(4);
            let month = if unit { self.number(2)?.0 } else { month };
            return valid(year, month).filter(|_| unit || (next == 2 && ends(next + 1)));
        }
        if let Some((month, next)) = self.month(0) {
            let next = self.skip(next, 2, |w| name::is_of(w) || matches!(w, "," | "/" | "-"));
            return valid(self.year(next)?, month).filter(|_| ends(next + 1));
        }
        let month = self.number(0).filter(|(_, digits)| *digits <= 2)?.0;
        let divided = self.is_mark(1, "-/.") && ends(3);
        valid(self.year(2)?, month).filter(|_| divided)
    }

    /// A date with or without its time at a token.
    fn publication_time(&self, at: usize) -> Option<(Date, Option<Time>, usize)> {
        if let Some((time, next)) = self.time_at(at)
            && let Some((date, end)) =
                self.date(self.skip(next, 3, |w| name::is_connector(w) || name::is_weekday(w)))
        {
            return Some((date, Some(time), end));
        }
        if let Some((date, time, end)) = self.month_day_time_year(at) {
            return Some((date, Some(time), end));
        }
        let (date, end) = self.date(at)?;
        // A weekday can follow the date, and a dot the word for the hour: "kl. 7.30".
        let end = match self.text(end) {
            Some(",") if self.is_word(end + 1, name::is_weekday) => end + 2,
            Some("(" | "（") if self.is_short_weekday(end + 1) && self.is_mark(end + 2, ")）") => {
                end + 3
            }
            _ if self.is_word(end, name::is_weekday) => end + 1,
            _ => end,
        };
        let mut next = self.skip(end, 3, name::is_connector);
        if self.is_mark(next, ".") && self.is_word(next.saturating_sub(1), name::is_clock) {
            next += 1;
        }
        // "2023.04.18. 오후 7:30"
        if self.is_mark(next, ".") && self.is_word(next + 1, |word| half_of_day(word).is_some()) {
            next += 1;
        }
        match self.time_at(next) {
            Some((time, end)) => Some((date, Some(time), end)),
            None => Some((date, None, end)),
        }
    }

    fn date(&self, at: usize) -> Option<(Date, usize)> {
        match self.tokens.get(at)?.kind {
            Kind::Number(..) => self
                .year_first(at)
                .or_else(|| self.numbers(at))
                .or_else(|| self.day_month(at))
                .or_else(|| self.units(at)),
            Kind::Word => self.month_day(at).or_else(|| self.era(at)).or_else(|| self.units(at)),
            Kind::Mark(_) => None,
        }
    }

    /// `2022-10-01`, `2022/10/1`, `2022-Oct-01`, `2022 October 1`, `2022. október 1.`, `2022. 10. 1.`.
    fn year_first(&self, at: usize) -> Option<(Date, usize)> {
        let year = self.year(at)?;
        let divided = self.is_mark(at + 1, "-/.") && self.glued(at + 1);
        let ordinal = self.is_mark(at + 1, ".") && !self.glued(at + 2);
        if !divided || ordinal {
            let next = self.skip(at + 1, 3, |w| name::is_of(w) || w == ".");
            if let Some((month, next)) = self.month(next) {
                let end = self.ordinal(next + 1);
                return Some((civil(year, month, self.day(next)?)?, end));
            }
            // "2023. gada 18. aprīlis"
            if let Some((month, end)) = self.month(self.ordinal(next + 1)) {
                return Some((civil(year, month, self.day(next)?)?, end));
            }
            return self.spaced(at, year).filter(|_| ordinal);
        }
        if self.part_of_longer(at, at + 4) || !self.same_mark(at + 1, at + 3) {
            return None;
        }
        let month = match self.number(at + 2) {
            Some((month, 1..=2)) => month,
            Some(_) => return None,
            None => self.month(at + 2)?.0,
        };
        Some((civil(year, month, self.day(at + 4)?)?, at + 5))
    }

    /// `2022. 10. 1.`, as Korean and Hungarian write it.
    fn spaced(&self, at: usize, year: u64) -> Option<(Date, usize)> {
        let month = self.number(at + 2).filter(|&(_, digits)| digits <= 2)?.0;
        let dots = self.is_mark(at + 3, ".") && self.glued(at + 3) && !self.glued(at + 4);
        let date = civil(year, month, self.day(at + 4)?)?;
        dots.then(|| (date, self.ordinal(at + 5)))
    }

    /// `01.10.2022`, `10/01/2022`, `1-10-2022`, `10/25/22`.
    fn numbers(&self, at: usize) -> Option<(Date, usize)> {
        let ((first, 1..=2), (second, 1..=2)) = (self.number(at)?, self.number(at + 2)?) else {
            return None;
        };
        let dots = self.is_mark(at + 1, ".");
        if !(dots || self.is_mark(at + 1, "/-"))
            || !self.same_mark(at + 1, at + 3)
            || self.part_of_longer(at, at + 4)
        {
            return None;
        }
        if self.order == DayMonth::YearFirst
            && let (year, (day, 1..=2)) = (century(first), self.number(at + 4)?)
        {
            return Some((civil(year, second, day)?, at + 5));
        }
        let year = match self.number(at + 4)? {
            (year, 2) if self.is_mark(at + 1, "/") => century(year),
            _ => self.year(at + 4)?,
        };
        let day_first = civil(year, second, first);
        let month_first = civil(year, first, second);
        let date = match (self.order, day_first, month_first) {
            (DayMonth::DayFirst, Some(date), _) => date,
            (DayMonth::MonthFirst, _, Some(date)) => date,
            (_, Some(date), None) | (_, None, Some(date)) => date,
            (_, Some(a), Some(b)) if a == b || dots => a,
            _ => return None,
        };
        Some((date, at + 5))
    }

    /// `1 October 2022`, `1st of October, 2022`, `1. Oktober 2022`, `26-FEB-1987`.
    fn day_month(&self, at: usize) -> Option<(Date, usize)> {
        let day = self.day(at)?;
        let next = self.ordinal(at + 1);
        let hyphen = self.is_mark(next, "-") && self.glued(next);
        let next =
            self.skip(next, 3, |w| name::is_of(w) || matches!(w, "-" | "/" | "." | "'" | "’"));
        let (month, next) = self.month(next)?;
        let next =
            self.skip(next, 4, |w| name::is_of(w) || matches!(w, "," | "-" | "/" | "،" | "."));
        let year = match self.number(next) {
            Some((year, 2)) if hyphen && self.glued(next) => century(year),
            _ => self.year(next)?,
        };
        Some((civil(year, month, day)?, next + 1))
    }

    /// `October 1, 2022`, `Oct. 1st 2022`.
    fn month_day(&self, at: usize) -> Option<(Date, usize)> {
        let (month, next) = self.month(at)?;
        let day = self.day(next)?;
        let next = self.skip(self.ordinal(next + 1), 1, |w| matches!(w, "," | "of" | "،"));
        Some((civil(self.year(next)?, month, day)?, next + 1))
    }

    /// `Oct 1 10:15:00 UTC 2022`, as C's `asctime` writes it.
    fn month_day_time_year(&self, at: usize) -> Option<(Date, Time, usize)> {
        let (month, next) = self.month(at)?;
        let day = self.day(next)?;
        let (time, next) = self.time_at(next + 1)?;
        Some((civil(self.year(next)?, month, day)?, time, next + 1))
    }

    /// `2022年10月1日`, `2022년 10월 1일`.
    fn units(&self, at: usize) -> Option<(Date, usize)> {
        let year = self.year(at).or_else(|| self.han_year(at))?;
        let units = [at + 1, at + 3, at + 5].into_iter().zip(["年년", "月월", "日일"]);
        if !units.into_iter().all(|(at, marks)| self.is_mark(at, marks)) {
            return None;
        }
        let figure = |at| self.day(at).or_else(|| han_number(self.word(at)?));
        Some((civil(year, figure(at + 2)?, figure(at + 4)?)?, at + 6))
    }

    /// `令和5年4月18日`, `民國112年4月18日`: years that count from the start of an era.
    fn era(&self, at: usize) -> Option<(Date, usize)> {
        let (before, is_first) = name::era(self.word(at)?)?;
        let (year, next) = match is_first {
            true => (1, at + 1),
            false => (self.number(at + 1).filter(|&(_, digits)| digits <= 3)?.0, at + 2),
        };
        let units = [next, next + 2, next + 4].into_iter().zip(["年년", "月월", "日일"]);
        if !units.into_iter().all(|(at, marks)| self.is_mark(at, marks)) {
            return None;
        }
        Some((civil(before + year, self.day(next + 1)?, self.day(next + 3)?)?, next + 5))
    }

    /// A year in four Chinese figures: `二〇二三`.
    fn han_year(&self, at: usize) -> Option<u64> {
        let word = self.word(at)?;
        let mut year = 0;
        for c in word.chars() {
            year = year * 10 + han_digit(c)?;
        }
        let valid = word.chars().count() == 4 && (1500..=2999).contains(&year);
        valid.then_some(year)
    }

    /// A year of four digits.
    fn year(&self, at: usize) -> Option<u64> {
        let (year, 4) = self.number(at)? else { return None };
        i16::try_from(year).is_ok_and(|year| self.years.contains(&year)).then_some(year)
    }

    fn day(&self, at: usize) -> Option<u64> {
        self.number(at).filter(|&(_, digits)| digits <= 2).map(|(day, _)| day)
    }

    /// The month at a token, in one or two words, with the dot of an abbreviation and a second name of
    /// the same month after a slash.
    fn month(&self, at: usize) -> Option<(u64, usize)> {
        let word = self.word(at)?;
        let (month, mut next) = match name::month(word) {
            Some(month) => (month, at + 1),
            None if name::is_month_word(word) => (self.numbered_month(at + 1)?, at + 2),
            None => {
                let second = at + 1 + usize::from(self.is_mark(at + 1, "."));
                (name::month_of_two(word, self.word(second)?)?, second + 1)
            }
        };
        if self.is_mark(next, ".") && self.glued(next) {
            next += 1;
        }
        if self.is_mark(next, "/")
            && self.word(next + 1).and_then(name::month).is_some_and(|other| other == month)
        {
            next += 2;
        }
        Some((month, next))
    }

    /// The month after a word for "month": `4` or `tư`.
    fn numbered_month(&self, at: usize) -> Option<u64> {
        let number = self.number(at).map(|(month, _)| month);
        number.or_else(|| name::month_number(self.word(at)?)).filter(|month| *month <= 12)
    }

    /// Skips the `st`, `er`, `º` or `.` of an ordinal number.
    fn ordinal(&self, at: usize) -> usize {
        let ordinal = self.is_word(at, name::is_ordinal) || self.is_mark(at, ".°");
        if ordinal && self.glued(at) { at + 1 } else { at }
    }

    /// The position of a weekday directly before `at`.
    fn weekday_before(&self, at: usize) -> Option<usize> {
        let mut before = at.checked_sub(1)?;
        if self.is_mark(before, ",.،") || self.is_word(before, name::is_of) {
            before = before.checked_sub(1)?;
        }
        self.is_word(before, name::is_weekday).then_some(before)
    }

    /// Whether a token is a weekday, or one of the characters for it in Chinese, Japanese and Korean.
    fn is_short_weekday(&self, at: usize) -> bool {
        let short = |word: &str| {
            let mut chars = word.chars();
            chars.next().is_some_and(|c| "月火水木金土日一二三四五六월화수목금토일".contains(c))
                && chars.next().is_none()
        };
        self.text(at).is_some_and(short) || self.is_word(at, name::is_weekday)
    }

    /// Whether the tokens from `first` to `last` are part of a longer run of numbers.
    fn part_of_longer(&self, first: usize, last: usize) -> bool {
        let mark = "-/.";
        let before = first.checked_sub(2).is_some_and(|at| {
            self.number(at).is_some()
                && self.is_mark(at + 1, mark)
                && self.glued(at + 1)
                && self.glued(first)
        });
        let after = self.is_mark(last + 1, mark)
            && self.glued(last + 1)
            && self.glued(last + 2)
            && self.number(last + 2).is_some();
        before || after
    }

    /// Whether two tokens are the same mark without white space around them.
    fn same_mark(&self, a: usize, b: usize) -> bool {
        let (Some(first), Some(second)) = (self.tokens.get(a), self.tokens.get(b)) else {
            return false;
        };
        first.kind == second.kind && [a, a + 1, b, b + 1].into_iter().all(|at| self.glued(at))
    }
}

/// A number up to 99 in Chinese figures: `四`, `十八`, `二十`.
fn han_number(word: &str) -> Option<u64> {
    let (tens, ones) = match word.split_once('十') {
        Some((tens, ones)) => (if tens.is_empty() { "一" } else { tens }, ones),
        None => ("", word),
    };
    let figure = |text: &str| -> Option<u64> {
        let mut chars = text.chars();
        let value = chars.next().map_or(Some(0), han_digit);
        value.filter(|_| chars.next().is_none())
    };
    Some(figure(tens)? * 10 + figure(ones)?)
}

fn han_digit(c: char) -> Option<u64> {
    "〇一二三四五六七八九".chars().position(|digit| digit == c).map(|digit| digit as u64)
}
