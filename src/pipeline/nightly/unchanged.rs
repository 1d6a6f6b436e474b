//! Documents that are what they were, of files that are not: a file of records that grew, one that
//! was only touched, an archive with one member more.
//!
//! In: what is kept of files that are read again. Out: for an article as it was read, the document
//! that was made of it, if the index has it. What is made of an article follows from the article, the
//! learned state and the settings, and an index has one of each; so a document whose article is the
//! same need not be cleaned again, wherever in its file it stands. The files themselves are read
//! whole: what a record says, and which one it is, may hang on any byte before it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::Error;
use crate::document::Article;
use crate::index::{Index, KeptFile, NewDocument, Snapshot};

/// The documents of files that are read again.
pub struct Unchanged {
    /// As the index was before the files were read.
    snapshot: Snapshot,
    /// File, block and place in the block, by the hash of the article with its place and its fields.
    places: HashMap<u64, (u64, u32, usize)>,
    recalled: AtomicU64,
}

/// The block that a thread took documents from last: the next is most often in it too.
#[derive(Default)]
pub struct OpenBlock {
    of: Option<(u64, u32)>,
    documents: Vec<Option<NewDocument>>,
}

impl Unchanged {
    /// Notes the documents of some files.
    pub fn of<'k>(
        index: &Index,
        files: impl Iterator<Item = &'k KeptFile>,
    ) -> Result<Unchanged, Error> {
        let snapshot = index.snapshot()?;
        let blocks: Vec<(u64, u32)> =
            files.flat_map(|kept| (0..kept.blocks).map(|block| (kept.number, block))).collect();
        let noted: Vec<Vec<_>> = blocks
            .into_par_iter()
            .map(|(file, block)| {
                let heads = snapshot.heads(file, block)?.into_iter().enumerate();
                Ok(heads.map(|(place, head)| (head.content, (file, block, place))).collect())
            })
            .collect::<Result<_, Error>>()?;
        let places = noted.into_iter().flatten().collect();
        Ok(Unchanged { snapshot, places, recalled: AtomicU64::new(0) })
    }

    /// What was made of an article, `content` being its hash.
    pub fn recall(
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
        // A hash of 64 bits is not proof enough that a stranger's text is the same.
        let is_same = |kept: &NewDocument| {
            let before = &kept.clean.article;
            (&before.id, before.raw_sha256) == (&article.id, article.raw_sha256)
        };
        let kept = open.documents.get_mut(place).and_then(Option::take).filter(is_same);
        self.recalled.fetch_add(u64::from(kept.is_some()), Ordering::Relaxed);
        Ok(kept)
    }

    /// How many documents were recalled.
    pub fn recalled(&self) -> u64 {
        self.recalled.load(Ordering::Relaxed)
    }
}
