//! Removes captions of images and galleries beside the story.
//!
//! In: the lines of a page and which of them stay. Out: lines in elements that are named as captions or
//! galleries go, unless they are the story. It does not find captions by their words, nor by a figure around
//! them: the markup knows no images, and a figure can hold a poem, key numbers or a transcript.

use std::sync::LazyLock;

use super::lines::{Decision, Lines, drop, hashes, stays};
use crate::document::markup::Tag;

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
