//! Finds the headline of a page.
//!
//! In: a rendered page, its tags and structured data. Out: the headline. A heading counts if one of
//! the page's titles contains it, or it contains a title. Otherwise a title counts, without the name
//! of the site. Wording is not considered.

use super::fold::{folded, words};
use super::headings::headings;
use super::json_ld::Linked;
use super::place::place;
use super::render::Page;
use super::tags::{Tags, plain};
use super::title_line::{above_story, part_of_title};
use crate::date::{self, DayMonth};
use crate::document::FieldSource;

/// The headline: the longest first-level heading that agrees with another title of the page; else
/// another heading that does; else the title in structured data or `meta` tags, without the name of
/// the site.
pub(super) fn headline(
    page: &Page<'_>,
    tags: &Tags,
    linked: &Linked,
) -> Option<(String, FieldSource)> {
    let host = tags.canonical.as_deref().map(host_of).unwrap_or_default();
    let (text, source) = whole(page, tags, linked)?;
    Some((tidied(without_host(&text, &host)).to_owned(), source))
}

/// The letters and figures of an address's host.
fn host_of(address: &str) -> String {
    let behind = address.split_once("://").map_or(address, |(_, behind)| behind);
    folded(behind.split(['/', '?', '#']).next().unwrap_or_default())
}

/// Drops a site's name at the end, if the site's address contains that name.
fn without_host<'t>(text: &'t str, host: &str) -> &'t str {
    let parted = [" | ", " - ", " – ", " — "].iter().find_map(|mark| {
        let (head, tail) = text.rsplit_once(mark)?;
        let name = folded(tail);
        (name.len() >= 5 && host.contains(&name)).then_some(head.trim_end())
    });
    // "Ferry stops | harrow.example"
    let domain = || {
        text.rsplit_once(" | ").filter(|(_, tail)| is_domain(tail)).map(|(head, _)| head.trim_end())
    };
    parted.or_else(domain).unwrap_or(text)
}

/// Whether a part of a title is the address of a site.
fn is_domain(part: &str) -> bool {
    let part = part.trim().trim_start_matches("www.");
    let labels: Vec<&str> = part.split('.').collect();
    let ends = labels.last().is_some_and(|end| (2..=7).contains(&end.len()));
    labels.len() >= 2
        && ends
        && labels.iter().all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })
}

/// The headline before its surroundings are trimmed.
fn whole(page: &Page<'_>, tags: &Tags, linked: &Linked) -> Option<(String, FieldSource)> {
    let title = plain(page.title);
    let ending = || tags.ending(&["headline"]).first().copied();
    let open = tags.get(&["og:title", "twitter:title", "dc.title", "title"]).or_else(ending);
    let open = open.unwrap_or_default();
    let titles = [linked.headline.as_deref().unwrap_or_default(), open, &title];
    let folded_titles = titles.map(folded);
    let site = tags.get(&["og:site_name"]).or(linked.publisher.as_deref()).unwrap_or_default();
    let folded_site = folded(site);
    let own_names = names_of_site(&title);
    let fits = |heading: &str| {
        let heading = folded(heading);
        if own_names.contains(&heading) {
            return false;
        }
        let holds =
            |s: &String| s.contains(&heading) || (s.len() >= 12 && heading.contains(s.as_str()));
        heading.len() >= 6 && heading != folded_site && folded_titles.iter().any(holds)
    };
    let headings: Vec<(u8, String)> =
        headings(page).into_iter().filter(|(_, text)| text.len() <= 400).collect();
    let first_level = || headings.iter().filter(|(level, _)| *level == 1).map(|(_, text)| text);
    // Of equal candidates the first wins.
    let longest = first_level().rev().filter(|text| fits(text)).max_by_key(|text| text.len());
    if let Some(text) = longest.filter(|text| text.split(' ').count() >= 2) {
        let shown = [
            linked.headline.as_deref().unwrap_or_default(),
            open,
            &without_site(&title, site, &title),
        ]
        .map(str::to_owned);
        return Some((without_kicker(text, &shown), FieldSource::HeaderLine));
    }
    if let Some(text) = only_heading(&headings, &title) {
        return Some((text, FieldSource::HeaderLine));
    }
    let known: Vec<String> = [open, &title].iter().flat_map(|text| words(text)).collect();
    let near = |text: &&String| {
        let own = words(text);
        let shared = own.iter().filter(|word| known.contains(word)).count();
        own.len() >= 3 && shared * 2 >= own.len() && folded(text) != folded_site
    };
    let other = || {
        let mut later = headings.iter().map(|(_, text)| text);
        later.find(|text| fits(text) && text.split(' ').count() >= 3)
    };
    if let Some(text) = first_level().find(near).or_else(other) {
        return Some((text.clone(), FieldSource::HeaderLine));
    }
    if let Some(text) = part_of_title(page, &titles) {
        return Some((text, FieldSource::HeaderLine));
    }
    let first = titles.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    let is_shown = || place(page, &without_site(first, site, &title)).is_some();
    if !is_shown()
        && let Some(text) = above_story(page, first)
    {
        return Some((text, FieldSource::HeaderLine));
    }
    if first.is_empty() {
        return None;
    }
    Some((without_site(first, site, &title), FieldSource::Metadata))
}

