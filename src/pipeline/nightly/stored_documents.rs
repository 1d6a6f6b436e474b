//! The documents of the present files, out of the index.
//!
//! In: a snapshot and the files. Out: what matching needs of all documents, and the documents
//! themselves, batch by batch in the order of their numbers.

use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::Error;
use crate::document::fingerprint::{Fingerprints, Sequence, Sequences};
use crate::document::shingle::Token;
use crate::document::{CleanArticle, DocumentNumber, Fields, Problem};
use crate::index::{KeptFile, KeptHead, Snapshot};
use crate::pipeline::Plan;
use crate::pipeline::read::Numbering;
use crate::report::{Identities, Piece};

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
    seen: bool,
}

impl PresentFile {
    pub fn new(kept: &KeptFile, seen: bool) -> PresentFile {
        let (number, blocks, documents) = (kept.number, kept.blocks, kept.documents);
        PresentFile { number, blocks, documents, problems: kept.problems.clone(), seen }
    }
}

/// The present documents.
pub struct StoredDocuments {
    snapshot: Arc<Snapshot>,
    files: Vec<PresentFile>,
    /// Documents of each block, once they have been counted.
    sizes: OnceLock<Vec<u32>>,
    /// The documents to hand over, ascending; `None`: all.
    only: Option<Vec<DocumentNumber>>,
}

/// What is known of all documents together.
pub struct Gathered {
    pub fingerprints: Fingerprints,
    pub identities: Identities,
    pub problems: Vec<Problem>,
    /// For each document a hash of it as it was read, one of its original, and whether its file was
    /// found.
    pub contents: Vec<(u64, u64, bool)>,
}

impl StoredDocuments {
    pub fn new(snapshot: Arc<Snapshot>, files: Vec<PresentFile>) -> StoredDocuments {
        StoredDocuments { snapshot, files, sizes: OnceLock::new(), only: None }
    }

    /// The same, of which some documents alone are handed over; they ascend.
    pub fn only(self, numbers: Vec<DocumentNumber>) -> StoredDocuments {
        StoredDocuments { only: Some(numbers), ..self }
    }

    /// The blocks of all files in their order, each with whether its file was found.
    fn blocks(&self) -> Vec<Block> {
        let blocks = |file: &PresentFile| {
            let (number, seen) = (file.number, file.seen);
            (0..file.blocks).map(move |block| (number, block, seen))
        };
        self.files.iter().flat_map(blocks).collect()
    }

    /// Numbers the documents, and reads all but their texts.
    pub fn gather(&self, plan: &Plan) -> Result<Gathered, Error> {
        let places = Arc::new(OnceLock::new());
        let recalled =
            Recalled { snapshot: self.snapshot.clone(), places: places.clone(), count: 0 };
        let mut numbering = Numbering::with(Box::new(recalled), &plan.output.folder);
        let (mut contents, mut found, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
        let mut push = |blocks: &[Block], heads: Vec<Vec<KeptHead>>| {
            for (&(file, block, seen), heads) in blocks.iter().zip(heads) {
                sizes.push(heads.len() as u32);
                for (place, mut head) in (0..).zip(heads) {
                    let (published, site) = (head.published.take(), head.site.take());
                    let fields = Fields { published, site, ..Fields::default() };
                    // Their number alone counts: they are read from the index when asked for.
                    head.fingerprint.tokens = vec![Token(0); head.tokens as usize];
                    numbering.push(&head.id, &fields, &head.fingerprint)?;
                    contents.push((head.content, head.raw, seen));
                    found.push((file, block, place));
                }
            }
            Ok::<_, Error>(())
        };
        let blocks = self.blocks();
        let mut parts = blocks.chunks(BLOCKS);
        let mut next = || parts.next().map(|part| Ok((part, self.heads(part)?))).transpose();
        // The disk and the other threads are not to wait while one numbers what was read.
        let mut read: Option<(&[Block], _)> = next()?;
        while let Some((part, heads)) = read {
            let (pushed, after) = rayon::join(|| push(part, heads), &mut next);
            pushed?;
            read = after?;
        }
        let expected: u64 = self.files.iter().map(|file| file.documents).sum();
        if expected != found.len() as u64 {
            return Err(self.snapshot.damaged("documents are missing in the index"));
        }
        // Nobody else has filled it.
        let _ = (places.set(found), self.sizes.set(sizes));
        let problems = self.files.iter().flat_map(|file| file.problems.iter().cloned());
        let (fingerprints, ledger) = numbering.finish();
        Ok(Gathered {
            fingerprints,
            identities: ledger.build(),
            problems: problems.collect(),
            contents,
        })
    }

    /// What is kept of the documents of some blocks, but their texts.
    fn heads(&self, blocks: &[Block]) -> Result<Vec<Vec<KeptHead>>, Error> {
        blocks.par_iter().map(|&(file, block, _)| self.snapshot.heads(file, block)).collect()
    }

    /// Hands the documents over in their order, still to be made, some thousands at a time.
    pub fn each_batch<'s>(
        &'s self,
        mut hand_over: impl FnMut(Vec<Piece<'s>>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let wanted = self.wanted_blocks();
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

    /// The documents of some blocks that are wanted of them.
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
    fn wanted_blocks(&self) -> Vec<WantedBlock> {
        let sizes = self.sizes.get().map(Vec::as_slice).unwrap_or_default();
        let blocks = self.blocks().into_iter().zip(sizes);
        let wanted = |(file, block, _), size, places| WantedBlock { file, block, size, places };
        let Some(only) = &self.only else {
            return blocks.map(|(block, &size)| wanted(block, size, None)).collect();
        };
        let (mut first, mut rest) = (0, only.as_slice());
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
    /// Of them those to hand over; `None`: all.
    places: Option<Vec<u32>>,
}

impl WantedBlock {
    /// How many are handed over.
    fn documents(&self) -> usize {
        self.places.as_ref().map_or(self.size as usize, Vec::len)
    }
}

/// The error behind a failed reading of sequences.
pub fn index_error(source: io::Error, index: &Path) -> Error {
    match source.downcast::<Error>() {
        Ok(error) => error,
        Err(source) => Error::Output { path: index.to_owned(), source },
    }
}

/// Token sequences that lie in the index already.
struct Recalled {
    snapshot: Arc<Snapshot>,
    /// File, block, and place in the block of each document.
    places: Arc<OnceLock<Vec<(u64, u32, usize)>>>,
    count: u64,
}

impl Sequences for Recalled {
    fn append(&mut self, _tokens: &[Token], _headline: &[u8]) -> io::Result<u64> {
        let place = self.count;
        self.count += 1;
        Ok(place)
    }

    fn read(
        &self,
        place: u64,
        tokens: usize,
        headline: usize,
        into: &mut Sequence,
    ) -> io::Result<()> {
        let places = self.places.get().map(Vec::as_slice).unwrap_or_default();
        let found = places.get(place as usize).copied();
        let (file, block, at) = found.ok_or(io::ErrorKind::UnexpectedEof)?;
        self.snapshot.sequence(file, block, at, into).map_err(io::Error::other)?;
        if into.tokens.len() == tokens && into.headline.len() == headline {
            return Ok(());
        }
        Err(io::Error::other(
            self.snapshot.damaged("documents in the index differ from each other"),
        ))
    }
}
