//! Detects the format of a file from its first bytes.
//!
//! In: the first bytes of a stream, already expanded, and its name, which is only a hint. Out: the
//! kind of file, and the encoding if it has two or four bytes a character. Nothing else is read.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::feed_head::is_feed;
use super::table::is_delimiter_line;

/// What a stream of bytes is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Html,
    /// One JSON object a line.
    JsonLines,
    /// JSON objects one after the other, in any layout; often a single one.
    JsonObjects,
    /// A JSON array of objects.
    JsonArray,
    /// RSS or Atom.
    Feed,
    /// A table with a header, its cells separated by this byte.
    Table(u8),
    Zip,
    Tar,
    Warc,
    Parquet,
    /// Documents of word processors and the like.
    Office,
    Binary,
}

/// Sixteen or thirty-two bits a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wide {
    Utf16(&'static Encoding),
    Utf32,
}

/// The format that the ending of a name suggests. Endings of compression are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    None,
    Text,
    Html,
    JsonLines,
    Json,
    Table,
    Zip,
    Tar,
    Warc,
}

impl Hint {
    pub fn of(name: &str) -> Hint {
        let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
        let mut name = name.as_str();
        for ending in [".gz", ".zst", ".zstd", ".bz2", ".xz"] {
            name = name.strip_suffix(ending).unwrap_or(name);
        }
        match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "txt" | "text" | "md" => Hint::Text,
            "html" | "htm" | "xhtml" | "shtml" => Hint::Html,
            "jsonl" | "ndjson" | "jl" | "jsonlines" => Hint::JsonLines,
            "json" => Hint::Json,
            "csv" | "tsv" | "tab" => Hint::Table,
            "zip" => Hint::Zip,
            "tar" | "tgz" => Hint::Tar,
            "warc" | "wet" => Hint::Warc,
            _ => Hint::None,
        }
    }
}

/// The first bytes of files without text, and of files whose text cannot be read here.
const BINARY: [&[u8]; 16] = [
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"SQLite format 3\0",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"OggS\0",
    b"ID3\x03",
    b"ID3\x04",
    b"wOFF\0",
    b"wOF2\0",
    b"\0\0\x01\0\x01\0",
    b"MM\0*",
];
const OFFICE: [&[u8]; 3] = [b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1"];

/// The kind of the file that begins with `head`. `whole`: the file has no more bytes.
pub(super) fn kind(head: &[u8], whole: bool, hint: Hint) -> Kind {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let office = head.get(30..).is_some_and(|name| {
            name.starts_with(b"[Content_Types].xml") || name.starts_with(b"mimetype")
        });
        return if office { Kind::Office } else { Kind::Zip };
    }
    if head.starts_with(b"WARC/") {
        return Kind::Warc;
    }
    if head.get(257..262) == Some(b"ustar") {
        return Kind::Tar;
    }
    if head.starts_with(b"PAR1") {
        return Kind::Parquet;
    }
    if OFFICE.iter().any(|magic| head.starts_with(magic)) {
        return Kind::Office;
    }
    if BINARY.iter().any(|magic| head.starts_with(magic)) {
        return Kind::Binary;
    }
    if wide(head).is_some() {
        // Its records or markup can be recognised without the NUL bytes.
        return by_text(&narrow(head), whole, hint);
    }
    if is_binary(head) {
        return match hint {
            Hint::Zip => Kind::Zip,
            Hint::Tar => Kind::Tar,
            _ => Kind::Binary,
        };
    }
    match hint {
        Hint::Warc => Kind::Warc,
        _ => by_text(head, whole, hint),
    }
}

/// The kind of a file of characters.
fn by_text(head: &[u8], whole: bool, hint: Hint) -> Kind {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    // RFC 7464 has this byte before each JSON value.
    let value = head.strip_prefix(b"\x1e").unwrap_or(head).trim_ascii_start();
    let head = if value.starts_with(b"{") { value } else { head };
    match head.first() {
        Some(b'<') if is_feed(head) => Kind::Feed,
        Some(b'<') if is_html(head, hint) => Kind::Html,
        Some(b'{') => json(head, whole, hint),
        Some(b'[') if is_array(head, hint) => Kind::JsonArray,
        _ => match hint {
            Hint::JsonLines => Kind::JsonLines,
            Hint::Json => Kind::JsonObjects,
            Hint::Html => Kind::Html,
            Hint::Table => Kind::Table(delimiter(head)),
            _ if is_story_table(head) => Kind::Table(delimiter(head)),
            _ => Kind::Text,
        },
    }
}

/// Whether a file begins with markup. In a file named as text only a whole page counts.
fn is_html(head: &[u8], hint: Hint) -> bool {
    let begins = |tag: &str| {
        head.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()))
    };
    let page = ["<!doctype html", "<html"].iter().any(|tag| begins(tag));
    match hint {
        Hint::Text | Hint::JsonLines | Hint::Json | Hint::Table => page,
        Hint::Html => true,
        _ => {
            page || ["<head", "<body", "<?xml", "<!--", "<div", "<article", "<p>", "<p ", "<meta"]
                .iter()
                .any(|tag| begins(tag))
        }
    }
}

