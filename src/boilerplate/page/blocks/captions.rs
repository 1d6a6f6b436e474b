//! Removes captions of images and galleries beside the story.
//!
//! In: the lines of a page and which of them stay. Out: lines in elements that are named as captions or
//! galleries go, unless they are the story; so do lines that say a caption again, and a sentence in a table among
//! the paragraphs whose credit the model removed. It does not find captions by their words, nor by a figure around
//! them: the markup knows no images, and a figure can hold a poem, key numbers or a transcript.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use super::lines::{Decision, Lines, drop, hashes, stays};
use super::placed::Story;
use crate::document::markup::Tag;
use crate::key::key;

/// Characters of a caption that a page repeats, at least.
const CHARS: u32 = 20;
/// Sentences of a caption before its credit, at most.
const SENTENCES: usize = 8;
/// Levels from a line up to its caption element, at most.
const LEVELS: usize = 3;
/// Lines of a box with one image, at most, and words of a credit.
const MOST_LINES: usize = 3;
const CREDIT_WORDS: u32 = 8;
/// The score up to which the model is clear that a line is of the story.
const CLEAR: i32 = -3000;

/// Rules of removals that are not the page model's.
pub(in crate::boilerplate::page) const GALLERY: &str = "page-gallery";
pub(in crate::boilerplate::page) const CAPTION: &str = "page-caption";

/// The captions of a gallery go, unless the gallery is the story.
pub(super) fn drop_galleries(page: &Lines<'_>, all: &mut [Decision]) {
    drop_named(page, all, GALLERY, |element| has_name(page, element, &GALLERY_NAMES));
}

/// Captions go, unless they are the story.
pub(super) fn drop_captions(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(home) = page.home(all) else { return };
    drop_named(page, all, CAPTION, |element| {
        let named = matches!(page.tag(element), Tag::Figcaption)
            || has_name(page, element, &CAPTION_NAMES) && !has_name(page, element, &INITIAL_NAMES);
        named && !page.is_within(home, element)
    });
    drop_repeated(page, home, all);
    drop_credited(page, home, all);
}

/// Lines outside paragraphs that say again what a caption says go.
fn drop_repeated(page: &Lines<'_>, home: u32, all: &mut [Decision]) {
    let is_caption = |line: &usize| {
        page.chain(page.element(*line)).take(LEVELS).any(|n| page.tag(n) == Tag::Figcaption)
    };
    let captions: HashSet<u64> = (0..page.len())
        .filter(|line| page.chars(*line) >= CHARS && !stays(all, *line) && is_caption(line))
        .flat_map(|line| sentences(page.text(line)))
        .collect();
    if captions.is_empty() {
        return;
    }
    for line in 0..page.len() {
        let element = page.element(line);
        if stays(all, line)
            && page.chars(line) >= CHARS
            && !matches!(page.tag(element), Tag::P | Tag::Li)
            && element != home
            && captions.contains(&key(page.text(line)))
        {
            drop(all, line, CAPTION);
        }
    }
}

/// A caption, and what it says before a credit: "The queue on Saturday. Ada Tarn for the Post".
fn sentences(text: &str) -> impl Iterator<Item = u64> {
    let ends = text.match_indices(['.', '!', '?', '。', '।']).map(|(at, end)| at + end.len());
    let starts = ends.take(SENTENCES).filter_map(|end| text.get(..end));
    starts.chain(std::iter::once(text)).map(key)
}

/// One sentence in a table or an aside among the paragraphs goes, if the model took the credit below it.
fn drop_credited(page: &Lines<'_>, home: u32, all: &mut [Decision]) {
    let mut boxes: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for line in 0..page.len() {
        if let Some(found) = page.outer_box(page.element(line), home) {
            boxes.entry(found).or_default().push(line);
        }
    }
    let Some(story) = Story::of(page, all).filter(|_| !boxes.is_empty()) else { return };
    for lines in boxes.into_values() {
        let &[.., caption, credit] = lines.as_slice() else { continue };
        let alone = !lines.iter().rev().skip(2).any(|line| stays(all, *line));
        let credited = !stays(all, credit)
            && (1..=CREDIT_WORDS).contains(&page.words(credit))
            && page.link_chars(credit) == 0
            && !page.is_prose(credit);
        let is_row = page.tag(page.element(caption)) == Tag::Tr;
        if lines.len() <= MOST_LINES
            && alone
            && credited
            && story.has_around(caption, credit + 1)
            && !is_row
            && !page.is_heading(caption)
            && page.link_chars(caption) == 0
            && page.score(caption) > CLEAR
        {
            drop(all, caption, CAPTION);
        }
    }
}

/// Lines within named elements go, unless they have half as many characters as the others.
fn drop_named(
    page: &Lines<'_>,
    all: &mut [Decision],
    rule: &'static str,
    is_named: impl Fn(u32) -> bool,
) {
    let nearest = page.nearest(is_named);
    if nearest.iter().all(Option::is_none) {
        return;
    }
    let is_inside =
        |line: usize| nearest.get(page.element(line) as usize).is_some_and(Option::is_some);
    let inside: Vec<bool> = (0..page.len()).map(is_inside).collect();
    let chars = |within: bool| -> u64 {
        let lines = inside.iter().enumerate();
        let kept = lines.filter(|(line, inside)| **inside == within && stays(all, *line));
        kept.map(|(line, _)| u64::from(page.chars(line))).sum()
    };
    if chars(true) * 2 > chars(false) {
        return;
    }
    for (line, _) in inside.iter().enumerate().filter(|(_, inside)| **inside) {
        drop(all, line, rule);
    }
}

fn has_name(page: &Lines<'_>, element: u32, names: &[u32]) -> bool {
    page.names(element).iter().any(|name| names.contains(name))
}

/// Hashes of the names of galleries and captions.
static GALLERY_NAMES: LazyLock<Vec<u32>> = LazyLock::new(|| hashes(GALLERIES));
static CAPTION_NAMES: LazyLock<Vec<u32>> = LazyLock::new(|| hashes(CAPTIONS));
/// Hashes of the names of paragraphs with a large first letter: "has-drop-cap".
static INITIAL_NAMES: LazyLock<Vec<u32>> =
    LazyLock::new(|| hashes(&["drop", "dropcap", "initial", "first"]));

#[rustfmt::skip]
const GALLERIES: &[&str] = &[
    "gallery", "slideshow", "carousel", "photogallery", "imagegallery", "lightbox", "fotostrecke",
    "galerie", "galeria", "galería", "galleria", "galeri", "fotogalerie", "fotogaleria",
    "fotogalería", "fotogaleri", "bildergalerie", "bilderstrecke", "bildstrecke", "diaporama",
    "diashow", "photoswipe", "fotorama", "photo-album", "photoalbum", "fotoalbum",
];
#[rustfmt::skip]
const CAPTIONS: &[&str] = &[
    "caption", "captions", "cap", "photocaption", "imagecaption", "imgcaption", "picturecaption",
    "figcaption", "cutline", "bildunterschrift", "bildtext", "legende", "didascalia", "piedefoto",
];
