//! Finds the standfirst of a page: the sentence or two between headline and story.
//!
//! In: a rendered page and its headline. Out: the standfirst. Either the markup names it, or it is a
//! sub-heading directly below the headline. The lines stay in the text.

use super::fold::{begins_with, folded};
use super::headings::heading;
use super::render::Page;
use super::tags::Tags;
use crate::document::markup::name_hash;

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

/// The standfirst of a page.
pub(super) fn standfirst(page: &Page<'_>, tags: &Tags, headline: Option<&str>) -> Option<String> {
    let wanted: Vec<u32> = NAMES.iter().map(|name| name_hash(name.as_bytes())).collect();
    let headline = headline.map(folded)?;
    let description = tags.get(&["og:description", "description", "twitter:description"]);
    let description = description.map(folded).unwrap_or_default();
    let lines = page.text.split('\n').filter(|line| !line.is_empty()).zip(&page.markup.lines);
    let is_headline = |line: &str| line.len() >= 6 && begins_with(&headline, line);
    let mut below = None;
    for (line, marked) in lines {
        if is_headline(line) {
            below = Some(0);
            continue;
        }
        let Some(distance) = below.as_mut() else { continue };
        *distance += 1;
        if *distance > LINES {
            break;
        }
        let element = page.markup.elements.get(marked.element as usize)?;
        let parent = page.markup.elements.get(element.parent as usize);
        let is_named = [Some(element), parent].into_iter().flatten().any(|element| {
            let from = element.names_from as usize;
            let names = page.markup.names.get(from..from + usize::from(element.names));
            names.unwrap_or_default().iter().any(|name| wanted.contains(name))
        });
        // A sub-heading directly below the headline, or the sentence that the page describes itself with.
        let is_sub_heading = *distance == 1
            && heading(&page.markup, marked.element).is_some_and(|(level, _)| level > 1);
        let is_description = *distance <= 2
            && description.len() >= 30
            && description == folded(line)
            && heading(&page.markup, marked.element).is_some();
        if (is_named || is_sub_heading || is_description) && fits(line) {
            return Some(line.to_owned());
        }
    }
    None
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
        assert_eq!(of(&format!("{head}{prose}")), None);
        assert_eq!(of(&format!("{head}<h2>Related stories</h2>{prose}")), None);
    }
}
