//! How places are written: percent-encoded paths, and the labels that tell inputs apart.
//!
//! In: paths as the system has them. Out: text that is safe in a table and names each place once.
//! It touches no file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Component, Path};

/// A path in the spelling of the tables: its parts joined by `/`, and what is no printable UTF-8,
/// and `%` itself, percent-encoded byte by byte.
pub(super) fn encode_path(path: &Path) -> String {
    let parts = path.components().filter(|part| matches!(part, Component::Normal(_)));
    let parts: Vec<_> = parts.map(|part| encode(part.as_os_str().as_encoded_bytes())).collect();
    parts.join("/")
}

/// Bytes in the spelling of the tables.
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

/// Whether a character shows and leaves the characters around it where they are.
fn is_printable(c: char) -> bool {
    !(c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
            | '\u{fdd0}'..='\u{fdef}')
        || (c as u32) & 0xfffe == 0xfffe)
}

/// The label of each path: as many of its last parts as it takes for no label to equal another or
/// to be the beginning of another. The order of the paths does not matter; a path that stands in
/// another is not expected.
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
            // In this order a label is followed at once by the labels that begin with it.
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
