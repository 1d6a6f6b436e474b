//! Renders texts that are fragments of pages, such as the content of a feed.
//!
//! In: a text. Out: the lines that a reader sees; other texts unchanged. It reads no fields.

use super::html::fragment;

/// Tags that divide the paragraphs of a fragment.
const BLOCKS: [&str; 9] =
    ["<p>", "<p ", "</p>", "<br>", "<br/>", "<br />", "</div>", "</li>", "</h2>"];

/// The lines of a text that is a fragment of a page, such as the content of a feed; other texts unchanged.
pub(super) fn without_markup(text: String) -> String {
    let trimmed = text.trim();
    let inner = trimmed.strip_prefix("<![CDATA[").and_then(|t| t.strip_suffix("]]>"));
    let source = inner.unwrap_or(&text);
    if inner.is_none() && !is_fragment(source) {
        return text;
    }
    let lower = source.to_ascii_lowercase();
    if !BLOCKS.iter().any(|tag| lower.contains(tag)) {
        // Only words are marked up: the line breaks are those of the text.
        let lines = source.split('\n').map(|line| fragment(line).unwrap_or_default());
        return lines.collect::<Vec<_>>().join("\n");
    }
    match is_fragment(source).then(|| fragment(source)).flatten() {
        Some(lines) => lines,
        None => inner.map_or_else(|| text.clone(), str::to_owned),
    }
}

/// Whether a text has the markup of a story: paragraphs or line breaks, and no words about markup.
fn is_fragment(text: &str) -> bool {
    const INLINE: [&str; 6] = ["</a>", "</b>", "</strong>", "</em>", "</i>", "</span>"];
    let head = text.get(..text.len().min(1 << 16)).unwrap_or(text);
    if !head.contains('<') {
        return false;
    }
    let lower = head.to_ascii_lowercase();
    let count =
        |tags: &[&str]| -> usize { tags.iter().map(|tag| lower.matches(tag).count()).sum() };
    let (blocks, inline) = (count(&BLOCKS), count(&INLINE));
    let begins = lower.trim_start().starts_with('<');
    let code = ["&lt;p&gt;", "<code", "<pre", "`<", "\"<p"].iter().any(|sign| lower.contains(sign));
    let linked = inline >= 2 && lower.contains("<a href=") && lower.contains("</a>");
    (linked || blocks >= 3 || (begins && blocks >= 1) || (blocks >= 1 && inline >= 2)) && !code
}
