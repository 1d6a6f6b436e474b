//! Unchanged documents of changed files: a file of records that grew, a file that was only touched, an
//! archive with one member more.
//!
//! In: the entries of files that are read again. Out: for an article before cleaning, its clean
//! document, if the index has it. The result of cleaning depends on the article, the learned state and
//! the settings, and an epoch has one of each; so the same article need not be cleaned again, wherever in its
//! file it is. The files themselves are read whole: the content and the number of a record may
//! depend on any byte before it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::document::Article;
use crate::index::{Index, KeptFile, NewDocument, Snapshot};
use crate::{Error, index};

/// The documents of files that are read again.
pub struct Reusable {
    /// The index before the files were read.
    snapshot: Snapshot,
    /// File, block and place in the block, by the content hash of the article.
    places: HashMap<u64, (u64, u32, usize)>,
    reused: AtomicU64,
}

/// The block that a thread took documents from last: the next document is usually in it, too.
#[derive(Default)]
pub struct OpenBlock {
    of: Option<(u64, u32)>,
    documents: Vec<Option<NewDocument>>,
}

impl Reusable {
    /// Lists the documents of some files.
    pub fn new<'k>(
        index: &Index,
        files: impl Iterator<Item = &'k KeptFile>,
    ) -> Result<Reusable, Error> {
        let snapshot = index.snapshot()?;
        let blocks: Vec<(u64, u32)> =
            files.flat_map(|kept| (0..kept.blocks).map(|block| (kept.number, block))).collect();
        let listed: Vec<Vec<_>> = blocks
            .into_par_iter()
            .map(|(file, block)| {
                let heads = snapshot.heads(file, block)?.into_iter().enumerate();
                Ok(heads.map(|(place, head)| (head.content, (file, block, place))).collect())
            })
            .collect::<Result<_, Error>>()?;
        let places = listed.into_iter().flatten().collect();
        Ok(Reusable { snapshot, places, reused: AtomicU64::new(0) })
    }

    /// The clean document of an article whose content hash is `content`.
    pub fn find(
        &self,
        article: &Article,
        content: u64,
        open: &mut OpenBlock,
    ) -> Result<Option<NewDocument>, Error> {
        let Some(&(file, block, place)) = self.places.get(&content) else { return Ok(None) };
        if open.of != Some((file, block)) {
            let documents = self.snapshot.documents(file, block)?;
            *open = OpenBlock {
                of: Some((file, block)),
                documents: documents.into_iter().map(Some).collect(),
            };
        }
        // Two texts may share a hash of 64 bits: the SHA-256 decides.
        let is_same = |kept: &NewDocument| {
            let before = &kept.clean.article;
            (&before.id, before.raw_sha256) == (&article.id, article.raw_sha256)
        };
        let kept = open.documents.get_mut(place).and_then(Option::take).filter(is_same);
        self.reused.fetch_add(u64::from(kept.is_some()), Ordering::Relaxed);
        Ok(kept)
    }

    /// How many documents were found.
    pub fn reused(&self) -> u64 {
        self.reused.load(Ordering::Relaxed)
    }
}

/// The content hash of an article before cleaning: of its place, its fields and its text.
pub fn content_hash(article: &Article) -> Result<u64, Error> {
    Ok(xxh3_64(&index::encode(article)?))
}
