//! ASCII control characters and the colour codes of terminals.
//!
//! In: a text. Out: removals. Tabs and line breaks are white space and stay; the page break is
//! read with the line ends.

use std::sync::LazyLock;

use regex::Regex;

use super::scan::Signs;
use super::{CharacterRepair, Context, Entry};
use crate::document::Change;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry { id: "control", why: "A control character that no text uses." },
    needs: Signs::CONTROL,
    find,
};

static CONTROL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\x1B\[[0-9;]{0,20}[a-zA-Z]|[\x00-\x08\x0B\x0E-\x1F\x7F]").ok());

fn find(text: &str, _context: &Context<'_>) -> Vec<Change> {
    let Some(control) = CONTROL.as_ref() else { return Vec::new() };
    control.find_iter(text).map(|found| REPAIR.entry.change(found.range(), "")).collect()
}
