//! Tests of sentences, sub-headings, answers, quotes and standfirsts.

use super::*;

#[test]
fn a_sentence_below_the_headline_stays() {
    let elements =
        [(Tag::Body, 0, "", false), (Tag::Div, 0, "", false), (Tag::Figcaption, 0, "", false)];
    let standfirst = "After ninety years the ovens are cold, and the parish looks for a baker.";
    let lines = |element| {
        [
            ("Last bakery shuts", 0, false),
            (standfirst, element, false),
            ("Share", 0, false),
            (STORY, 0, true),
        ]
    };
    assert_eq!(stays(&decided(&lines(1), &elements)), [false, true, false, true]);
    // A caption is none.
    assert_eq!(stays(&decided(&lines(2), &elements)), [false, false, false, true]);
}

#[test]
fn a_standfirst_in_a_layout_table_stays_and_a_caption_in_its_own_does_not() {
    let elements = [
        (Tag::Td, 0, "", false),
        (Tag::Div, 0, "", false),
        (Tag::Table, 0, "", false),
        (Tag::Tr, 2, "", false),
        (Tag::Td, 3, "", false),
    ];
    let sentence = "After ninety years the ovens are cold, and the parish looks for a baker.";
    let lines =
        |element| [("Last bakery shuts", 0, false), (sentence, element, false), (STORY, 0, true)];
    assert_eq!(stays(&decided(&lines(1), &elements)), [false, true, true]);
    assert_eq!(stays(&decided(&lines(4), &elements)), [false, false, true]);
}

#[test]
fn the_life_of_an_author_is_no_standfirst() {
    let elements = |tag| {
        [
            (Tag::Body, 0, "", false),
            (Tag::Dl, 0, "", false),
            (tag, 1, "", false),
            (Tag::P, 2, "", false),
        ]
    };
    let life = "Ada Tarn writes about bread for the Merrow Post and other papers.";
    let lines = [("Last bakery shuts", 0, false), (life, 3, false), (STORY, 0, true)];
    assert_eq!(stays(&decided(&lines, &elements(Tag::Dd))), [false, false, true]);
    assert_eq!(stays(&decided(&lines, &elements(Tag::Div))), [false, true, true]);
}

#[test]
fn a_bare_sentence_of_the_story_stays() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::Div, 0, "", false),
        (Tag::P, 1, "", false),
        (Tag::Div, 0, "", false),
        (Tag::Font, 1, "", false),
        (Tag::P, 1, "", false),
    ];
    let beside = "The sign above the door, painted by her father, stays where it is.";
    let lines = |element| {
        [
            (STORY, 2, true),
            (beside, element, false),
            (MORE, 5, true),
            ("Mill Lane on Saturday", 1, false),
            (END, element, false),
            ("Share", 0, false),
        ]
    };
    assert_eq!(stays(&decided(&lines(4), &elements)), [true, true, true, false, true, false]);
    // Outside the story's element, none does.
    assert_eq!(stays(&decided(&lines(3), &elements)), [true, false, true, false, false, false]);
}

#[test]
fn a_paragraph_like_those_around_it_stays() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::Div, 0, "", false),
        (Tag::P, 1, "", false),
        (Tag::P, 1, "promo", false),
        (Tag::P, 1, "", false),
        (Tag::P, 1, "", false),
    ];
    let lines = |element| [(STORY, 2, true), (MORE, element, false), (END, 5, true)];
    assert_eq!(stays(&decided(&lines(4), &elements)), [true; 3]);
    assert_eq!(stays(&decided(&lines(3), &elements)), [true, false, true]);
    // Deep in a box that is named, a paragraph of the same kind is not one of the story.
    let deep = |name| {
        let mut elements = vec![(Tag::Body, 0, "", false), (Tag::Div, 0, "", false)];
        for (from, name) in [(2, ""), (6, name), (10, "")] {
            elements.push((Tag::Div, 1, name, false));
            elements.extend([(Tag::Div, from, "", false), (Tag::Div, from + 1, "", false)]);
            elements.push((Tag::P, from + 2, "", false));
        }
        let lines = [(STORY, 5, true), (MORE, 9, false), (END, 13, true)];
        stays(&decided(&lines, &elements))
    };
    assert_eq!(deep(""), [true; 3]);
    assert_eq!(deep("newsletter"), [true, false, true]);
}

#[test]
fn answers_that_open_stay_with_their_questions() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::Div, 0, "", false),
        (Tag::Details, 1, "", false),
        (Tag::Summary, 2, "", false),
        (Tag::P, 2, "", false),
        (Tag::Div, 1, "item", false),
        (Tag::H3, 5, "", false),
        (Tag::Button, 6, "", false),
        (Tag::Div, 5, "body", false),
    ];
    let question = "Who will bake in Merrow now?";
    let lines = |question_in, answer_in| {
        [
            (STORY, 1, true),
            (MORE, 1, true),
            (question, question_in, false),
            (END, answer_in, false),
            ("Share", 0, false),
        ]
    };
    let expected = [true, true, true, true, false];
    assert_eq!(stays(&decided(&lines(3, 4), &elements)), expected);
    // One alone that asks nothing is a note, several side by side are answers.
    let mut note = lines(3, 4);
    note[2].0 = "About this letter";
    assert_eq!(stays(&decided(&note, &elements))[2..4], [false; 2]);
    let several = |wrapper| {
        let elements = [
            (Tag::Body, 0, "", false),
            (Tag::Div, 0, "", false),
            (Tag::Div, 1, "", false),
            (Tag::Details, wrapper, "", false),
            (Tag::P, 3, "", false),
            (Tag::Div, 1, "", false),
            (Tag::Details, if wrapper == 1 { 1 } else { 5 }, "", false),
        ];
        stays(&decided(&note, &elements))[3]
    };
    assert!(several(1), "side by side");
    assert!(several(2), "each in a wrapper");
    let two = [&lines(7, 8)[..4], &[(question, 7, false), (END, 8, false)]].concat();
    let mut judged_kept = two.clone();
    judged_kept[3].2 = true;
    assert_eq!(stays(&decided(&judged_kept, &elements)), [true; 6]);
}

