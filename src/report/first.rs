//! Who printed a story first: where the date of a document stands among the dates of its cluster.
//!
//! In: the dates of the members of a cluster, each with how much of it is known. Out: a word for each
//! member. A day without a time is the whole day: of two stories of one day it tells no order.

/// A publication date as a span of seconds since 1970: from its first second to the one after its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub start: i64,
    pub end: i64,
}

impl Span {
    /// The span of a date in ISO 8601 that begins at `start`.
    pub fn new(start: i64, iso: &str) -> Span {
        let seconds = match iso.len() {
            ..=4 => 366 * 86_400,
            5..=7 => 31 * 86_400,
            8..=10 => 86_400,
            _ if iso.get(16..17) == Some(":") => 1,
            _ => 60,
        };
        Span { start, end: start + seconds }
    }
}

/// What the dates of a cluster say of each of its members.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ClusterDates {
    /// The two smallest starts.
    first: Option<i64>,
    second: Option<i64>,
    earliest_end: Option<i64>,
    has_undated: bool,
}

impl ClusterDates {
    pub fn new(spans: impl Iterator<Item = Option<Span>>) -> ClusterDates {
        let mut dates = ClusterDates::default();
        for span in spans {
            let Some(Span { start, end }) = span else {
                dates.has_undated = true;
                continue;
            };
            if dates.first.is_none_or(|first| start < first) {
                dates.second = dates.first.replace(start);
            } else if dates.second.is_none_or(|second| start < second) {
                dates.second = Some(start);
            }
            dates.earliest_end = Some(dates.earliest_end.map_or(end, |earliest| earliest.min(end)));
        }
        dates
    }

    /// The word for a member: `undated`; `later`, if another is certainly earlier; `tied`, if another may
    /// be; `first_dated`, if only members without a date may be; `first`.
    pub fn word(&self, span: Option<Span>) -> &'static str {
        let Some(span) = span else { return "undated" };
        // Its own end is after its own start, so that only another member makes it later.
        if self.earliest_end.is_some_and(|end| end <= span.start) {
            return "later";
        }
        let others = if self.first == Some(span.start) { self.second } else { self.first };
        match others {
            Some(start) if start < span.end => "tied",
            _ if self.has_undated => "first_dated",
            _ => "first",
        }
    }
}

/// Whether a word means that the document was printed first, as far as dates tell.
pub fn is_first(word: &str) -> bool {
    matches!(word, "first" | "first_dated")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::instant;

    fn words(dates: &[&str]) -> Vec<&'static str> {
        let span = |iso: &&str| instant(iso).map(|start| Span::new(start, iso));
        let cluster = ClusterDates::new(dates.iter().map(span));
        dates.iter().map(|iso| cluster.word(span(iso))).collect()
    }

    #[test]
    fn the_earliest_is_first_and_what_dates_cannot_tell_is_tied() {
        assert_eq!(words(&["2023-03-02", "2023-03-01"]), ["later", "first"]);
        assert_eq!(words(&["2023-03-01", "2023-03-01", "2023-03-02"]), ["tied", "tied", "later"]);
        // A story of the morning may be earlier than one of which only the day is known.
        assert_eq!(words(&["2023-03-01T09:00", "2023-03-01"]), ["tied", "tied"]);
        let times = ["2023-03-01T09:00:00Z", "2023-03-01T09:00:01Z", "2023-03-01T12:00:00+05:00"];
        assert_eq!(words(&times), ["later", "later", "first"]);
        assert_eq!(words(&["2023-03", "2023-03-15", "2023-02-10"]), ["later", "later", "first"]);
    }

    #[test]
    fn missing_dates_are_marked() {
        assert_eq!(words(&["", "2023-03-01", "2023-03-02"]), ["undated", "first_dated", "later"]);
        assert_eq!(words(&["", ""]), ["undated", "undated"]);
    }
}
