//! Recognises the output folders of this program.
//!
//! In: a folder. Out: whether its `run.json` was written by this program: a JSON object whose first
//! key is `copydesk`. The names of the other files are not considered.

use std::io::Read;
use std::path::Path;

use super::input_folder::InputFolder;

/// Whether `folder` holds a `run.json` of this program.
pub(super) fn is_marked(input: &InputFolder, folder: &Path) -> bool {
    let Ok(file) = input.file(&folder.join("run.json")) else { return false };
    if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return false;
    }
    let mut head = Vec::new();
    // A file that cannot be read marks nothing.
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
