//! Reads what stands before the place of a dateline: the address of an outlet, or its name in a script without case.
//!
//! In: a line that is read from its start. Out: whether an outlet was skipped. It knows no names of outlets.

use super::{Parts, SIGNATURE_CHARS, is_known};
use crate::boilerplate::dateline_mark::TATWEEL;

impl Parts<'_> {
    /// Skips an outlet's address before the place: "KABAR.com, Jakarta".
    pub(super) fn outlet(&mut self) -> bool {
        let Some((address, _)) = self.rest().split_once(", ") else { return false };
        let parts: Vec<&str> = address.split('.').collect();
        let is_address = parts.len() >= 2
            && address.len() <= SIGNATURE_CHARS
            && parts
                .iter()
                .all(|part| part.len() >= 2 && part.chars().all(|c| c.is_ascii_alphanumeric()))
            && address.starts_with(char::is_uppercase);
        if is_address {
            self.skip(address.len() + 2);
        }
        is_address
    }

    /// Skips the word of an outlet or an agency before a known place and a colon, in a script without case: "واس- الرياض:".
    pub(super) fn signature(&mut self) -> bool {
        let dashes = ['-', '–', '—', TATWEEL];
        let Some((word, rest)) = self.rest().split_once(dashes) else { return false };
        let Some((place, _)) = rest.split_once(':') else { return false };
        let letters = word.trim_end();
        let is_word =
            letters.chars().all(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase());
        if letters.is_empty() || !is_word || !is_known(place.trim()) {
            return false;
        }
        self.skip(self.rest().len() - rest.trim_start().len());
        true
    }
}
