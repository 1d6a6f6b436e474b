//! Finds the story of a page that shows little prose.
//!
//! In: the source of a page and its rendered lines. Out: another rendering, or the text of the structured
//! data. Some pages show their story only with scripts: it is in `noscript` or `template` elements, or in
//! JSON-LD. A page that shows its story is left alone.

use super::render::{Page, render, render_without_scripts};
use crate::document::markup::{Element, MarkedLine, Markup, Tag};

/// The shortest line of prose, in characters without white space.
const PROSE_CHARS: u32 = 60;
/// A page with less prose shows no story.
const LITTLE: u32 = 400;
/// The story found elsewhere must have this many times the prose of the page.
const TIMES: u32 = 3;

/// The page with its templates and `noscript` elements, if the story is there and nowhere else.
pub(super) fn without_scripts<'t>(source: &'t str, page: &Page<'t>) -> Option<Page<'t>> {
    let shown = prose(page);
    if shown >= LITTLE || !(source.contains("<noscript") || source.contains("<template")) {
        return None;
    }
    let other = render_without_scripts(source).ok()?;
    (prose(&other) >= LITTLE.max(shown * TIMES)).then_some(other)
}

/// The text of the story in the structured data and its markup, if the page does not show it.
pub(super) fn structured(body: &str, page: &Page<'_>) -> Option<(String, Markup)> {
    let shown = prose(page);
    let own = body.contains("</p>").then(|| render(body).ok()).flatten();
    let body = own.map_or_else(|| body.to_owned(), |page| page.text);
    let chars = body.chars().filter(|c| !c.is_whitespace()).count() as u32;
    if shown >= LITTLE || chars < LITTLE.max(shown * TIMES) {
        return None;
    }
    let element = |parent, tag, depth| Element { parent, tag, depth, ..Element::default() };
    let elements = vec![Element::default(), element(0, Tag::Article, 1), element(1, Tag::P, 2)];
    let line = |text: &str| MarkedLine {
        element: 2,
        chars: text.chars().filter(|c| !c.is_whitespace()).count() as u32,
        link_chars: 0,
        said: Some(100),
    };
    let lines = body.split('\n').filter(|line| !line.trim().is_empty()).map(line).collect();
    Some((body, Markup { elements, names: Vec::new(), lines }))
}

/// Characters in visible lines of prose, white space and lines of links aside.
fn prose(page: &Page<'_>) -> u32 {
    let visible = |line: &&MarkedLine| {
        let hidden = page.markup.elements.get(line.element as usize).is_some_and(|e| e.hidden);
        line.chars >= PROSE_CHARS && line.link_chars * 2 < line.chars && !hidden
    };
    page.markup.lines.iter().filter(visible).map(|line| line.chars).sum()
}

#[cfg(test)]
mod tests {
    const STORY: &str =
        "The ferry will not sail before May, the harbour office said, because the pier is weak.";

    fn of(page: &str) -> String {
        super::super::read(page, None).unwrap().text
    }

    #[test]
    fn a_story_that_is_not_shown_is_found() {
        let story = format!("<p>{STORY}</p>").repeat(8);
        let head = "<h1>Ferry stops</h1>";
        assert!(of(&format!("{head}<noscript>{story}</noscript>")).contains(STORY));
        assert!(of(&format!("{head}<template>{story}</template>")).contains(STORY));
        let body = format!("{STORY}\\n\\n").repeat(8);
        let data = format!(
            "<script type='application/ld+json'>{{\"@type\": \"Article\", \"articleBody\": \"{body}\"}}</script>"
        );
        assert_eq!(of(&format!("{head}{data}<p>Loading")).matches(STORY).count(), 8);
        assert_eq!(of(&format!("{head}{data}{story}")).matches(STORY).count(), 8);
        assert!(
            !of(&format!("{head}{story}<noscript><p>Turn scripts on.</noscript>"))
                .contains("scripts")
        );
    }

    #[test]
    fn the_readings_of_ruby_are_left_out() {
        let page =
            "<p><ruby>町<rp>(</rp><rt>まち</rt><rp>)</rp></ruby>の<ruby>橋<rt>はし</ruby>が落ちた";
        assert_eq!(of(page), "町の橋が落ちた");
    }
}
