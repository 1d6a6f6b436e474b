//! Finds the standfirst of a page: the sentence or two between headline and story.
//!
//! In: a rendered page and the lines around its headline. Out: the standfirst. Either the markup names it,
//! or it is a sub-heading directly below the headline, or a sentence between the headline and the byline
//! or date. The lines stay in the text.

use std::collections::HashSet;

use super::authors::lead;
use super::elsewhere::{Elsewhere, around};
use super::fold::folded;
use super::header::{Header, MOST_HEADER};
use super::headings::heading;
use super::place::is_prose;
use super::render::Page;
use super::tags::Tags;
use crate::date::{self, DayMonth};
use crate::document::markup::{Tag, name_hash};
use crate::key::ends_sentence;

/// Names of elements that hold a standfirst.
const NAMES: [&str; 34] = [
    "standfirst",
    "deck",
    "dek",
    "subtitle",
    "sub-title",
    "subheadline",
    "sub-headline",
    "subhead",
    "article-subtitle",
    "article-subheadline",
    "article-standfirst",
    "article-deck",
    "article-dek",
    "entry-subtitle",
    "post-subtitle",
    "headline-deck",
    "chapo",
    "chapeau",
    "article__chapo",
    "accroche",
    "vorspann",
    "untertitel",
    "article-lead",
    "article__lead",
    "entradilla",
    "bajada",
    "copete",
    "sumario",
    "sottotitolo",
    "catenaccio",
    "ingress",
    "manchet",
    "linha-fina",
    "gravata",
];
/// Lines below the headline in which it is looked for.
const LINES: usize = 10;
/// The length of a standfirst, in words.
const WORDS: std::ops::RangeInclusive<usize> = 6..=90;
/// The length of one in a script without spaces, in characters.
const DENSE_CHARS: std::ops::RangeInclusive<usize> = 15..=250;

/// Lines below the headline that are looked at, at most.
const MOST_LOOKED: usize = 200;

/// The standfirst of a page.
pub(super) fn standfirst(page: &Page<'_>, tags: &Tags, head: &Header<'_>) -> Option<String> {
    let at = head.at?;
    let wanted: Vec<u32> = NAMES.iter().map(|name| name_hash(name.as_bytes())).collect();
    let description = tags.get(&["og:description", "description", "twitter:description"]);
    let description = description.map(folded).unwrap_or_default();
    let headline = folded(head.line(at));
    let elsewhere = Elsewhere::of(page);
    let lines = (at + 1..head.all.len())
        .take(MOST_LOOKED)
        .filter(|number| !is_beside(page, &elsewhere, *number));
    let lines: Vec<usize> = lines.take(LINES + AFTER).collect();
    let openings: Vec<bool> =
        lines.iter().map(|number| is_opening(page, head.line(*number))).collect();
    for (distance, number) in lines.iter().copied().enumerate().take(LINES) {
        let line = head.line(number);
        let marked = page.markup.lines.get(number)?;
        let is_named = page.decks.iter().any(|deck| deck == line)
            || around(page, marked.element).take(2).flatten().any(|name| wanted.contains(name));
        if let Some(points) = key_points(page, head, number) {
            return Some(points);
        }
        if !fits(line) || folded(line) == headline {
            continue;
        }
        let is_heading =
            || heading(&page.markup, marked.element).is_some_and(|(level, _)| level > 1);
        let opens_story = openings.iter().skip(distance + 1).take(AFTER).any(|opens| *opens);
        // The sentence that the page describes itself with.
        let is_description = || {
            let own = folded(line);
            description.len() >= 30
                && (description == own || own.len() >= 60 && description.starts_with(&own))
        };
        let is_first =
            distance < BEFORE_OPENING && !openings.iter().take(distance).any(|opens| *opens);
        let is_described = || {
            let name = name_hash(b"description");
            around(page, marked.element).take(2).flatten().any(|own| *own == name)
                && is_description()
        };
        let found = is_named
            || is_described()
            || distance == 0 && is_heading()
            || is_description()
                && (distance <= 1 && is_heading()
                    || is_first && (opens_story || stands_out(page, number)))
            || is_first && is_sentence(line) && opens_story;
        if found {
            return Some(line.to_owned());
        }
    }
    None
}

