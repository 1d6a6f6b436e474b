//! Splits a page into tags and text, in one pass and in linear time.
//!
//! In: the decoded text of a page. Out: [`Token`]s in order, as the HTML Standard defines them
//! ("13.2.5 Tokenization", WHATWG). Comments and declarations are skipped, since they are never
//! visible. Entities are not decoded, and no tree is built.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use memchr::{memchr, memchr2, memchr3, memmem};

use crate::document::markup::Tag;

/// A token of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'t> {
    Text(&'t str),
    Start {
        tag: Tag,
        attributes: Attributes<'t>,
        closed: bool,
    },
    End(Tag),
    /// The content of an element in which no tag is read. It follows the start tag; no end tag
    /// follows it.
    Raw(Tag, &'t str),
}

/// Reads tokens.
pub(super) struct Tokenizer<'t> {
    rest: &'t str,
    raw: Option<Tag>,
    /// Whether a document type was read: only one may hold declarations.
    declared: bool,
    /// Whether the toolbar of a web archive was read: there is only one.
    archived: bool,
    /// Whether elements of SVG or MathML are open. In them every element has tags.
    pub foreign: bool,
    /// Whether `noscript` is read as a browser without scripts reads it.
    without_scripts: bool,
    /// Where the next end tag of a kind is, counted from the end of the page.
    next_ends: HashMap<Tag, Option<usize>>,
}

impl<'t> Tokenizer<'t> {
    pub fn new(page: &'t str) -> Tokenizer<'t> {
        Tokenizer {
            rest: page,
            raw: None,
            declared: false,
            archived: false,
            foreign: false,
            without_scripts: false,
            next_ends: HashMap::new(),
        }
    }

    /// Begins inside an element in which no tag is read.
    #[cfg(test)]
    pub fn inside(page: &'t str, tag: Tag) -> Tokenizer<'t> {
        Tokenizer { raw: Some(tag), ..Tokenizer::new(page) }
    }

    /// Reads the content of `noscript` as tags and text.
    pub fn without_scripts(self) -> Tokenizer<'t> {
        Tokenizer { without_scripts: true, ..self }
    }

    /// Whether an end tag of an element follows. What is found is kept, so that all calls together
    /// read the page once for each kind.
    pub fn is_ended(&mut self, tag: Tag) -> bool {
        self.next_end(tag).is_some()
    }

    /// The page behind the last token.
    pub fn rest(&self) -> &'t str {
        self.rest
    }

    /// The position of the next end tag of an element in the rest.
    fn next_end(&mut self, tag: Tag) -> Option<usize> {
        let left = self.rest.len();
        match self.next_ends.get(&tag) {
            Some(None) => return None,
            Some(&Some(end)) if end <= left => return Some(left - end),
            _ => {}
        }
        let found = end_tag(self.rest.as_bytes(), tag);
        self.next_ends.insert(tag, found.map(|at| left - at));
        found
    }

