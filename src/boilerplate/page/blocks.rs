//! Decides the blocks of a page as wholes: data tables, lists, galleries, captions, standfirsts, sub-headings,
//! pull quotes, footers, a body given twice; and the sentences of the story that the page model doubts.
//!
//! In: the lines of a page with their markup and scores, and for each whether the page model keeps it.
//! Out: the same decisions, changed where a block is one thing, each with its rule. It scores no line,
//! and changes nothing on a page without such blocks.

mod captions;
mod footer;
mod lines;
mod quotes;
mod repeated;
mod sentences;
mod standfirst;
mod subheads;
mod wholes;

pub(super) use captions::{CAPTION, GALLERY};
pub(super) use footer::FOOTER;
pub(super) use lines::{Decision, Lines};
pub(super) use quotes::QUOTE;
pub(super) use repeated::REPEATED_BODY;

/// Decides the blocks, given what the page model decided for each line.
pub(super) fn decide(page: &Lines<'_>, stays: Vec<bool>) -> Vec<Decision> {
    let mut all: Vec<Decision> =
        stays.into_iter().map(|stays| Decision { stays, rule: None }).collect();
    standfirst::keep_standfirst(page, &mut all);
    sentences::keep_sentences(page, &mut all);
    subheads::keep_subheads(page, &mut all);
    wholes::decide_tables(page, &mut all);
    wholes::decide_lists(page, &mut all);
    captions::drop_galleries(page, &mut all);
    captions::drop_captions(page, &mut all);
    quotes::drop_pull_quotes(page, &mut all);
    footer::drop_footer(page, &mut all);
    repeated::drop_repeated_body(page, &mut all);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markup::{Element, MarkedLine, Markup, Tag, name_hash};

    /// A page: lines with the number of their element, whether they stay, and the elements.
    fn decided(lines: &[(&str, u32, bool)], elements: &[(Tag, u32, &str, bool)]) -> Vec<Decision> {
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
            markup.lines.push(MarkedLine { element, chars, ..MarkedLine::default() });
        }
        let texts = lines.iter().map(|line| line.0).collect();
        let judged = lines.iter().map(|(text, _, stays)| {
            (if *stays { -3000 } else { 500 }, text.split_whitespace().count() as u32)
        });
        let judged: Vec<(i32, u32)> = judged.collect();
        let headline = Some("Last bakery shuts");
        let page = Lines { texts, markup: &markup, headline, judged: &judged };
        decide(&page, lines.iter().map(|line| line.2).collect())
    }

    fn stays(decisions: &[Decision]) -> Vec<bool> {
        decisions.iter().map(|decision| decision.stays).collect()
    }

    const STORY: &str =
        "The last bakery in Merrow closed its doors on Saturday after ninety years.";
    const MORE: &str =
        "The queue outside went round the corner as far as the chemist in Mill Lane.";
    const END: &str = "The parish has offered the building free of rent for a year to any baker.";

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
        assert_eq!(stays(&decided(&lines, &elements)), [true, false, false]);
    }

    #[test]
    fn captions_of_a_gallery_go_unless_they_are_the_story() {
        let elements =
            [(Tag::Body, 0, "", false), (Tag::Div, 0, "gallery", false), (Tag::P, 1, "", false)];
        let lines = [
            (STORY, 0, true),
            (MORE, 0, true),
            (END, 0, true),
            ("The ovens were relined twice.", 2, true),
        ];
        let decided_lines = decided(&lines, &elements);
        assert_eq!(stays(&decided_lines), [true, true, true, false]);
        assert_eq!(decided_lines[3].rule, Some(GALLERY));
        let lines = [("Pictures of the week", 0, true), (STORY, 2, true), (MORE, 2, true)];
        assert_eq!(stays(&decided(&lines, &elements)), [true; 3]);
    }

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
    fn one_copy_of_a_body_goes() {
        let elements =
            [(Tag::Body, 0, "", false), (Tag::Div, 0, "", true), (Tag::Div, 0, "", false)];
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
    fn a_standfirst_in_a_layout_table_stays_and_a_caption_in_its_own_does_not() {
        let elements = [
            (Tag::Td, 0, "", false),
            (Tag::Div, 0, "", false),
            (Tag::Table, 0, "", false),
            (Tag::Tr, 2, "", false),
            (Tag::Td, 3, "", false),
        ];
        let sentence = "After ninety years the ovens are cold, and the parish looks for a baker.";
        let lines = |element| {
            [("Last bakery shuts", 0, false), (sentence, element, false), (STORY, 0, true)]
        };
        assert_eq!(stays(&decided(&lines(1), &elements)), [false, true, true]);
        assert_eq!(stays(&decided(&lines(4), &elements)), [false, false, true]);
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
    fn captions_go_and_a_paragraph_with_a_drop_cap_stays() {
        let elements = [
            (Tag::Body, 0, "", false),
            (Tag::P, 0, "has-drop-cap drop cap", false),
            (Tag::P, 0, "", false),
            (Tag::Div, 0, "cap", false),
            (Tag::Figcaption, 0, "", false),
        ];
        let caption = "The queue outside the bakery on its last Saturday";
        let lines = [
            (STORY, 1, true),
            (MORE, 2, true),
            (caption, 3, true),
            (END, 2, true),
            (caption, 4, true),
        ];
        let found = decided(&lines, &elements);
        assert_eq!(stays(&found), [true, true, false, true, false]);
        assert_eq!(found[2].rule, Some(CAPTION));
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
        assert_eq!(of([true, false, false], 1), [true, false, false], "most of it went");
        assert_eq!(of([true, false, false], 2), [false; 3]);
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
    fn a_list_after_a_colon_stays() {
        let elements = [
            (Tag::Body, 0, "", false),
            (Tag::Div, 0, "", false),
            (Tag::Ul, 1, "", false),
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
}
