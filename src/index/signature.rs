//! How a file of an index is recognised, before anything replaces it.
//!
//! In: a file. Out: whether it is an index. It does not open it as a database.

use std::io::{self, Read};

use super::database::MARK;
use crate::destination::{Signature, begins_with};

/// How a file of an index is recognised.
pub const SIGNATURE: Signature = Signature { kind: "an index", matches: is_index };

/// The first bytes of every file of redb.
const REDB: &[u8] = b"redb\x1a\x0a\xa9\x0d\x0a";

/// Whether this is a file of redb with the mark of an index somewhere in it.
fn is_index(file: &mut dyn Read) -> io::Result<bool> {
    if !begins_with(file, REDB)? {
        return Ok(false);
    }
    let mut window = Vec::new();
    let mut part = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut part)?;
        if read == 0 {
            return Ok(false);
        }
        window.extend_from_slice(part.get(..read).unwrap_or_default());
        if memchr::memmem::find(&window, MARK).is_some() {
            return Ok(true);
        }
        let rest = window.len().saturating_sub(MARK.len());
        window.drain(..rest);
    }
}
