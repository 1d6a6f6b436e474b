//! What was found when the expressions of the built-in rules were looked into, kept in a file: to
//! look into them anew is most of what a run on one page would do.
//!
//! In: a pattern, and `data/rules/prefilter.bin`. Out: what every match of it begins with and holds, or
//! nothing where the file does not know it, as the rules of a user. A test holds the file against
//! the rules as they are. It looks into nothing itself.
//!
//! The file: for each pattern, sorted, its xxh3 hash, the bits of what every match holds, how many
//! beginnings there are (all bits set: any), and each behind its length. Little-endian.

use std::collections::HashMap;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::matcher::Prefilter;
use super::required_characters::Characters;

const FILE: &[u8] = include_bytes!("../../data/rules/prefilter.bin");
/// In place of a count: a match may begin with anything.
const ANY: u16 = u16::MAX;

/// Where in the file each pattern stands, behind its hash.
static PLACES: LazyLock<HashMap<u64, &'static [u8]>> = LazyLock::new(|| {
    let mut rest = FILE;
    std::iter::from_fn(|| {
        let hash = u64::from_le_bytes(array(&mut rest)?);
        let from = rest;
        read(&mut rest)?;
        Some((hash, from))
    })
    .collect()
});

/// What is known of a pattern.
pub(super) fn known(pattern: &str) -> Option<Prefilter> {
    let mut place = *PLACES.get(&xxh3_64(pattern.as_bytes()))?;
    read(&mut place)
}

fn read(rest: &mut &'static [u8]) -> Option<Prefilter> {
    let held = Characters::from_bits(u128::from_le_bytes(array(rest)?));
    let count = u16::from_le_bytes(array(rest)?);
    if count == ANY {
        return Some((None, held));
    }
    let beginnings = (0..count).map(|_| {
        let [length] = array(rest)?;
        let (beginning, behind) = rest.split_at_checked(usize::from(length))?;
        *rest = behind;
        Some(beginning.to_vec())
    });
    Some((Some(beginnings.collect::<Option<_>>()?), held))
}

fn array<const N: usize>(rest: &mut &'static [u8]) -> Option<[u8; N]> {
    let (taken, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::Rulebook;
    use super::super::matcher::look_into;
    use super::*;

    /// The file as the rules are now.
    fn file() -> Vec<u8> {
        let book = Rulebook::built_in();
        let compiled = (0..).map_while(|index| book.compiled(index));
        let whole_lines = compiled.filter(|compiled| compiled.rule.literals.is_empty());
        let sorted: BTreeMap<u64, &str> =
            whole_lines.map(|c| (xxh3_64(c.pattern.as_bytes()), c.pattern.as_str())).collect();
        let mut file = Vec::new();
        for (hash, pattern) in sorted {
            let (beginnings, held) = look_into(pattern);
            file.extend(hash.to_le_bytes());
            file.extend(held.bits().to_le_bytes());
            let count = beginnings.as_ref().map_or(ANY, |all| all.len().try_into().unwrap());
            file.extend(count.to_le_bytes());
            for beginning in beginnings.iter().flatten() {
                file.push(beginning.len().try_into().unwrap());
                file.extend(beginning);
            }
        }
        file
    }

    /// `COPYDESK_BLESS=1 cargo test --lib prefilter` writes the file anew. It may lag behind by a few
    /// rules, which are looked into whenever they are needed.
    #[test]
    fn the_file_knows_the_rules() {
        if std::env::var_os("COPYDESK_BLESS").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/rules/prefilter.bin");
            return std::fs::write(path, file()).unwrap();
        }
        let book = Rulebook::built_in();
        let compiled = (0..).map_while(|index| book.compiled(index));
        let whole_lines = compiled.filter(|compiled| compiled.rule.literals.is_empty());
        let (known, new): (Vec<_>, Vec<_>) =
            whole_lines.map(|c| known(&c.pattern).is_some()).partition(|known| *known);
        let message = "rules changed: COPYDESK_BLESS=1 cargo test --lib prefilter";
        assert!(new.len() * 10 <= known.len(), "{message}");
    }

    #[test]
    fn what_is_known_is_what_a_look_finds() {
        let book = Rulebook::built_in();
        for compiled in (0..).map_while(|index| book.compiled(index)) {
            if let Some(known) = known(&compiled.pattern) {
                assert_eq!(known, look_into(&compiled.pattern), "{}", compiled.id);
            }
        }
        assert_eq!(known("^(?:no rule of ours)$"), None);
    }
}
