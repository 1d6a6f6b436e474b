//! `versions.csv`: what each update of a story changed in the version before it.
//!
//! In: matches of the relation `update`, the clusters, and the clean texts of the documents in them. Out: one
//! row for each update, with its predecessor: sentences kept, added, cut and changed. It keeps hashes of
//! the words of those texts, and of no others.

use std::collections::{BTreeMap, HashMap};

use crate::Error;
use crate::document::{DocumentNumber, Match, Relation};
use crate::key::{key, word_key};

use super::cells::Rows;
use super::files::TableFile;
use super::identity::{Identities, Memberships};

/// Rows that are turned into bytes before they are written.
const BATCH: usize = 4096;
/// Sentences without a twin that are compared with each other.
const MOST_COMPARED: usize = 300;

/// One sentence: its key, and the keys of its words, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    key: u64,
    words: Vec<u32>,
}

/// The updates of a run.
#[derive(Debug, Default)]
pub struct Versions {
    /// Each update and its predecessor, sorted.
    pairs: Vec<(DocumentNumber, DocumentNumber)>,
    /// All documents of these, sorted.
    texts: Vec<DocumentNumber>,
}

impl Versions {
    /// The predecessor of an update is the latest earlier document among those that it is an update of.
    pub fn new(matches: &[Match], identities: &Identities) -> Versions {
        // A document without a date comes after those that have one, as in a cluster.
        let order =
            |number: DocumentNumber| (identities.published(number).unwrap_or(i64::MAX), number);
        let mut latest: BTreeMap<DocumentNumber, DocumentNumber> = BTreeMap::new();
        let updates = matches
            .iter()
            .filter(|pair| pair.relation == Relation::Update && pair.held_apart.is_none());
        for pair in updates {
            let (earlier, later) =
                if order(pair.a) < order(pair.b) { (pair.a, pair.b) } else { (pair.b, pair.a) };
            let known = latest.entry(later).or_insert(earlier);
            if order(*known) < order(earlier) {
                *known = earlier;
            }
        }
        let pairs: Vec<_> = latest.into_iter().collect();
        let mut texts: Vec<_> =
            pairs.iter().flat_map(|&(later, earlier)| [later, earlier]).collect();
        texts.sort_unstable();
        texts.dedup();
        Versions { pairs, texts }
    }

    /// Whether the sentences of a document are needed.
    pub fn needs(&self, number: DocumentNumber) -> bool {
        self.texts.binary_search(&number).is_ok()
    }
}

/// The sentences of a text. A line break ends a sentence.
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for line in text.lines() {
        let mut start = 0;
        let mut characters = line.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let next = characters.peek().map(|&(_, next)| next);
            let ends = match c {
                '。' | '！' | '？' => true,
                '.' | '!' | '?' | '…' | '؟' | '۔' | '।' => {
                    next.is_none_or(char::is_whitespace)
                }
                _ => false,
            };
            if ends || next.is_none() {
                let end = at + c.len_utf8();
                sentences.extend(sentence(line.get(start..end).unwrap_or_default()));
                start = end;
            }
        }
    }
    sentences
}

/// One sentence; `None` if it has no word.
fn sentence(text: &str) -> Option<Sentence> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<u32> = words.map(|word| word_key(word) as u32).collect();
    words.sort_unstable();
    (!words.is_empty()).then(|| Sentence { key: key(text), words })
}

/// How many sentences of a text are in its predecessor, and how many are not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Difference {
    kept: u64,
    added: u64,
    cut: u64,
    changed: u64,
}

fn difference(old: &[Sentence], new: &[Sentence]) -> Difference {
    let mut left: HashMap<u64, Vec<&Sentence>> = HashMap::new();
    old.iter().rev().for_each(|sentence| left.entry(sentence.key).or_default().push(sentence));
    let mut fresh: Vec<&Sentence> = Vec::new();
    let mut difference = Difference::default();
    for sentence in new {
        match left.get_mut(&sentence.key).and_then(Vec::pop) {
            Some(_) => difference.kept += 1,
            None => fresh.push(sentence),
        }
    }
    // In the order of the text, so that the result does not depend on a hash map.
    let mut old_left: Vec<Option<&Sentence>> = Vec::new();
    for sentence in old.iter().rev() {
        if let Some(twins) = left.get_mut(&sentence.key)
            && twins.pop().is_some()
        {
            old_left.push(Some(sentence));
        }
    }
    old_left.reverse();
    for sentence in fresh.iter().take(MOST_COMPARED) {
        let candidates = old_left.iter_mut().take(MOST_COMPARED);
        let likeness = |slot: &Option<&Sentence>| slot.map_or(0, |old| likeness(old, sentence));
        // Of equals the first.
        let best = candidates.rev().max_by_key(|slot| likeness(slot));
        if let Some(slot) = best.filter(|slot| likeness(slot) >= 50) {
            *slot = None;
            difference.changed += 1;
        }
    }
    difference.added = fresh.len() as u64 - difference.changed;
    difference.cut = old_left.iter().flatten().count() as u64;
    difference
}