    /// Cuts off the first `length` bytes of the rest, or all of it if that is not a character boundary.
    fn take(&mut self, length: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// The text before the next tag, comment or declaration.
    fn text(&mut self) -> &'t str {
        let bytes = self.rest.as_bytes();
        let mut from = 0;
        while let Some(at) = memchr(b'<', bytes.get(from..).unwrap_or_default()) {
            let next = bytes.get(from + at + 1).copied().unwrap_or(0);
            if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?') {
                return self.take(from + at);
            }
            from += at + 1;
        }
        self.take(bytes.len())
    }

    /// The content of a raw element, up to its end tag or the end of the page.
    fn raw(&mut self, tag: Tag) -> &'t str {
        let end = match tag {
            Tag::Plaintext => None,
            Tag::Script => script_end(self.rest.as_bytes()),
            _ => self.next_end(tag),
        };
        let Some(end) = end else { return self.take(self.rest.len()) };
        let content = self.take(end);
        let name = 2 + tag.name().len();
        let length = tag_end(self.rest.as_bytes(), name).map_or(self.rest.len(), |end| end + 1);
        self.take(length);
        content
    }

    /// Skips a comment, a declaration or an instruction.
    fn skip_markup(&mut self) {
        let bytes = self.rest.as_bytes();
        // The Wayback Machine inserts its toolbar into the page.
        let archived = bytes.starts_with(TOOLBAR) && !std::mem::replace(&mut self.archived, true);
        let toolbar = if archived { memmem::find(bytes, TOOLBAR_END) } else { None };
        let length = if let Some(end) = toolbar {
            Some(end + TOOLBAR_END.len())
        } else if self.foreign && bytes.starts_with(b"<![CDATA[") {
            memmem::find(bytes, b"]]>").map(|end| end + 3)
        } else if bytes.starts_with(b"<!-->") || bytes.starts_with(b"<!--->") {
            memchr(b'>', bytes).map(|end| end + 1)
        } else if bytes.starts_with(b"<!--") {
            let inside = bytes.get(4..).unwrap_or_default();
            memmem::find(inside, b"-->").map(|end| end + 7)
        } else {
            let end = memchr(b'>', bytes);
            let open =
                end.is_some_and(|end| memchr(b'[', bytes.get(..end).unwrap_or_default()).is_some());
            let doctype = bytes.get(..9).is_some_and(|b| b.eq_ignore_ascii_case(b"<!doctype"));
            let reads = open && doctype && !std::mem::replace(&mut self.declared, true);
            let subset = if reads { memmem::find(bytes, b"]>").map(|at| at + 1) } else { None };
            subset.or(end).map(|end| end + 1)
        };
        self.take(length.unwrap_or(bytes.len()));
    }

    /// Reads the tag that begins here.
    fn tag(&mut self) -> Option<Token<'t>> {
        let bytes = self.rest.as_bytes();
        let is_end = bytes.get(1) == Some(&b'/');
        let start = 1 + usize::from(is_end);
        if bytes.len() == start {
            return Some(Token::Text(self.take(start)));
        }
        if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
            // Browsers read "</>" and the like as comments.
            self.skip_markup();
            return None;
        }
        let name = bytes.get(start..).unwrap_or_default();
        let length = name.iter().position(ends_name).unwrap_or(name.len());
        let tag = tag_of(name.get(..length).unwrap_or_default());
        let from = start + length;
        let Some(end) = tag_end(bytes, from) else {
            self.take(bytes.len());
            return None;
        };
        let whole = self.take(end + 1);
        if is_end {
            return Some(Token::End(tag));
        }
        let inside = whole.get(from..end).unwrap_or_default();
        let closed = inside.strip_suffix('/').is_some_and(|before| !ends_in_value(before));
        // A raw element that is never closed would hide the rest of the page. A program stays hidden.
        let reads_tags = self.foreign || tag == Tag::Noscript && self.without_scripts;
        let program = matches!(tag, Tag::Script | Tag::Style | Tag::Plaintext);
        if is_raw(tag) && !reads_tags && (program || self.is_ended(tag)) {
            self.raw = Some(tag);
        }
        Some(Token::Start {
            tag,
            attributes: Attributes { rest: inside, left: MOST_ATTRIBUTES },
            closed,
        })
    }
}

impl<'t> Iterator for Tokenizer<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        if let Some(tag) = self.raw.take() {
            return Some(Token::Raw(tag, self.raw(tag)));
        }
        loop {
            let bytes = self.rest.as_bytes();
            let token = match (bytes.first()?, bytes.get(1)) {
                (b'<', Some(b'!' | b'?')) => {
                    self.skip_markup();
                    None
                }
                (b'<', Some(next)) if *next == b'/' || next.is_ascii_alphabetic() => self.tag(),
                _ => Some(Token::Text(self.text())),
            };
            if token.is_some() {
                return token;
            }
        }
    }
}

/// Comments around the toolbar of an archived page.
const TOOLBAR: &[u8] = b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->";
const TOOLBAR_END: &[u8] = b"<!-- END WAYBACK TOOLBAR INSERT -->";

/// Whether the content of an element holds no tags.
fn is_raw(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Script
            | Tag::Style
            | Tag::Title
            | Tag::Textarea
            | Tag::Noscript
            | Tag::Iframe
            | Tag::Noembed
            | Tag::Noframes
            | Tag::Xmp
            | Tag::Plaintext
    )
}

/// The position of the next end tag of an element.
fn end_tag(bytes: &[u8], tag: Tag) -> Option<usize> {
    let name = tag.name().as_bytes();
    memmem::find_iter(bytes, b"</").find(|at| has_name(bytes, at + 2, name))
}

/// Whether a tag has a name, which begins at `at`.
fn has_name(bytes: &[u8], at: usize, name: &[u8]) -> bool {
    let found = bytes.get(at..at + name.len()).is_some_and(|b| b.eq_ignore_ascii_case(name));
    found && bytes.get(at + name.len()).is_some_and(ends_name)
}

