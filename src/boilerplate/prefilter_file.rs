//! What is computed in advance of the built-in rules, read from a file. Computing it takes most of
//! the time of a run on one page.
//!
//! In: a pattern, or the beginning of a line, and `data/rules/prefilter.bin`. Out: the pattern's form
//! for lines of common characters; the number of its entry; the entries whose patterns may begin
//! with that beginning. It computes nothing; a test compares the file with the rules. A pattern that
//! the file does not have is a user's, or new.
//!
//! The file begins with four counts. Then come the sections, each searched in place: patterns by
//! hash; entries by hash; for each first byte and length of a beginning, the number of the first
//! beginning; the beginnings; where the list of each beginning starts; the lists of entries; the
//! texts of patterns. Numbers are little-endian.

use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::prefilter::PREFIX_BYTES;
use super::required_characters::Characters;

pub(super) const FILE: &[u8] = include_bytes!("../../data/rules/prefilter.bin");

/// Bytes of a record of each section.
const PATTERN: usize = 16;
const ENTRY: usize = 25;
const BEGINNING: usize = 8;
const GROUPS: usize = 256 * PREFIX_BYTES;

/// The sections of the file.
#[derive(Default)]
struct Sections {
    /// Hash, place and length of each pattern.
    patterns: &'static [u8],
    /// Hash, required characters, and whether a match may begin with anything.
    entries: &'static [u8],
    groups: &'static [u8],
    beginnings: &'static [u8],
    starts: &'static [u8],
    lists: &'static [u8],
    texts: &'static [u8],
}

static SECTIONS: LazyLock<Sections> = LazyLock::new(|| sections(FILE).unwrap_or_default());

fn sections(file: &'static [u8]) -> Option<Sections> {
    let (counts, mut rest) = file.split_at_checked(16)?;
    let count = |place: usize| Some(u32_at(counts, place)? as usize);
    let (patterns, entries, beginnings, listed) = (count(0)?, count(1)?, count(2)?, count(3)?);
    let mut section = |bytes: usize| section(&mut rest, bytes);
    Some(Sections {
        patterns: section(patterns * PATTERN)?,
        entries: section(entries * ENTRY)?,
        groups: section((GROUPS + 1) * 4)?,
        beginnings: section(beginnings * BEGINNING)?,
        starts: section((beginnings + 1) * 4)?,
        lists: section(listed * 2)?,
        texts: rest,
    })
}

/// Takes a section of a file from the front of the rest.
pub(super) fn section(rest: &mut &'static [u8], bytes: usize) -> Option<&'static [u8]> {
    let (section, behind) = rest.split_at_checked(bytes)?;
    *rest = behind;
    Some(section)
}

/// The form of a pattern for lines of common characters, if the file has it.
pub(super) fn cut_pattern(pattern: &str) -> Option<&'static str> {
    let records = SECTIONS.patterns;
    let place = find_hash(records, PATTERN, xxh3_64(pattern.as_bytes()))?;
    let record = records.get(place * PATTERN..)?;
    let (start, length) = (u32_at(record, 2)? as usize, u32_at(record, 3)? as usize);
    std::str::from_utf8(SECTIONS.texts.get(start..start + length)?).ok()
}

/// What the file has of a pattern over whole lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Entry {
    pub number: u16,
    pub required: Characters,
    /// Whether a match may begin with anything.
    pub any_beginning: bool,
}

/// The number of entries.
pub(super) fn entry_count() -> usize {
    SECTIONS.entries.len() / ENTRY
}

/// The entry of a pattern, if the file has it.
pub(super) fn entry(pattern: &str) -> Option<Entry> {
    let place = find_hash(SECTIONS.entries, ENTRY, xxh3_64(pattern.as_bytes()))?;
    let record = SECTIONS.entries.get(place * ENTRY..(place + 1) * ENTRY)?;
    let required = u128::from_le_bytes(*record.get(8..)?.first_chunk()?);
    Some(Entry {
        number: u16::try_from(place).ok()?,
        required: Characters::from_bits(required),
        any_beginning: record.last() == Some(&1),
    })
}

/// The numbers of the entries that may begin with exactly these bytes, at most [`PREFIX_BYTES`].
pub(super) fn entries_that_begin(beginning: &[u8]) -> impl Iterator<Item = u16> {
    let list = list_of(beginning).unwrap_or_default();
    list.chunks_exact(2).filter_map(|pair| Some(u16::from_le_bytes(*pair.first_chunk()?)))
}

fn list_of(beginning: &[u8]) -> Option<&'static [u8]> {
    let Sections { groups, beginnings, starts, lists, .. } = &*SECTIONS;
    let group = usize::from(*beginning.first()?) * PREFIX_BYTES + beginning.len() - 1;
    let (first, last) = (u32_at(groups, group)? as usize, u32_at(groups, group + 1)? as usize);
    let members = beginnings.get(first * BEGINNING..last * BEGINNING)?;
    let place = first + find_hash(members, BEGINNING, packed(beginning))?;
    lists.get(u32_at(starts, place)? as usize * 2..u32_at(starts, place + 1)? as usize * 2)
}

