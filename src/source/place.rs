//! How paths are written in tables: percent-encoded, with a label for each input.
//!
//! In: paths of the system. Out: text that is safe in a table and differs for each path. No file is
//! accessed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Component, Path};

/// A path as tables write it: its parts joined by `/`. Bytes that are not printable UTF-8, and `%`,
/// are percent-encoded.
pub(super) fn encode_path(path: &Path) -> String {
    let parts = path.components().filter(|part| matches!(part, Component::Normal(_)));
    let parts: Vec<_> = parts.map(|part| encode(part.as_os_str().as_encoded_bytes())).collect();
    parts.join("/")
}

/// Bytes as tables write them.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for piece in bytes.utf8_chunks() {
        let mut buffer = [0; 4];
        for c in piece.valid().chars() {
            if c == '%' || !is_printable(c) {
                escape(&mut out, c.encode_utf8(&mut buffer).as_bytes());
            } else {
                out.push(c);
            }
        }
        escape(&mut out, piece.invalid());
    }
    out
}

fn escape(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(out, "%{byte:02X}");
    }
}

/// Whether a character is visible and does not reorder the characters around it.
fn is_printable(c: char) -> bool {
    !(c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
            | '\u{fdd0}'..='\u{fdef}')
        || (c as u32) & 0xfffe == 0xfffe)
}

/// Sorts the members of an archive by name, each with its position in the archive. Members with
/// equal names get a number, except the first. No encoded name can end in such a number.
pub(super) fn member_names(names: Vec<String>) -> Vec<(usize, String)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut named: Vec<(usize, String)> = Vec::with_capacity(names.len());
    for (index, name) in names.into_iter().enumerate() {
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        let name = if *count > 1 { format!("{name}%23{count}") } else { name };
        named.push((index, name));
    }
    named.sort_by(|a, b| a.1.cmp(&b.1));
    named
}

/// The label of each path: as many of its last parts as are needed so that no label equals another
/// or begins another. The order of the paths does not matter. No path may lie inside another.
pub(super) fn labels(paths: &[&Path]) -> Vec<String> {
    let parts: Vec<Vec<String>> = paths.iter().map(|path| encoded_parts(path)).collect();
    let mut taken: Vec<usize> = vec![1; parts.len()];
    let label = |index: usize, count: usize| -> &[String] {
        let all = parts.get(index).map(Vec::as_slice).unwrap_or_default();
        all.get(all.len().saturating_sub(count)..).unwrap_or_default()
    };
    loop {
        let mut by_label: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
        for (index, &count) in taken.iter().enumerate() {
            by_label.entry(label(index, count)).or_default().push(index);
        }
        let mut longer: Vec<usize> = Vec::new();
        let mut shorter: Option<(&[String], &Vec<usize>)> = None;
        for (name, indexes) in &by_label {
            // In this order the labels that begin with a label follow it directly.
            if let Some((_, first)) = shorter.filter(|(first, _)| name.starts_with(first)) {
                longer.extend(first.iter().chain(indexes));
            } else {
                shorter = Some((name, indexes));
            }
            if indexes.len() > 1 {
                longer.extend(indexes);
            }
        }
        longer.sort_unstable();
        longer.dedup();
        let mut grown = false;
        for index in longer {
            let most = parts.get(index).map_or(0, Vec::len);
            if let Some(count) = taken.get_mut(index).filter(|count| **count < most) {
                *count += 1;
                grown = true;
            }
        }
        if !grown {
            return (0..)
                .zip(&taken)
                .map(|(index, &count)| label(index, count).join("/"))
                .collect();
        }
    }
}

fn encoded_parts(path: &Path) -> Vec<String> {
    let parts = path.components().filter(|part| matches!(part, Component::Normal(_)));
    parts.map(|part| encode(part.as_os_str().as_encoded_bytes())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_does_not_print_is_encoded() {
        assert_eq!(encode(b"plain name.txt"), "plain name.txt");
        assert_eq!(encode(b"a\xff\n%41"), "a%FF%0A%2541");
        assert_eq!(encode("é\u{202e}txt".as_bytes()), "é%E2%80%AEtxt");
        assert_eq!(encode_path(Path::new("a//b/./c")), "a/b/c");
    }

    #[test]
    fn labels_tell_inputs_apart_with_few_parts() {
        let of = |paths: &[&str]| labels(&paths.iter().map(Path::new).collect::<Vec<_>>());
        assert_eq!(of(&["/x/news"]), ["news"]);
        assert_eq!(of(&["/x/news", "/y/news", "/z/sport"]), ["x/news", "y/news", "sport"]);
        assert_eq!(of(&["/q/d", "/x/d/a.txt", "/y/a.txt"]), ["q/d", "x/d/a.txt", "y/a.txt"]);
    }

    proptest! {
        #[test]
        fn no_two_places_share_a_spelling(a: Vec<u8>, b: Vec<u8>) {
            prop_assert_eq!(encode(&a) == encode(&b), a == b);
        }
    }
}
