//! Recognises the cards that open over a word of a sentence: a person's profile, the meaning of a term.
//!
//! In: the attributes of an element behind a word of a sentence, and the page behind its start tag. Out: whether the
//! element is such a card, which no reader sees as a part of the sentence. When in doubt it is none: its text stays.
//! It does not judge elements between paragraphs.

use super::attribute::hides;
use super::token::Attributes;
use crate::document::markup::Tag;

/// Names of what is in a card, without hyphens: "tooltip-text", "tooltip__content".
const CARDS: [&str; 12] = [
    "tooltiptext",
    "tooltipcontent",
    "tooltipcontents",
    "tooltipbody",
    "tooltipinner",
    "tooltippopup",
    "popovercontent",
    "popoverbody",
    "popovertext",
    "popoverinner",
    "hovercardcontent",
    "hovercardtext",
];
/// Names of whole cards. The word that opens a card can be inside such an element, too, but nothing hides it.
const WHOLE: [&str; 3] = ["tooltip", "popover", "hovercard"];
/// Parts of the names of inline elements that are cards if they are hidden inside a paragraph.
const PARTS: [&str; 5] = ["tooltip", "tooltips", "popover", "popup", "hovercard"];
/// The longest card, with its tags, in bytes.
const LONGEST: usize = 4096;
/// The most tags in a card.
const MOST_TAGS: usize = 24;
/// The longest text of a card, in characters.
const LONGEST_TEXT: usize = 400;

/// Whether an element behind a word of a sentence is a card by its attributes. What is hidden and has no such name
/// can be the rest of the story, behind "Read more".
pub(super) fn is_card(tag: Tag, attributes: Attributes<'_>) -> bool {
    let possible =
        tag.is_inline() || matches!(tag, Tag::Div | Tag::Aside | Tag::Dialog | Tag::Other);
    if !possible || tag == Tag::A {
        return false;
    }
    let (mut whole, mut part, mut hidden) = (false, false, false);
    for (key, value) in attributes {
        let is = |name: &str| key.eq_ignore_ascii_case(name);
        match key.len() {
            4 if is("role") && value.eq_ignore_ascii_case("tooltip") => return true,
            2 | 5 if is("class") || is("id") => {
                if value.split_ascii_whitespace().any(|name| names_card(name, tag)) {
                    return true;
                }
                whole |= value.split_ascii_whitespace().any(|name| is_one_of(name, &WHOLE));
                part |= tag.is_inline() && has_part(value);
            }
            5 if is("style") => hidden |= hides(value),
            6 if is("hidden") => hidden |= !value.eq_ignore_ascii_case("until-found"),
            11 if is("aria-hidden") => hidden |= value.eq_ignore_ascii_case("true"),
            _ => {}
        }
    }
    (whole || part) && hidden
}

/// Whether a name is that of the content of a card. A block in a sentence can be called a card as a whole.
fn names_card(name: &str, tag: Tag) -> bool {
    is_one_of(name, &CARDS) || !tag.is_inline() && is_one_of(name, &["hovercard"])
}

/// Whether a name without its hyphens is one of some names.
fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| {
        let letters = name.bytes().filter(|byte| !matches!(byte, b'-' | b'_'));
        letters.map(|byte| byte.to_ascii_lowercase()).eq(other.bytes())
    })
}

/// Whether a part of a name is that of a card.
fn has_part(value: &str) -> bool {
    let mut parts = value.split([' ', '-', '_']);
    parts.any(|part| PARTS.iter().any(|name| name.eq_ignore_ascii_case(part)))
}

/// Whether the element is as small as a card: its tag is given, and the page behind its start tag. It ends soon, has
/// little text and no paragraph, heading, list or table. A card that is never closed would hide the rest of the page.
pub(super) fn is_small(tag: Tag, rest: &str) -> bool {
    let mut end = rest.len().min(LONGEST);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    let mut pieces = rest.get(..end).unwrap_or_default().split('<');
    let mut chars = pieces.next().unwrap_or_default().chars().count();
    let mut open = 1u32;
    for piece in pieces.take(MOST_TAGS) {
        let (ends, inside) = match piece.strip_prefix('/') {
            Some(inside) => (true, inside),
            None => (false, piece),
        };
        let length = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let name = inside.get(..length.unwrap_or(inside.len())).unwrap_or_default();
        let found = Tag::of(name.to_ascii_lowercase().as_bytes());
        if is_of_story(found) || chars > LONGEST_TEXT {
            return false;
        }
        if !name.is_empty() && found == tag {
            open = if ends { open - 1 } else { open + 1 };
            if open == 0 {
                return true;
            }
        }
        // A mark of a tag's end inside an attribute only makes the text longer.
        chars += piece.split_once('>').map_or(piece, |(_, text)| text).chars().count();
    }
    false
}

