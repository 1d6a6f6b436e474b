//! Tells pages that list stories from pages that have one.
//!
//! In: the lines of a page with their links and headings. Out: whether the page is a list: a front page, a
//! section, an index of posts. Such a page has many titles that are links, and its prose is in short
//! teasers, or in posts below titles of one form. Or what stays of it is links, each with a teaser. It
//! changes no text.

use std::collections::{HashMap, HashSet};

use super::blocks::{Decision, Lines};
use super::features::Page;
use crate::key::ends_sentence;

/// Words of a title.
const TITLE_WORDS: std::ops::RangeInclusive<u32> = 4..=25;
/// Titles of a page of teasers, at least.
const TITLES: usize = 15;
/// Words of a teaser, at most.
const TEASER_WORDS: u32 = 60;
/// Posts of an index, at least, and the words of each.
const POSTS: usize = 3;
const POST_WORDS: u32 = 40;
/// The share of the prose that stands in posts, in percent.
const POSTED: u32 = 80;

/// Links with a teaser below each, of one form, that make a list, at least.
const TEASERS: usize = 5;
/// The share of the words that stay which these links and teasers have, in percent.
const TEASED: u64 = 80;
/// Words of a line with the source and the date of a story, at most.
const SOURCE_WORDS: u32 = 12;
/// Words of a teaser, at least.
const FEWEST_TEASER_WORDS: u32 = 6;

/// A run of prose between two titles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Run {
    /// The kind of markup of the title above it, if that is a heading.
    heading: Option<u32>,
    words: u32,
}

/// Whether a page is a list of stories.
pub(super) fn is_listing(page: &Page<'_>) -> bool {
    let mut runs = vec![Run::default()];
    let mut titles = 0;
    for at in 0..page.len() {
        let line = page.tree.markup.lines.get(at).cloned().unwrap_or_default();
        let words = page.text.word_count(at);
        let is_link = line.link_chars * 10 >= line.chars * 9;
        if is_link && TITLE_WORDS.contains(&words) {
            titles += 1;
            let heading = (page.headings(at).level > 0).then(|| page.tree.kind(at));
            runs.push(Run { heading, words: 0 });
        } else if page.text.is_good(at)
            && line.link_chars * 3 < line.chars
            && let Some(run) = runs.last_mut()
        {
            run.words += words;
        }
    }
    lists(&runs, titles)
}

fn lists(runs: &[Run], titles: usize) -> bool {
    let longest = runs.iter().map(|run| run.words).max().unwrap_or(0);
    if longest <= TEASER_WORDS && titles >= TITLES {
        return true;
    }
    let all: u32 = runs.iter().map(|run| run.words).sum();
    let posts = |kind: u32| {
        let posts = runs.iter().filter(move |run| run.heading == Some(kind));
        let words: u32 = posts.clone().map(|run| run.words).sum();
        posts.filter(|run| run.words >= POST_WORDS).count() >= POSTS && words * 100 >= all * POSTED
    };
    runs.iter().filter_map(|run| run.heading).any(posts)
}

/// Links with teasers of one form.
#[derive(Debug, Default)]
struct Teasers<'a> {
    count: usize,
    words: u64,
    /// How the links begin: "Find out more" below each paragraph is no title.
    beginnings: HashSet<(Option<&'a str>, Option<&'a str>)>,
}

/// Whether a short line says where and when a story came out: "Harrow Post - Fri Mar 25, 6:16 AM".
fn is_source(page: &Lines<'_>, line: usize) -> bool {
    let text = page.text(line);
    let figures = text.chars().filter(char::is_ascii_digit).count();
    (2..=SOURCE_WORDS).contains(&page.words(line))
        && figures >= 2
        && !ends_sentence(text)
        && text.contains([':', '-', '–', '—', '|', '·', '/'])
}

