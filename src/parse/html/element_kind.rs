//! What the kind of an element says about its text.
//!
//! In: tags, and the types of scripts. Out: whether an element breaks a line, and whether its content is
//! visible text, a program or data. It reads no content.

use crate::document::markup::Tag;

/// The gap between two lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Between rows or items, or at a `br`.
    Line,
    Paragraph,
}

/// What a script holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScriptKind {
    Program,
    /// Structured data: JSON-LD.
    StructuredData,
    /// Other JSON: the state of the page.
    State,
    /// Markup.
    Template,
}

impl ScriptKind {
    pub fn of(kind: &str) -> ScriptKind {
        match kind.trim().to_ascii_lowercase().as_str() {
            "application/ld+json" => ScriptKind::StructuredData,
            "application/json" => ScriptKind::State,
            "text/template" | "text/html" | "text/x-template" | "text/x-handlebars-template" => {
                ScriptKind::Template
            }
            _ => ScriptKind::Program,
        }
    }
}

/// Whether a tag ends the line before it.
pub(super) fn breaks(tag: Tag, in_paragraph: bool) -> bool {
    match tag {
        // Custom elements break a line only outside paragraphs.
        Tag::Other => !in_paragraph,
        _ => !tag.is_inline(),
    }
}

pub(super) fn gap(tag: Tag) -> Gap {
    match tag {
        Tag::Li | Tag::Dt | Tag::Dd | Tag::Tr | Tag::Td | Tag::Th | Tag::Tbody | Tag::Thead => {
            Gap::Line
        }
        _ => Gap::Paragraph,
    }
}

/// Whether the content of an element is never visible text.
pub(super) fn is_unseen(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Template
            | Tag::Select
            | Tag::Datalist
            | Tag::Svg
            | Tag::Math
            | Tag::Canvas
            | Tag::Audio
            | Tag::Video
            | Tag::Map
    )
}

/// Whether an element holds the reading of the characters before it, or brackets around one.
pub(super) fn is_reading(tag: Tag) -> bool {
    matches!(tag, Tag::Rt | Tag::Rp)
}

pub(super) fn is_raw_or_void(tag: Tag) -> bool {
    (Tag::Script..=Tag::Noscript).contains(&tag)
        || matches!(tag, Tag::Title | Tag::Textarea | Tag::Iframe | Tag::Noembed | Tag::Noframes)
        || matches!(tag, Tag::Xmp | Tag::Plaintext | Tag::Option | Tag::Optgroup)
        || tag.is_void()
}
