//! The walk compared with the index.
//!
//! In: the files of the walk and the entries of an epoch. Out: which files must be read, which are
//! unchanged, which have gone.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::super::plan::Plan;
use super::super::read;
use super::file_stamp::stamp;
use super::reusable::content_hash;
use super::stored_documents::PresentFile;
use crate::Error;
use crate::config::NightlySettings;
use crate::document::DocumentId;
use crate::index::{Index, KeptFile, file_key};
use crate::parse::ParseSettings;
use crate::source::{FoundFile, Walk};

/// The walk compared with the index.
pub struct IndexDiff {
    epoch: u32,
    reading: u64,
    /// The entry of each file of the walk.
    known: Vec<Option<KeptFile>>,
    /// The entries of files that the walk did not find, with their keys.
    missing: Vec<(Vec<u8>, KeptFile)>,
}

impl IndexDiff {
    /// `reading` hashes everything but its bytes that decides how a file is read.
    pub fn new(index: &Index, epoch: u32, corpus: &Walk, reading: u64) -> Result<IndexDiff, Error> {
        let mut known = vec![None; corpus.files.len()];
        let mut missing = Vec::new();
        let mut at = 0;
        // Both are sorted by place.
        index.snapshot()?.files(epoch, |key, kept| {
            while let (Some(file), Some(slot)) = (corpus.files.get(at), known.get_mut(at)) {
                match file_key(epoch, &file.id).as_slice().cmp(key) {
                    Ordering::Less => at += 1,
                    Ordering::Equal => {
                        *slot = Some(kept);
                        at += 1;
                        return Ok(());
                    }
                    Ordering::Greater => break,
                }
            }
            missing.push((key.to_vec(), kept));
            Ok(())
        })?;
        Ok(IndexDiff { epoch, reading, known, missing })
    }

    /// The entry of the file at a place in the walk.
    pub fn known(&self, at: usize) -> Option<&KeptFile> {
        self.known.get(at)?.as_ref()
    }

    /// The files that must be read, as places in the walk.
    pub fn to_read(
        &self,
        corpus: &Walk,
        plan: &Plan,
        settings: &NightlySettings,
    ) -> Result<Vec<usize>, Error> {
        let unchanged = |at: usize, file: &FoundFile| {
            self.known(at).and_then(|kept| kept.stamp) == Some(stamp(file, self.reading))
        };
        let (same, mut read): (Vec<usize>, Vec<usize>) = (0..corpus.files.len())
            .partition(|&at| corpus.files.get(at).is_some_and(|file| unchanged(at, file)));
        if settings.verify_content {
            read.extend(self.altered(corpus, &same, plan)?);
            read.sort_unstable();
        }
        Ok(read)
    }

    /// Of the files whose stamp is unchanged, those whose content differs from the index.
    fn altered(&self, corpus: &Walk, same: &[usize], plan: &Plan) -> Result<Vec<usize>, Error> {
        let settings = ParseSettings::new(&plan.input, corpus.rooted)?;
        let part = part(corpus, same);
        let mut contents: BTreeMap<(String, String), Xxh3> = BTreeMap::new();
        for batch in part.batches(&plan.input) {
            let hashes: Vec<(DocumentId, u64)> = batch
                .documents
                .into_par_iter()
                .filter_map(|raw| read::parse(raw, &settings).ok())
                .map(|article| Ok((article.id.clone(), content_hash(&article)?)))
                .collect::<Result<_, Error>>()?;
            for (id, hash) in hashes {
                let place = (id.root.to_string(), id.path.to_string());
                contents.entry(place).or_default().update(&hash.to_le_bytes());
            }
        }
        let altered = |at: &usize| {
            let Some(file) = corpus.files.get(*at) else { return false };
            let place = (file.id.root.to_string(), file.id.path.to_string());
            let found = contents.get(&place).cloned().unwrap_or_default().digest();
            self.known(*at).is_none_or(|kept| kept.content != found)
        };
        Ok(same.iter().copied().filter(altered).collect())
    }

    /// The files whose documents are in the tables, sorted by place. All files of the walk must be in
    /// the index by now; `written` is the number of the last run that was written.
    pub fn present(
        &self,
        corpus: &Walk,
        keep_missing: bool,
        written: u32,
    ) -> Result<Vec<PresentFile>, Error> {
        let lost = || Error::Usage("a file was read and is not in the index".to_owned());
        let mut present = Vec::with_capacity(self.known.len());
        let mut missing = self
            .missing
            .iter()
            .filter(|(_, kept)| keep_missing && kept.since <= written)
            .peekable();
        for (file, kept) in corpus.files.iter().zip(&self.known) {
            if missing.peek().is_some() {
                let key = file_key(self.epoch, &file.id);
                while let Some((_, gone)) = missing.next_if(|(before, _)| *before < key) {
                    present.push(PresentFile::new(gone, false));
                }
            }
            present.push(PresentFile::new(kept.as_ref().ok_or_else(lost)?, true));
        }
        present.extend(missing.map(|(_, gone)| PresentFile::new(gone, false)));
        Ok(present)
    }

    /// The keys of files that the index forgets with this run.
    pub fn gone(&self, keep_missing: bool, written: u32) -> Vec<Vec<u8>> {
        let gone = self.missing.iter().filter(|(_, kept)| !keep_missing || kept.since > written);
        gone.map(|(key, _)| key.clone()).collect()
    }
}

/// Some files of a walk, without its problems.
pub fn part(corpus: &Walk, places: &[usize]) -> Walk {
    let files = places.iter().filter_map(|&at| corpus.files.get(at).cloned()).collect();
    Walk { files, problems: Vec::new(), rooted: corpus.rooted, excluded: 0 }
}
