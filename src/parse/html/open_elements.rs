//! Keeps the stack of open elements.
//!
//! In: start and end tags in order. Out: the open elements, with missing end tags implied. It is the
//! tree construction of the HTML Standard ("13.2.6", WHATWG) reduced to what lines of text need: no
//! tree, no foster parents, and at most [`DEEPEST`] open elements, so that time is linear for any
//! page.

use super::element_kind::is_reading;
use crate::document::markup::Tag;

/// The most open elements. Deeper elements belong to the deepest one kept, as in browsers.
pub(super) const DEEPEST: usize = 400;

/// An open element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Open {
    pub tag: Tag,
    /// Its number among the elements of the page.
    pub element: u32,
    pub hidden: bool,
    /// Whether it is a link or inside a link.
    pub link: bool,
    /// Whether its text is never shown: inside an image, a player or a template.
    pub unseen: bool,
}

/// The open elements, outermost first.
#[derive(Debug)]
pub(super) struct Stack {
    open: Vec<Open>,
    /// The number of open elements of each tag.
    counts: [u32; Tag::COUNT],
    /// Start tags beyond the deepest that are not closed yet.
    beyond: usize,
}

impl Stack {
    pub fn new() -> Stack {
        Stack { open: vec![Open::default()], counts: [0; Tag::COUNT], beyond: 0 }
    }

    pub fn top(&self) -> Open {
        self.open.last().copied().unwrap_or_default()
    }

    /// The innermost open element that is a block.
    pub fn block(&self) -> Tag {
        let is_block = |tag: &Tag| !tag.is_inline() && *tag != Tag::Other;
        self.open.iter().rev().map(|open| open.tag).find(is_block).unwrap_or_default()
    }

    /// The number of start tags nested deeper than the limit.
    pub fn beyond(&self) -> usize {
        self.beyond
    }

    /// Whether an element with a tag is open.
    pub fn has(&self, tag: Tag) -> bool {
        self.counts.get(tag as usize).is_some_and(|count| *count > 0)
    }

    /// Opens an element. Returns false if it is too deep to be kept.
    pub fn push(&mut self, open: Open) -> bool {
        if self.open.len() >= DEEPEST {
            self.beyond += 1;
            return false;
        }
        if let Some(count) = self.counts.get_mut(open.tag as usize) {
            *count += 1;
        }
        self.open.push(open);
        true
    }

    /// Closes the elements that the start of `tag` ends: a paragraph before a block, an item
    /// before an item.
    pub fn close_implied(&mut self, tag: Tag) {
        match tag {
            Tag::Li => self.close_within(&[Tag::Li], &[Tag::Ul, Tag::Ol, Tag::Menu]),
            Tag::Dt | Tag::Dd => self.close_within(&[Tag::Dt, Tag::Dd], &[Tag::Dl]),
            Tag::Td | Tag::Th => self.close_within(&[Tag::Td, Tag::Th], &[Tag::Tr]),
            Tag::Tr => {
                self.close_within(&[Tag::Td, Tag::Th], &[]);
                self.close_within(&[Tag::Tr], &[]);
            }
            Tag::Tbody | Tag::Thead | Tag::Tfoot => {
                self.close_within(&[Tag::Td, Tag::Th], &[]);
                self.close_within(&[Tag::Tr], &[]);
                self.close_within(&[Tag::Tbody, Tag::Thead, Tag::Tfoot], &[]);
            }
            Tag::A => self.end_link(),
            Tag::Body | Tag::Frameset => self.close_within(&[Tag::Head], &[]),
            _ => {}
        }
        if !tag.is_inline() && !tag.is_void() && tag != Tag::Other || tag == Tag::Hr {
            self.close_within(&[Tag::P], &[]);
        }
    }

    /// Closes the nearest of `tags`, unless one of `borders`, a table or a cell is around it.
    fn close_within(&mut self, tags: &[Tag], borders: &[Tag]) {
        if !tags.iter().any(|tag| self.has(*tag)) {
            return;
        }
        for (at, open) in self.open.iter().enumerate().rev() {
            if tags.contains(&open.tag) {
                return self.truncate(at);
            }
            let cell = matches!(
                open.tag,
                Tag::Table | Tag::Td | Tag::Th | Tag::Caption | Tag::Button | Tag::Object
            );
            if cell || borders.contains(&open.tag) {
                return;
            }
        }
    }

