//! Finds the stories that follow the story of a page, as pages without an end load them.
//!
//! In: the lines of a page with their markup, and its headline. Out: for each line whether it is part
//! of another story. Stories are `article` elements with a heading of the first level. If one of them
//! has the headline of the page, the others are other stories. Front pages, whose headline is no
//! story's, are left alone. It judges no other line.

use super::super::prose::prose_words;
use crate::document::markup::{Markup, Tag};
use crate::key::key;

/// The rule id of the removals.
pub(super) const RULE: &str = "page-second-story";

/// Words of prose of the story, at least.
const STORY_WORDS: usize = 25;
/// Levels from a line up to its heading element, at most.
const HEADING_LEVELS: usize = 3;

/// For each line whether it is part of another story; nothing if the page has only one.
pub(super) fn other_story_lines(
    texts: &[&str],
    markup: &Markup,
    headline: Option<&str>,
) -> Option<Vec<bool>> {
    let headline = key(headline?);
    let articles = outermost_articles(markup);
    let of = |element: u32| articles.get(element as usize).copied().flatten();
    let mut headed: Vec<u32> = Vec::new();
    let mut own = None;
    for (text, line) in texts.iter().zip(&markup.lines) {
        let Some(article) = of(line.element).filter(|_| is_top_heading(markup, line.element))
        else {
            continue;
        };
        if !headed.contains(&article) {
            headed.push(article);
        }
        if own.is_none() && key(text) == headline {
            own = Some(article);
        }
    }
    let own = own.filter(|_| headed.len() > 1)?;
    let lines = texts.iter().zip(&markup.lines).filter(|(_, line)| of(line.element) == Some(own));
    let words: usize = lines.map(|(text, _)| prose_words(text)).sum();
    let is_other = |element: u32| {
        of(element).is_some_and(|article| article != own && headed.contains(&article))
    };
    (words >= STORY_WORDS).then(|| markup.lines.iter().map(|line| is_other(line.element)).collect())
}

/// For each element the outermost article around it.
fn outermost_articles(markup: &Markup) -> Vec<Option<u32>> {
    let mut all: Vec<Option<u32>> = Vec::with_capacity(markup.elements.len());
    for (number, element) in (0..).zip(&markup.elements) {
        let above = all.get(element.parent as usize).copied().flatten();
        all.push(above.or((element.tag == Tag::Article).then_some(number)));
    }
    all
}

/// Whether a line is a heading of the first level.
fn is_top_heading(markup: &Markup, element: u32) -> bool {
    let parent = |number: &u32| {
        let parent = markup.elements.get(*number as usize)?.parent;
        (parent < *number).then_some(parent)
    };
    let mut chain = std::iter::successors(Some(element), parent).take(HEADING_LEVELS);
    chain.any(|number| markup.elements.get(number as usize).is_some_and(|e| e.tag == Tag::H1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markup::{Element, MarkedLine};

    #[test]
    fn a_story_that_follows_the_story_is_another() {
        let story = "The last bakery in Merrow closed its doors on Saturday after ninety years, and \
            the queue outside went round the corner as far as the chemist in Mill Lane, in the rain.";
        let other = "The county has bought forty new buses, and the first of them will run in May.";
        let mut markup = Markup::default();
        let tags = [Tag::Body, Tag::Article, Tag::H1, Tag::P, Tag::Article, Tag::H1, Tag::P];
        for (tag, parent) in tags.into_iter().zip([0, 0, 1, 1, 0, 4, 4]) {
            markup.elements.push(Element { tag, parent, ..Element::default() });
        }
        let line = |element| MarkedLine { element, ..MarkedLine::default() };
        markup.lines.extend([2, 3, 5, 6, 0].map(line));
        let texts = ["Last bakery shuts", story, "Forty new buses", other, "Contact"];
        let found = |headline| other_story_lines(&texts, &markup, headline);
        assert_eq!(found(Some("Last bakery shuts")).unwrap(), [false, false, true, true, false]);
        assert_eq!(found(Some("The Merrow Post")), None, "a front page");
        assert_eq!(found(Some("Forty new buses")), None, "no story under its headline");
    }
}