#[test]
fn the_verdict_of_a_review_stays() {
    let elements = |name| {
        [
            (Tag::Body, 0, "", false),
            (Tag::Div, 0, "", false),
            (Tag::Div, 1, name, false),
            (Tag::P, 2, "", false),
        ]
    };
    let verdict = "The best rye bread of the county, and the shortest opening hours.";
    let lines = [
        (STORY, 1, true),
        (MORE, 1, true),
        ("Verdict", 2, false),
        (verdict, 3, false),
        ("Share", 0, false),
    ];
    let stay = decided(&lines, &elements("review-rating rating"));
    assert_eq!(stays(&stay), [true, true, true, true, false]);
    // Another sentence there needs a better score.
    let mut doubted = lines.to_vec();
    doubted.truncate(4);
    assert_eq!(stays(&decided(&doubted, &elements("offer"))), [true, true, false, false]);
}

#[test]
fn subheads_between_paragraphs_stay_together() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::P, 0, "", false),
        (Tag::B, 0, "", false),
        (Tag::P, 0, "", false),
    ];
    let lines = [
        (STORY, 1, true),
        ("Cold ovens", 2, false),
        (MORE, 3, true),
        ("No heir", 2, false),
        (END, 1, true),
    ];
    assert_eq!(stays(&decided(&lines, &elements)), [true; 5]);
    let lines = [
        (STORY, 1, true),
        ("Cold ovens", 2, false),
        (MORE, 3, true),
        ("Print", 2, false),
        ("Share", 2, false),
    ];
    let labels = decided(&lines, &elements);
    assert_eq!(stays(&labels), [true, false, true, false, false]);
}

#[test]
fn named_spans_before_paragraphs_are_subheads() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::Div, 0, "", false),
        (Tag::P, 1, "", false),
        (Tag::Span, 1, "cross-head", false),
        (Tag::Span, 1, "byline", false),
        (Tag::P, 1, "", false),
    ];
    let lines = |second| {
        [
            (STORY, 2, true),
            ("Cold ovens", 3, false),
            (MORE, 5, true),
            ("No heir", second, false),
            (END, 2, true),
        ]
    };
    assert_eq!(stays(&decided(&lines(3), &elements)), [true; 5]);
    assert_eq!(stays(&decided(&lines(4), &elements)), [true, false, true, false, true]);
}

#[test]
fn a_pull_quote_goes_with_its_speaker() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::P, 0, "", false),
        (Tag::Blockquote, 0, "", false),
        (Tag::P, 2, "", false),
        (Tag::Div, 2, "", false),
        (Tag::P, 0, "", false),
    ];
    let said =
        "\"Nobody wants to get up at two in the morning any more,\" said Ada Tarn, its baker.";
    let quote = "\u{201c}Nobody wants to get up at two in the morning\u{201d}";
    let lines = |quote| {
        [
            (STORY, 1, true),
            (said, 1, true),
            (quote, 3, true),
            ("Ada Tarn", 4, true),
            ("Baker of Merrow", 4, true),
            (MORE, 5, true),
            (END, 5, true),
        ]
    };
    let found = decided(&lines(quote), &elements);
    assert_eq!(stays(&found), [true, true, false, false, false, true, true]);
    assert_eq!(found[2].rule, Some(QUOTE));
    let letter = "Her letter to the parish says that the mill may have the ovens.";
    assert_eq!(stays(&decided(&lines(letter), &elements)), [true; 7], "a quote of its own");
}

#[test]
fn a_sentence_whose_quote_was_removed_with_it_stays() {
    let elements = [
        (Tag::Body, 0, "", false),
        (Tag::Div, 0, "", false),
        (Tag::Table, 1, "", false),
        (Tag::Td, 2, "", false),
        (Tag::Div, 3, "", false),
        (Tag::Section, 1, "", false),
    ];
    let said = "\"Nobody wants to get up at two in the morning any more.\"";
    let lines = |quote| {
        [
            (STORY, 1, true),
            (quote, 4, false),
            ("Ada Tarn, baker", 4, false),
            (MORE, 1, true),
            (said, 5, false),
            (END, 1, true),
        ]
    };
    let of = |quote| stays(&decided(&lines(quote), &elements));
    let quote = "Nobody wants to get up at two in the morning any more";
    assert_eq!(of(quote), [true, false, false, true, true, true]);
    let other = "The mill would take the ovens at once, and the sign as well";
    assert_eq!(of(other), [true, false, false, true, false, true]);
}