/// Drops a kicker before a heading: a few words and a mark, behind which two other titles of the page begin.
fn without_kicker(text: &str, titles: &[String]) -> String {
    const KICKER_WORDS: usize = 4;
    let whole = folded(text);
    let shorter = |title: &&String| {
        let own = folded(title);
        own.len() >= 12 && own.len() < whole.len() && whole.ends_with(&own)
    };
    let agree =
        |title: &String| titles.iter().filter(|other| folded(other) == folded(title)).count() >= 2;
    let Some(title) = titles.iter().filter(shorter).find(|title| agree(title)) else {
        return text.to_owned();
    };
    let marks = [':', '|', '-', '–', '—', '•', '·', '/'];
    let ends = |at: &usize| text.get(..*at).is_some_and(|head| head.trim_end().ends_with(marks));
    let mut starts = text.char_indices().map(|(at, _)| at).filter(ends);
    let start = starts.find(|at| text.get(*at..).is_some_and(|tail| folded(tail) == folded(title)));
    let parted = start.and_then(|start| Some((text.get(..start)?, text.get(start..)?)));
    match parted {
        Some((kicker, rest))
            if kicker.trim_end().ends_with([':', '|', '-', '–', '—', '•', '·', '/'])
                && kicker
                    .split_whitespace()
                    .filter(|word| word.contains(char::is_alphanumeric))
                    .count()
                    <= KICKER_WORDS =>
        {
            rest.trim_start_matches(|c: char| c.is_whitespace() || "|-–—•·/:".contains(c))
                .to_owned()
        }
        _ => text.to_owned(),
    }
}

/// The page's only first-level heading, if it is a part of the title before the first mark, however short.
fn only_heading(headings: &[(u8, String)], title: &str) -> Option<String> {
    let mut first_level = headings.iter().filter(|(level, _)| *level == 1);
    let (_, text) = first_level.next().filter(|_| first_level.next().is_none())?;
    let marks = [" | ", " - ", " – ", " — ", " :: ", " · "];
    let mut heads = marks.iter().filter_map(|mark| Some(title.split_once(mark)?.0));
    let wanted = folded(text);
    (!wanted.is_empty() && heads.any(|head| folded(head) == wanted)).then(|| text.clone())
}

/// Drops the site's name from the end or the start of a title.
fn without_site(title: &str, site: &str, whole: &str) -> String {
    let marks = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • "];
    let site = folded(site);
    let mut title = title.trim().to_owned();
    if !site.is_empty() {
        for mark in marks {
            if let Some((head, _)) =
                title.rsplit_once(mark).filter(|(_, tail)| folded(tail) == site)
            {
                title = head.trim().to_owned();
                break;
            }
            if let Some((_, tail)) = title.split_once(mark).filter(|(head, _)| folded(head) == site)
            {
                title = tail.trim().to_owned();
                break;
            }
        }
    }
    if title == whole {
        for mark in [" | ", " :: ", " » ", " - ", " – ", " — "] {
            let parts: Vec<&str> = title.split(mark).map(str::trim).collect();
            if let Some(text) = longest_part(&parts, mark).filter(|text| text.len() < title.len()) {
                return text;
            }
        }
    }
    title
}

