//! The text around a position: words, tokens, lines, and which tokens must not be changed.
//!
//! In: a text and a position. Out: slices of the text, and whether a token is an address, a handle,
//! a path, a number or code. Every look-up is bounded: a token longer than any word counts as
//! protected. It makes no changes.

use std::ops::Range;

/// Characters that one look-up reads to either side.
const REACH: usize = 160;

/// The character before a position.
pub(super) fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// The character at a position.
pub(super) fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The letters that end at a position, an apostrophe between letters included.
pub(super) fn word_before(text: &str, at: usize) -> &str {
    let head = text.get(..at).unwrap_or_default();
    let mut start = at;
    let mut characters = head.char_indices().rev().take(REACH).peekable();
    while let Some((index, character)) = characters.next() {
        let inside = character.is_alphabetic()
            || (is_apostrophe(character)
                && start < at
                && characters.peek().is_some_and(|&(_, c)| c.is_alphabetic()));
        if !inside {
            break;
        }
        start = index;
    }
    text.get(start..at).unwrap_or_default()
}

/// The letters that start at a position, an apostrophe between letters included.
pub(super) fn word_after(text: &str, at: usize) -> &str {
    let tail = text.get(at..).unwrap_or_default();
    let mut end = 0;
    let mut characters = tail.char_indices().take(REACH).peekable();
    while let Some((index, character)) = characters.next() {
        let inside = character.is_alphabetic()
            || (is_apostrophe(character)
                && index > 0
                && characters.peek().is_some_and(|&(_, c)| c.is_alphabetic()));
        if !inside {
            break;
        }
        end = index + character.len_utf8();
    }
    tail.get(..end).unwrap_or_default()
}

pub(super) fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’')
}

/// The run without white space around a position; `None` if it is longer than any word.
pub(super) fn token_around(text: &str, at: usize) -> Option<Range<usize>> {
    let head = text.get(..at)?;
    let start = head.char_indices().rev().take(REACH).find(|(_, c)| c.is_whitespace());
    let start = match start {
        Some((index, space)) => index + space.len_utf8(),
        None if head.char_indices().rev().nth(REACH).is_none() => 0,
        None => return None,
    };
    let tail = text.get(at..)?;
    let end = match tail.char_indices().take(REACH).find(|(_, c)| c.is_whitespace()) {
        Some((index, _)) => at + index,
        None if tail.char_indices().nth(REACH).is_none() => text.len(),
        None => return None,
    };
    Some(start..end)
}

/// The line around a position, without its line break.
pub(super) fn line_around(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let head = bytes.get(..at).unwrap_or_default();
    let start = memchr::memrchr(b'\n', head).map_or(0, |index| index + 1);
    let tail = bytes.get(at..).unwrap_or_default();
    let end = memchr::memchr(b'\n', tail).map_or(bytes.len(), |index| at + index);
    start..end
}

/// Whether a token is an address, a handle, a path or code rather than prose.
pub(super) fn is_protected(token: &str) -> bool {
    let bytes = token.as_bytes();
    let symbol = bytes.iter().any(|b| {
        matches!(
            b,
            b'@' | b'\\' | b'_' | b'=' | b'<' | b'>' | b'{' | b'}' | b'|' | b'~' | b'^' | b'`'
        )
    });
    if symbol || bytes.starts_with(b"#") || bytes.starts_with(b"$") || token.contains("://") {
        return true;
    }
    if token.contains("::") || token.contains("->") || token.contains("()") || token.contains("//")
    {
        return true;
    }
    let lower = token.get(..4).map(str::to_ascii_lowercase);
    lower.as_deref() == Some("www.") || has_domain(token) || has_path(token)
}

/// Top-level domains and file extensions.
const ENDINGS: [&str; 82] = [
    "com", "org", "net", "edu", "gov", "mil", "info", "biz", "io", "ai", "app", "dev", "tv", "fm",
    "uk", "de", "fr", "es", "ca", "au", "eu", "ru", "cn", "jp", "nl", "ch", "se", "dk", "fi", "pl",
    "cz", "br", "mx", "ir", "tr", "gr", "ly", "gl", "me", "co", "cc", "ws", "xyz", "js", "ts",
    "py", "rs", "rb", "cpp", "cs", "java", "php", "html", "htm", "xml", "json", "csv", "txt",
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "zip", "tar", "gz", "exe", "jpg", "jpeg", "png",
    "gif", "svg", "mp3", "mp4", "md", "sh", "yml", "yaml", "conf", "log", "css",
];