/// The key points of a story, if the line is the first item of a list named for them.
fn key_points(page: &Page<'_>, head: &Header<'_>, number: usize) -> Option<String> {
    const NAMES: [&str; 6] =
        ["summary", "key-points", "keypoints", "highlights", "article-summary", "takeaways"];
    let names = NAMES.map(|name| name_hash(name.as_bytes()));
    let markup = &page.markup;
    let list = |number: usize| {
        let own = markup.elements.get(markup.lines.get(number)?.element as usize)?;
        let list = (own.tag == Tag::Li).then_some(own.parent)?;
        matches!(markup.elements.get(list as usize)?.tag, Tag::Ul | Tag::Ol).then_some(list)
    };
    let own = list(number)?;
    if !around(page, own).next()?.iter().any(|name| names.contains(name)) {
        return None;
    }
    let between = markup.lines.get(head.at? + 1..number)?;
    let items: Vec<usize> = (number..).take_while(|number| list(*number) == Some(own)).collect();
    let behind = head.all.get(number + items.len()..)?.iter().take(MOST_LOOKED);
    let story: HashSet<String> = behind.flat_map(|line| long_words(line)).collect();
    let linked = |number: &usize| markup.lines.get(*number).is_none_or(|l| l.link_chars > 0);
    let asks = |number: &usize| head.line(*number).ends_with(['?', '？', '؟', ';']);
    let told = |number: &&usize| long_words(head.line(**number)).any(|word| story.contains(&word));
    // A list inside the story, and one of teasers or questions, are none.
    let none = between.iter().any(is_prose)
        || items.iter().any(linked)
        || items.iter().any(asks)
        || items.iter().filter(told).count() * 2 < items.len();
    let text = items.iter().map(|number| head.line(*number)).collect::<Vec<_>>().join(" ");
    (!none && fits(&text)).then_some(text)
}

/// The long words of a line in lower case; of a script without spaces pairs of its characters.
fn long_words(line: &str) -> impl Iterator<Item = String> {
    const LONG: usize = 5;
    let lower = line.to_lowercase();
    let chars: Vec<char> = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    let dense = lower.split_whitespace().count() <= 3;
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= LONG);
    let found: Vec<String> = match dense {
        true => chars.windows(2).map(|pair| pair.iter().collect()).collect(),
        false => words.map(str::to_owned).collect(),
    };
    found.into_iter()
}

/// Whether a line is set apart from the paragraphs behind it: bold, or in another element than they are.
fn stands_out(page: &Page<'_>, number: usize) -> bool {
    let element = |number: usize| {
        let line = page.markup.lines.get(number)?;
        page.markup.elements.get(line.element as usize)
    };
    let Some(own) = element(number) else { return false };
    let behind = page.markup.lines.iter().enumerate().skip(number + 1);
    let next =
        behind.take(LINES).find(|(_, line)| is_prose(line)).and_then(|(next, _)| element(next));
    matches!(own.tag, Tag::B | Tag::Strong | Tag::Em | Tag::I)
        || next.is_some_and(|next| (next.parent, next.tag) != (own.parent, own.tag))
}

/// The lines behind a standfirst in which a byline or a date follows.
const AFTER: usize = 2;
/// The lines between headline and byline that can be its standfirst.
const BEFORE_OPENING: usize = 3;

/// Whether a line is beside the story: a caption, or a link to another story.
fn is_beside(page: &Page<'_>, elsewhere: &Elsewhere<'_>, number: usize) -> bool {
    const CAPTIONS: [&str; 12] = [
        "caption",
        "cap",
        "imgcap",
        "legend",
        "legende",
        "didascalia",
        "bildunterschrift",
        "credit",
        "photo",
        "figcaption",
        "copyright",
        "related",
    ];
    let captions = CAPTIONS.map(|name| name_hash(name.as_bytes()));
    let Some(line) = page.markup.lines.get(number) else { return true };
    let tag = page.markup.elements.get(line.element as usize).map(|element| element.tag);
    line.link_chars * 10 >= line.chars * 9
        || elsewhere.has(number)
        || tag == Some(Tag::Figcaption)
        || around(page, line.element).take(2).flatten().any(|name| captions.contains(name))
}

/// Whether a line opens the story below the standfirst: a byline or a date.
fn is_opening(page: &Page<'_>, line: &str) -> bool {
    let (leads, behind) = lead(line);
    let dated = || {
        date::find(line, DayMonth::DayFirst).is_some_and(|found| {
            let raw = line.get(found.span).unwrap_or_default();
            line.split_whitespace().count() <= raw.split_whitespace().count() + 6
        })
    };
    line.len() <= MOST_HEADER
        && (leads && !behind.starts_with(char::is_lowercase) && behind.split(' ').count() <= 12
            || page.credits.iter().any(|own| own == line)
            || dated())
}

