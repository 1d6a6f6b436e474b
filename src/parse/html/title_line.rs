//! Finds the line that shows the headline of a page whose headings do not.
//!
//! In: a rendered page and its titles. Out: the line. It is a line that is a part of a title, or, if the
//! page shows no part of its titles, a line that looks like a headline directly above the story. It does
//! not read headings that agree with a title, which come before.

use std::collections::HashSet;

use super::authors::lead;
use super::elsewhere::{Elsewhere, around};
use super::fold::{folded, words};
use super::header::MOST_HEADER;
use super::headings::heading;
use super::place::{is_prose, place};
use super::render::Page;
use crate::date::{self, DayMonth};
use crate::document::markup::{MarkedLine, Tag, name_hash};
use crate::key::ends_sentence;

/// Marks between the parts of a title.
const MARKS: [&str; 11] =
    [" - ", " – ", " — ", " | ", " :: ", " » ", " « ", " · ", " • ", ": ", " / "];

/// The visible line that is a title without its first or last parts: the name of the site or a section.
pub(super) fn part_of_title(page: &Page<'_>, titles: &[&str]) -> Option<String> {
    let mut parts: Vec<&str> = titles.iter().flat_map(|title| ranges(title)).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    let lines: Vec<&str> = page.text.split('\n').filter(|line| !line.is_empty()).collect();
    let elsewhere = Elsewhere::of(page);
    let known: HashSet<String> = lines.iter().map(|line| folded(line)).collect();
    parts.retain(|part| is_title(part) && known.contains(&folded(part)));
    parts.into_iter().find_map(|part| {
        let number = place(page, part)?;
        let line = lines.get(number).filter(|line| folded(line) == folded(part))?;
        let leads = page.markup.lines.iter().skip(number + 1).take(LEAD).any(is_prose);
        let link =
            page.markup.lines.get(number).is_some_and(|line| line.link_chars * 2 > line.chars);
        (leads && !link && !elsewhere.has(number)).then(|| (*line).to_owned())
    })
}

/// The lines between a headline and the first prose of the story.
const LEAD: usize = 12;

/// The parts of a title that follow each other, without the whole.
pub(super) fn ranges(title: &str) -> Vec<&str> {
    let mut cuts: Vec<(usize, usize)> = MARKS
        .iter()
        .flat_map(|mark| title.match_indices(mark).map(|(at, mark)| (at, at + mark.len())))
        .collect();
    cuts.sort_unstable();
    const MOST: usize = 8;
    cuts.truncate(MOST);
    let starts = std::iter::once(0).chain(cuts.iter().map(|(_, end)| *end));
    let ends: Vec<usize> =
        cuts.iter().map(|(start, _)| *start).chain(std::iter::once(title.len())).collect();
    let of = |start: usize| {
        let part = |end: &usize| {
            let text = title.get(start..*end)?.trim();
            (!text.is_empty() && text.len() < title.trim().len()).then_some(text)
        };
        ends.iter().filter_map(part).collect::<Vec<_>>()
    };
    starts.flat_map(of).collect()
}

/// Whether a part can be a headline: three words, or as many letters in a script without spaces.
pub(super) fn is_title(part: &str) -> bool {
    words(part).len() >= 3
        || part.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count() >= 8
}

