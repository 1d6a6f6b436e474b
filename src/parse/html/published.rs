//! Finds the publication date of a page.
//!
//! In: a rendered page, its tags, structured data, its authors and the lines around its headline. Out:
//! the date in ISO 8601, as written, and its source. Metadata comes first. A different day beside the
//! headline wins over it, unless that is the day of an update or the next day in another time zone: the
//! published day in metadata is often the day of the first draft. A date from a line must be between
//! 1990 and the reference date.

#[cfg(test)]
mod tests;

use super::date_order::declared_order;
use super::header::{Header, MOST_HEADER};
use super::json_ld::Linked;
use super::page_date::{Published, ambiguous_declared, in_metadata, in_title, modified};
use super::render::Page;
use super::tags::Tags;
use super::visit_day::VisitDay;
use super::yearless::yearless;
use crate::date::{self, DayMonth};
use crate::document::DateSource;

/// The publication date, as written, and its source.
pub(super) fn published(
    page: &Page<'_>,
    tags: &Tags,
    linked: &Linked,
    head: &Header<'_>,
    byline: Option<&str>,
    reference: Option<&str>,
) -> Option<Published> {
    let day = |iso: &str| iso.get(..10).unwrap_or(iso).to_owned();
    let fits = |iso: &str| *iso >= *"1990" && reference.is_none_or(|last| day(iso) <= day(last));
    let visit = VisitDay::of(page, head);
    let metadata = in_metadata(page, tags, linked, head, &visit, fits);
    let shown = shown(page, head, &visit, fits);
    let changed = modified(page, tags, linked, head, &visit);
    let is_changed = |shown: &Published| {
        changed.as_ref().is_some_and(|changed| day(&changed.0) == day(&shown.0))
    };
    // The metadata say the same as the page, or the page shows the day of a change.
    let agree = |metadata: &Published, shown: &Published| {
        is_near(&metadata.0, &shown.0)
            || is_changed(shown) && is_within_a_year(&metadata.0, &shown.0)
            || is_swapped(&metadata.0, &shown.0)
            || is_shown_in_figures(&metadata.0, &head.lines)
    };
    match (metadata, shown) {
        (Some(metadata), Some((shown, false))) if !agree(&metadata, &shown) => Some(shown),
        (Some(metadata), _) => Some(metadata),
        (None, Some((shown, _))) => Some(shown),
        (None, None) => labelled(page, &PUBLISHED, fits)
            .or_else(|| in_title(page, fits))
            .or_else(|| beside_author(page, head, byline, fits))
            .or_else(|| yearless(page, head, &visit, reference))
            .or_else(|| settled(tags, linked, head, &visit, fits))
            .or(changed)
            .or_else(|| labelled(page, &CHANGED, fits)),
    }
}

/// Whether a shown day is the declared one or the next, which it is in another time zone.
fn is_near(declared: &str, shown: &str) -> bool {
    let day = |iso: &str| iso.get(..10)?.parse::<jiff::civil::Date>().ok();
    match (day(declared), day(shown)) {
        (Some(one), Some(other)) => one == other || one.tomorrow().is_ok_and(|next| next == other),
        _ => declared.get(..10) == shown.get(..10),
    }
}

/// Whether a day is at most a year behind another. A day that is later is that of a new edition.
fn is_within_a_year(first: &str, second: &str) -> bool {
    let day = |iso: &str| iso.get(..10)?.parse::<jiff::civil::Date>().ok();
    let (Some(first), Some(second)) = (day(first), day(second)) else { return false };
    first < second && first.checked_add(jiff::Span::new().years(1)).is_ok_and(|last| second <= last)
}

/// A date in figures that reads two ways, in the order of the page's language.
fn settled(
    tags: &Tags,
    linked: &Linked,
    head: &Header<'_>,
    visit: &VisitDay<'_>,
    fits: impl Fn(&str) -> bool,
) -> Option<Published> {
    let language = tags.language.as_deref().or(linked.language.as_deref())?;
    let order = declared_order(language);
    if order == DayMonth::Unknown {
        return None;
    }
    let (raw, source) = ambiguous(tags, linked, head, visit)?;
    let iso = date::read(&raw, order).filter(|iso| fits(iso))?;
    Some((iso, raw, source))
}

