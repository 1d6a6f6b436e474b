//! The documents of the present files, out of the index.
//!
//! In: a snapshot and the files. Out: everything that matching needs of all documents, and the
//! documents themselves, batch by batch in the order of their numbers.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::super::numbering::Numbering;
use super::super::store::Documents;
use crate::Error;
use crate::document::{CleanArticle, DocumentNumber, Fields, Problem};
use crate::index::{KeptFile, KeptHead, Snapshot, StoredSequences};
use crate::report::Piece;

/// Blocks that are read together.
const BLOCKS: usize = 512;

/// Blocks whose texts one thread reads at a time.
const PIECE: usize = 4;
/// Pieces that are handed over together.
const PIECES: usize = 64;

/// A file whose documents are in the tables.
#[derive(Debug, Clone)]
pub struct PresentFile {
    number: u64,
    blocks: u32,
    documents: u64,
    problems: Vec<Problem>,
    /// Whether the walk found it.
    present: bool,
}

impl PresentFile {
    pub fn new(kept: &KeptFile, present: bool) -> PresentFile {
        let (number, blocks, documents) = (kept.number, kept.blocks, kept.documents);
        PresentFile { number, blocks, documents, problems: kept.problems.clone(), present }
    }
}

/// The present documents.
pub struct StoredDocuments {
    snapshot: Arc<Snapshot>,
    files: Vec<PresentFile>,
    /// Documents of each block, once they have been numbered.
    sizes: OnceLock<Vec<u32>>,
}

/// What tells whether a document has changed since the last run.
#[derive(Debug, Clone, Copy)]
pub struct DocumentState {
    /// A hash of the article before cleaning.
    pub content: u64,
    /// A hash of the original text alone.
    pub raw: u64,
    /// Whether its file was found.
    pub present: bool,
}

impl StoredDocuments {
    pub fn new(snapshot: Arc<Snapshot>, files: Vec<PresentFile>) -> StoredDocuments {
        StoredDocuments { snapshot, files, sizes: OnceLock::new() }
    }

    /// The blocks of all files in their order, each with whether its file was found.
    fn blocks(&self) -> Vec<Block> {
        let blocks = |file: &PresentFile| {
            let (number, present) = (file.number, file.present);
            (0..file.blocks).map(move |block| (number, block, present))
        };
        self.files.iter().flat_map(blocks).collect()
    }

