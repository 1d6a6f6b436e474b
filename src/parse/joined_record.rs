//! Reads the fields of a record that was joined into the first line of a text.
//!
//! In: a text and the fields known so far. Out: its URL, date and headline where they were missing. The
//! parts of such a line have no names, so their kinds tell them: `12###Dam holds###https://…###2020-01-07`.
//! The line stays in the text; a rule of [`crate::boilerplate`] removes it.

use crate::date::{self, DayMonth};
use crate::document::{DateSource, FieldSource, Fields};

/// The column of the dates of such records.
const COLUMN: &str = "joined record";
/// What joins the parts.
const MARKS: [&str; 4] = ["###", "|||", "@@@", "~~~"];
/// The fewest parts of a record.
const FEWEST: usize = 3;
/// The longest part that is a headline, in characters. A longer one is the text.
const HEADLINE_CHARS: usize = 300;
/// The longest part that is a date, in bytes.
const DATE_BYTES: usize = 60;
/// The fewest words of a headline that the URL does not repeat.
const HEADLINE_WORDS: usize = 3;

/// Fills missing fields from the first line.
pub(super) fn read(text: &str, fields: &mut Fields) {
    let Some(record) = JoinedRecord::of(text) else { return };
    if fields.headline.is_none()
        && let Some(headline) = record.headline()
    {
        fields.headline = Some(headline.to_owned());
        fields.headline_source = Some(FieldSource::Record);
    }
    if fields.published.is_none()
        && let Some(raw) = record.date()
    {
        fields.published = date::read(raw, DayMonth::Unknown);
        fields.date_source = fields.published.is_some().then_some(DateSource::Record);
        fields.published_raw = Some(raw.to_owned());
        fields.date_column = Some(COLUMN.to_owned());
    }
    fields.url.get_or_insert_with(|| record.url.to_owned());
}

/// The parts of a record.
struct JoinedRecord<'t> {
    url: &'t str,
    /// The other parts, in order.
    parts: Vec<&'t str>,
}

impl<'t> JoinedRecord<'t> {
    /// The record in the first line: parts without spaces around the marks, one of them a URL.
    fn of(text: &'t str) -> Option<JoinedRecord<'t>> {
        let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
        let mark = MARKS.into_iter().find(|mark| line.matches(mark).count() + 1 >= FEWEST)?;
        // A mark between two spaces divides the paragraphs of a text.
        if line.contains(&format!(" {mark} ")) {
            return None;
        }
        let parts: Vec<&str> = line.split(mark).map(str::trim).collect();
        let mut urls = parts.iter().filter(|part| is_url(part));
        let url = *urls.next()?;
        let rest = parts.iter().filter(|part| !is_url(part)).copied().collect();
        urls.next().is_none().then_some(JoinedRecord { url, parts: rest })
    }

    fn date(&self) -> Option<&'t str> {
        let is_date = |part: &&&str| {
            part.len() <= DATE_BYTES && date::read(part, DayMonth::DayFirst).is_some()
        };
        self.parts.iter().find(is_date).copied()
    }

    /// The longest part that is words and not the text. The end of the URL often repeats it; where it has
    /// words, it must repeat some.
    fn headline(&self) -> Option<&'t str> {
        let date = self.date();
        let plain = |part: &&&str| {
            Some(**part) != date
                && !part.starts_with(['[', '{', '<'])
                && part.chars().count() <= HEADLINE_CHARS
                && part.chars().any(char::is_alphabetic)
        };
        let parts = self.parts.iter().filter(plain);
        let longest = parts.rev().max_by_key(|part| part.chars().count()).copied()?;
        let slug: Vec<String> = words(self.url.trim_end_matches('/').rsplit('/').next()?);
        let own = words(longest);
        let repeated = own.iter().filter(|word| slug.contains(word)).count();
        let has_words = slug.iter().filter(|word| word.chars().any(char::is_alphabetic)).count()
            >= HEADLINE_WORDS;
        let certain = if has_words && !slug.iter().all(|word| word.contains('%')) {
            repeated * 3 >= own.len()
        } else {
            own.len() >= HEADLINE_WORDS && longest.contains(' ')
        };
        (certain && !own.is_empty()).then_some(longest)
    }
}

/// Whether a part is a URL and nothing else.
fn is_url(part: &str) -> bool {
    let address =
        part.starts_with("http://") || part.starts_with("https://") || part.starts_with("www.");
    address && !part.contains(char::is_whitespace)
}

/// The words of a headline or of the end of a URL, in lower case.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '%' | '\u{200c}')));
    parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> (Option<String>, Option<String>, Option<String>) {
        let mut fields = Fields::default();
        read(&format!("\n{line}\n1\nThe dam held through the night."), &mut fields);
        (fields.headline, fields.url, fields.published)
    }

    #[test]
    fn the_parts_of_a_joined_record_are_told_by_their_kinds() {
        let some = |text: &str| Some(text.to_owned());
        let url = "https://harrow.example/news/12/dam-holds-at-harrow-falls";
        let line = format!(
            "data_12###Dam holds at Harrow Falls###{url}###['Local news']###2020-01-07 15:32:00###12###['dam']"
        );
        let day = some("2020-01-07T15:32:00");
        assert_eq!(of(&line), (some("Dam holds at Harrow Falls"), some(url), day));
        let bare = "7|||https://harrow.example/?p=7|||Two bridges will be closed|||7 January 2020";
        assert_eq!(
            of(bare),
            (
                some("Two bridges will be closed"),
                some("https://harrow.example/?p=7"),
                some("2020-01-07")
            )
        );
        let missing = format!("data###nan###{url}###Local news###2020-01-07###12");
        assert_eq!(of(&missing).0, None);
    }

    #[test]
    fn joined_paragraphs_are_no_record() {
        let text = "The dam holds. ### https://harrow.example/dam ### The town dances all night. ### More rain";
        assert_eq!(of(text), (None, None, None));
        assert_eq!(of("### Dam holds ###"), (None, None, None));
    }

    #[test]
    fn known_fields_stay() {
        let mut fields = Fields { headline: Some("Dam holds".to_owned()), ..Fields::default() };
        read("1###Another###https://harrow.example/another-dam-holds###2", &mut fields);
        assert_eq!(fields.headline.as_deref(), Some("Dam holds"));
    }
}