/// A date in figures that reads two ways: a declared one, or one alone on a line around the headline.
fn ambiguous(
    tags: &Tags,
    linked: &Linked,
    head: &Header<'_>,
    visit: &VisitDay<'_>,
) -> Option<(String, DateSource)> {
    let declared = ambiguous_declared(tags, linked).map(|raw| (raw, DateSource::Metadata));
    declared.or_else(|| {
        let own = head.numbers.iter().filter(|number| !visit.has(**number));
        let mut raws = own.filter_map(|number| ambiguous_in(head.line(*number)));
        raws.next().map(|raw| (raw, DateSource::HeaderLine))
    })
}

/// A date that reads two ways, as it is written: it waits for the order of its source.
pub(super) fn unsettled(
    page: &Page<'_>,
    tags: &Tags,
    linked: &Linked,
    head: &Header<'_>,
) -> Option<String> {
    ambiguous(tags, linked, head, &VisitDay::of(page, head)).map(|(raw, _)| raw)
}

/// A date in figures, alone on a line, that reads two ways.
fn ambiguous_in(line: &str) -> Option<String> {
    if line.len() > MOST_HEADER {
        return None;
    }
    let found = date::find(line, DayMonth::DayFirst)?;
    let raw = line.get(found.span.clone())?;
    let words = line.split_whitespace().count() - raw.split_whitespace().count();
    let before = line.get(..found.span.start).unwrap_or_default();
    (words <= MOST_WORDS && date::is_ambiguous(raw) && !is_change(before)).then(|| raw.to_owned())
}

/// Whether two dates differ only in the order of day and month: `04/03/2021` read the other way.
fn is_swapped(one: &str, other: &str) -> bool {
    let parts = |iso: &str| {
        Some((iso.get(..4)?.to_owned(), iso.get(5..7)?.to_owned(), iso.get(8..10)?.to_owned()))
    };
    match (parts(one), parts(other)) {
        (Some((year, month, day)), Some(swapped)) => (year, day, month) == swapped,
        _ => false,
    }
}

/// Whether a line shows an ambiguous date in figures that is this date in one of the two orders.
fn is_shown_in_figures(iso: &str, head: &[&str]) -> bool {
    head.iter().filter(|line| line.len() <= MOST_HEADER).any(|line| {
        let day = |order| date::find(line, order).map(|found| found.iso);
        day(DayMonth::Unknown).is_none()
            && [DayMonth::DayFirst, DayMonth::MonthFirst]
                .into_iter()
                .any(|order| day(order).is_some_and(|day| day.len() == 10 && iso.starts_with(&day)))
    })
}

/// A date alone on a line close to the name of the first author.
fn beside_author(
    page: &Page<'_>,
    head: &Header<'_>,
    byline: Option<&str>,
    fits: impl Fn(&str) -> bool,
) -> Option<Published> {
    const AROUND: usize = 3;
    let author = byline?.split("; ").next()?;
    let lines = &head.all;
    let at = lines.iter().position(|line| line.len() <= MOST_HEADER && line.contains(author))?;
    let behind = (at..).take(AROUND + 1);
    let before = (at.saturating_sub(AROUND)..at).rev();
    behind.chain(before).find_map(|at| {
        let line = lines.get(at).filter(|line| line.len() <= MOST_HEADER)?;
        let (found, words) = dated(line, &fits)?;
        (words <= 3 && !is_change(line) && !follows_other_story(page, head, at)).then_some(found)
    })
}

