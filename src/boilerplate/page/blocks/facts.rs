//! Keeps boxes of facts between the paragraphs of the story as wholes, with their headings.
//!
//! In: the lines of a page and which of them stay. Out: the lines of a table or an aside stay that is laid out
//! among the paragraphs, has three or more lines of one form or an element named for facts with a sentence, few
//! links, and is doubted by the model. It keeps no box that repeats words of the story, as pull quotes do, none
//! that its name sets apart, and no line that is a link. It removes nothing.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use super::apart::is_apart;
use super::boxes::is_of_facts;
use super::lines::{Decision, Lines, SURE, hashes, keep};
use super::placed::Story;
use super::quotes::letters;
use crate::document::markup::Tag;

/// Lines of one form, at least.
const LINES: usize = 3;
/// The mean score up to which a box stays.
const SURE_OF_BOX: i32 = 700;
/// Lines of a box, at most: a larger one is a column of the page.
const MOST_LINES: usize = 40;
/// Boxes of a page that are held against the story, at most.
const MOST_BOXES: usize = 60;
/// Letters and figures of a repeated sentence in bytes, at least.
const REPEATED: usize = 25;

pub(super) fn keep_boxes_of_facts(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(story) = Story::of(page, all) else { return };
    let home = story.home;
    let named = |number: &u32| page.names(*number).iter().any(|name| FACT_NAMES.contains(name));
    let mut boxes: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for line in 0..page.len() {
        let element = page.element(line);
        if !page.is_within(element, home) {
            continue;
        }
        let inside = page.chain(element).take_while(|number| *number != home);
        let found = page.outer_box(element, home).or_else(|| inside.filter(named).last());
        if let Some(found) = found {
            boxes.entry(found).or_default().push(line);
        }
    }
    let texts: LazyCell<Vec<String>, _> =
        LazyCell::new(|| story.paragraphs().map(|line| letters(page.text(line))).collect());
    let mut held = 0;
    for (number, lines) in boxes.into_iter().filter(|(_, lines)| lines.len() <= MOST_LINES) {
        let (Some(&first), Some(&last)) = (lines.first(), lines.last()) else { continue };
        let own: Vec<usize> = lines.into_iter().filter(|line| is_text(page, *line)).collect();
        let is_named = page.chain(number).take_while(|number| *number != home).any(|n| named(&n));
        let placed = story.has_around(first, last + 1) || is_named && story.has_before(first);
        let form = is_of_one_form(page, &own) || is_named && own.iter().any(|l| page.is_prose(*l));
        let in_story = placed
            && form
            && own.first().is_some_and(|heading| page.score(*heading) < SURE)
            && last - first < MOST_LINES
            && page.mean(&own) < SURE_OF_BOX
            && is_of_facts(page, (number, home))
            && !own.iter().any(|line| is_apart(page, page.element(*line), home));
        held += usize::from(in_story);
        if in_story && held <= MOST_BOXES && !repeats(page, &own, &texts) {
            let doubted = own.into_iter().filter(|&line| page.score(line) < SURE);
            doubted.for_each(|line| keep(all, line));
        }
    }
}

/// Whether a line has words of its own beside its links.
fn is_text(page: &Lines<'_>, line: usize) -> bool {
    page.words(line) > 0 && page.link_chars(line) * 2 < page.chars(line) && !page.is_hidden(line)
}

/// Whether a box has several lines of one form, none of which is a row of a table.
fn is_of_one_form(page: &Lines<'_>, lines: &[usize]) -> bool {
    let mut forms = HashMap::new();
    for line in lines.iter().copied().filter(|line| page.tag(page.element(*line)) != Tag::Tr) {
        *forms.entry(page.kind(page.element(line))).or_insert(0) += 1;
    }
    forms.into_values().any(|count| count >= LINES)
}

/// Whether a sentence of a box is in a paragraph of the story too.
fn repeats(page: &Lines<'_>, lines: &[usize], texts: &[String]) -> bool {
    let own = lines.iter().map(|line| letters(page.text(*line)));
    let own: Vec<String> = own.filter(|text| text.len() >= REPEATED).collect();
    texts.iter().any(|text| own.iter().any(|own| text.contains(own.as_str())))
}

/// Hashes of the names of boxes of facts.
static FACT_NAMES: LazyLock<HashSet<u32>> = LazyLock::new(|| {
    let names = [
        "infobox",
        "info-box",
        "inline-infobox",
        "factbox",
        "fact-box",
        "facts",
        "factfile",
        "faktenbox",
        "fakten",
        "faktaboks",
        "faktaruta",
        "faktabox",
        "infokasten",
        "infokader",
        "kader",
        "encadre",
        "encadré",
        "recuadro",
        "despiece",
        "ficha",
        "riquadro",
    ];
    hashes(&names).into_iter().collect()
});