/// Whether a file that begins with `{` has one JSON object on each line: its first line is an object,
/// or its name says so.
fn json(head: &[u8], whole: bool, hint: Hint) -> Kind {
    if hint == Hint::JsonLines {
        return Kind::JsonLines;
    }
    let (line, ended) = match memchr::memchr(b'\n', head) {
        Some(end) => (head.get(..end).unwrap_or_default(), true),
        None => (head, whole),
    };
    let object = serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    let inside = head.get(1..).unwrap_or_default().trim_ascii_start();
    match (object, hint) {
        (true, _) => Kind::JsonLines,
        (false, Hint::Json) => Kind::JsonObjects,
        // A story may begin with a brace; in an object a key follows.
        (false, _) if !inside.starts_with(b"\"") => Kind::Text,
        (false, Hint::Text) if ended => Kind::Text,
        (false, _) if ended => Kind::JsonObjects,
        (false, _) => Kind::JsonLines,
    }
}

/// Whether `[` begins an array of records: an object or the end of the array follows. A note such as
/// "[Editor's note" is not one.
fn is_array(head: &[u8], hint: Hint) -> bool {
    let inside = head.get(1..).unwrap_or_default().trim_ascii_start();
    match hint {
        Hint::Json => true,
        Hint::Text => false,
        _ => {
            let object = inside.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
            object.is_some_and(|inside| matches!(inside.first(), None | Some(b'"' | b'}')))
        }
    }
}

/// The delimiter of the first line: the one that a line `sep=;` names, or the most frequent of `,`,
/// `;`, TAB and `|` outside quotes.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    if is_delimiter_line(line) {
        let mark = line.iter().skip_while(|byte| **byte != b'=').nth(1);
        return mark.copied().unwrap_or(b',');
    }
    let mut counts = [(b',', 0u32), (b'\t', 0), (b';', 0), (b'|', 0)];
    let mut quoted = false;
    for &byte in line {
        quoted ^= byte == b'"';
        if let Some(count) = counts.iter_mut().find(|(mark, _)| *mark == byte && !quoted) {
            count.1 += 1;
        }
    }
    // Of equals the first wins.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| mark)
}

/// Whether a file without the name of a table begins with a header: at least two columns, one of
/// them a text.
fn is_story_table(head: &[u8]) -> bool {
    const TEXTS: [&str; 6] = ["text", "body", "content", "article", "maintext", "html"];
    let line = head.split(|b| matches!(b, b'\n' | b'\r')).next().unwrap_or_default();
    let Ok(line) = std::str::from_utf8(line) else { return false };
    if line.len() > 1000 || line.len() == head.len() {
        return false;
    }
    let mark = char::from(delimiter(head));
    let cells: Vec<_> =
        line.split(mark).map(|cell| cell.trim_matches(['"', ' ']).to_ascii_lowercase()).collect();
    let name = |cell: &String| {
        cell.len() <= 40 && cell.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-. ".contains(&b))
    };
    cells.len() > 1 && cells.iter().all(name) && cells.iter().any(|c| TEXTS.contains(&c.as_str()))
}

/// Whether there are more control characters than in any text.
pub(super) fn is_binary(head: &[u8]) -> bool {
    let nuls = head.iter().filter(|&&b| b == 0).count();
    let controls = head
        .iter()
        .filter(|&&b| b < 32 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b));
    let share = if nuls > 0 { 50 } else { 4 };
    controls.count() * share > head.len()
}

/// Detects characters of two or four bytes by a byte order mark or by the positions of NUL bytes.
///
/// Decoders read UTF-16 without a mark as UTF-8 and report no error, so this comes first.
pub(super) fn wide(head: &[u8]) -> Option<Wide> {
    if head.starts_with(&[0xff, 0xfe, 0, 0]) || head.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Some(Wide::Utf32);
    }
    if head.starts_with(&[0xff, 0xfe]) {
        return Some(Wide::Utf16(UTF_16LE));
    }
    if head.starts_with(&[0xfe, 0xff]) {
        return Some(Wide::Utf16(UTF_16BE));
    }
    let mut nuls = [0usize; 4];
    let whole = head.chunks_exact(4);
    let units = whole.len();
    for unit in whole {
        for (count, byte) in nuls.iter_mut().zip(unit) {
            *count += usize::from(*byte == 0);
        }
    }
    let [a, b, c, d] = nuls;
    if units < 2 {
        return None;
    }
    let all = |count: usize| count * 10 >= units * 9;
    if (all(a) && all(b) && !all(d)) || (all(c) && all(d) && !all(a)) {
        return Some(Wide::Utf32);
    }
    // Spaces and line breaks alone give one NUL in twenty characters in any script.
    let (even, odd) = (a + c, b + d);
    let many =
        |count: usize, other: usize| count >= 4 && count * 20 >= units * 2 && other * 20 <= count;
    if many(odd, even) && is_one_script(head, 1) {
        Some(Wide::Utf16(UTF_16LE))
    } else if many(even, odd) && is_one_script(head, 0) {
        Some(Wide::Utf16(UTF_16BE))
    } else {
        None
    }
}

