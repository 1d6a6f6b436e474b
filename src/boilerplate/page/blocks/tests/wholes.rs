//! Tests of tables, lists and boxes.

use super::*;

#[test]
fn rows_of_a_table_stay_or_go_together() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::Table, 0, "", false),
        (Tag::Tr, 1, "", false),
        (Tag::Tr, 1, "", false),
        (Tag::Tr, 1, "", false),
    ];
    let lines = [
        (STORY, 0, true),
        ("Year | Spent", 2, false),
        ("2021 | 1.2 million", 3, true),
        ("2022 | 1.3 million", 4, true),
    ];
    assert_eq!(stays(&decided(&lines, &elements)), [true; 4]);
    let lines = [(STORY, 0, true), ("Mon | 12", 2, true), ("Sunday | 13 degrees", 3, false)];
    let mut set_apart = elements;
    set_apart[1].2 = "sidebar";
    assert_eq!(stays(&decided(&lines, &set_apart)), [true, false, false]);
    // Between paragraphs of the story it stays.
    let between = [&lines[..], &[(MORE, 0, true)]].concat();
    assert_eq!(stays(&decided(&between, &elements)), [true; 4]);
}

#[test]
fn items_of_a_list_stay_or_go_together() {
    let elements = |list_parent| {
        [
            (Tag::Body, 0, "", false),
            (Tag::Div, 0, "", false),
            (Tag::Aside, 0, "", false),
            (Tag::Ul, list_parent, "", false),
            (Tag::Li, 3, "", false),
        ]
    };
    let lines = |kept: [bool; 3]| {
        [
            (STORY, 1, true),
            (MORE, 1, true),
            (END, 1, true),
            ("Rye loaf, sourdough, two kilos", 4, kept[0]),
            ("White loaf with poppy seeds", 4, kept[1]),
            ("Buns on Fridays, six for one", 4, kept[2]),
        ]
    };
    let of = |kept, parent| stays(&decided(&lines(kept), &elements(parent)))[3..].to_vec();
    assert_eq!(of([true, true, false], 1), [true; 3]);
    assert_eq!(of([true, false, false], 1), [true; 3], "without links, and doubted");
    assert_eq!(of([true, false, false], 2), [false; 3]);
}

#[test]
fn a_list_after_a_colon_stays() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::Div, 0, "", false),
        (Tag::Ul, 1, "tools", false),
        (Tag::Li, 2, "", false),
    ];
    let lines = |before| {
        [
            (STORY, 1, true),
            (before, 1, true),
            ("the ovens", 3, false),
            ("the sign above the door", 3, false),
            (END, 1, true),
        ]
    };
    let of = |before| stays(&decided(&lines(before), &elements))[2..4].to_vec();
    assert_eq!(of("The parish would keep two things for whoever comes to bake:"), [true; 2]);
    assert_eq!(of(MORE), [false; 2]);
}

#[test]
fn a_table_below_the_last_paragraph_stays_with_its_heading() {
    let elements = |name| {
        [
            (Tag::Body, 0, "", false),
            (Tag::Div, 0, "", false),
            (Tag::H3, 1, "", false),
            (Tag::Figure, 1, name, false),
            (Tag::Table, 3, "", false),
            (Tag::Caption, 4, "", false),
            (Tag::Tr, 4, "", false),
        ]
    };
    let lines = [
        (STORY, 1, true),
        (MORE, 1, true),
        ("Loaves sold", 2, false),
        ("By year", 5, false),
        ("2021 | 40,100", 6, false),
        ("2022 | 31,900", 6, false),
        ("Contact", 0, false),
    ];
    let of = |name| stays(&decided(&lines, &elements(name)));
    assert_eq!(of("")[2..], [true, true, true, true, false]);
    assert_eq!(of("related")[2..], [false; 5], "set apart by its name");
    let far = [&lines[..2], &[("Print", 2, false); 3], &lines[4..]].concat();
    assert_eq!(stays(&decided(&far, &elements("")))[2..], [false; 6], "not right below");
}

#[test]
fn a_list_without_links_in_the_story_stays_with_its_heading() {
    let elements = |list, name, item| {
        [
            (Tag::Body, 0, "", false),
            (Tag::Div, 0, "", false),
            (Tag::H3, 1, "", false),
            (list, 1, name, false),
            (item, 3, "", false),
        ]
    };
    let lines = [
        (STORY, 1, true),
        (MORE, 1, true),
        ("What to bring", 2, false),
        ("Gloves", 4, false),
        ("Two euros", 4, false),
    ];
    let of = |list, name, item| stays(&decided(&lines, &elements(list, name, item)))[2..].to_vec();
    assert_eq!(of(Tag::Ul, "", Tag::Li), [true; 3]);
    assert_eq!(of(Tag::Dl, "", Tag::Dd), [true; 3]);
    for name in ["post-tags tags", "share", "related-posts related", "author"] {
        assert_eq!(of(Tag::Ul, name, Tag::Li), [false; 3], "{name}");
    }
    assert_eq!(of(Tag::Ul, "", Tag::A), [false; 3], "links");
    let between = [&lines[..], &[(END, 1, true)]].concat();
    assert_eq!(stays(&decided(&between, &elements(Tag::Ol, "", Tag::Li))), [true; 6]);
    let outside =
        lines.map(|(text, element, stays)| (text, if element == 1 { 0 } else { element }, stays));
    let aside = [&elements(Tag::Ul, "", Tag::Li)[..1], &[(Tag::Aside, 0, "", false)]].concat();
    let aside = [&aside[..], &elements(Tag::Ul, "", Tag::Li)[2..]].concat();
    assert_eq!(stays(&decided(&outside, &aside))[2..], [false; 3], "in a box");
}