/// Whether a word is a top-level domain or a file extension.
pub(super) fn is_ending(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    ENDINGS.contains(&lower.as_str())
}

/// Whether a token contains the name of a site or a file with a lower-case ending: `Yahoo.com`.
fn has_domain(token: &str) -> bool {
    let mut ends_in_letter = false;
    for part in token.split('.') {
        let word = part.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let small = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if ends_in_letter && small && ENDINGS.contains(&word) {
            return true;
        }
        ends_in_letter = part.ends_with(|c: char| c.is_alphanumeric());
    }
    false
}

/// Whether a token contains several slashes, begins with one, or has one after the name of a site:
/// `quay.example/boats`.
fn has_path(token: &str) -> bool {
    let is_site = |head: &str| {
        let (name, rest) = head.split_once('.').unwrap_or_default();
        name.ends_with(|c: char| c.is_ascii_alphanumeric())
            && rest.starts_with(|c: char| c.is_ascii_lowercase())
    };
    token.starts_with('/')
        || token.bytes().filter(|&b| b == b'/').count() > 1
        || token.split_once('/').is_some_and(|(head, _)| is_site(head))
}

/// Whether a line is code or a table rather than prose.
pub(super) fn is_code(line: &str) -> bool {
    let bytes = line.as_bytes();
    let trimmed = line.trim_end();
    let mut symbols = 0;
    let mut calls = false;
    for (at, &byte) in bytes.iter().enumerate() {
        match CODE[byte as usize] {
            Code::None => {}
            Code::Symbol => symbols += 1,
            Code::Lead => calls = calls || begins_code(bytes, at),
            Code::Both => {
                symbols += 1;
                calls = calls || begins_code(bytes, at);
            }
        }
    }
    let ends = trimmed.ends_with(['{', '}', ';']) && symbols + usize::from(calls) > 0;
    calls
        || ends
        || symbols * 40 > bytes.len()
        || trimmed.starts_with("//")
        || trimmed.starts_with("$ ")
        || trimmed.starts_with(">>>")
}

/// How a byte relates to code.
#[derive(Clone, Copy)]
enum Code {
    None,
    /// Rare in prose.
    Symbol,
    /// May begin code, depending on what follows.
    Lead,
    Both,
}

const CODE: [Code; 256] = {
    let mut table = [Code::None; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'{' | b'}' | b'<' | b'>' | b'|' | b'\\' | b'_' | b'`' | b'^' | b'~' => Code::Symbol,
            b'(' | b')' | b':' | b'$' | b'"' | b'\'' | b'/' => Code::Lead,
            b'=' => Code::Both,
            _ => Code::None,
        };
        byte += 1;
    }
    table
};

/// Whether a call, a qualified name, a key with its value or the end of a tag begins at a position.
fn begins_code(bytes: &[u8], at: usize) -> bool {
    let Some((first, rest)) = bytes.get(at..).and_then(<[u8]>::split_first) else { return false };
    match (first, rest.first()) {
        (b'(', Some(b')')) | (b':', Some(b':')) | (b'$', Some(b'(')) => true,
        (b'=', Some(b'"')) | (b'/', Some(b'>')) => true,
        // The return type of a function.
        (b')', Some(b' ')) => rest.starts_with(b" -> "),
        (b'(', Some(b'"' | b'\'')) => {
            at.checked_sub(1).and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_alphanumeric)
        }
        (b'"', Some(_)) => [b");".as_slice(), b": ", b":\""].iter().any(|s| rest.starts_with(s)),
        (b'\'', Some(_)) => rest.starts_with(b": '"),
        _ => false,
    }
}

/// How many words precede a position on its line, counted up to `most`.
pub(super) fn words_before(text: &str, at: usize, most: usize) -> usize {
    let head = text.get(line_around(text, at).start..at).unwrap_or_default();
    head.split_whitespace().rev().take(most).count()
}