    /// Numbers the documents and reads everything but their texts. The problems are those of the
    /// files, unsorted; documents are not counted.
    pub fn number(&self) -> Result<(Documents, Vec<DocumentState>), Error> {
        let mut numbering = Numbering::default();
        let (mut states, mut places, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
        let mut push = |blocks: &[Block], heads: Vec<Vec<KeptHead>>| {
            for (&(file, block, present), heads) in blocks.iter().zip(heads) {
                sizes.push(heads.len() as u32);
                for (place, mut head) in (0..).zip(heads) {
                    let (published, site) = (head.published.take(), head.site.take());
                    let fields = Fields { published, site, ..Fields::default() };
                    numbering.push_stored(&head.id, &fields, &head.fingerprint, head.tokens);
                    states.push(DocumentState { content: head.content, raw: head.raw, present });
                    places.push((file, block, place));
                }
            }
        };
        let blocks = self.blocks();
        let mut parts = blocks.chunks(BLOCKS);
        let mut next = || parts.next().map(|part| Ok((part, self.heads(part)?))).transpose();
        // The next heads are read while these are numbered.
        let mut read: Option<(&[Block], _)> = next()?;
        while let Some((part, heads)) = read {
            let ((), after) = rayon::join(|| push(part, heads), &mut next);
            read = after?;
        }
        let expected: u64 = self.files.iter().map(|file| file.documents).sum();
        if expected != places.len() as u64 {
            return Err(self.snapshot.damaged("documents are missing in the index"));
        }
        // It is set once: nothing else fills it.
        let _ = self.sizes.set(sizes);
        let Numbering { fingerprints, ledger, .. } = numbering;
        let sequences = StoredSequences::new(self.snapshot.clone(), places);
        let problems = self.files.iter().flat_map(|file| file.problems.iter().cloned());
        let documents = Documents {
            fingerprints: fingerprints.with_sequences(Box::new(sequences)),
            identities: ledger.build(),
            problems: problems.collect(),
            found: 0,
            candidates: None,
        };
        Ok((documents, states))
    }

    /// Everything but the texts of the documents of some blocks.
    fn heads(&self, blocks: &[Block]) -> Result<Vec<Vec<KeptHead>>, Error> {
        blocks.par_iter().map(|&(file, block, _)| self.snapshot.heads(file, block)).collect()
    }

    /// Hands the documents over in their order, in pieces that are still to be read, some thousand
    /// documents at a time. With `only`, which ascends, only those documents.
    pub fn each_batch<'s>(
        &'s self,
        only: Option<&[DocumentNumber]>,
        hand_over: &mut dyn FnMut(Vec<Piece<'s>>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let wanted = self.wanted_blocks(only);
        let pieces = wanted.chunks(PIECE).map(|blocks| {
            let blocks = blocks.to_vec();
            let documents = blocks.iter().map(WantedBlock::documents).sum();
            Piece { documents, make: Box::new(move || self.texts(&blocks)) }
        });
        let mut pieces = pieces.peekable();
        while pieces.peek().is_some() {
            hand_over(pieces.by_ref().take(PIECES).collect())?;
        }
        Ok(())
    }

    /// The wanted documents of some blocks.
    fn texts(&self, blocks: &[WantedBlock]) -> Result<Vec<CleanArticle>, Error> {
        let mut documents = Vec::with_capacity(blocks.iter().map(WantedBlock::documents).sum());
        for wanted in blocks {
            let texts = self.snapshot.texts(wanted.file, wanted.block)?;
            if texts.len() != wanted.size as usize {
                return Err(self.snapshot.damaged("documents are missing in the index"));
            }
            match &wanted.places {
                None => documents.extend(texts),
                Some(places) => documents.extend(
                    (0..)
                        .zip(texts)
                        .filter(|(place, _)| places.binary_search(place).is_ok())
                        .map(|(_, text)| text),
                ),
            }
        }
        Ok(documents)
    }

    /// The blocks that hold a document to hand over.
    fn wanted_blocks(&self, only: Option<&[DocumentNumber]>) -> Vec<WantedBlock> {
        let sizes = self.sizes.get().map(Vec::as_slice).unwrap_or_default();
        let blocks = self.blocks().into_iter().zip(sizes);
        let wanted = |(file, block, _), size, places| WantedBlock { file, block, size, places };
        let Some(only) = only else {
            return blocks.map(|(block, &size)| wanted(block, size, None)).collect();
        };
        let (mut first, mut rest) = (0, only);
        let places = |(block, &size): (_, &u32)| {
            let here = rest.partition_point(|number| *number < first + size);
            let (own, after) = rest.split_at(here);
            let places: Vec<u32> = own.iter().map(|number| number - first).collect();
            (first, rest) = (first + size, after);
            (!places.is_empty()).then(|| wanted(block, size, Some(places)))
        };
        blocks.filter_map(places).collect()
    }
}

/// File, number, and whether the file was found.
type Block = (u64, u32, bool);

/// A block to read.
#[derive(Clone)]
struct WantedBlock {
    file: u64,
    block: u32,
    /// Its documents.
    size: u32,
    /// The ones to hand over, by place; `None`: all.
    places: Option<Vec<u32>>,
}

impl WantedBlock {
    /// How many are handed over.
    fn documents(&self) -> usize {
        self.places.as_ref().map_or(self.size as usize, Vec::len)
    }
}