/// Words that two sentences share, in percent of the longer one.
fn likeness(a: &Sentence, b: &Sentence) -> usize {
    let (mut left, mut shared) = (b.words.iter().peekable(), 0);
    for word in &a.words {
        while left.next_if(|other| *other < word).is_some() {}
        shared += usize::from(left.next_if(|other| *other == word).is_some());
    }
    (shared * 100).checked_div(a.words.len().max(b.words.len())).unwrap_or(0)
}

/// Writes the table.
pub fn write(
    table: &mut TableFile<'_>,
    versions: &Versions,
    texts: &HashMap<DocumentNumber, Vec<Sentence>>,
    identities: &Identities,
    memberships: &Memberships<'_>,
    spreadsheet: bool,
) -> Result<(), Error> {
    for batch in versions.pairs.chunks(BATCH) {
        let mut rows = Rows::new(spreadsheet);
        for &(later, earlier) in batch {
            let (Some(id), Some(before)) = (identities.article(later), identities.article(earlier))
            else {
                continue;
            };
            let (Some(new), Some(old)) = (texts.get(&later), texts.get(&earlier)) else { continue };
            let cluster = memberships.of(later).map(|membership| membership.id.to_string());
            let Difference { kept, added, cut, changed } = difference(old, new);
            rows.row()
                .hexadecimal(id)
                .hexadecimal(before)
                .hexadecimal(cluster.unwrap_or_default())
                .number(new.len() as u64)
                .number(old.len() as u64)
                .number(kept)
                .number(added)
                .number(cut)
                .number(changed)
                .end();
        }
        table.write(rows)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "The ferry left the quay at noon. Nobody was on board. The harbour stays shut.\n\nIt rained.";

    fn compare(new: &str) -> Difference {
        difference(&sentences(OLD), &sentences(new))
    }

    #[test]
    fn sentences_are_kept_added_cut_and_changed() {
        assert_eq!(compare(OLD), Difference { kept: 4, ..Difference::default() });
        let new = "The ferry left the quay at one. Nobody was on board.\nThe mayor, who had waited for \
            it since dawn, went home.";
        let expected = Difference { kept: 1, added: 1, cut: 2, changed: 1 };
        assert_eq!(compare(new), expected);
        assert_eq!(compare(""), Difference { cut: 4, ..Difference::default() });
    }

    #[test]
    fn a_repeated_sentence_counts_as_often_as_it_is_there() {
        let twice = difference(&sentences("It rained. It rained."), &sentences("It rained."));
        assert_eq!(twice, Difference { kept: 1, cut: 1, ..Difference::default() });
    }

    #[test]
    fn sentences_end_at_marks_and_lines_but_not_inside_words() {
        assert_eq!(sentences("At 3.15 p.m. it rained.\nA title\n\n— … —").len(), 3);
        assert_eq!(sentences("雨が降った。風も吹いた。").len(), 2);
    }

    #[test]
    fn an_update_has_the_latest_earlier_version_as_its_predecessor() {
        use crate::document::{AdmittedBy, DocumentId, Fields};
        let mut builder = super::super::IdentityBuilder::new();
        for (record, day) in [(1, "2023-03-03"), (2, "2023-03-01"), (3, "2023-03-02")] {
            let (root, path) = ("".into(), "a.jsonl".into());
            let id = DocumentId { root, path, member: None, record: Some(record) };
            builder.add(&id, &Fields { published: Some(day.into()), ..Fields::default() });
        }
        let pair = |a, b, relation| Match {
            a,
            b,
            relation,
            shared_shingles: 1,
            shingles_a: 1,
            shingles_b: 1,
            weighted_similarity: 9000,
            headline_similarity: None,
            days_apart: None,
            days_apart_utc: None,
            admitted_by: AdmittedBy::Near,
            held_apart: None,
        };
        let update = Relation::Update;
        let matches = [pair(0, 1, update), pair(0, 2, update), pair(1, 2, Relation::Near)];
        let versions = Versions::new(&matches, &builder.build());
        assert_eq!(versions.pairs, [(0, 2)]);
        assert!(versions.needs(0) && versions.needs(2) && !versions.needs(1));
    }
}