    /// Closes an element by its end tag. An end tag without an open element is ignored. If an inline
    /// element contains open blocks, only its link or stress ends.
    pub fn close(&mut self, tag: Tag) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        if tag == Tag::A && self.has(tag) {
            return self.end_link();
        }
        if !self.has(tag) || matches!(tag, Tag::Html | Tag::Body) {
            return;
        }
        let inline = tag.is_inline();
        let tabular = (Tag::Table..=Tag::Td).contains(&tag);
        for (at, open) in self.open.iter().enumerate().rev() {
            if open.tag == tag {
                return self.truncate(at);
            }
            let border = match open.tag {
                Tag::Table => true,
                Tag::Td | Tag::Th | Tag::Caption | Tag::Object => !tabular,
                other => inline && !other.is_inline() && !open.unseen,
            };
            if border {
                return;
            }
        }
    }

    /// Whether an unseen element is open: an image, a player, a template, or one inside of them.
    pub fn has_unseen(&self, tag: Tag) -> bool {
        self.open.iter().rev().take_while(|open| open.unseen).any(|open| open.tag == tag)
    }

    /// Whether elements of SVG or MathML are open.
    pub fn is_foreign(&self) -> bool {
        self.has(Tag::Svg) || self.has(Tag::Math)
    }

    /// Whether the start of an element ends the unseen elements that are open. Blocks end images, as
    /// the HTML Standard says, and lists of options, which are often left open.
    pub fn leaves_unseen(&mut self, tag: Tag) -> bool {
        let top = self.top().tag;
        let block = match top {
            _ if is_reading(top) => is_reading(tag) || !tag.is_inline(),
            _ if self.has_unseen(Tag::Template) => false,
            _ if self.is_foreign() => tag <= Tag::Nav && tag != Tag::Other,
            _ if self.has_unseen(Tag::Select) || self.has_unseen(Tag::Datalist) => {
                matches!(tag, Tag::P | Tag::Div | Tag::Article | Tag::H1 | Tag::Table)
            }
            _ => false,
        };
        if block {
            self.close_unseen();
        }
        block
    }

    /// Closes all unseen elements.
    pub fn close_unseen(&mut self) {
        if let Some(at) = self.open.iter().position(|open| open.unseen) {
            self.truncate(at);
        }
    }

    /// Ends the open link. Elements above its start are no longer in a link.
    fn end_link(&mut self) {
        let Some(at) = self.open.iter().rposition(|open| open.tag == Tag::A) else { return };
        let blocks =
            self.open.iter().skip(at + 1).any(|open| !open.tag.is_inline() && !open.unseen);
        if !blocks {
            return self.truncate(at);
        }
        for open in self.open.iter_mut().skip(at) {
            open.link = false;
            if open.tag == Tag::A {
                open.tag = Tag::Span;
                if let Some(count) = self.counts.get_mut(Tag::A as usize) {
                    *count = count.saturating_sub(1);
                }
                if let Some(count) = self.counts.get_mut(Tag::Span as usize) {
                    *count += 1;
                }
            }
        }
    }

    fn truncate(&mut self, to: usize) {
        // The root stays open.
        for open in self.open.drain(to.max(1).min(self.open.len())..) {
            if let Some(count) = self.counts.get_mut(open.tag as usize) {
                *count = count.saturating_sub(1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(page: &[&str]) -> String {
        let mut stack = Stack::new();
        for piece in page {
            match piece.strip_prefix('/') {
                Some(name) => stack.close(Tag::of(name.as_bytes())),
                None => {
                    let tag = Tag::of(piece.as_bytes());
                    stack.close_implied(tag);
                    stack.push(Open {
                        tag,
                        link: tag == Tag::A || stack.top().link,
                        ..Open::default()
                    });
                }
            }
        }
        let names: Vec<&str> = stack.open.iter().skip(1).map(|open| open.tag.name()).collect();
        names.join(" ")
    }

    #[test]
    fn missing_end_tags_are_implied() {
        assert_eq!(after(&["ul", "li", "p", "li"]), "ul li");
        assert_eq!(after(&["ul", "li", "ul", "li"]), "ul li ul li");
        assert_eq!(after(&["p", "b", "div"]), "div");
        assert_eq!(after(&["table", "tr", "td", "p", "td"]), "table tr td");
        assert_eq!(after(&["table", "tr", "td", "b", "tr", "th"]), "table tr th");
        assert_eq!(after(&["table", "tbody", "tr", "td", "tbody", "tr"]), "table tbody tr");
        assert_eq!(after(&["table", "tr", "td", "table", "tr", "td", "/table"]), "table tr td");
        assert_eq!(after(&["div", "table", "tr", "td", "/div"]), "div table tr td");
        assert_eq!(after(&["p", "a", "a"]), "p a");
    }

    #[test]
    fn crossing_tags_close_what_they_can() {
        assert_eq!(after(&["a", "b", "i", "/a", "/b", "/i"]), "");
        assert_eq!(after(&["b", "div", "/b", "p"]), "b div p");
        assert_eq!(after(&["a", "div", "/a", "p"]), "span div p");
        assert_eq!(after(&["div", "/span", "/p"]), "div");
    }

    #[test]
    fn depth_is_capped_and_recovers() {
        let mut stack = Stack::new();
        for _ in 0..1000 {
            stack.push(Open { tag: Tag::Div, ..Open::default() });
        }
        assert_eq!(stack.open.len() + stack.beyond(), 1001);
        for _ in 0..1000 {
            stack.close(Tag::Div);
        }
        assert_eq!((stack.open.len(), stack.beyond()), (1, 0));
    }
}