/// Whether what stays of a page is a list: links and teasers in turn, all of one form.
pub(super) fn alternates(page: &Lines<'_>, all: &[Decision]) -> bool {
    let words = |line: usize| {
        let stays = all.get(line).is_some_and(|decision| decision.stays);
        u64::from(if stays { page.words(line) } else { 0 })
    };
    let kept: u64 = (0..page.len()).map(words).sum();
    let mut forms: HashMap<_, Teasers<'_>> = HashMap::new();
    let mut title = None;
    for line in 0..page.len().min(all.len()) {
        let (chars, links) = (page.chars(line), page.link_chars(line));
        if links * 10 >= chars * 9 && page.words(line) > 0 {
            title = Some(line);
        } else if title.is_some() && links == 0 && is_source(page, line) {
            // The teaser follows.
        } else if page.words(line) >= FEWEST_TEASER_WORDS {
            let Some(title) = title.take() else { continue };
            if page.words(line) <= TEASER_WORDS && links * 3 < chars {
                let form = (page.kind(page.element(title)), page.kind(page.element(line)));
                let form = forms.entry(form).or_default();
                let mut beginning = page.text(title).split_whitespace();
                form.count += 1;
                form.words += words(title) + words(line);
                form.beginnings.insert((beginning.next(), beginning.next()));
            }
        }
    }
    kept > 0
        && forms.values().any(|form| {
            form.count >= TEASERS
                && form.beginnings.len() * 2 >= form.count
                && form.words * 100 >= kept * TEASED
        })
}

#[cfg(test)]
mod tests {
    use std::cell::OnceCell;

    use super::*;
    use crate::document::markup::{Element, MarkedLine, Markup, Tag};

    /// Whether links and teasers in turn, and then other lines, are a list.
    fn is_list(titles: &[&str], others: usize) -> bool {
        is_list_with(None, titles, others)
    }

    /// The same, with a line between each link and its teaser.
    fn is_list_with(source: Option<&'static str>, titles: &[&str], others: usize) -> bool {
        let element = |tag| Element { tag, ..Element::default() };
        let elements = [Tag::Body, Tag::A, Tag::P, Tag::Div].map(element).to_vec();
        let mut markup = Markup { elements, ..Markup::default() };
        let mut texts = Vec::new();
        let mut line = |text, element, link_chars| {
            texts.push(text);
            markup.lines.push(MarkedLine { element, chars: 60, link_chars, said: None });
        };
        let teaser = "The ferry to the islands runs again on Monday, the harbour says.";
        for title in titles.iter().copied() {
            line(title, 1, 60);
            if let Some(source) = source {
                line(source, 2, 0);
            }
            line(teaser, 2, 0);
        }
        (0..others).for_each(|_| line(teaser, 3, 0));
        let count = texts.len();
        let words = |text: &&str| if source == Some(*text) { 6 } else { 12 };
        let judged: Vec<(i32, u32)> = texts.iter().map(|text| (-3000, words(text))).collect();
        let page = Lines {
            texts,
            markup: &markup,
            headline: None,
            judged: &judged,
            is_listing: false,
            apart: OnceCell::new(),
        };
        alternates(&page, &vec![Decision { stays: true, rule: None }; count])
    }

    #[test]
    fn links_and_teasers_in_turn_are_a_list() {
        let titles = [
            "Ferry back",
            "Bridge shut",
            "Bakery sold",
            "Mill on fire",
            "School prize",
            "Lane closed",
        ];
        assert!(is_list(&titles, 0));
        assert!(is_list(&titles, 2));
        for source in ["Harrow Post - Fri Mar 25, 6:16 AM", "La Voz de Harrow | 25/03/2021 06:16"] {
            assert!(is_list_with(Some(source), &titles, 0), "{source}");
        }
        assert!(!is_list(&titles[..4], 0), "a story with a few links");
        assert!(!is_list(&titles, 9), "a story above other stories");
        assert!(!is_list(&["Find out more"; 8], 0), "paragraphs with a link below each");
    }

    #[test]
    fn teasers_and_posts_are_lists_and_a_story_above_links_is_not() {
        let teaser = Run { heading: None, words: 30 };
        let front = vec![teaser; 20];
        assert!(lists(&front, 20));
        let story = [vec![Run { heading: None, words: 500 }], front].concat();
        assert!(!lists(&story, 20));
        let post = Run { heading: Some(7), words: 300 };
        assert!(lists(&[teaser, post, post, post], 3));
        assert!(!lists(&[Run { heading: None, words: 900 }, post, post, post], 3));
        assert!(!lists(&[teaser, post, Run { heading: Some(8), words: 300 }], 3));
    }
}