/// The first date in the lines around the headline, and whether it is an update's. A publication
/// date comes before an update.
fn shown(
    page: &Page<'_>,
    head: &Header<'_>,
    visit: &VisitDay<'_>,
    fits: impl Fn(&str) -> bool,
) -> Option<(Published, bool)> {
    let mut changed = None;
    for number in head.numbers.iter().copied() {
        let line = head.line(number);
        if line.len() > MOST_HEADER || follows_other_story(page, head, number) {
            continue;
        }
        let Some((found, words)) = dated(line, &fits) else { continue };
        if words > MOST_WORDS || visit.has(number) {
            continue;
        }
        let label = number.checked_sub(1).map(|above| head.line(above));
        // A line with a date of its own is not a label for this date.
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

/// Whether the line above is a link as long as a headline: the date of a list of other stories is below
/// each title.
fn follows_other_story(page: &Page<'_>, head: &Header<'_>, number: usize) -> bool {
    const TITLE_WORDS: usize = 5;
    let Some(above) = number.checked_sub(1).filter(|above| Some(*above) != head.at) else {
        return false;
    };
    let linked = page.markup.lines.get(above);
    let linked = linked.is_some_and(|line| line.link_chars * 10 >= line.chars * 9);
    let text = head.line(above);
    linked && text.split_whitespace().count() >= TITLE_WORDS && !super::authors::lead(text).0
}

/// The most words beside a date in a line that exists to show it.
const MOST_WORDS: usize = 9;

/// The most words behind a date and a colon: "March 3, 2021: updated with the names".
const MOST_ENTRY_WORDS: usize = 4;

/// The date in a line, and the number of words beside it.
fn dated(line: &str, fits: &impl Fn(&str) -> bool) -> Option<(Published, usize)> {
    let mut found = date::find(line, DayMonth::Unknown).filter(|found| fits(&found.iso))?;
    // Of two dates the earlier is the publication date, in either order.
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
    // "3 March 2021: The ferry stops" is an entry of a list of events.
    let entry = behind.trim_start().strip_prefix([':', '：']).unwrap_or_default();
    if before.trim().is_empty() && entry.split_whitespace().count() > MOST_ENTRY_WORDS {
        return None;
    }
    // The words of another date in the line do not count: "Published DATE, updated DATE".
    let other = [before, behind].iter().find_map(|part| {
        let found = date::find(part, DayMonth::DayFirst)?;
        Some(part.get(found.span)?.split_whitespace().count())
    });
    let all = before.split_whitespace().count() + behind.split_whitespace().count();
    let words = all.saturating_sub(other.unwrap_or(0));
    Some(((found.iso, raw, DateSource::HeaderLine), words))
}

/// Whether a label announces an update.
fn is_change(label: &str) -> bool {
    const CHANGES: [&str; 30] = [
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
        "atualizad",
        "bijgewerkt",
        "oppdatert",
        "opdateret",
        "uppdaterad",
        "päivitetty",
        "aktualiz",
        "frissítve",
        "ενημ",
        "обновлен",
        "оновлено",
        "güncelle",
        "diperbarui",
        "cập nhật",
        "更新",
        "수정",
        "تحديث",
        "به‌روز",
        "अपडेट",
        "আপডেট",
    ];
    let label = label.to_lowercase();
    CHANGES.iter().any(|change| label.contains(change))
}

const PUBLISHED: [&str; 6] =
    ["published", "posted", "originally published", "publié le", "publicado", "veröffentlicht"];
const CHANGED: [&str; 4] = ["last updated", "updated", "last modified", "page last updated"];

/// A date in a short line, anywhere, that begins with one of the labels.
fn labelled(page: &Page<'_>, labels: &[&str], fits: impl Fn(&str) -> bool) -> Option<Published> {
    let begins = |line: &str, label: &str| {
        line.get(..label.len()).is_some_and(|head| head.to_lowercase() == *label)
    };
    let lines = || page.text.split('\n').filter(|line| !line.is_empty());
    lines().zip(lines().skip(1).chain([""])).filter(|(line, _)| line.len() <= 80).find_map(
        |(line, next)| {
            let label = labels.iter().find(|label| begins(line, label))?;
            let alone = line.trim_end_matches([':', ' ']).len() == label.len();
            let (found, words) = dated(if alone { next } else { line }, &fits)?;
            (words <= MOST_WORDS).then_some(found)
        },
    )
}
