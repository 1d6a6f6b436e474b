//! Tells elements that a page sets apart from its story by their names: related stories, share tools, tags,
//! newsletters, authors, advertising.
//!
//! In: the lines of a page. Out: whether an element, or one between it and the story, has such a name. It
//! decides nothing, and knows no words of the text.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::lines::{Lines, hashes};

/// Whether an element, or one above it and inside another, is named as set apart from the story.
pub(super) fn is_apart(page: &Lines<'_>, element: u32, within: u32) -> bool {
    let is_named = |number| page.names(number).iter().any(|name| NAMES.contains(name));
    let nearest = page.apart.get_or_init(|| page.nearest(is_named));
    match nearest.get(element as usize).copied().flatten() {
        // Numbers fall from an element to those above it.
        Some(named) => named > within || !page.is_within(element, within),
        None => false,
    }
}

/// Hashes of [`APART`].
static NAMES: LazyLock<HashSet<u32>> = LazyLock::new(|| hashes(APART).into_iter().collect());

/// Names of boxes that are not the story, and parts of such names: "related-posts", "js-share", "tag-list",
/// "article__meta". Words that are also names of boxes of the story stand only within whole names:
/// "about-the-book", "legal-steps" and "key-topics" are the story's.
#[rustfmt::skip]
const APART: &[&str] = &[
    "related", "relatedposts", "relatedlinks", "recommended", "recommendations", "recirculation", "recirc",
    "readmore", "morefrom", "outbrain", "taboola", "popular", "mostread", "trending", "teaser", "teasers",
    "share", "sharing", "sharedaddy", "social", "socials", "follow", "addtoany", "tags", "tag", "taglist",
    "tagcloud", "keywords", "topics-list", "topic-list", "article-topics", "story-topics", "categories", "breadcrumb", "breadcrumbs", "newsletter", "signup",
    "subscribe", "subscription", "paywall", "promo", "promotion", "advert", "advertisement", "ads", "sponsor",
    "sponsored", "author", "authors", "author-bio", "authorbox", "bio", "biography", "about-us", "about-me", "byline",
    "contributor", "contributors", "comments", "comment", "respond", "discussion", "disclaimer", "copyright",
    "legal-notice", "legal-text", "legal-links", "footer", "footnote", "footnotes", "sidebar", "menu", "navigation", "nav", "pagination",
    "pager", "toolbar", "tools", "meta", "metadata", "cookie", "consent", "login", "feedback", "poll", "survey",
    "relacionadas", "relacionados", "compartilhar", "compartir", "etiquetas", "partager", "condividi", "teilen",
    "weitere", "verwandte", "autor", "autore", "auteur",
];
