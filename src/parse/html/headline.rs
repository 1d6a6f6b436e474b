//! Finds the headline of a page.
//!
//! In: a rendered page, its tags and structured data. Out: the headline. A heading counts if one of
//! the page's titles contains it, it contains a title, or they share words. Otherwise a line counts that
//! is a part of a title, and at last a title, without the name of the site.

use super::fold::{folded, words};
use super::heading_parts::title_in_parts;
use super::headings::headings;
use super::json_ld::Linked;
use super::place::place;
use super::render::Page;
use super::site_name::{host_of, names_of_site, without_host, without_shown_site, without_site};
use super::tags::{Tags, plain};
use super::title_line::{above_story, is_title, part_of_title, ranges};
use crate::date::{self, DayMonth};
use crate::document::FieldSource;

/// The headline: a heading that is a declared title; else the longest first-level heading that agrees
/// with one; else a heading or a line that is like or part of a title; else a title, without the name of
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

/// The headline before its surroundings are trimmed.
fn whole(page: &Page<'_>, tags: &Tags, linked: &Linked) -> Option<(String, FieldSource)> {
    let title = plain(page.title);
    let ending = || tags.ending(&["headline"]).first().copied();
    let open = tags.get(&["og:title", "twitter:title", "dc.title", "title"]).or_else(ending);
    let titles = [linked.headline.as_deref().unwrap_or_default(), open.unwrap_or_default(), &title];
    let host = tags.canonical.as_deref().map(host_of).unwrap_or_default();
    let site = tags.get(&["og:site_name"]).or(linked.publisher.as_deref()).unwrap_or_default();
    let headings: Vec<(u8, String)> =
        headings(page).into_iter().filter(|(_, text)| text.len() <= 400).collect();
    let known = Known { titles, headings: &headings, site, own_names: names_of_site(&title) };
    let shown = known.exact().map(str::to_owned).or_else(|| known.longest());
    let shown = shown.or_else(|| only_heading(&headings, &title));
    let shown = shown.or_else(|| known.near().map(str::to_owned));
    let shown = shown.filter(|text| !known.is_section(text) || !shows_more(page, &titles, text));
    let shown = shown.map(|text| without_other_parts(page, &titles, text));
    if let Some(text) = shown.or_else(|| part_of_title(page, &titles)) {
        return Some((text, FieldSource::HeaderLine));
    }
    let first = titles.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    let plain = without_site(first, site, &title);
    let plain = without_shown_site(plain, &page.text, &[&folded(site), &host]);
    let above = || if place(page, &plain).is_none() { above_story(page, first) } else { None };
    match above() {
        Some(text) => Some((text, FieldSource::HeaderLine)),
        None => (!plain.is_empty()).then_some((plain, FieldSource::Metadata)),
    }
}

/// Whether the page shows a part of a title as a line, apart from a heading that is another part.
fn shows_more(page: &Page<'_>, titles: &[&str], heading: &str) -> bool {
    let part = part_of_title(page, titles);
    part.is_some_and(|part| !folded(&part).contains(&folded(heading)))
}

/// A heading without a kicker or a counter in an element of its own, if the rest is a title or a part of one.
fn without_other_parts(page: &Page<'_>, titles: &[&str; 3], text: String) -> String {
    if page.heading_parts.is_empty() {
        return text;
    }
    let parts = titles.iter().flat_map(|title| ranges(title)).filter(|part| is_title(part));
    let all: Vec<&str> = titles.iter().copied().chain(parts).collect();
    title_in_parts(&text, &page.heading_parts, &all).unwrap_or(text)
}

/// What is known of the titles of a page.
struct Known<'t> {
    /// In structured data, in `meta` tags, and in the `title` element.
    titles: [&'t str; 3],
    headings: &'t [(u8, String)],
    site: &'t str,
    own_names: Vec<String>,
}