/// Whether an element of this kind is a part of stories and not of cards.
fn is_of_story(tag: Tag) -> bool {
    tag.heading() > 0
        || matches!(tag, Tag::P | Tag::Pre | Tag::Blockquote | Tag::Article | Tag::Section)
        || matches!(tag, Tag::Ul | Tag::Ol | Tag::Li | Tag::Dl | Tag::Table)
}

#[cfg(test)]
mod tests {
    use super::super::render::render;

    fn text(page: &str) -> String {
        render(page).unwrap().text
    }

    #[test]
    fn a_card_over_a_word_is_no_part_of_the_sentence() {
        for card in [
            "<span class=tooltip>Ines Falk<span class=tooltiptext>Runs the harbour.</span></span>",
            "<a href=/p>Ines Falk</a><span class=popover hidden><b>Ines Falk</b> runs it.</span>",
            "<dfn>Ines Falk<span role=tooltip>Runs the <i>harbour</i>.</span></dfn>",
            "<span>Ines Falk<span class=card-popup style='display: none'>Runs it.</span></span>",
            "<span>Ines Falk<div class=tooltip-content aria-hidden=true>Runs it.</div></span>",
            "<a href=/p>Ines Falk</a><div class=hovercard>Runs it.</div>",
            "<a href=/p>Ines Falk</a><div class=popover hidden>Runs it.</div>",
            "<a href=/p>Ines Falk</a><span class=tooltiptext>Runs it.<div>Since May.</div></span>",
        ] {
            let page = format!("<p>The ferry stops, {card} said on the quay.</p><p>Rain fell.</p>");
            let expected = "The ferry stops, Ines Falk said on the quay.\n\nRain fell.";
            assert_eq!(text(&page), expected, "{card}");
        }
    }

    #[test]
    fn what_can_be_the_story_stays() {
        let more = "<p>The ferry stops<span id=dots>.</span><span id=more style='display:none'> until May.</span></p>";
        assert_eq!(text(more), "The ferry stops. until May.");
        let word = "<p>The <span class=tooltip>ferry</span> stops <span class=card aria-hidden=true>now</span>.</p>";
        assert_eq!(text(word), "The ferry stops now.");
        let open = "<p>The ferry<span class=tooltiptext>A boat.<p>Rain fell.</p>";
        assert!(text(open).ends_with("Rain fell."));
        let long = format!("<p>The ferry<div class=tooltip-content>{}</div>", "Rain. ".repeat(900));
        assert!(text(&long).ends_with("Rain."));
        let between = "<p>Rain fell.</p><div class=tooltip-content><p>The ferry stops.</p></div>";
        assert_eq!(text(between), "Rain fell.\n\nThe ferry stops.");
    }

    #[test]
    fn a_story_in_a_box_that_is_named_like_a_card_stays() {
        let story = "The ferry will not sail before May.";
        for page in [
            "<a class=close>x</a><div id=popup_content><h1>Ferry</h1><p>STORY</p></div>",
            "<a class=close>x</a><div class=tooltip-content>STORY</div>",
            "<div class=card><b>Who pays?</b><div class=card-body style='display:none'><p>STORY</p></div></div>",
            "<b>10:01</b> <div class=popover hidden>STORY</div>",
            "<div class=glossary>Pile<div class=glossary-definition><p>STORY</p></div></div>",
            "<p>Rain fell <span class=card-text-full style='display:none'>STORY</span></p>",
            "<p>Rain fell <div class=tooltip-content><p>STORY</p></div>",
            "<p>Rain fell. <span class=tooltiptext>STORY</span></p>",
            "<table><tr><td>10:01 <span class=tooltiptext>STORY</span></table>",
        ] {
            assert!(text(&page.replace("STORY", story)).contains(story), "{page}");
        }
    }
}
