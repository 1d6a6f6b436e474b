//! The day on which a page says that its story was published.
//!
//! In: a rendered page, its tags, structured data and the lines around its headline. Out: the date
//! in ISO 8601, as it was written, and where it was found. Metadata come first, but the day that the
//! page shows its readers beside the headline counts before them, unless it is the day of a change:
//! what metadata call published is often the day on which a draft was made, and it is in another
//! time zone. A day that was read from a line must lie between 1990 and the reference date.

use super::linked::Linked;
use super::metadata::{MOST_HEADER, Tags};
use super::render::Page;
use crate::date::{self, DayMonth};
use crate::document::DateSource;

/// A date, as it was written, and where.
pub(super) type Published = (String, String, DateSource);

const NAMES: [&str; 25] = [
    "article:published_time",
    "og:published_time",
    "datepublished",
    "og:article:published_time",
    "article:published",
    "article:published_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "published-date",
    "w-published-date",
    "citation_publication_date",
    "published",
    "date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "published_at",
    "publication_date",
];

/// The date, as it was written, and where it was found.
pub(super) fn published(
    page: &Page<'_>,
    tags: &Tags,
    linked: &Linked,
    head: &[&str],
    reference: Option<&str>,
) -> Option<Published> {
    let said = said(page, tags, linked);
    let fits = |iso: &str| *iso >= *"1990" && reference.is_none_or(|last| *iso <= *last);
    let shown = shown(head, fits);
    let same_day = |a: &Published, b: &Published| a.0.get(..10) == b.0.get(..10);
    match (said, shown) {
        (Some(said), Some((shown, false))) if !same_day(&said, &shown) => Some(shown),
        (Some(said), _) => Some(said),
        (None, Some((shown, _))) => Some(shown),
        (None, None) => labelled(page, fits).or_else(|| modified(tags, linked)),
    }
}

/// What structured data, `meta` tags and `time` elements say.
fn said(page: &Page<'_>, tags: &Tags, linked: &Linked) -> Option<Published> {
    let metas = NAMES.iter().filter_map(|name| tags.get(&[name]));
    let items = page.times.iter().map(|(value, _)| *value);
    linked.published.as_deref().into_iter().chain(metas).chain(items).find_map(|raw| {
        let iso = date::read(raw, DayMonth::Unknown).filter(|iso| *iso.as_str() > *"1990")?;
        Some((iso, raw.to_owned(), DateSource::Metadata))
    })
}

/// The first date in the lines around the headline, and whether it is the day of a change; one of
/// publication counts before one of a change.
fn shown(head: &[&str], fits: impl Fn(&str) -> bool) -> Option<(Published, bool)> {
    let mut changed = None;
    for (number, line) in head.iter().enumerate().filter(|(_, line)| line.len() <= MOST_HEADER) {
        let Some((found, words)) = dated(line, &fits) else { continue };
        if words > MOST_WORDS {
            continue;
        }
        let label = number.checked_sub(1).and_then(|above| head.get(above)).copied();
        // A line with a date of its own speaks of that one.
        let is_label =
            |label: &&str| label.len() <= 24 && date::find(label, DayMonth::Unknown).is_none();
        let label = label.filter(is_label).unwrap_or_default();
        let before = line.split(&found.1).next().unwrap_or_default();
        if !(is_change(before) || is_change(label)) {
            return Some((found, false));
        }
        changed.get_or_insert((found, true));
    }
    changed
}

/// Words beside a date in a line that is there to tell it.
const MOST_WORDS: usize = 9;

/// The date in a line, and how many words stand beside it.
fn dated(line: &str, fits: &impl Fn(&str) -> bool) -> Option<(Published, usize)> {
    let mut found = date::find(line, DayMonth::Unknown).filter(|found| fits(&found.iso))?;
    // Of two the earlier is the day of publication, whichever stands first.
    let rest = line.get(found.span.end..).unwrap_or_default();
    if let Some(mut other) = date::find(rest, DayMonth::Unknown)
        && fits(&other.iso)
        && other.iso < found.iso
    {
        other.span = found.span.end + other.span.start..found.span.end + other.span.end;
        found = other;
    }
    let raw = line.get(found.span.clone())?.to_owned();
    let (before, behind) = (line.get(..found.span.start)?, line.get(found.span.end..)?);
    let words = before.split_whitespace().count() + behind.split_whitespace().count();
    Some(((found.iso, raw, DateSource::HeaderLine), words))
}

/// Whether a label says that the day is that of a change.
fn is_change(label: &str) -> bool {
    const CHANGES: [&str; 10] = [
        "updat",
        "modifi",
        "reviewed",
        "revis",
        "edited",
        "checked",
        "aktualisiert",
        "mis à jour",
        "actualizado",
        "aggiornato",
    ];
    let label = label.to_lowercase();
    CHANGES.iter().any(|change| label.contains(change))
}

/// A short line anywhere that says when something was published.
fn labelled(page: &Page<'_>, fits: impl Fn(&str) -> bool) -> Option<Published> {
    const LABELS: [&str; 6] =
        ["published", "posted", "originally published", "publié le", "publicado", "veröffentlicht"];
    let begins = |line: &str, label: &str| {
        line.get(..label.len()).is_some_and(|head| head.to_lowercase() == *label)
    };
    let lines = || page.text.split('\n').filter(|line| !line.is_empty());
    lines().zip(lines().skip(1)).filter(|(line, _)| line.len() <= 80).find_map(|(line, next)| {
        let label = LABELS.iter().find(|label| begins(line, label))?;
        let alone = line.trim_end_matches([':', ' ']).len() == label.len();
        let (found, words) = dated(if alone { next } else { line }, &fits)?;
        (words <= MOST_WORDS).then_some(found)
    })
}

fn modified(tags: &Tags, linked: &Linked) -> Option<Published> {
    let names = ["article:modified_time", "og:updated_time", "datemodified"];
    let raw = linked.modified.as_deref().or_else(|| tags.get(&names))?;
    Some((date::read(raw, DayMonth::Unknown)?, raw.to_owned(), DateSource::Metadata))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &[&str]) -> Option<(String, bool)> {
        let fits = |iso: &str| *iso >= *"1990" && *iso <= *"2024-01-01";
        shown(head, fits).map(|((iso, ..), changed)| (iso, changed))
    }

    #[test]
    fn a_day_beside_the_headline_is_told_from_the_day_of_a_change() {
        let day = |day: &str, changed| Some((day.to_owned(), changed));
        assert_eq!(of(&["By Ines Falk | March 3, 2021"]), day("2021-03-03", false));
        assert_eq!(of(&["Updated March 4, 2021", "March 3, 2021"]), day("2021-03-03", false));
        assert_eq!(of(&["Last updated", "March 4, 2021"]), day("2021-03-04", true));
        assert_eq!(of(&["March 3, 1921", "March 3, 2031"]), None);
        let prose = "The council met on March 3, 2021, and sent the plan back to those who made it";
        assert_eq!(of(&[prose]), None);
    }
}
