//! Tests of the blocks of a page.

mod prose;
mod typed;
mod wholes;

use std::cell::OnceCell;

use super::*;
use crate::document::markup::{Element, MarkedLine, Markup, Tag, name_hash};

/// A page: lines with the number of their element, whether they stay, and the elements.
fn decided(lines: &[(&str, u32, bool)], elements: &[(Tag, u32, &str, bool)]) -> Vec<Decision> {
    decided_at(-3000, lines, elements)
}

/// The same, where lines that stay have this score.
fn decided_at(
    kept: i32,
    lines: &[(&str, u32, bool)],
    elements: &[(Tag, u32, &str, bool)],
) -> Vec<Decision> {
    let mut markup = Markup::default();
    for &(tag, parent, name, hidden) in elements {
        let from = markup.names.len() as u32;
        markup.names.extend(name.split_whitespace().map(|name| name_hash(name.as_bytes())));
        let names = (markup.names.len() as u32 - from) as u8;
        let element = Element { tag, parent, hidden, names_from: from, names, depth: 0 };
        markup.elements.push(element);
    }
    for &(text, element, _) in lines {
        let chars = text.chars().filter(|c| !c.is_whitespace()).count() as u32;
        let is_link = elements.get(element as usize).is_some_and(|own| own.0 == Tag::A);
        let link_chars = if is_link { chars } else { 0 };
        markup.lines.push(MarkedLine { element, chars, link_chars, said: None });
    }
    let texts = lines.iter().map(|line| line.0).collect();
    let judged = lines.iter().map(|(text, _, stays)| {
        (if *stays { kept } else { 500 }, text.split_whitespace().count() as u32)
    });
    let judged: Vec<(i32, u32)> = judged.collect();
    let headline = Some("Last bakery shuts");
    let page = Lines {
        texts,
        markup: &markup,
        headline,
        judged: &judged,
        is_listing: false,
        apart: OnceCell::new(),
    };
    decide(&page, lines.iter().map(|line| line.2).collect())
}

fn stays(decisions: &[Decision]) -> Vec<bool> {
    decisions.iter().map(|decision| decision.stays).collect()
}

const STORY: &str = "The last bakery in Merrow closed its doors on Saturday after ninety years.";
const MORE: &str = "The queue outside went round the corner as far as the chemist in Mill Lane.";
const END: &str = "The parish has offered the building free of rent for a year to any baker.";

#[test]
fn a_beginning_right_before_the_whole_is_given_once() {
    let elements = |beside: u32| {
        [
            (Tag::Body, 0, "", false),
            (Tag::Div, 0, "short", false),
            (Tag::P, 1, "", false),
            (Tag::P, 1, "", false),
            (Tag::Div, 0, "full", true),
            (Tag::P, beside, "", true),
            (Tag::P, beside, "", true),
            (Tag::P, beside, "", true),
        ]
    };
    let lines = [
        (STORY, 2, true),
        (MORE, 3, true),
        ("Read on", 1, false),
        (STORY, 5, true),
        (MORE, 6, true),
        (END, 7, true),
    ];
    assert_eq!(stays(&decided(&lines, &elements(4))), [true, true, false, false, false, true]);
    // In one element it is a refrain.
    assert!(stays(&decided(&lines, &elements(1)))[3..].iter().all(|stays| *stays));
}

#[test]
fn captions_of_a_gallery_go_unless_they_are_the_story() {
    let elements =
        |name| [(Tag::Body, 0, "", false), (Tag::Div, 0, name, false), (Tag::P, 1, "", false)];
    let lines = [
        (STORY, 0, true),
        (MORE, 0, true),
        (END, 0, true),
        ("The ovens were relined twice.", 2, true),
    ];
    for name in ["gallery", "bildergalerie", "photo-album", "diaporama"] {
        let decided_lines = decided(&lines, &elements(name));
        assert_eq!(stays(&decided_lines), [true, true, true, false], "{name}");
        assert_eq!(decided_lines[3].rule, Some(GALLERY));
    }
    // A slider can show anything, such as the days of a story.
    assert_eq!(stays(&decided(&lines, &elements("swiper"))), [true; 4]);
    let elements = elements("gallery");
    let lines = [("Pictures of the week", 0, true), (STORY, 2, true), (MORE, 2, true)];
    assert_eq!(stays(&decided(&lines, &elements)), [true; 3]);
}

