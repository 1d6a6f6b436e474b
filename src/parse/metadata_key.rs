//! Finds the row of a table that a document belongs to, by the keys of the rows.
//!
//! In: keys as people write them: paths from any folder and of any system, file names with or without
//! their ending, ids that lost their leading zeros in a spreadsheet. Out: the number of the row. Where
//! several rows fit equally well, none is taken. It does not read the table.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

/// Rows that share the end of a path and are kept: more of them are ambiguous anyway.
const SHARED: usize = 8;

/// Keys of rows.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// The parts of each key, by row.
    rows: Vec<Vec<String>>,
    /// Rows by a hash of the folded key.
    whole: HashMap<u64, Vec<usize>>,
    /// Rows by a hash of each shorter end of the folded key.
    ends: HashMap<u64, Vec<usize>>,
}

/// The row of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    None,
    Row(usize),
    /// More than one, and none is better than the others.
    Several,
}

/// How far two parts of a path may differ and still be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    Exact,
    /// In case and in the form of Unicode.
    Folded,
    /// Also in leading zeros and in `.0` at the end.
    Number,
}

const LIKENESSES: [Likeness; 3] = [Likeness::Exact, Likeness::Folded, Likeness::Number];

impl Keys {
    /// Adds the key of the next row. Returns false if a row has it already.
    pub fn add(&mut self, key: &str, row: usize) -> bool {
        let parts = parts(key);
        let hash = hash(&parts);
        let known = self.whole.get(&hash).into_iter().flatten();
        if known.filter_map(|row| self.rows.get(*row)).any(|other| *other == parts) {
            return false;
        }
        self.whole.entry(hash).or_default().push(row);
        for start in 1..parts.len() {
            let rows = self.ends.entry(self::hash(parts.get(start..).unwrap_or_default()));
            let rows = rows.or_default();
            if rows.len() < SHARED {
                rows.push(row);
            }
        }
        self.rows.push(parts);
        true
    }

    /// The row whose key is an id.
    pub fn by_id(&self, id: &str) -> Found {
        let id = parts(id);
        let found = LIKENESSES.into_iter().map(|like| self.whole(&id, like));
        found.into_iter().find(|found| *found != Found::None).unwrap_or(Found::None)
    }

    /// The row whose key has the longest end in common with a path, one of the two being an end of
    /// the other. `root` is the name of the input. Percent-encoding in the path is decoded.
    pub fn by_path(&self, root: &str, path: &str) -> Found {
        let path = unescape(path);
        let mut names = vec![parts(&path)];
        // Keys often lack the ending, and that of a compression.
        while let Some(stem) = names.last().and_then(|name| without_ending(name)) {
            names.push(stem);
        }
        names.truncate(3);
        for name in names {
            for like in LIKENESSES {
                let found = self.by_name(root, &name, like);
                if found != Found::None {
                    return found;
                }
            }
        }
        Found::None
    }

    fn by_name(&self, root: &str, name: &[String], like: Likeness) -> Found {
        let root = parts(root);
        let rooted = [&root, name].concat();
        // With several inputs the path begins with the name of its own.
        let inner = name.strip_prefix(root.as_slice()).unwrap_or(name);
        let paths = [&rooted[..], name, inner];
        // The whole path first: as a key, then as the end of a longer key.
        let whole = paths.iter().map(|path| self.whole(path, like));
        let ends = paths.iter().map(|path| self.end(path, like));
        if let Some(found) = whole.chain(ends).find(|found| *found != Found::None) {
            return found;
        }
        let shorter = (1..name.len()).map(|start| name.get(start..).unwrap_or_default());
        let found = shorter.map(|path| self.whole(path, like));
        found.into_iter().find(|found| *found != Found::None).unwrap_or(Found::None)
    }

    fn whole(&self, path: &[String], like: Likeness) -> Found {
        self.among(self.whole.get(&hash(path)), path, like)
    }

    fn end(&self, path: &[String], like: Likeness) -> Found {
        self.among(self.ends.get(&hash(path)), path, like)
    }

    /// The only one of some rows whose key ends with a path.
    fn among(&self, rows: Option<&Vec<usize>>, path: &[String], like: Likeness) -> Found {
        let fits = |row: &&usize| {
            let key = self.rows.get(**row).map(Vec::as_slice).unwrap_or_default();
            let end = key.get(key.len().saturating_sub(path.len())..).unwrap_or_default();
            end.len() == path.len() && end.iter().zip(path).all(|(a, b)| are_alike(a, b, like))
        };
        let mut rows = rows.into_iter().flatten().filter(fits);
        match (rows.next(), rows.next()) {
            (None, _) => Found::None,
            (Some(row), None) => Found::Row(*row),
            (Some(_), Some(_)) => Found::Several,
        }
    }
}

/// The parts of a path of any system, without drive, scheme and `.`; of an id, the id.
fn parts(path: &str) -> Vec<String> {
    let path = path.trim().trim_matches('"').replace('\\', "/");
    let path = path.strip_prefix("file://").unwrap_or(&path);
    let mut parts: Vec<String> = Vec::new();
    for (at, part) in path.split('/').enumerate() {
        let drive = at < 2 && part.len() == 2 && part.ends_with(':');
        match part.trim() {
            "" | "." => {}
            _ if drive => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part.to_owned()),
        }
    }
    parts
}

