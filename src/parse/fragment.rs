//! Recognises markup in a text that is not a whole page: fragments of HTML, CDATA, escaped tags.
//!
//! In: the text of a field or of a text file. Out: its lines as a reader of the page would see them. A
//! text that only mentions tags is not changed.

use std::borrow::Cow;

use memchr::memmem;

use super::html;

/// Tags that end a line.
const BLOCKS: [&str; 16] = [
    "p",
    "br",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "table",
    "figure",
    "section",
];
/// Tags within a line that news uses.
const INLINE: [&str; 8] = ["a", "b", "i", "em", "strong", "span", "u", "img"];
/// The longest tag that is recognised, in bytes.
const TAG_BYTES: usize = 2000;
/// Tags at the beginning of a text that are enough to judge it.
const ENOUGH: u32 = 500;

/// The text inside `<![CDATA[...]]>`, if all of the text is inside.
pub(super) fn without_cdata(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("<![CDATA[")?;
    Some(inner.strip_suffix("]]>").unwrap_or(inner))
}

/// Markup whose quotes and line breaks were escaped twice, decoded once; `None` if it was not. Then each
/// backslash begins a sequence of JSON, and the sequences are where markup shows that they are none of the
/// text: `<p class=\"x\">`, `</p>\n<p>`. In a text without markup the repairs decode them.
pub(super) fn decoded(text: &str) -> Option<String> {
    memchr::memchr(b'\\', text.as_bytes())?;
    let has = |part: &str| memmem::find(text.as_bytes(), part.as_bytes()).is_some();
    let quotes = has("=\\\"") && !has("=\"");
    let tags = [">\\n", "\\n<", "&gt;\\n", "\\n&lt;", ">\\r\\n"];
    let breaks = tags.iter().any(|tag| has(tag)) && !text.trim_end().contains('\n');
    if !(quotes || breaks) || !(has("</") || has("<\\/") || has("&lt;") || has("<br")) {
        return None;
    }
    let mut string = String::with_capacity(text.len() + 16);
    string.push('"');
    let mut escaped = false;
    for c in text.chars() {
        match c {
            '"' if !escaped => string.push_str("\\\""),
            '\n' => string.push_str("\\n"),
            '\r' => string.push_str("\\r"),
            '\t' => string.push_str("\\t"),
            // JSON has no such sequence, but some programs write it.
            '\'' if escaped => {
                string.pop();
                string.push(c);
            }
            c => string.push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    string.push('"');
    serde_json::from_str(&string).ok()
}

/// Whether a text is a whole page.
pub(super) fn is_page(text: &str) -> bool {
    let head = text.trim_start().as_bytes();
    let begins = |tag: &[u8]| head.get(..tag.len()).is_some_and(|h| h.eq_ignore_ascii_case(tag));
    begins(b"<!doctype html") || begins(b"<html")
}

/// The lines of a text that is a fragment of a page; other texts as they are.
pub(super) fn lines(text: String) -> String {
    let inner = without_cdata(&text).unwrap_or(&text);
    let page = page(inner).and_then(|page| html::read(&page, None));
    match page.map(|page| page.text).filter(|lines| !lines.is_empty()) {
        Some(lines) => lines,
        None if inner.len() < text.len() => inner.to_owned(),
        None => text,
    }
}

/// The page that a text is a fragment of; `None` if it is not markup.
fn page(text: &str) -> Option<Cow<'_, str>> {
    let mut text = unescaped(text);
    if text.contains("<![CDATA[") {
        // A page has no CDATA: its end would be read as text, and its beginning as a comment.
        text = Cow::Owned(text.replace("<![CDATA[", "").replace("]]>", ""));
    }
    let tags = Tags::of(&text);
    if !tags.are_markup() {
        return None;
    }
    // White space is the only sign of a paragraph where no tag is one.
    if tags.breaks > 0 {
        Some(text)
    } else if tags.blocks == 0 {
        Some(Cow::Owned(text.replace('\n', "<br>\n")))
    } else {
        let line = if text.trim_start().starts_with('<') { "\n" } else { "<br>\n" };
        let paragraphs = text.replace("\r\n", "\n").replace("\n\n", "<p>");
        Some(Cow::Owned(paragraphs.replace('\n', line).replace("<p>", "\n<p>\n")))
    }
}

/// The text of a line of markup: its tags removed, its character references decoded.
pub(super) fn line(markup: &str, decode: impl Fn(&str) -> String) -> String {
    let mut plain = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        plain.push_str(rest.get(..at).unwrap_or_default());
        let tag = rest.get(at..).unwrap_or_default();
        let length = Tag::read(tag).map_or(1, |tag| tag.length);
        if length == 1 {
            plain.push('<');
        }
        rest = tag.get(length..).unwrap_or_default();
    }
    plain.push_str(rest);
    decode(&plain)
}