#[test]
fn one_copy_of_a_body_goes() {
    let elements = [(Tag::Body, 0, "", false), (Tag::Div, 0, "", true), (Tag::Div, 0, "", false)];
    let copy = |element: u32| {
        [
            ("Short line.", element, true),
            (STORY, element, true),
            (MORE, element, true),
            (END, element, true),
        ]
    };
    let both = |one, two| [copy(one), copy(two)].concat();
    let second = decided(&both(2, 0), &elements);
    assert_eq!(stays(&second), [true, true, true, true, false, false, false, false]);
    assert_eq!(second[5].rule, Some(REPEATED_BODY));
    let hidden = decided(&both(1, 2), &elements);
    assert_eq!(stays(&hidden), [false, false, false, false, true, true, true, true]);
    // A refrain is no second body.
    let lines = [(STORY, 0, true), (MORE, 0, true), (STORY, 0, true)];
    assert_eq!(stays(&decided(&lines, &elements)), [true; 3]);
}

#[test]
fn headings_of_a_table_of_contents_are_no_second_body() {
    let elements = [(Tag::Body, 0, "", false), (Tag::P, 0, "", false), (Tag::H2, 0, "", false)];
    let titles = [
        "How the last bakery in Merrow closed its doors",
        "Why nobody wants to get up at two in the morning",
        "What the parish would like to do with the ovens",
    ];
    let mut lines: Vec<(&str, u32, bool)> = titles.map(|title| (title, 1, true)).to_vec();
    for (title, text) in titles.into_iter().zip([STORY, MORE, END]) {
        lines.extend([(title, 2, true), (text, 0, true)]);
    }
    assert_eq!(stays(&decided(&lines, &elements)), [true; 9]);
}

#[test]
fn captions_go_and_a_paragraph_with_a_drop_cap_stays() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::P, 0, "has-drop-cap drop cap", false),
        (Tag::P, 0, "", false),
        (Tag::Div, 0, "cap", false),
        (Tag::Figcaption, 0, "", false),
    ];
    let caption = "The queue outside the bakery on its last Saturday";
    let lines =
        [(STORY, 1, true), (MORE, 2, true), (caption, 3, true), (END, 2, true), (caption, 4, true)];
    let found = decided(&lines, &elements);
    assert_eq!(stays(&found), [true, true, false, true, false]);
    assert_eq!(found[2].rule, Some(CAPTION));
}

#[test]
fn the_footer_of_the_page_goes() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::Article, 0, "", false),
        (Tag::Footer, 1, "", false),
        (Tag::Footer, 0, "", false),
    ];
    let note = "The Merrow Post also runs the museum of bread in Mill Lane.";
    let lines =
        [(STORY, 1, true), (MORE, 1, true), (END, 1, true), (note, 2, true), (note, 3, true)];
    let found = decided(&lines, &elements);
    assert_eq!(stays(&found), [true, true, true, true, false]);
    assert_eq!(found[4].rule, Some(FOOTER));
}

#[test]
fn lines_in_a_figure_stay_unless_named_as_captions() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::Div, 0, "", false),
        (Tag::Figure, 1, "poem", false),
        (Tag::P, 2, "", false),
        (Tag::Section, 1, "photo-album", false),
        (Tag::H3, 4, "", false),
        (Tag::Span, 2, "photo-caption caption", false),
        (Tag::Figcaption, 2, "", false),
    ];
    let lines = [
        (STORY, 1, true),
        (MORE, 1, true),
        ("The tide that took the bread away", 3, true),
        ("Will bring it back another day", 3, true),
        ("42 per cent bake at home", 3, true),
        ("The bakery in pictures", 5, true),
        ("The ovens on Saturday", 6, true),
        ("The sign above the door", 7, true),
        (END, 1, true),
    ];
    let expected = [true, true, true, true, true, false, false, false, true];
    assert_eq!(stays(&decided(&lines, &elements)), expected);
}

#[test]
fn a_headline_in_capitals_that_links_elsewhere_goes() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::Div, 0, "", false),
        (Tag::Div, 1, "", false),
        (Tag::A, 2, "", false),
        (Tag::H3, 1, "", false),
        (Tag::A, 4, "", false),
    ];
    let lines = |text, element| [(STORY, 1, true), (text, element, true), (MORE, 1, true)];
    let of = |text, element| decided(&lines(text, element), &elements)[1];
    let link = "COUNTY BUYS FORTY NEW BUSES";
    assert_eq!(of(link, 3), Decision { stays: false, rule: Some(LINK) });
    assert!(of(link, 2).stays, "no link");
    assert!(of("THE OLD MILL INN", 5).stays, "a sub-heading with a link");
    assert!(of("County buys forty new buses", 3).stays);
    assert!(of("昨日の午後に店を閉じた", 3).stays, "no capitals");
    for text in ["ما قالته منظمة WHO عن الجزيرة", "WHO ने द्वीप के बारे में क्या कहा"]
    {
        assert!(of(text, 3).stays, "an acronym: {text}");
    }
    assert!(!of("ОКРУГ КУПИЛ СОРОК АВТОБУСОВ", 3).stays);
}
