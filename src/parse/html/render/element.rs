//! Reads the attributes of an element while a page is rendered: its names, its dates, and whether it is hidden.
//!
//! In: the attributes. Out: what they say, kept in the page. It renders nothing.

use super::super::attribute::{ElementAttributes, is_author, names_component};
use super::super::token::Attributes;
use super::{Renderer, Time};
use crate::document::markup::Tag;

/// The most tags of a page that are kept.
const MOST_TAGS: usize = 4096;

impl<'t> Renderer<'t> {
    /// Reads the attributes of an element: its names, and whether it is hidden.
    pub(super) fn attributes(&mut self, tag: Tag, attributes: Attributes<'t>) -> ElementAttributes {
        let from = self.names.hashes.len();
        let mut own = ElementAttributes { names_from: from as u32, ..ElementAttributes::default() };
        if matches!(tag, Tag::Time | Tag::Abbr) {
            self.time(tag, attributes);
        }
        let mut is_item = false;
        for (key, value) in attributes {
            own.read(tag, key, value, &mut self.kinds);
            match key.len() {
                2 if key.eq_ignore_ascii_case("id") => self.names.add(value, from),
                4 if key.eq_ignore_ascii_case("role") => self.names.add(value, from),
                5 if key.eq_ignore_ascii_case("class") => self.names.add(value, from),
                3 if key.eq_ignore_ascii_case("rel") && value.contains("author") => {
                    is_item = true;
                    self.names.add("author", from);
                }
                4 if tag == Tag::A && key.eq_ignore_ascii_case("href") && is_author(value) => {
                    self.names.add("author", from);
                }
                8 if key.eq_ignore_ascii_case("itemprop") => {
                    is_item = true;
                    self.names.add(value, from);
                }
                8 if key.eq_ignore_ascii_case("itemtype") => {
                    let kind = value.rsplit(['/', '#']).next().unwrap_or_default();
                    self.names.add(kind, from);
                }
                // RDFa, and the names that components get in their data.
                6 if key.eq_ignore_ascii_case("typeof") => self.names.add(value, from),
                _ if names_component(key) => self.names.add(value, from),
                _ => {}
            }
        }
        if is_item {
            self.note(tag, attributes);
        }
        own.names = (self.names.hashes.len() - from) as u8;
        own
    }

    /// Notes the date of a `time` element, or of an abbreviation as the hAtom format has it:
    /// `<abbr class="published" title="2008-03-04T08:00:00Z">`.
    fn time(&mut self, tag: Tag, attributes: Attributes<'t>) {
        let get = |name: &str| attributes.get(name).unwrap_or_default();
        let value = get(if tag == Tag::Time { "datetime" } else { "title" });
        let is_day = |value: &str| {
            let mut digits = value.bytes();
            let begins = digits.by_ref().take(4).all(|byte| byte.is_ascii_digit());
            begins && digits.next() == Some(b'-')
        };
        if tag == Tag::Abbr && !is_day(value) {
            return;
        }
        let names = [get("class"), get("itemprop")].map(str::to_ascii_lowercase);
        let has = |word: &str| names.iter().any(|name| name.contains(word));
        let changed = (has("updated") || has("modif")) && !has("publish");
        self.page.times.push(Time { value, line: self.lines.number(), changed });
    }

    /// Notes the name in `<div itemprop="author"><meta itemprop="name" content="Ines Falk"></div>`.
    pub(super) fn author_item(&mut self, attributes: Attributes<'t>) {
        let is_name =
            || attributes.get("itemprop").is_some_and(|item| item.eq_ignore_ascii_case("name"));
        const MOST: usize = 64;
        let room = self.page.author_items.len() < MOST;
        // The authors of teasers are in lists and beside the story.
        let beside = self.stack.has(Tag::Aside) || self.stack.has(Tag::Li);
        if room && !beside && self.credits.is_in(self.stack.top().element) && is_name() {
            let name = attributes.get("content").unwrap_or_default();
            self.page.author_items.push((name, self.lines.number()));
        }
    }

    pub(super) fn note(&mut self, tag: Tag, attributes: Attributes<'t>) {
        if self.page.tags.len() < MOST_TAGS {
            self.page.tags.push((tag, attributes, self.lines.count()));
        }
    }
}
