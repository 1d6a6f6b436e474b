//! Tests of typed lists, short lines, boxes of facts, tables of contents, links and captions between paragraphs.

use super::*;

/// A body with a story's element (1) and a paragraph (2), then these elements.
fn with(own: &[(Tag, u32, &'static str, bool)]) -> Vec<(Tag, u32, &'static str, bool)> {
    let story = [(Tag::Body, 0, "", false), (Tag::Div, 0, "", false), (Tag::P, 1, "", false)];
    [&story[..], own].concat()
}

#[test]
fn short_lines_between_lines_of_the_story_stay() {
    let elements = with(&[(Tag::Strong, 1, "", false), (Tag::Div, 1, "", false)]);
    let lines = |name, element| {
        [(STORY, 1, true), (name, element, false), ("Two cups of rye", 1, true), (END, 1, true)]
    };
    let of = |name, element| stays(&decided(&lines(name, element), &elements))[1];
    for name in ["Dough", "Für den Teig", "Pâte", "생지", "生地", "Тесто"] {
        assert!(of(name, 3), "{name}");
    }
    assert!(!of("Dough", 4), "in a block of its own");
    assert!(!of("* * *", 1), "a mark");
    let many = [&lines("Dough", 3)[..2], &[("Salt", 3, false); 2], &lines("", 3)[2..]].concat();
    assert_eq!(stays(&decided(&many, &elements))[1..4], [false; 3], "three in a row");
}

#[test]
fn a_typed_list_stays_whole() {
    let elements = with(&[(Tag::P, 1, "", false), (Tag::A, 1, "", false)]);
    let lines = |before, mark: &'static [&str; 3], element| {
        let items = mark.map(|item| (item, element, false));
        [&[(STORY, 1, true), (before, 2, true)], &items[..], &[(END, 2, true)]].concat()
    };
    const GUESTS: [&str; 3] = ["• Ada Tarn, baker", "• Jo Reed, Mill Lane", "• Ines Falk, mayor"];
    const DASHED: [&str; 3] = ["- Ada Tarn, boulanger", "- Jo Reed, meunier", "- Ines Falk, maire"];
    const DENSE: [&str; 3] = ["・田中、パン職人", "・鈴木、粉屋の主人", "・佐藤、町長の娘"];
    const SAID: [&str; 3] = ["-Yes, said Ada", "-No, said Jo Reed", "-Perhaps, said Ines"];
    let of = |mark, element| stays(&decided(&lines(MORE, mark, element), &elements))[2..5].to_vec();
    for list in [&GUESTS, &DASHED, &DENSE] {
        assert_eq!(of(list, 3), [true; 3], "{list:?}");
    }
    assert_eq!(of(&GUESTS, 4), [false; 3], "links");
    assert_eq!(of(&SAID, 3), [false; 3], "a dash without a space");
    let below = lines(MORE, &GUESTS, 3);
    assert_eq!(stays(&decided(&below[..5], &elements))[2..], [false; 3], "below the story");
    let announced = lines("Who came to the last day:", &GUESTS, 3);
    assert_eq!(stays(&decided(&announced[..5], &elements))[2..], [true; 3]);
}

#[test]
fn an_item_outside_of_every_list_sets_nothing_apart() {
    let elements = with(&[
        (Tag::Li, 1, "", false),
        (Tag::H2, 3, "", false),
        (Tag::Ul, 1, "", false),
        (Tag::Li, 5, "", false),
        (Tag::H2, 6, "", false),
        (Tag::P, 1, "", false),
    ]);
    let lines = |element| {
        [(STORY, 2, true), ("Cold ovens", element, false), (MORE, 8, true), (END, 8, true)]
    };
    let of = |element| stays(&decided(&lines(element), &elements))[1];
    assert!(of(4), "no list around the item");
    assert!(!of(7), "an item of a list");
}

#[test]
fn headings_of_many_words_and_of_two_lines_stay() {
    let long =
        "Warum in Merrow niemand mehr um zwei Uhr in der Nacht aufstehen und Brot backen will";
    let elements = with(&[(Tag::H2, 1, "", false), (Tag::B, 1, "", false), (Tag::P, 1, "", false)]);
    let lines = |element| [(STORY, 1, true), (long, element, false), (MORE, 2, true)];
    assert_eq!(stays(&decided(&lines(3), &elements)), [true; 3]);
    assert_eq!(stays(&decided(&lines(4), &elements)), [true, false, true], "a bold sentence");
    let two =
        [(STORY, 1, true), ("Baker ends", 4, false), ("a long search", 4, false), (MORE, 5, true)];
    assert_eq!(stays(&decided(&two, &elements)), [true; 4]);
    let other =
        [(STORY, 1, true), ("Print", 3, false), ("a long search", 4, false), (MORE, 5, true)];
    assert_eq!(stays(&decided(&other, &elements)), [true, false, true, true], "of two elements");
}

#[test]
fn a_line_behind_a_mark_is_a_subhead() {
    let elements = with(&[(Tag::P, 1, "", false)]);
    let story = "町で最後のパン屋が土曜日、九十年の歴史に幕を下ろし、店の前には朝早くから多くの客が並んで別れを惜しんだ。";
    let more = "客の列は角の薬局を越えて粉屋通りまで続き、最後の一斤は昼前に売り切れたと店主は話し、涙を見せながら礼を述べた。";
    let lines = |text| [(story, 1, true), (text, 3, false), (more, 2, true), (END, 2, true)];
    let of = |text| stays(&decided(&lines(text), &elements))[1];
    for text in
        ["◆店主「もう早起きはできない」と語る", "■ Niemand will mehr backen", "▲ 문을 닫은 빵집"]
    {
        assert!(of(text), "{text}");
    }
    assert!(!of("次の記事を読む"), "no mark");
}

#[test]
fn a_table_of_contents_goes_and_its_headings_stay() {
    let elements =
        with(&[(Tag::Ul, 1, "", false), (Tag::A, 3, "", false), (Tag::H2, 1, "", false)]);
    let titles = ["Cold ovens", "Nobody wants to bake", "What the parish offers"];
    let of = |listed: [&'static str; 3]| {
        let mut lines: Vec<(&str, u32, bool)> = listed.map(|title| (title, 4, true)).to_vec();
        for (title, text) in titles.into_iter().zip([STORY, MORE, END]) {
            lines.extend([(title, 5, true), (text, 2, true)]);
        }
        stays(&decided(&lines, &elements))
    };
    assert_eq!(of(titles)[..4], [false, false, false, true]);
    assert_eq!(of(["Cold ovens", "The old mill", "Buses"])[..4], [true; 4], "other stories");
}

#[test]
fn a_box_among_paragraphs_stays_unless_it_repeats_or_is_set_apart() {
    let elements = |name, tag| {
        with(&[
            (tag, 1, name, false),
            (Tag::Div, 3, "head", false),
            (Tag::Div, 3, "bull", false),
            (Tag::A, 3, "", false),
        ])
    };
    let lines = |text| {
        [
            (STORY, 1, true),
            ("FOUR WISHES OF THE PARISH", 4, false),
            (text, 5, false),
            ("A shop for the whole village", 5, false),
            ("Free rent for a year", 5, false),
            ("Watch the vote", 6, false),
            (END, 2, true),
        ]
    };
    let of = |text, name, tag| stays(&decided(&lines(text), &elements(name, tag)))[1..6].to_vec();
    let own = "Ovens that burn wood again";
    assert_eq!(of(own, "", Tag::Table), [true, true, true, true, false]);
    assert_eq!(of(own, "", Tag::Aside), [true, true, true, true, false]);
    assert_eq!(of(own, "", Tag::Div), [false; 5], "no box");
    assert_eq!(of(own, "newsletter", Tag::Aside), [false; 5]);
    assert_eq!(of("The last bakery in Merrow closed its doors", "", Tag::Table), [false; 5]);
    // A named one can stand at the end, and hold a paragraph.
    let end = [(STORY, 1, true), (MORE, 2, true), ("The bakery", 4, false), (END, 5, false)];
    let of = |name| stays(&decided(&end, &elements(name, Tag::Div)))[2..].to_vec();
    for name in ["infobox", "faktenbox", "encadre", "faktaboks", "recuadro"] {
        assert_eq!(of(name), [true; 2], "{name}");
    }
    assert_eq!(of("teaser"), [false; 2]);
}

#[test]
fn links_of_one_form_go_together() {
    let elements = with(&[(Tag::Div, 1, "", false), (Tag::A, 3, "", false)]);
    let lines = |kept: [bool; 3]| {
        [
            (STORY, 1, true),
            ("Mill on fire again", 4, kept[0]),
            ("Forty new buses", 4, kept[1]),
            ("School wins a prize", 4, kept[2]),
            (END, 2, true),
        ]
    };
    let of = |kept, score| stays(&decided_at(score, &lines(kept), &elements))[1..4].to_vec();
    assert_eq!(of([true, false, false], -300), [false; 3]);
    assert_eq!(of([true, false, false], -3000), [true, false, false], "the model is clear");
    assert_eq!(of([true; 3], -300), [true; 3]);
}

#[test]
fn a_pull_quote_that_leaves_out_a_word_goes_with_its_speaker() {
    let elements = with(&[(Tag::Table, 1, "", false), (Tag::Td, 3, "", false)]);
    let office = "Ada Tarn, baker, member of the parish and of the choir";
    let lines = |quote, said| {
        [
            (STORY, 1, true),
            (quote, 4, true),
            (office, 4, true),
            (said, 2, true),
            (MORE, 2, true),
            (END, 2, true),
        ]
    };
    let of = |quote, said| stays(&decided(&lines(quote, said), &elements))[1..4].to_vec();
    let said = "\"I wish to assure Merrow that there is no want of bread,\" she said.";
    assert_eq!(of("I wish to assure Merrow there is no want of bread", said), [false, false, true]);
    let said = "„Ich kann Merrow wohl versichern, dass es an Brot nicht fehlt“, sagte sie.";
    assert!(!of("Ich kann Merrow versichern, dass es an Brot nicht fehlt", said)[0]);
    let other = "I wish to assure the mill that there is no want of flour or yeast";
    assert_eq!(of(other, said), [true; 3]);
}

#[test]
fn a_caption_that_is_said_again_and_one_with_a_credit_go() {
    let elements = with(&[
        (Tag::Figcaption, 1, "", false),
        (Tag::Div, 1, "slide", false),
        (Tag::Table, 1, "", false),
        (Tag::Td, 5, "", false),
    ]);
    let caption = "The queue outside the bakery on its last Saturday.";
    let credited = "The queue outside the bakery on its last Saturday. Jo Reed for the Post";
    let lines = |again| {
        [
            (STORY, 1, true),
            (credited, 3, false),
            (caption, again, true),
            (MORE, 2, true),
            (END, 2, true),
        ]
    };
    assert_eq!(stays(&decided(&lines(4), &elements)), [true, false, false, true, true]);
    assert_eq!(stays(&decided(&lines(2), &elements)), [true, false, true, true, true]);
    let boxed = [
        (STORY, 1, true),
        (caption, 6, true),
        ("Merrow Wire", 6, false),
        (MORE, 2, true),
        (END, 2, true),
    ];
    let of = |score| stays(&decided_at(score, &boxed, &elements));
    assert_eq!(of(-1000), [true, false, false, true, true]);
    assert_eq!(of(-4000), [true, true, false, true, true], "the model is clear");
}