/// Drops the short parts at the ends of a title, which name the site and its sections. A part before
/// a dash is dropped only if the title has three parts or the part is an address.
fn longest_part(parts: &[&str], mark: &str) -> Option<String> {
    let words = |part: &str| part.split_whitespace().count();
    let longest = parts.iter().map(|part| words(part)).max().filter(|most| *most >= 3)?;
    let is_short = |part: &str, most: usize| words(part) <= most && words(part) < longest;
    let (mut from, mut to) = (0, parts.len());
    let bars = mark == " | " || mark == " :: " || mark == " » ";
    while to - from > 1 && parts.get(to - 1).is_some_and(|part| is_short(part, 5)) {
        to -= 1;
    }
    let first = |at: usize| parts.get(at).copied().unwrap_or_default();
    while to - from > 1
        && is_short(first(from), 3)
        && (bars || parts.len() > 2 || first(from).contains('.'))
    {
        from += 1;
    }
    Some(parts.get(from..to)?.join(mark))
}

/// The short parts of a title beside a part that is clearly longer. They are the names of the site and its
/// sections, which can also appear as headings.
fn names_of_site(title: &str) -> Vec<String> {
    let mut names = Vec::new();
    for mark in [" | ", " - ", " – ", " — ", " :: ", " · "] {
        let parts: Vec<&str> = title.split(mark).map(str::trim).collect();
        let longest = parts.iter().map(|part| part.len()).max().unwrap_or_default();
        let clear = parts.iter().any(|part| part.len() == longest && part.split(' ').count() >= 3);
        let short = |part: &&&str| part.split(' ').count() <= 3 && longest > 2 * part.len();
        let is_first = |at: usize| at == 0 && parts.len() < 3;
        let found =
            parts.iter().enumerate().filter(|(at, part)| clear && !is_first(*at) && short(part));
        names.extend(found.map(|(_, part)| folded(part)));
    }
    names
}

/// Drops a date at either end of a headline, and a short part after a bar.
fn tidied(text: &str) -> &str {
    let mut text = text.trim();
    if let Some(found) = date::find(text, DayMonth::Unknown) {
        let (before, behind) = (text.get(..found.span.start), text.get(found.span.end..));
        let (before, behind) = (before.unwrap_or_default(), behind.unwrap_or_default());
        let ends = |c: char| c.is_whitespace() || "/|-–—,(:".contains(c);
        let enough = |part: &str| part.split_whitespace().count() >= 3;
        if before.trim().is_empty() && enough(behind) && behind.starts_with(' ') {
            text = behind.trim_start();
        } else if behind.trim().is_empty() && enough(before) && !is_part(before) {
            text = before.trim_end_matches(ends);
        }
    }
    let parted = text.rsplit_once(" | ").filter(|(head, tail)| {
        let longest = head.split('|').map(|part| part.split_whitespace().count()).max();
        longest >= Some(3) && tail.split_whitespace().count() <= 4 && tail.len() < head.len()
    });
    parted.map_or(text, |(head, _)| head.trim_end())
}