/// Whether a byte ends the name of a tag.
fn ends_name(byte: &u8) -> bool {
    matches!(byte, b'>' | b'/' | b'\t' | b'\n' | b'\r' | 0x0c | b' ')
}

/// The position of the end tag of a script. Scripts that are written in comments may contain scripts,
/// whose end tags do not count ("13.2.5.15 Script data state" and the states after it).
fn script_end(bytes: &[u8]) -> Option<usize> {
    let (mut commented, mut nested) = (false, false);
    let mut from = 0;
    loop {
        let at = from + memchr2(b'<', b'-', bytes.get(from..)?)?;
        let here = bytes.get(at..)?;
        from = at + 1;
        if here.starts_with(b"<!--") {
            // "<!-->" is a whole comment.
            commented = true;
            from = at + 2;
        } else if here.starts_with(b"-->") {
            (commented, nested) = (false, false);
        } else if here.starts_with(b"</") && has_name(bytes, at + 2, b"script") {
            if !nested {
                return Some(at);
            }
            nested = false;
        } else if commented && has_name(bytes, at + 1, b"script") {
            nested = true;
        }
    }
}

/// Whether attributes end inside a value without quotes: its `/` is part of an address.
fn ends_in_value(attributes: &str) -> bool {
    let quoted = |c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'');
    let from = attributes.rfind(quoted).map_or(0, |at| at + 1);
    let last = attributes.get(from..).unwrap_or_default();
    let before = attributes.get(..from).unwrap_or_default().trim_ascii_end();
    last.contains('=') || before.ends_with('=')
}

fn tag_of(name: &[u8]) -> Tag {
    let mut buffer = [0u8; 10];
    match buffer.get_mut(..name.len()) {
        Some(lower) => {
            lower.copy_from_slice(name);
            lower.make_ascii_lowercase();
            Tag::of(lower)
        }
        None => Tag::Other,
    }
}

/// The position of the `>` of a tag whose attributes begin at `from`. A `>` in quotes does not count.
fn tag_end(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + memchr3(b'>', b'"', b'\'', bytes.get(from..)?)?;
        let byte = *bytes.get(at)?;
        if byte == b'>' {
            return Some(at);
        }
        // A quote opens a value only after `=`. Elsewhere it is part of a name.
        let before = bytes.get(..at)?.iter().rev().find(|b| !b.is_ascii_whitespace());
        from = at + 1;
        if before == Some(&b'=') {
            from += memchr(byte, bytes.get(from..)?)? + 1;
        }
    }
}

/// The most attributes of one tag to read. Pages have a few, attacks a hundred thousand.
const MOST_ATTRIBUTES: u16 = 128;

/// The attributes of a tag, not yet decoded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Attributes<'t> {
    rest: &'t str,
    left: u16,
}

impl<'t> Attributes<'t> {
    /// The value of an attribute. Names are compared without case.
    pub fn get(mut self, name: &str) -> Option<&'t str> {
        self.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<(&'t str, &'t str)> {
        self.left = self.left.checked_sub(1)?;
        // Attributes are divided by ASCII characters, so bytes can be compared.
        let space = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/';
        let start = self.rest.bytes().position(|byte| !space(&byte))?;
        let rest = self.rest.get(start..)?;
        let ends = |byte: &u8| space(byte) || *byte == b'=';
        let end = rest.as_bytes().iter().skip(1).position(ends);
        let (name, rest) = rest.split_at_checked(end.map_or(rest.len(), |end| end + 1))?;
        let behind = rest.trim_ascii_start();
        let Some(value) = behind.strip_prefix('=') else {
            self.rest = rest;
            return Some((name, ""));
        };
        let value = value.trim_ascii_start();
        let quote = value.bytes().next().filter(|byte| matches!(byte, b'"' | b'\''));
        let (value, rest) = match quote {
            Some(quote) => {
                let inside = value.get(1..)?;
                let end = memchr(quote, inside.as_bytes()).unwrap_or(inside.len());
                (inside.get(..end)?, inside.get(end + 1..).unwrap_or_default())
            }
            None => {
                let end = value.bytes().position(|byte| byte.is_ascii_whitespace());
                value.split_at_checked(end.unwrap_or(value.len()))?
            }
        };
        self.rest = rest;
        Some((name, value))
    }
}