/// The text with its tags, if these were escaped once too often: `&lt;p&gt;`.
fn unescaped(text: &str) -> Cow<'_, str> {
    let escaped = |tag: &str| memmem::find(text.as_bytes(), tag.as_bytes()).is_some();
    if text.contains('<') || !(escaped("&lt;/") || escaped("&lt;br")) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    Cow::Owned(text.replace("&amp;", "&"))
}

/// The tags of a text, counted.
#[derive(Debug, Default)]
struct Tags {
    /// Block tags in front of text, without those that are paragraphs.
    blocks: u32,
    /// `p` and `br`.
    breaks: u32,
    /// Of these, those at the end of a sentence, of a line or of another tag.
    plausible: u32,
    /// End tags of blocks.
    ends: u32,
    /// Inline tags with an end tag, around text.
    pairs: u32,
}

impl Tags {
    fn of(text: &str) -> Tags {
        let mut tags = Tags::default();
        let (mut at, mut count) = (0, 0);
        while let Some(found) = memchr::memchr(b'<', text.as_bytes().get(at..).unwrap_or_default())
        {
            let start = at + found;
            let Some(tag) = text.get(start..).and_then(Tag::read) else {
                at = start + 1;
                continue;
            };
            count += 1;
            if count > ENOUGH {
                break;
            }
            let (before, behind) = text.split_at(start);
            let behind = behind.get(tag.length..).unwrap_or_default();
            at = start + tag.length;
            if INLINE.contains(&&*tag.name) {
                let text = behind.chars().next().is_some_and(|c| !c.is_whitespace());
                let end = format!("</{}", tag.name);
                let near = behind.as_bytes().get(..TAG_BYTES).unwrap_or(behind.as_bytes());
                let ended = memmem::find(&near.to_ascii_lowercase(), end.as_bytes()).is_some();
                tags.pairs += u32::from(!tag.closing && text && ended);
                continue;
            }
            tags.ends += u32::from(tag.closing);
            let is_break = matches!(&*tag.name, "p" | "br");
            // An empty element is a leftover, of an advertisement for example.
            if !is_break && (tag.closing || behind.trim_start().starts_with('<')) {
                continue;
            }
            tags.breaks += u32::from(is_break);
            tags.blocks += u32::from(!is_break);
            let line = before.trim_end_matches([' ', '\t', '\u{a0}']);
            let ends_sentence =
                |c: char| matches!(c, '>' | '\n' | '\r' | '.' | '!' | '?' | '"' | '”' | '。' | '»');
            tags.plausible += u32::from(line.chars().next_back().is_none_or(ends_sentence));
        }
        tags
    }

    /// Whether the tags are markup of the text and not words of it: a story about HTML mentions tags
    /// in the middle of its sentences, and does not end them.
    fn are_markup(&self) -> bool {
        let all = self.blocks + self.breaks;
        let blocks = all > 0 && self.plausible * 2 >= all && (self.ends > 0 || self.breaks > 1);
        blocks || self.pairs > 0
    }
}

/// A tag of a known name.
struct Tag {
    name: String,
    closing: bool,
    length: usize,
}

