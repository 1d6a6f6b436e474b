//! The markup around the rendered lines of a page: their elements, and how much of each line is link.
//!
//! In: nothing. Out: [`Markup`], which the HTML parser fills and the page model reads. Class names and
//! ids are kept as hashes, because they are compared and never shown.

use serde::{Deserialize, Serialize};

/// The elements of a page that hold text, and its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Markup {
    /// In document order, so that parents precede their children. The first is the page.
    pub elements: Vec<Element>,
    /// Hashes of the names of elements.
    pub names: Vec<u32>,
    /// The lines of the original that are not blank, in their order.
    pub lines: Vec<MarkedLine>,
}

/// One element.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// The number of its parent. The page is its own parent.
    pub parent: u32,
    pub tag: Tag,
    /// Levels below the page.
    pub depth: u16,
    /// Hidden by its own attributes or those of an ancestor.
    pub hidden: bool,
    /// The index in [`Markup::names`] of its first name. Names are those of its class, id, role and
    /// itemprop, in lower case; whole names precede their parts.
    pub names_from: u32,
    pub names: u8,
}

/// One line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedLine {
    /// The innermost element that holds all of it.
    pub element: u32,
    /// Characters other than white space.
    pub chars: u32,
    /// Of them, those in links.
    pub link_chars: u32,
    /// The share of it, in hundredths, that is also in the article text of the page's structured data.
    /// `None` if the structured data has no article text.
    pub said: Option<u8>,
}

macro_rules! tags {
    ($($variant:ident $name:literal,)*) => {
        /// The kind of an element.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Tag {
            /// Any other element.
            #[default]
            Other,
            $(#[doc = $name] $variant,)*
        }

        impl Tag {
            /// How many kinds there are.
            pub const COUNT: usize = 1 + [$($name),*].len();

            /// By its name in lower case.
            pub fn of(name: &[u8]) -> Tag {
                match std::str::from_utf8(name) {
                    $(Ok($name) => Tag::$variant,)*
                    _ => Tag::Other,
                }
            }

            /// Its name; `*` for [`Tag::Other`].
            pub fn name(self) -> &'static str {
                match self {
                    Tag::Other => "*",
                    $(Tag::$variant => $name,)*
                }
            }
        }
    };
}

// The order is the code in the rows of the page model, with related elements next to each other.
tags! {
    P "p", Pre "pre", Blockquote "blockquote",
    H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6",
    Article "article", Main "main", Section "section", Div "div", Center "center",
    Ul "ul", Ol "ol", Li "li", Dl "dl", Dt "dt", Dd "dd",
    Table "table", Caption "caption", Thead "thead", Tbody "tbody", Tfoot "tfoot", Tr "tr", Th "th", Td "td",
    Figure "figure", Figcaption "figcaption", Details "details", Summary "summary",
    Address "address", Hgroup "hgroup",
    Header "header", Footer "footer", Nav "nav", Aside "aside", Menu "menu", Dialog "dialog",
    Form "form", Fieldset "fieldset", Legend "legend", Button "button", Label "label", Output "output",
    Html "html", Body "body", Head "head", Title "title",
    A "a", Strong "strong", B "b", Em "em", I "i", U "u", S "s", Strike "strike", Del "del", Ins "ins",
    Small "small", Big "big", Font "font", Span "span", Time "time", Cite "cite", Q "q", Mark "mark",
    Abbr "abbr", Acronym "acronym", Code "code", Kbd "kbd", Samp "samp", Var "var", Tt "tt",
    Sub "sub", Sup "sup", Bdi "bdi", Bdo "bdo", Data "data", Dfn "dfn", Nobr "nobr",
    Ruby "ruby", Rt "rt", Rp "rp", Picture "picture", Meter "meter", Progress "progress",
    Script "script", Style "style", Noscript "noscript", Template "template", Textarea "textarea",
    Select "select", Option "option", Optgroup "optgroup", Datalist "datalist", Svg "svg", Math "math",
    Iframe "iframe", Noembed "noembed", Noframes "noframes", Xmp "xmp", Plaintext "plaintext",
    Canvas "canvas", Audio "audio", Video "video", Object "object", Map "map",
    Frameset "frameset", Marquee "marquee",
    Br "br", Hr "hr", Img "img", Input "input", Link "link", Meta "meta", Base "base", Area "area",
    Col "col", Embed "embed", Param "param", Source "source", Track "track", Wbr "wbr", Frame "frame",
    Basefont "basefont", Keygen "keygen",
}

impl Tag {
    /// Whether an element of this kind is inline.
    pub fn is_inline(self) -> bool {
        (Tag::A..=Tag::Progress).contains(&self) || matches!(self, Tag::Label | Tag::Output)
    }

    /// Whether an element of this kind is void: it has no content and no end tag.
    pub fn is_void(self) -> bool {
        self >= Tag::Br
    }

    /// The level of a heading, 1 to 6; 0 for other elements.
    pub fn heading(self) -> u8 {
        if (Tag::H1..=Tag::H6).contains(&self) { self as u8 - Tag::H1 as u8 + 1 } else { 0 }
    }
}

/// The hash of a name of a class or id: FNV-1a (Fowler, Noll, Vo, 1991) over its bytes in lower
/// case, folded to 32 bits.
pub fn name_hash(name: &[u8]) -> u32 {
    let hash = name.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash ^ (hash >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_names_and_kinds() {
        assert_eq!(Tag::of(b"figcaption"), Tag::Figcaption);
        assert_eq!(Tag::of(b"x-card"), Tag::Other);
        assert_eq!((Tag::H3.heading(), Tag::P.heading()), (3, 0));
        assert!(Tag::Span.is_inline() && !Tag::Div.is_inline() && Tag::Br.is_void());
        assert!(Tag::Keygen as usize + 1 == Tag::COUNT);
        assert_eq!(name_hash(b"Story-Body"), name_hash(b"story-body"));
    }
}