/// Whether a line ends as a sentence does, or is as long as one.
fn is_sentence(line: &str) -> bool {
    ends_sentence(line) || line.split(' ').count() >= 10
}

/// Whether a line has the length of a standfirst.
fn fits(line: &str) -> bool {
    let words = line.split_whitespace().count();
    WORDS.contains(&words)
        || (words <= 3 && DENSE_CHARS.contains(&line.chars().count()))
            && line.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'))
}

#[cfg(test)]
mod tests {
    fn of(page: &str) -> Option<String> {
        super::super::read(page, None).unwrap().fields.standfirst
    }

    #[test]
    fn a_standfirst_is_named_or_a_sub_heading_below_the_headline() {
        let head = "<title>Ferry stops for three weeks</title><h1>Ferry stops for three weeks</h1>";
        let deck = "Islanders will go to school by helicopter until the pier is mended.";
        let prose = "<p>The ferry will not sail before May, the harbour office said.</p>";
        for page in [
            format!("{head}<p class=standfirst>{deck}</p>{prose}"),
            format!("{head}<h2>{deck}</h2><p>By Ines Falk</p>{prose}"),
            format!(
                "{head}<p>By Ines Falk</p><div class='article-deck'><p>{deck}</p></div>{prose}"
            ),
        ] {
            assert_eq!(of(&page).as_deref(), Some(deck), "{page}");
        }
        for page in [
            format!(
                "{head}<ul class=summary><li>Islanders will go to school by helicopter</li><li>until the pier is mended.</li></ul>{prose}<p>Islanders wait until the crane comes.</p>"
            ),
            format!(
                "<meta name=description content='{deck}'>{head}<div class=description itemprop=description>{deck}</div>{prose}{prose}"
            ),
            format!(
                "{head}<img src=f.jpg><div class=cap>The ferry at the broken pier last week in May.</div><p>{deck}<p>By Ines Falk{prose}"
            ),
            format!("{head}<p>{deck}<p>By Ines Falk{prose}"),
            format!("{head}<div>{deck}</div><div>March 3, 2021</div>{prose}"),
            format!(
                "{head}<p class=caption>The ferry at the broken pier last week.<p>{deck}<p>By Ines Falk{prose}"
            ),
            format!("{head}<p class=keydeck14>{deck}</p>{prose}"),
            format!(
                "<meta name=description content='{deck}'>{head}<p>{deck}<p>Ferries<p>May 1, 2021{prose}"
            ),
        ] {
            assert_eq!(of(&page).as_deref(), Some(deck), "{page}");
        }
        let bold = format!(
            "<meta name=description content='{deck}'>{head}<p><b>{deck}</b></p>{prose}{prose}"
        );
        assert_eq!(of(&bold).as_deref(), Some(deck));
        // The first paragraph of the story describes the page, too.
        let lede = format!("<meta name=description content='{deck}'>{head}<p>{deck}</p>{prose}");
        assert_eq!(of(&lede), None);
        let byline_first = format!("{head}<p>By Ines Falk{prose}<p>March 3, 2021");
        assert_eq!(of(&byline_first), None);
        assert_eq!(of(&format!("{head}{prose}")), None);
        assert_eq!(of(&format!("{head}<h2>Related stories</h2>{prose}")), None);
    }

    #[test]
    fn lists_of_teasers_and_questions_and_lists_in_the_story_are_no_key_points() {
        let head = "<title>Ferry stops for three weeks</title><h1>Ferry stops for three weeks</h1>";
        let prose = "<p>The ferry will not sail before May, the harbour office said, because the pier of the islanders is broken and the parts for it are late, too.</p>";
        let list = |items: &str| format!("<ul class=highlights>{items}</ul>");
        let own =
            list("<li>Islanders wait for the broken pier</li><li>The harbour office is late</li>");
        assert!(of(&format!("{head}{own}{prose}{prose}")).is_some());
        assert_eq!(of(&format!("{head}{prose}{own}{prose}")), None);
        for items in [
            "<li>The pool opens again on Friday</li><li>New bus hours begin in spring</li>",
            "<li>Why do islanders wait for the pier?</li><li>Who broke the harbour office?</li>",
            "<li><a href=/p>Islanders wait for the broken pier</a></li><li>The harbour office is late</li>",
        ] {
            assert_eq!(of(&format!("{head}{}{prose}{prose}", list(items))), None, "{items}");
        }
    }
}