/// The path without the ending of its name; `None` if it has none.
fn without_ending(parts: &[String]) -> Option<Vec<String>> {
    let (name, folders) = parts.split_last()?;
    let (stem, ending) = name.rsplit_once('.')?;
    let is_ending = !stem.is_empty()
        && (1..=8).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_ending.then(|| folders.iter().cloned().chain([stem.to_owned()]).collect())
}

fn are_alike(a: &str, b: &str, like: Likeness) -> bool {
    match like {
        Likeness::Exact => a == b,
        Likeness::Folded => folded(a) == folded(b),
        Likeness::Number => number(&folded(a)) == number(&folded(b)),
    }
}

fn folded(part: &str) -> String {
    part.nfc().flat_map(char::to_lowercase).collect()
}

/// A number without what spreadsheets add or remove; other names as they are.
fn number(name: &str) -> &str {
    let whole = name.trim_end_matches('0').strip_suffix('.').unwrap_or(name);
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return name;
    }
    let digits = whole.trim_start_matches('0');
    if digits.is_empty() { "0" } else { digits }
}

/// A hash that paths have in common if they may be alike.
fn hash(parts: &[String]) -> u64 {
    let folded: Vec<String> = parts.iter().map(|part| number(&folded(part)).to_owned()).collect();
    xxh3_64(folded.join("/").as_bytes())
}

/// Decodes percent-encoding.
fn unescape(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let digits = behind.get(..2).and_then(|d| std::str::from_utf8(d).ok());
        let value = digits.and_then(|d| u8::from_str_radix(d, 16).ok());
        match value.filter(|_| byte == b'%') {
            Some(value) => {
                out.push(value);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                out.push(byte);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(all: &[&str]) -> Keys {
        let mut keys = Keys::default();
        for (row, key) in all.iter().enumerate() {
            assert!(keys.add(key, row), "{key}");
        }
        keys
    }

    #[track_caller]
    fn one(key: &str, path: &str) {
        assert_eq!(keys(&["other/z.txt", key]).by_path("corpus", path), Found::Row(1), "{key}");
    }

    #[test]
    fn paths_of_any_folder_and_system() {
        for key in [
            "daily/a.txt",
            "./daily/a.txt",
            "/archive/corpus/daily/a.txt",
            "corpus/daily/a.txt",
            "C:\\Users\\Ana\\corpus\\daily\\a.txt",
            "file:///archive/corpus/daily/a.txt",
            "Daily/A.TXT",
            "D:/CORPUS/DAILY/A.txt",
            "daily/a",
            "a.txt",
            "a",
            " a.txt ",
        ] {
            one(key, "daily/a.txt");
        }
        one("daily/a", "daily/a.txt.gz");
        one("cafe\u{301}.txt", "caf\u{e9}.txt");
        one("caf\u{e9} 100%.txt", "caf\u{e9} 100%25.txt");
    }

    #[test]
    fn numbers_that_a_spreadsheet_changed() {
        let keys = keys(&["3", "12.0", "7a"]);
        assert_eq!(keys.by_id("003"), Found::Row(0));
        assert_eq!(keys.by_id("12"), Found::Row(1));
        assert_eq!(keys.by_path("corpus", "daily/0003.txt"), Found::Row(0));
        assert_eq!(keys.by_id("07a"), Found::None);
        assert_eq!(
            (number("000"), number("10"), number("1.50"), number(".0")),
            ("0", "10", "1.50", ".0")
        );
    }

    #[test]
    fn the_longest_end_wins_and_what_differs_does_not_fit() {
        let keys = keys(&["a.txt", "x/a.txt", "/old/y/a.txt", "/new/y/a.txt", "A.txt", "b.htm"]);
        assert_eq!(keys.by_path("corpus", "x/a.txt"), Found::Row(1));
        assert_eq!(keys.by_path("corpus", "y/a.txt"), Found::Several);
        assert_eq!(keys.by_path("new", "y/a.txt"), Found::Row(3));
        assert_eq!(keys.by_path("corpus", "w/a.txt"), Found::Row(0));
        assert_eq!(keys.by_path("corpus", "w/A.txt"), Found::Row(4));
        assert_eq!(keys.by_path("corpus", "b.txt"), Found::None);
        let keys = super::tests::keys(&["x/a.txt"]);
        assert_eq!(keys.by_path("corpus", "y/a.txt"), Found::None);
        assert_eq!(keys.by_path("x", "a.txt"), Found::Row(0));
        let keys = super::tests::keys(&["/archive/x/a.txt"]);
        assert_eq!(keys.by_path("corpus", "corpus/x/a.txt"), Found::Row(0));
    }

    #[test]
    fn a_key_is_taken_once() {
        let mut keys = Keys::default();
        assert!(keys.add("a.txt", 0));
        assert!(!keys.add("./a.txt", 1));
        assert!(keys.add("A.txt", 1));
        // Which of them is meant cannot be known.
        assert_eq!(keys.by_path("corpus", "a.TXT"), Found::Several);
    }
}
