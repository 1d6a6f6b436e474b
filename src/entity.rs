//! The names of HTML's character references.
//!
//! In: a name without `&` and `;`. Out: its character. The table is `data/entities.txt`; names of the
//! HTML Standard that are not in it are unknown. It does not find references in a text.

use std::collections::HashMap;
use std::sync::LazyLock;

static NAMES: LazyLock<HashMap<&'static str, char>> = LazyLock::new(|| {
    include_str!("../data/entities.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (name, code) = line.split_once(' ')?;
            Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
        })
        .collect()
});

/// The character of a name; names are case-sensitive.
pub(crate) fn named(name: &str) -> Option<char> {
    NAMES.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_case_sensitive() {
        assert_eq!(named("eacute"), Some('\u{e9}'));
        assert_eq!(named("Eacute"), Some('\u{c9}'));
        assert_eq!(named("nosuch"), None);
    }
}
