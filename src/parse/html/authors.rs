//! Reads the names of authors from the lines of a page.
//!
//! In: a line such as "March 3, 2021 | By Ines Falk". Out: the names. [`crate::byline`] splits them.

use crate::byline::{is_lead, names, without_lead};
use crate::date::{self, DayMonth};

/// Whether a line begins with "By" or the like, and the rest of the line.
pub(super) fn lead(line: &str) -> (bool, &str) {
    let line = line.trim();
    let behind = without_lead(line);
    if is_lead(line) { (true, "") } else { (behind.len() < line.len(), behind) }
}

/// The names after "by" inside a line that begins otherwise, for example with a date.
pub(super) fn within(line: &str) -> Vec<String> {
    let places = [" by ", " By ", "· By: ", "| By: "];
    let found = places.iter().find_map(|by| line.split_once(by));
    let Some((before, behind)) = found else { return Vec::new() };
    let tells_day = date::find(before, DayMonth::Unknown).is_some();
    if tells_day || before.ends_with(['|', '·', '•', '-', '–']) {
        names(behind)
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_inside_a_line_follow_a_date_or_a_mark() {
        assert_eq!(within("September 1st, 2023 By Ines Falk"), ["Ines Falk"]);
        assert_eq!(within("Passed by the council in May"), Vec::<String>::new());
    }
}