/// Whether a date after these words belongs to them: "What changes on", "News of".
fn is_part(before: &str) -> bool {
    let last = before.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
    ["on", "of", "for", "to", "until", "from", "since", "in", "by", "am", "le", "del", "de", "vom"]
        .contains(&last.as_str())
        || before.trim_end().ends_with([':', ',', '-', '–', '—'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_short_parts_around_a_headline_go() {
        let of = |text| tidied(text);
        assert_eq!(of("Ferry to stop for three weeks | Opinion"), "Ferry to stop for three weeks");
        assert_eq!(of("Mar 3 2021 Ferry to stop for good"), "Ferry to stop for good");
        assert_eq!(of("Ferry to stop for good March 3, 2021"), "Ferry to stop for good");
        assert_eq!(
            of("What the ferry does on March 3, 2021"),
            "What the ferry does on March 3, 2021"
        );
        assert_eq!(of("Rain | Wind"), "Rain | Wind");
        assert_eq!(of("The week in Harrow: March 3, 2021"), "The week in Harrow: March 3, 2021");
    }

    #[test]
    fn a_name_in_the_address_is_the_site() {
        let host = host_of("https://www.harrow-notes.example/a-b/c");
        assert_eq!(without_host("Ferry stops – Harrow Notes", &host), "Ferry stops");
        assert_eq!(without_host("Ferry stops – Part 2", &host), "Ferry stops – Part 2");
        assert_eq!(without_host("Ferry stops", &host), "Ferry stops");
    }

    #[test]
    fn an_address_behind_a_bar_and_a_kicker_before_a_mark_go() {
        assert_eq!(without_host("Ferry Stops | Harrow.example", ""), "Ferry Stops");
        assert_eq!(
            without_host("Ferry Stops | Part 1.5 of it", ""),
            "Ferry Stops | Part 1.5 of it"
        );
        let titles = ["", "Who pays for the ferry?", "Who pays for the ferry?"].map(str::to_owned);
        assert_eq!(
            without_kicker("Harbour : Who pays for the ferry?", &titles),
            "Who pays for the ferry?"
        );
        assert_eq!(
            without_kicker("And who pays for the ferry?", &titles),
            "And who pays for the ferry?"
        );
        let one = ["", "Who pays for the ferry?", "Ferries"].map(str::to_owned);
        let whole = "Harbour : Who pays for the ferry?";
        assert_eq!(without_kicker(whole, &one), whole);
    }

    #[test]
    fn a_search_form_and_a_date_are_no_headline() {
        let page = "<title>Ferry stops for three weeks</title><body><div><div><form><h1>Enter Town or Code</h1></form>\
            <h1>March 3, 2021</h1><h2>Ferry stops for three weeks</h2><p>The ferry will not sail before May.</p></div></div>";
        let headline = super::super::read(page, None).unwrap().fields.headline;
        assert_eq!(headline.as_deref(), Some("Ferry stops for three weeks"));
    }

    #[test]
    fn site_and_section_are_dropped_from_a_title() {
        let of = |title| without_site(title, "", title);
        assert_eq!(of("Ferry stops for three weeks - Harrow Notes"), "Ferry stops for three weeks");
        assert_eq!(
            of("Harrow News | NORTH | 'Toy ferry's heritage safe'"),
            "'Toy ferry's heritage safe'"
        );
        assert_eq!(
            of("harrow.example - Politics - Mayor wants two ferries home"),
            "Mayor wants two ferries home"
        );
        assert_eq!(
            of("The ferry - what you need to know about it"),
            "The ferry - what you need to know about it"
        );
        assert_eq!(of("Rain | Wind"), "Rain | Wind");
    }

    #[test]
    fn a_short_heading_counts_if_it_begins_the_title() {
        let headings = [(1, "Rain".to_owned()), (2, "More".to_owned())];
        assert_eq!(only_heading(&headings, "Rain | Harrow Notes").as_deref(), Some("Rain"));
        assert_eq!(only_heading(&headings, "Wind | Harrow Notes"), None);
    }

    #[test]
    fn short_parts_of_a_title_name_the_site_and_its_sections() {
        assert_eq!(names_of_site("A ferry for all of the islands | Harrow Notes"), ["harrownotes"]);
        assert!(names_of_site("Harrow Notes | A ferry for the islands").is_empty());
        assert_eq!(
            names_of_site("Minister eats a hat of kelp - Sea News - Harrow Post"),
            ["seanews", "harrowpost"]
        );
    }
}