/// At most eight bytes as a number that is unique among runs of the same length.
pub(super) fn packed(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// The place of the record that begins with a number, among records sorted by it.
pub(super) fn find_hash(records: &[u8], size: usize, hash: u64) -> Option<usize> {
    let (mut low, mut high) = (0, records.len() / size);
    while low < high {
        let middle = low + (high - low) / 2;
        let found = u64::from_le_bytes(*records.get(middle * size..)?.first_chunk()?);
        match found.cmp(&hash) {
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

/// The number at a place in a row of numbers.
pub(super) fn u32_at(numbers: &[u8], place: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*numbers.get(place * 4..)?.first_chunk()?))
}

/// The bytes of the file for some rules, and readers of it for comparison.
#[cfg(test)]
pub(super) mod writer {
    use std::collections::BTreeMap;

    use super::*;
    use crate::boilerplate::prefilter::Prefilter;

    /// The file for the patterns of all expressions, and for those over whole lines. `cut` makes the form for
    /// lines of common characters.
    pub fn file<'p>(
        patterns: impl Iterator<Item = &'p str>,
        whole_lines: impl Iterator<Item = &'p str>,
        cut: impl Fn(&str) -> String,
    ) -> Vec<u8> {
        let by_hash = |pattern: &'p str| (xxh3_64(pattern.as_bytes()), pattern);
        let (mut records, mut texts) = (Vec::new(), Vec::new());
        let patterns: BTreeMap<u64, &str> = patterns.map(by_hash).collect();
        for (hash, pattern) in &patterns {
            let cut = cut(pattern);
            records.extend(hash.to_le_bytes());
            for length in [texts.len(), cut.len()] {
                // The patterns of all rules together are a few hundred kilobytes.
                records.extend(u32::try_from(length).unwrap().to_le_bytes());
            }
            texts.extend(cut.into_bytes());
        }
        let (mut entries, mut lists) = (Vec::new(), BTreeMap::<(usize, u64), Vec<u16>>::new());
        let whole_lines: BTreeMap<u64, &str> = whole_lines.map(by_hash).collect();
        for (number, (hash, pattern)) in whole_lines.iter().enumerate() {
            let Prefilter { beginnings, required } = Prefilter::of_pattern(pattern);
            entries.extend(hash.to_le_bytes());
            entries.extend(required.bits().to_le_bytes());
            entries.push(u8::from(beginnings.is_none()));
            for beginning in beginnings.iter().flatten() {
                let group = usize::from(beginning[0]) * PREFIX_BYTES + beginning.len() - 1;
                lists.entry((group, packed(beginning))).or_default().push(number as u16);
            }
        }
        let mut file = Vec::new();
        // The lists of all rules together are a few hundred kilobytes.
        let mut push = |number: usize| file.extend(u32::try_from(number).unwrap().to_le_bytes());
        let listed = lists.values().map(Vec::len).sum();
        [patterns.len(), whole_lines.len(), lists.len(), listed].into_iter().for_each(&mut push);
        file.extend(records);
        file.extend(entries);
        // The lists of all rules together are a few hundred kilobytes.
        let mut push = |number: usize| file.extend(u32::try_from(number).unwrap().to_le_bytes());
        (0..=GROUPS).for_each(|group| push(lists.keys().filter(|key| key.0 < group).count()));
        file.extend(lists.keys().flat_map(|key| key.1.to_le_bytes()));
        let mut start = 0;
        for length in lists.values().map(Vec::len).chain([0]) {
            // Only tests read and write the file here, and they hold its lengths.
            file.extend(u32::try_from(start).unwrap().to_le_bytes());
            start += length;
        }
        file.extend(lists.values().flatten().flat_map(|number| number.to_le_bytes()));
        file.extend(texts);
        file
    }

    /// The beginnings of an entry, as [`Prefilter`] lists them.
    pub fn beginnings(entry: Entry) -> Option<Vec<Vec<u8>>> {
        if entry.any_beginning {
            return None;
        }
        let mut found = Vec::new();
        // Only tests read and write the file here, and they hold its lengths.
        let number = |place: usize| u32_at(SECTIONS.groups, place).unwrap() as usize;
        for group in 0..GROUPS {
            let length = group % PREFIX_BYTES + 1;
            for place in number(group)..number(group + 1) {
                // Only tests read and write the file here, and they hold its lengths.
                let bytes = SECTIONS.beginnings[place * BEGINNING..].first_chunk::<8>().unwrap();
                let beginning = &u64::from_le_bytes(*bytes).to_be_bytes()[8 - length..];
                if entries_that_begin(beginning).any(|number| number == entry.number) {
                    found.push(beginning.to_vec());
                }
            }
        }
        found.sort_unstable();
        Some(found)
    }
}
