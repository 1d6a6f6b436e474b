//! ASCII control characters and the colour codes of terminals.
//!
//! In: a text. Out: removals. Tabs and line breaks are white space and are kept; the page break is
//! handled with the line ends.

use std::sync::LazyLock;

use regex::Regex;

use super::definition::{CharacterRepair, Context, Entry};
use super::signs::Signs;
use crate::document::Change;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry { id: "control", why: "A control character without meaning in text." },
    needs: Signs::CONTROL,
    find,
};

static CONTROL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\x1B\[[0-9;]{0,20}[a-zA-Z]|[\x00-\x08\x0B\x0E-\x1F\x7F]").ok());

fn find(text: &str, _context: &Context<'_>) -> Vec<Change> {
    let Some(control) = CONTROL.as_ref() else { return Vec::new() };
    control.find_iter(text).map(|found| REPAIR.entry.change(found.range(), "")).collect()
}