/// The name of the encoding of characters of two or four bytes. Decoders take such bytes for UTF-8,
/// so the name must be declared.
pub(super) fn wide_label(head: &[u8]) -> Option<String> {
    match wide(head)? {
        Wide::Utf16(encoding) => Some(encoding.name().to_owned()),
        Wide::Utf32 => Some("UTF-32".to_owned()),
    }
}

/// Whether the upper bytes of 16-bit characters, at every second position from `from` on, have few
/// values, as those of an alphabet do: three values make up four fifths of them.
fn is_one_script(head: &[u8], from: usize) -> bool {
    let mut counts = [0usize; 256];
    for &byte in head.iter().skip(from).step_by(2) {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    counts.sort_unstable_by(|a, b| b.cmp(a));
    counts.iter().take(3).sum::<usize>() * 10 >= head.len() / 2 * 8
}

/// Wide characters without NUL bytes and byte order mark, which is enough to detect the kind.
fn narrow(head: &[u8]) -> Vec<u8> {
    head.iter().copied().filter(|b| !matches!(b, 0 | 0xfe | 0xff)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, name: &str) -> Kind {
        kind(text.as_bytes(), true, Hint::of(name))
    }

    #[test]
    fn content_decides() {
        assert_eq!(of("Rain fell on the harbour.", "a.html.txt"), Kind::Text);
        assert_eq!(of("<!DOCTYPE html><html>", "a.txt"), Kind::Html);
        assert_eq!(of("<script>x</script>\nRain fell.", "a.txt"), Kind::Text);
        assert_eq!(of("{\"text\": \"Rain\"}\n{\"text\": 1}", "a.txt"), Kind::JsonLines);
        assert_eq!(of("{\n \"text\": \"Rain\"\n}", "a.json"), Kind::JsonObjects);
        assert_eq!(of("{\n \"text\": \"Rain\"\n}", "a"), Kind::JsonObjects);
        assert_eq!(of("{Reporting by A. Reed}\nRain fell.", "a"), Kind::Text);
        assert_eq!(of("[{\"text\": 1}]", "a"), Kind::JsonArray);
        assert_eq!(of("\u{1e}{\"text\": 1}\n\u{1e}{\"text\": 2}", "a"), Kind::JsonLines);
        assert_eq!(of("\u{1e}{\n\"text\": 1\n}\n", "a"), Kind::JsonObjects);
        assert_eq!(of("[Editor's note] Rain", "a"), Kind::Text);
        assert_eq!(of("id,title,text\n1,a,b\n", "a"), Kind::Table(b','));
        assert_eq!(of("Rain, wind, text of a song\nfell", "a"), Kind::Text);
        assert_eq!(of("WARC/1.0\r\n", "a"), Kind::Warc);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n\0\0", true, Hint::Text), Kind::Binary);
        assert_eq!(kind(&[0; 4096], true, Hint::Text), Kind::Binary);
        assert_eq!(kind(b"%PDF-1.7", true, Hint::Text), Kind::Office);
    }

    #[test]
    fn names_only_hint() {
        assert_eq!(of("hello", "a.jsonl.gz"), Kind::JsonLines);
        assert_eq!(of("a;b\n1;2\n", "a.csv"), Kind::Table(b';'));
        assert_eq!(of("a\tb\n", "a.tsv"), Kind::Table(b'\t'));
        assert_eq!(of("Rain fell.", "a.html"), Kind::Html);
        assert_eq!(of("", "a.csv"), Kind::Table(b','));
    }

    #[test]
    fn wide_characters_are_told_by_their_nuls() {
        let bytes = |text: &str, big: bool| -> Vec<u8> {
            let unit = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
            text.encode_utf16().flat_map(unit).collect()
        };
        for text in ["Rain fell on the harbour.", "дождь шёл всю ночь, и утром тоже"]
        {
            assert_eq!(wide(&bytes(text, false)), Some(Wide::Utf16(UTF_16LE)), "{text}");
            assert_eq!(wide(&bytes(text, true)), Some(Wide::Utf16(UTF_16BE)), "{text}");
        }
        let wider: Vec<u8> = "Rain fell".chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
        assert_eq!(wide(&wider), Some(Wide::Utf32));
        assert_eq!(wide(b"Rain\0fell on the harbour"), None);
        assert_eq!(wide(b"Ra\0n f\0ll on\0the harbour \0 wall"), None);
        assert_eq!(wide(b"Rain fell"), None);
        assert_eq!(wide(&[0; 64]), None);
    }
}
