//! The names of the files in `unique/`, one for each unique story.
//!
//! In: the place of a document and its `article_id`. Out: a file name that cannot leave its folder,
//! and that differs from all others even if the file system ignores case or composes accents. It
//! writes nothing.
//!
//! The name is the source path with all but plain characters percent-encoded, `!` and the
//! member, `~` and the record, `.txt`. Lower-case letters of every script, digits, `.`, `_` and
//! `-` are plain. A name with capitals, or one that would be too long, carries `~x` and the
//! `article_id`, so that names which differ only in case are distinct.

use unicode_normalization::is_nfc;

use crate::document::DocumentId;

use super::identity::Id;

/// Bytes of a whole name; common file systems hold 255.
const LONGEST: usize = 240;

/// Device names of Windows, also when an extension follows them.
const DEVICES: [&str; 6] = ["aux", "con", "nul", "prn", "conin$", "conout$"];

/// The file name of a document. `must_differ` says that another document has the same place.
pub fn file_name(id: &DocumentId, article_id: Id, must_differ: bool) -> String {
    let mut name = encode(&id.path);
    if let Some(member) = &id.member {
        name.push('!');
        name.push_str(&encode(member));
    }
    if let Some(record) = id.record {
        name.push('~');
        name.push_str(&record.to_string());
    }
    let alone = id.member.is_none() && id.record.is_none();
    let stem = match name.strip_suffix(".txt").filter(|_| alone) {
        Some(stem) => stem.to_owned(),
        // `~` keeps `a.html` apart from `a.html.txt`.
        None if alone => name.clone() + "~",
        None => name.clone(),
    };
    let stem = disarm(&stem);
    if stem.len() + 4 <= LONGEST && !must_differ && !has_capitals(&name) {
        return stem + ".txt";
    }
    let end = format!("~x{article_id}.txt");
    format!("{}{end}", cut(&stem, LONGEST - end.len()))
}

/// Percent-encodes all but plain characters. Escapes of the source path are kept.
fn encode(text: &str) -> String {
    let mut name = String::with_capacity(text.len() + 16);
    let mut buffer = [0; 4];
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let escape = rest.get(1..3).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        if let ('%', Some(hex)) = (c, escape) {
            name.push('%');
            name.push_str(&hex.to_ascii_uppercase());
            rest = rest.get(3..).unwrap_or_default();
            continue;
        }
        if is_plain(c) || c.is_ascii_uppercase() {
            name.push(c);
        } else {
            c.encode_utf8(&mut buffer).bytes().for_each(|byte| push_escape(&mut name, byte));
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    name
}

fn push_escape(name: &mut String, byte: u8) {
    name.push_str(&format!("%{byte:02X}"));
}

/// Whether a character is allowed in a name: no other plain character is equal to it when case is
/// ignored or accents are composed.
fn is_plain(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    }
    if !c.is_alphanumeric() || c.is_uppercase() || !is_nfc(c.encode_utf8(&mut [0; 4])) {
        return false;
    }
    // A lower-case letter is plain if it is the lower case of its capital: σ is, ς is not.
    let mut capitals = c.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(capital), None) => capital == c || capital.to_lowercase().eq([c]),
        _ => false,
    }
}

/// Capitals outside of escapes.
fn has_capitals(name: &str) -> bool {
    let mut parts = name.split('%');
    parts.next().is_some_and(|first| first.contains(|c: char| c.is_ascii_uppercase()))
        || parts.any(|part| part.chars().skip(2).any(|c| c.is_ascii_uppercase()))
}

/// Escapes the first character of names that have a meaning for a system or a shell.
fn disarm(stem: &str) -> String {
    let first = stem.split(['.', '~', '!']).next().unwrap_or_default().to_ascii_lowercase();
    let numbered = first.strip_prefix("com").or_else(|| first.strip_prefix("lpt"));
    let is_device = DEVICES.contains(&first.as_str())
        || numbered.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()));
    match stem.bytes().next() {
        Some(byte) if is_device || matches!(byte, b'.' | b'-' | b'~') => {
            let mut name = String::with_capacity(stem.len() + 2);
            push_escape(&mut name, byte);
            name.push_str(stem.get(1..).unwrap_or_default());
            name
        }
        _ => stem.to_owned(),
    }
}

/// The beginning of a name, cut between characters and escapes.
fn cut(stem: &str, length: usize) -> &str {
    let mut end = (0..=length).rev().find(|&at| stem.is_char_boundary(at)).unwrap_or(0);
    let inside = |end: usize| {
        let before = stem.as_bytes().get(end.saturating_sub(2)..end).unwrap_or_default();
        end < stem.len() && before.contains(&b'%')
    };
    while inside(end) {
        end -= 1;
    }
    stem.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Fields;
    use crate::report::identity::IdentityBuilder;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use unicode_normalization::UnicodeNormalization;

    fn named(path: &str, member: Option<&str>, record: Option<u64>) -> String {
        let id = DocumentId {
            root: "".into(),
            path: path.into(),
            member: member.map(Into::into),
            record,
        };
        let mut builder = IdentityBuilder::new();
        builder.add(&id, &Fields::default());
        file_name(&id, builder.build().article(0).unwrap(), false)
    }

    #[test]
    fn names_are_legible_and_safe() {
        assert_eq!(named("outlet/story one.txt", None, None), "outlet%2Fstory%20one.txt");
        assert_eq!(named("stories.jsonl", None, Some(12)), "stories.jsonl~12.txt");
        assert_eq!(named("a.zip", Some("b/c.txt"), None), "a.zip!b%2Fc.txt.txt");
        assert_eq!(named("page.html", None, None), "page.html~.txt");
        assert_eq!(named("../../etc/passwd", None, None), "%2E.%2F..%2Fetc%2Fpasswd~.txt");
        assert_eq!(named("con.txt", None, None), "%63on.txt");
        assert_eq!(named("...txt", None, None), "%2E..txt");
        assert_eq!(named("größe.txt", None, None), "grö%C3%9Fe.txt");
        assert_eq!(named("latin%FF.txt", None, None), "latin%FF.txt");
        assert!(named("AUX", None, None).starts_with("%41UX~~x"));
        assert!(named("Case.txt", None, None).starts_with("Case~x"));
    }

    #[test]
    fn a_long_name_is_cut_at_a_whole_escape() {
        let name = named(&"é/".repeat(150), None, None);
        assert!(name.len() <= LONGEST && name.len() > LONGEST - 6);
        let stem = name.split("~x").next().unwrap();
        assert!(stem.split('%').skip(1).all(|part| part.len() >= 2), "{stem}");
    }

    proptest! {
        #[test]
        fn no_two_places_share_a_name_where_case_is_folded(
            paths in prop::collection::btree_set("[aAbB.~!%ßςσΣſsİié\u{e9}\u{301}\u{212a}k/ \u{1b}]{1,4}", 1..40),
        ) {
            let mut seen = BTreeMap::new();
            for path in &paths {
                // As the walk writes them.
                let path = path.replace('%', "%25").replace('\u{1b}', "%1B");
                let name = named(&path, None, None);
                prop_assert!(name.len() <= LONGEST);
                prop_assert!(!name.contains(['/', '\\', ':', ' ']) && !name.contains(char::is_control));
                prop_assert!(!name.starts_with(['.', '-']));
                let folded: String = name.to_uppercase().to_lowercase().nfd().collect();
                if let Some(other) = seen.insert(folded, path.clone()) {
                    prop_assert!(false, "{other:?} and {path:?} are both {name:?}");
                }
            }
        }
    }
}
