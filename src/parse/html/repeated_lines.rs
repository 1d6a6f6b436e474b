//! Leaves out lines of a page that is shown with more than a reader sees at first.
//!
//! In: the page as it is shown, and with its hidden body. Out: the second without the teaser that the body
//! repeats, and without notices to browsers that run no scripts. It looks for no body.

use std::collections::{HashMap, HashSet};

use super::hidden_body::is_notice;
use super::hidden_prose::{is_prose, is_sentence};
use super::render::Page;
use crate::document::markup::Tag;

/// The most lines to look for in a body.
const MOST_LINES: usize = 64;
/// The longest notice, in words, and in characters.
const NOTICE_WORDS: usize = 30;
const NOTICE_CHARS: usize = 160;

/// Drops the lines of `page` that the body behind it, in `with`, repeats. Nothing is lost: the body has
/// each of them whole.
pub(super) fn drop_teaser(page: &Page<'_>, with: &mut Page<'_>) {
    let shown = page.text.lines().filter(|line| !line.is_empty()).count();
    let is_same =
        page.text.trim_end().lines().eq(with.text.lines().take(page.text.lines().count()));
    if !is_same {
        return;
    }
    let lines = || with.text.lines().filter(|line| !line.is_empty());
    let body = lines().skip(shown).map(words).collect::<Vec<_>>().join(" ");
    let said = lines().take(shown).enumerate();
    let said = said.filter(|(_, line)| is_prose(line) || is_sentence(line)).take(MOST_LINES);
    let dropped: HashSet<usize> =
        said.filter(|(_, line)| body.contains(&words(line))).map(|(at, _)| at).collect();
    drop_lines(with, &dropped);
}

/// Drops the notices that only `other` has, the page for browsers without scripts: short lines that are all of their
/// `noscript` element, beside a body of several lines in another one.
pub(super) fn drop_notices(page: &Page<'_>, other: &mut Page<'_>) {
    let known: HashSet<&str> = page.text.lines().collect();
    let lines = other.text.lines().filter(|line| !line.is_empty()).zip(&other.markup.lines);
    let own: Vec<(usize, &str, Option<u32>)> = (0..)
        .zip(lines)
        .map(|(at, (line, marked))| (at, line, noscript(other, marked.element)))
        .collect();
    let mut beside: HashMap<u32, usize> = HashMap::new();
    own.iter().filter_map(|(.., element)| *element).for_each(|element| {
        *beside.entry(element).or_default() += 1;
    });
    let is_alone = |element: u32| beside.get(&element) == Some(&1);
    // Where each paragraph has an element of its own, a notice is not told from one.
    let body = beside.values().any(|lines| *lines > 1);
    let dropped: HashSet<usize> = own
        .iter()
        .filter(|(_, line, element)| {
            body && element.is_some_and(is_alone)
                && !known.contains(line)
                && is_notice(line)
                && line.split_whitespace().count() <= NOTICE_WORDS
                && line.chars().count() <= NOTICE_CHARS
        })
        .map(|(at, ..)| *at)
        .collect();
    drop_lines(other, &dropped);
}

/// The innermost `noscript` element around an element.
fn noscript(page: &Page<'_>, mut element: u32) -> Option<u32> {
    loop {
        let own = page.markup.elements.get(element as usize)?;
        if own.tag == Tag::Noscript {
            return Some(element);
        }
        if own.depth == 0 {
            return None;
        }
        element = own.parent;
    }
}

/// A line with single spaces between its words.
fn words(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Drops lines by their numbers among those that are not empty, each with the gap behind it.
fn drop_lines(page: &mut Page<'_>, dropped: &HashSet<usize>) {
    if dropped.is_empty() {
        return;
    }
    let (mut text, mut number, mut gone) = (String::with_capacity(page.text.len()), 0, false);
    for line in page.text.split('\n') {
        if !line.is_empty() {
            gone = dropped.contains(&number);
            number += 1;
        }
        if !gone {
            text.push_str(line);
            text.push('\n');
        }
    }
    text.truncate(text.trim_end_matches('\n').len());
    page.text = text;
    let mut number = 0..;
    page.markup.lines.retain(|_| !number.next().is_some_and(|number| dropped.contains(&number)));
}

#[cfg(test)]
mod tests {
    use super::super::read;

    const STORY: [&str; 4] = [
        "The ferry to Harrow Falls ran again on Tuesday after a strike of nine days, and the first boat left with twelve passengers on board.",
        "The mayor said that the town had lost a third of its trade while the boats lay in the harbour, and that nobody could say who won.",
        "The crew asked for two more hands on each boat in winter, when the ropes freeze and the gangway has to be cleared of ice by hand.",
        "Both sides will meet again in May, when the figures of the first quarter are known and the new timetable has been agreed with the county.",
    ];

    #[test]
    fn a_teaser_that_the_body_repeats_is_shown_once() {
        let body = STORY.join(" ");
        let page = format!(
            "<body><script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{body}\"}}</script><h1>Ferry</h1><p>{}</p><p><a href=/x>Read on</a></p></body>",
            STORY[0]
        );
        let read = read(&page, None).unwrap();
        assert_eq!(read.text, format!("Ferry\n\nRead on\n\n{body}"));
        assert_eq!(read.markup.lines.len(), 3);
    }

    #[test]
    fn a_notice_beside_a_body_without_scripts_goes() {
        let shown: String = STORY.map(|line| format!("<p>{line}</p>")).concat();
        let of = |notice: &str, body: &str| {
            let page = format!(
                "<h1>Ferry</h1><noscript><div>{notice}</div></noscript><noscript><div>{body}</div></noscript>"
            );
            read(&page, None).unwrap().text
        };
        let story = format!("Ferry\n\n{}", STORY.join("\n\n"));
        assert_eq!(of("Active JavaScript para ver los comentarios.", &shown), story);
        assert_eq!(of("Bitte JavaScript einschalten.", &shown), story);
        // A sentence of the story may speak of scripts.
        let inside = format!("{shown}<p>The county runs on JavaScript.</p>");
        assert!(of("", &inside).ends_with("JavaScript."));
    }
    #[test]
    fn paragraphs_in_blocks_of_their_own_are_no_notices() {
        let lines = [
            "The bakery sold its first cookie in May 1974.",
            "It took six thousand lines of JavaScript to count them.",
        ];
        for (block, end) in [("<div class=block><p>", "</div>"), ("<noscript><p>", "</noscript>")] {
            let body: String =
                lines.iter().chain(&STORY).map(|line| format!("{block}{line}</p>{end}")).collect();
            let page = match block.starts_with("<noscript") {
                true => format!("<h1>Ferry</h1>{body}"),
                false => format!("<h1>Ferry</h1><noscript><div>{body}</div></noscript>"),
            };
            let text = read(&page, None).unwrap().text;
            assert!(lines.iter().all(|line| text.contains(line)), "{text}");
        }
    }
}
