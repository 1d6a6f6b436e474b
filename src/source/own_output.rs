//! Whether a folder is one that this program wrote.
//!
//! In: a folder. Out: whether its `run.json` is ours: a JSON object whose first key is
//! `copydesk`. The names of the other files prove nothing.

use std::io::Read;
use std::path::Path;

use super::long_path;

/// Whether `folder` holds a `run.json` of ours.
pub(super) fn is_marked(folder: &Path) -> bool {
    let Ok(file) = long_path::open(&folder.join("run.json")) else { return false };
    if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return false;
    }
    let mut head = Vec::new();
    // What cannot be read is no mark.
    file.take(256).read_to_end(&mut head).is_ok() && begins_as_ours(&head)
}

fn begins_as_ours(head: &[u8]) -> bool {
    let head = head.trim_ascii_start().strip_prefix(b"{").unwrap_or_default();
    let rest = head.trim_ascii_start().strip_prefix(b"\"copydesk\"").unwrap_or_default();
    rest.trim_ascii_start().starts_with(b":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_key_decides() {
        assert!(begins_as_ours(b"{\n  \"copydesk\": \"0.1.0\""));
        assert!(!begins_as_ours(b"{\"version\": 1, \"copydesk\": 1}"));
        assert!(!begins_as_ours(b"[]"));
        assert!(!begins_as_ours(b""));
    }
}
