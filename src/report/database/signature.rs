//! How a database of this program is recognised, before anything replaces it.
//!
//! In: a file. Out: whether it is a database that a run wrote. It does not open it as a database.

use std::io::{self, Read};

use crate::destination::Signature;

/// How a database of a run is recognised.
pub const DATABASE_SIGNATURE: Signature =
    Signature { kind: "a database of tables", matches: is_ours };

/// What the header of the file says of the program that wrote it: `cpdk`.
pub const APPLICATION_ID: i32 = i32::from_be_bytes(*b"cpdk");

/// The first bytes of every file of SQLite, and where the number of the program is.
const SQLITE: &[u8] = b"SQLite format 3\0";
const PLACE: std::ops::Range<usize> = 68..72;

fn is_ours(file: &mut dyn Read) -> io::Result<bool> {
    let mut head = Vec::with_capacity(PLACE.end);
    file.take(PLACE.end as u64).read_to_end(&mut head)?;
    Ok(head.starts_with(SQLITE) && head.get(PLACE) == Some(&APPLICATION_ID.to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_database_with_the_number_of_this_program_is_its_own() {
        let with = |id: &[u8]| [SQLITE, &[0; 52], id, &[0; 28]].concat();
        assert!(is_ours(&mut &with(b"cpdk")[..]).unwrap());
        assert!(!is_ours(&mut &with(&[0; 4])[..]).unwrap());
        assert!(!is_ours(&mut &SQLITE[..]).unwrap());
        assert!(!is_ours(&mut &b"article_id,headline\n"[..]).unwrap());
    }
}