impl Known<'_> {
    fn first_level(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.headings.iter().filter(|(level, _)| *level == 1).map(|(_, text)| text.as_str())
    }

    /// Whether a heading names the site.
    fn is_site(&self, text: &str) -> bool {
        let own = folded(text);
        own == folded(self.site) || self.own_names.contains(&own)
    }

    /// Whether a heading is in the last part of the page's title and no title itself: "Ferry stops for good -
    /// Harrow Island News".
    fn is_section(&self, text: &str) -> bool {
        const SECTION_WORDS: usize = 3;
        let [linked, open, title] = self.titles;
        let own = folded(text);
        let ends = |mark: &str| {
            let parted = title.rsplit_once(mark);
            parted.is_some_and(|(head, tail)| words(head).len() >= 3 && folded(tail).contains(&own))
        };
        words(text).len() <= SECTION_WORDS
            && own != folded(linked)
            && own != folded(open)
            && [" | ", " - ", " – ", " — ", " :: ", " · "].into_iter().any(ends)
    }

    /// Whether a title contains a heading, or the heading a title.
    fn fits(&self, heading: &str) -> bool {
        let own = folded(heading);
        let holds = |title: &&str| {
            let title = folded(title);
            title.contains(&own) || title.len() >= 12 && own.contains(&title)
        };
        own.len() >= 6 && !self.is_site(heading) && self.titles.iter().any(holds)
    }

    /// A heading that is the title in structured data or `meta` tags.
    fn exact(&self) -> Option<&str> {
        let [linked, open, _] = self.titles.map(folded);
        let is_such = |text: &&str| {
            let own = folded(text);
            own.len() >= 12 && own != folded(self.site) && (own == linked || own == open)
        };
        self.headings.iter().map(|(_, text)| text.as_str()).find(is_such)
    }

    /// The longest first-level heading that fits, without a kicker.
    fn longest(&self) -> Option<String> {
        // Of equal candidates the first wins.
        let fitting = self.first_level().rev().filter(|text| self.fits(text));
        let text = fitting.max_by_key(|text| text.len()).filter(|text| text.contains(' '))?;
        let [linked, open, title] = self.titles;
        let shown = [linked.to_owned(), open.to_owned(), without_site(title, self.site, title)];
        Some(without_kicker(without_addition(text, &shown), &shown))
    }

    /// A heading that is much like a title: half of its words are those of the title; or the only
    /// first-level one, if it shares two long words; or another that fits.
    fn near(&self) -> Option<&str> {
        let [_, open, title] = self.titles;
        let known: Vec<String> = [open, title].iter().flat_map(|text| words(text)).collect();
        let is_near = |text: &&str| {
            let own = words(text);
            let shared = own.iter().filter(|word| known.contains(word)).count();
            own.len() >= 3 && shared * 2 >= own.len() && folded(text) != folded(self.site)
        };
        let only = || {
            let is_such = |text: &&str| folded(text) != folded(self.site) && text.len() >= 12;
            let mut fitting = self.first_level().filter(is_such);
            let text = fitting.next().filter(|_| fitting.next().is_none())?;
            let own = words(text);
            let long = |word: &&String| word.chars().count() >= 4 && known.contains(word);
            let sentence = text.ends_with('.') || own.len() > 20;
            let shares = own.iter().filter(long).count() >= 2;
            (shares && !sentence && !self.is_site(text)).then_some(text)
        };
        let all = || self.headings.iter().map(|(_, text)| text.as_str());
        let other = || all().find(|text| self.fits(text) && text.split(' ').count() >= 3);
        let place_of = |text: &str| all().position(|other| other == text);
        self.first_level().find(is_near).or_else(|| match (only(), other()) {
            (Some(only), Some(other)) if place_of(other) < place_of(only) => Some(other),
            (only, other) => only.or(other),
        })
    }
}

/// Drops a few words behind a heading that begins with two titles of the page: "Ferry stops / March 2021".
fn without_addition<'t>(text: &'t str, titles: &[String]) -> &'t str {
    const ADDED_WORDS: usize = 3;
    let agree =
        |title: &&String| titles.iter().filter(|other| folded(other) == folded(title)).count() >= 2;
    let shorter = |title: &&String| title.len() >= 20 && agree(title);
    let rest = titles.iter().filter(shorter).find_map(|title| text.strip_prefix(title.as_str()));
    match rest.map(|rest| (rest, rest.trim_start())) {
        Some((rest, added))
            if added.starts_with(['/', '|', '(', '-', '–', '—', '•', '·'])
                && words(added).len() <= ADDED_WORDS =>
        {
            text.get(..text.len() - rest.len()).unwrap_or(text)
        }
        _ => text,
    }
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
    fn an_address_behind_a_bar_and_a_kicker_before_a_mark_go() {
        assert_eq!(without_host("Ferry Stops | Harrow.example", ""), "Ferry Stops");
        assert_eq!(
            without_host("Ferry Stops | Part 1.5 of it", ""),
            "Ferry Stops | Part 1.5 of it"
        );
        let host = host_of("https://harrow.example/1");
        assert_eq!(without_host("harrow.example Ferry Stops", &host), "Ferry Stops");
        let titles = ["", "Who pays for the ferry?", "Who pays for the ferry?"].map(str::to_owned);
        let added = "Who pays for the ferry? / March 2021";
        assert_eq!(without_addition(added, &titles), "Who pays for the ferry?");
        let longer = "Who pays for the ferry? - and who for the pier";
        assert_eq!(without_addition(longer, &titles), longer);
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
    fn the_only_first_level_heading_counts_if_it_shares_two_long_words_with_the_title() {
        let of = |headings: &str| {
            let title = "<title>Harbour ferry closed for three weeks | Harrow Post</title>";
            let prose = "<p>The ferry will not sail before May.".repeat(9);
            super::super::read(&format!("{title}{headings}{prose}"), None).unwrap().fields.headline
        };
        let shown = "Nobody will take the harbour ferry until the pier is mended in May";
        assert_eq!(of(&format!("<h1>{shown}</h1>")).as_deref(), Some(shown));
        let two = format!("<h1>{shown}</h1><h1>What the harbour says of all this</h1>");
        assert_eq!(of(&two).as_deref(), Some("Harbour ferry closed for three weeks"));
        let other = "<h1>What the islands will do until then</h1>";
        assert_eq!(of(other).as_deref(), Some("Harbour ferry closed for three weeks"));
    }

    #[test]
    fn a_heading_that_names_the_section_gives_way_to_a_line_that_begins_the_title() {
        let of = |line: &str| {
            let page = format!(
                "<title>Ferry stops for good - Harrow TV News</title><h1>TV News</h1>{line}<p>{}",
                "The ferry will not sail before May, the harbour office said. ".repeat(3)
            );
            super::super::read(&page, None).unwrap().fields.headline
        };
        let line = "<div class=title>Ferry stops for good</div>";
        assert_eq!(of(line).as_deref(), Some("Ferry stops for good"));
        assert_eq!(of("").as_deref(), Some("TV News"));
    }

    #[test]
    fn a_short_heading_counts_if_it_begins_the_title() {
        let headings = [(1, "Rain".to_owned()), (2, "More".to_owned())];
        assert_eq!(only_heading(&headings, "Rain | Harrow Notes").as_deref(), Some("Rain"));
        assert_eq!(only_heading(&headings, "Wind | Harrow Notes"), None);
    }
}