impl Tag {
    /// The tag that a text begins with.
    fn read(text: &str) -> Option<Tag> {
        let inner = text.strip_prefix('<')?;
        let closing = inner.starts_with('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let name: String = inner.chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        if !BLOCKS.contains(&&*name) && !INLINE.contains(&&*name) {
            return None;
        }
        let rest = inner.get(name.len()..)?;
        if !rest.starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace()) {
            return None;
        }
        let end = memchr::memchr2(b'>', b'<', rest.as_bytes()).filter(|end| *end < TAG_BYTES)?;
        if rest.as_bytes().get(end) != Some(&b'>') {
            return None;
        }
        let length = text.len() - rest.len() + end + 1;
        Some(Tag { name, closing, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_are_recognised() {
        for text in [
            "<p>Rain fell all night.</p>\n<p>The ferry stayed in.</p>",
            "<p>Rain fell all night.<p>The ferry stayed in.",
            "Rain fell all night.<br />\n<br />\nThe ferry stayed in.<br/>",
            "Rain fell on <a href=\"https://sund.example/\" target=_blank>Sund</a> all night.",
            "Rain fell for <b>eleven hours</b>.\n\nThe ferry stayed in.",
            "<DIV class='x'>Rain fell all night.</DIV>",
            "&lt;p&gt;Rain fell all night.&lt;/p&gt;",
            "<h2>Rain</h2>\nIt fell all night.\n\nThe ferry stayed in.",
        ] {
            assert!(page(text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_text_about_markup_is_not_markup() {
        for text in [
            "Rain fell all night. 3 < 4 and 5 > 4.",
            "Use <p> for paragraphs and <br> for a break, the teacher wrote.",
            "The <b> and </b> tags make letters bold.",
            "She wrote <3 under it, and signed as <anna@sund.example>.",
            "A <p was left over",
            "The tag <strong> is new.",
            "By A. Reed\n1 May 2022\n\nRain fell.\n\n<div class=\"promo\"></div>\n\nSun.",
        ] {
            assert_eq!(page(text), None, "{text}");
        }
    }

    #[test]
    fn paragraphs_without_tags_keep_their_lines() {
        assert_eq!(
            page("Rain on <b>Sund</b>.\n\nSun.").unwrap(),
            "Rain on <b>Sund</b>.<br>\n<br>\nSun."
        );
        let mixed = page("<h2>Rain</h2>\nIt fell.\n\nSun.").unwrap();
        assert_eq!(mixed, "<h2>Rain</h2>\nIt fell.\n<p>\nSun.");
        let mixed = page("By A. Reed\n1 May\n\nRain.\n\n<h2>Sun</h2>\n\nWind.").unwrap();
        assert!(mixed.starts_with("By A. Reed<br>\n1 May\n<p>\nRain."), "{mixed}");
    }

    #[test]
    fn markup_that_was_escaped_twice_is_decoded() {
        for (text, expected) in [
            (
                r#"<p class=\"x\">\"Rain\" fell.<\/p>\n<p>Sun.</p>"#,
                "<p class=\"x\">\"Rain\" fell.</p>\n<p>Sun.</p>",
            ),
            (
                r"<p>It didn\'t rain.</p>\n<p>Sun \u2013 wind.</p>",
                "<p>It didn't rain.</p>\n<p>Sun – wind.</p>",
            ),
            (
                r"&lt;p&gt;Rain.&lt;/p&gt;\n&lt;p&gt;Sun.&lt;/p&gt;",
                "&lt;p&gt;Rain.&lt;/p&gt;\n&lt;p&gt;Sun.&lt;/p&gt;",
            ),
        ] {
            assert_eq!(decoded(text).as_deref(), Some(expected));
        }
        for text in [
            r#"<p class="x">The path is C:\news.</p>"#,
            r"<p>Rain.</p>\n<p>C:\maps</p>",
            r"Rain fell.\nSun.",
            "<p>Rain.</p>\n<p>Write \\n< for a line.</p>",
        ] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }

    #[test]
    fn cdata_and_lines_of_markup() {
        assert_eq!(without_cdata(" <![CDATA[<p>Rain]]> "), Some("<p>Rain"));
        assert_eq!(without_cdata("Rain ]]>"), None);
        assert_eq!(lines("<![CDATA[Rain & wind]]>".to_owned()), "Rain & wind");
        let inside = lines("<div><![CDATA[<p>Rain fell.</p>]]></div>".to_owned());
        assert_eq!(inside.trim(), "Rain fell.");
        let decode = |text: &str| text.replace("&amp;", "&");
        assert_eq!(line("Rain &amp; <em>wind</em> < 3", decode), "Rain & wind < 3");
    }
}