/// The line directly above the story that looks like a headline: bold, large, or named for one. `title`
/// is the page's own, which must be no headline itself: it is short, or half of its words are in the line.
pub(super) fn above_story(page: &Page<'_>, title: &str) -> Option<String> {
    const ABOVE: usize = 8;
    let lines: Vec<&str> = page.text.split('\n').filter(|line| !line.is_empty()).collect();
    let marked = &page.markup.lines;
    let elsewhere = Elsewhere::of(page);
    let is_first_level = |line: &MarkedLine| {
        heading(&page.markup, line.element).is_some_and(|(level, _)| level == 1)
    };
    if marked.iter().any(is_first_level) {
        return None;
    }
    let is_story = |number: usize, line: &MarkedLine| {
        is_prose(line)
            && !elsewhere.has(number)
            && lines.get(number).is_some_and(|line| ends_sentence(line))
    };
    let first = marked.iter().enumerate().position(|(number, line)| is_story(number, line))?;
    marked.get(first + 1).filter(|line| is_story(first + 1, line))?;
    let own = words(title);
    for number in (first.saturating_sub(ABOVE)..first).rev() {
        let (line, mark) = (lines.get(number)?, marked.get(number)?);
        let count = words(line).len();
        let shared = words(line).iter().filter(|word| own.contains(word)).count();
        let fits = own.len() <= 5 || shared * 2 >= own.len();
        let headline = (3..=18).contains(&count)
            && mark.link_chars * 2 <= mark.chars
            && !line.ends_with(['.', ':', ';', ',', '?'])
            && !line.starts_with(|c: char| c.is_ascii_digit() && line.contains(". "))
            && !lead(line).0
            && date::find(line, DayMonth::DayFirst)
                .is_none_or(|found| found.span.len() * 2 < line.len())
            && !elsewhere.has(number)
            && looks_like_headline(page, mark);
        if headline && fits {
            return Some((*line).to_owned());
        }
        let beside = line.len() <= MOST_HEADER
            && (lead(line).0 || date::find(line, DayMonth::DayFirst).is_some() || count <= 4);
        let deck = count >= 5 && line.ends_with('.');
        if !(beside || deck) {
            return None;
        }
    }
    None
}

/// Whether the element of a line is a heading, bold or large, or is named for a headline.
fn looks_like_headline(page: &Page<'_>, line: &MarkedLine) -> bool {
    let names =
        ["headline", "hed", "head", "title", "storyhead", "storyheadline", "heading", "hdr"]
            .map(|name| name_hash(name.as_bytes()));
    let bold = |tag: Tag| matches!(tag, Tag::B | Tag::Strong | Tag::Big | Tag::Font);
    let markup = &page.markup;
    let own = markup.elements.get(line.element as usize);
    let parent = own.and_then(|own| markup.elements.get(own.parent as usize));
    heading(markup, line.element).is_some()
        || [own, parent].into_iter().flatten().any(|element| bold(element.tag))
        || around(page, line.element).take(2).flatten().any(|name| names.contains(name))
}

#[cfg(test)]
mod tests {
    use super::super::read;

    const PROSE: &str = "<p>The ferry will not sail before May, the harbour office said, because the pier is \
                         broken and the parts for it are late.<p>Islanders go to school by helicopter until \
                         then, and the shop has asked the fishermen to bring bread and milk.";

    fn of(page: &str) -> Option<String> {
        read(page, None).unwrap().fields.headline
    }

    #[test]
    fn a_line_that_is_a_part_of_the_title_is_the_headline() {
        for title in [
            "Companies - Ferry stops for good",
            "Harrow Money - Ferry stops for good",
            "Ferry stops for good - Business - Personal finance",
            "HARROW NEWS | ISLANDS | Ferry stops for good",
        ] {
            let menu = "<p><a href=/b>Business</a><p><a href=/p>Personal finance</a>";
            let page = format!("<title>{title}</title>{menu}<p>Ferry stops for good{PROSE}");
            assert_eq!(of(&page).as_deref(), Some("Ferry stops for good"), "{title}");
        }
    }

    #[test]
    fn a_bold_line_above_the_story_is_the_headline_of_a_page_named_for_its_section() {
        let title = "<title>Harrow Post: Islands</title>";
        let shown = "<p><font size=5>Ferry stops for three weeks</font>";
        for above in ["", "<p>By Ines Falk", "<p>March 3, 2021", "<p>Nobody will sail before May."]
        {
            let page = format!("{title}<p>Menu of the day{shown}{above}{PROSE}");
            assert_eq!(of(&page).as_deref(), Some("Ferry stops for three weeks"), "{above}");
        }
        let named = format!("{title}<div class=storyHead>Ferry stops for three weeks</div>{PROSE}");
        assert_eq!(of(&named).as_deref(), Some("Ferry stops for three weeks"));
        let long = "<title>What the islands will do without a ferry until May</title>";
        let page = format!("{long}<p><b>Read this next week</b>{PROSE}");
        assert_eq!(
            of(&page).as_deref(),
            Some("What the islands will do without a ferry until May")
        );
    }

    #[test]
    fn a_meta_tag_whose_name_ends_in_headline_counts() {
        let page = format!(
            "<meta name=StoryHeadline content='Ferry stops for good'><title>Harrow</title>{PROSE}"
        );
        assert_eq!(of(&page).as_deref(), Some("Ferry stops for good"));
    }
}
