//! The prefilters of the built-in rules, read from a file. Computing them takes most of the time
//! of a run on one page.
//!
//! In: a pattern and `data/rules/prefilter.bin`. Out: its [`Prefilter`], or nothing if the file
//! does not have the pattern, for example because it is a user's. It computes no prefilter; a test
//! compares the file with the rules.
//!
//! The file holds one entry for each pattern, sorted: its xxh3 hash, the bits of its required
//! characters, the number of beginnings (all bits set: any), and each beginning after its length.
//! Numbers are little-endian.

use std::collections::HashMap;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::prefilter::Prefilter;
use super::required_characters::Characters;

const FILE: &[u8] = include_bytes!("../../data/rules/prefilter.bin");
/// In place of a count: a match may begin with anything.
pub(super) const ANY: u16 = u16::MAX;

/// The rest of the file from each pattern's entry on, after the hash.
static ENTRIES: LazyLock<HashMap<u64, &'static [u8]>> = LazyLock::new(|| {
    let mut rest = FILE;
    std::iter::from_fn(|| {
        let hash = u64::from_le_bytes(array(&mut rest)?);
        let from = rest;
        read(&mut rest)?;
        Some((hash, from))
    })
    .collect()
});

/// The prefilter of a pattern, if the file has it.
pub(super) fn of_pattern(pattern: &str) -> Option<Prefilter> {
    let mut entry = *ENTRIES.get(&xxh3_64(pattern.as_bytes()))?;
    read(&mut entry)
}

fn read(rest: &mut &'static [u8]) -> Option<Prefilter> {
    let required = Characters::from_bits(u128::from_le_bytes(array(rest)?));
    let count = u16::from_le_bytes(array(rest)?);
    if count == ANY {
        return Some(Prefilter { beginnings: None, required });
    }
    let beginnings = (0..count).map(|_| {
        let [length] = array(rest)?;
        let (beginning, behind) = rest.split_at_checked(usize::from(length))?;
        *rest = behind;
        Some(beginning.to_vec())
    });
    Some(Prefilter { beginnings: Some(beginnings.collect::<Option<_>>()?), required })
}

fn array<const N: usize>(rest: &mut &'static [u8]) -> Option<[u8; N]> {
    let (taken, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(*taken)
}