#[test]
fn lists_at_the_end_are_decided_in_document_order() {
    const LISTS: u32 = 8;
    let mut elements = vec![(Tag::Body, 0, "", false), (Tag::Div, 0, "", false)];
    let mut lines = vec![(STORY, 1, true), (MORE, 1, true)];
    for _ in 0..LISTS {
        let heading = elements.len() as u32;
        elements.push((Tag::B, 1, "", false));
        elements.extend([(Tag::Ul, 1, "", false), (Tag::Li, heading + 1, "", false)]);
        lines.push(("What to bring", heading, false));
        lines.extend([("Gloves", heading + 2, false), ("Two euros", heading + 2, false)]);
    }
    // Each list is at the end of the story only because the one before it stays.
    for _ in 0..20 {
        assert!(stays(&decided(&lines, &elements)).iter().all(|stays| *stays));
    }
}

#[test]
fn a_box_of_facts_stays_or_goes_whole() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::Div, 0, "", false),
        (Tag::Table, 1, "", false),
        (Tag::Td, 2, "", false),
        (Tag::B, 3, "", false),
        (Tag::Div, 3, "bull", false),
    ];
    let lines = |kept: [bool; 3]| {
        [
            (STORY, 1, true),
            (MORE, 1, true),
            ("Bread in figures", 4, false),
            ("Loaves a day: 120", 5, kept[0]),
            ("Ovens: two", 5, kept[1]),
            ("Years: ninety", 5, kept[2]),
            (END, 1, true),
        ]
    };
    let of = |kept| stays(&decided(&lines(kept), &elements))[2..6].to_vec();
    assert_eq!(of([true, false, true]), [true; 4]);
    assert_eq!(of([false; 3]), [true; 4], "among the paragraphs, and doubted");
}

#[test]
fn a_box_of_a_form_or_apart_from_the_story_comes_not_back() {
    let elements = |tag, name| {
        [
            (Tag::Body, 0, "", false),
            (Tag::Div, 0, "", false),
            (tag, 1, name, false),
            (Tag::P, 2, "", false),
        ]
    };
    let lines = [
        (STORY, 1, true),
        (MORE, 1, true),
        ("New hours of the bus", 3, false),
        ("Ten years of the market", 3, true),
        ("Open again on Friday", 3, false),
        (END, 1, true),
    ];
    let of = |tag, name| stays(&decided(&lines, &elements(tag, name)))[2..5].to_vec();
    assert_eq!(of(Tag::Aside, ""), [true; 3]);
    for tag in [Tag::Form, Tag::Dialog, Tag::Footer, Tag::Button, Tag::Nav] {
        assert_eq!(of(tag, ""), [false, true, false], "{tag:?}");
    }
    assert_eq!(of(Tag::Aside, "related"), [false, true, false]);
}

#[test]
fn names_that_the_story_uses_too_set_nothing_apart() {
    let elements = |name| {
        [
            (Tag::Body, 0, "", false),
            (Tag::Div, 0, "", false),
            (Tag::Div, 1, name, false),
            (Tag::Ul, 2, "", false),
            (Tag::Li, 3, "", false),
        ]
    };
    let lines = [(STORY, 1, true), (MORE, 1, true), ("Gloves", 4, false), ("Two euros", 4, false)];
    let of = |name| stays(&decided(&lines, &elements(name)))[2..].to_vec();
    for name in
        ["", "about-the-book about book", "legal-steps legal steps", "key-topics key topics"]
    {
        assert_eq!(of(name), [true; 2], "{name}");
    }
    for name in ["about-us about us", "about-author about author", "article__meta article meta"] {
        assert_eq!(of(name), [false; 2], "{name}");
    }
}

#[test]
fn names_far_above_many_lines_are_looked_up_once() {
    const LEVELS: u32 = 600;
    let names: Vec<String> = (0..200).map(|number| format!("n{number}")).collect();
    let names = names.join(" ");
    let mut elements = vec![(Tag::Body, 0, "", false), (Tag::Div, 0, "", false)];
    elements.extend((1..LEVELS).map(|above| (Tag::Div, above, names.as_str(), false)));
    elements.push((Tag::B, LEVELS, "", false));
    let mut lines = vec![(STORY, 1, true), (MORE, 1, true)];
    lines.extend(vec![("Cold ovens", LEVELS + 1, false); LEVELS as usize]);
    let start = std::time::Instant::now();
    decided(&lines, &elements);
    assert!(start.elapsed() < std::time::Duration::from_secs(20));
}
