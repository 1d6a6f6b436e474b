//! Knows the places from which stories are filed.
//!
//! In: a part of a byline. Out: whether it is a place of the list in `data/datelines.toml`. It does not know what a
//! dateline looks like.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
struct Lists {
    places: HashSet<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    // A test reads the file, so that this never falls back to an empty list.
    toml::from_str(include_str!("../../data/datelines.toml")).unwrap_or_default()
});

/// Whether a text is a place of the list.
pub(super) fn is_place(text: &str) -> bool {
    LISTS.places.contains(&text.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_the_list_of_datelines() {
        let lists: Lists = toml::from_str(include_str!("../../data/datelines.toml")).unwrap();
        assert!(lists.places.len() > 400);
        assert!(is_place("London") && is_place("الرياض") && !is_place("Ines Falk"));
    }
}
