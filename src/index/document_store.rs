//! Files of the corpus and their documents: written into the index and read back.
//!
//! In: documents in the order of their files. Out: entries and blocks under one epoch, written in
//! batches; documents by file and block.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Index;
use super::database::{Batch, Part, Snapshot};
use super::encoding::{block_key, decode, encode, file_key, pack, unpack};
use super::entry::{FileStamp, KeptFile, KeptHead, NewDocument};
use super::store::{WAITING, remove_blocks};
use crate::Error;
use crate::document::fingerprint::{Fingerprint, Sequence};
use crate::document::{Article, CleanArticle, DocumentId, Edit, Problem, Status};
use crate::edit;

/// Documents in a block.
const BLOCK_DOCUMENTS: usize = 16;
/// Bytes of originals in a block, unless a single document has more.
const BLOCK_BYTES: usize = 64 << 10;

/// A file that has been read completely.
#[derive(Debug)]
pub struct NewFile<'a> {
    pub id: &'a DocumentId,
    /// As [`KeptFile::stamp`].
    pub stamp: Option<FileStamp>,
    pub since: u32,
    pub content: u64,
    pub problems: Vec<Problem>,
    /// Its earlier entry.
    pub before: Option<&'a KeptFile>,
}

/// A clean article as it is stored: without its text, if its edits of the original give the text.
#[derive(Debug, Serialize, Deserialize)]
struct KeptText<'a> {
    article: Cow<'a, Article>,
    edits: Cow<'a, [Edit]>,
    /// `None`: the edits give the text.
    text: Option<Cow<'a, str>>,
    status: Status,
    rewritten_score: u32,
    extraction_confidence: Option<u16>,
}

impl<'a> KeptText<'a> {
    fn new(clean: &'a CleanArticle) -> KeptText<'a> {
        let CleanArticle { article, edits, text, status, .. } = clean;
        let follows = edit::apply(&article.original, edits).as_ref() == Some(text);
        KeptText {
            article: Cow::Borrowed(article),
            edits: Cow::Borrowed(edits),
            text: (!follows).then_some(Cow::Borrowed(text)),
            status: *status,
            rewritten_score: clean.rewritten_score,
            extraction_confidence: clean.extraction_confidence,
        }
    }

    /// The article; `None` if its edits do not fit it.
    fn restore(self) -> Option<CleanArticle> {
        let KeptText { article, edits, text, status, rewritten_score, extraction_confidence } =
            self;
        let (article, edits) = (article.into_owned(), edits.into_owned());
        let text = match text {
            Some(text) => text.into_owned(),
            None => edit::apply(&article.original, &edits)?,
        };
        Some(CleanArticle { article, edits, text, status, rewritten_score, extraction_confidence })
    }
}

/// Writes files into an index.
#[derive(Debug)]
pub struct DocumentWriter<'i> {
    index: &'i mut Index,
    epoch: u32,
    batch: Batch,
    /// The file that is being written.
    number: Option<u64>,
    blocks: u32,
    documents: u64,
}

impl Index {
    /// Begins to write files under an epoch.
    pub fn writer(&mut self, epoch: u32) -> DocumentWriter<'_> {
        DocumentWriter {
            index: self,
            epoch,
            batch: Batch::default(),
            number: None,
            blocks: 0,
            documents: 0,
        }
    }
}

impl DocumentWriter<'_> {
    /// Adds documents of the current file.
    pub fn add(&mut self, documents: &[NewDocument]) -> Result<(), Error> {
        if documents.is_empty() {
            return Ok(());
        }
        let number = self.number();
        for values in encode_blocks(documents)? {
            for (part, value) in Part::BLOCKS.into_iter().zip(values) {
                self.batch.put(part, block_key(number, self.blocks), &value);
            }
            self.blocks += 1;
        }
        self.documents += documents.len() as u64;
        self.write_if_full()
    }

    /// Ends the current file, which may have no documents.
    pub fn finish_file(&mut self, file: NewFile<'_>) -> Result<(), Error> {
        let number = self.number();
        let kept = KeptFile {
            stamp: file.stamp,
            number,
            blocks: std::mem::take(&mut self.blocks),
            documents: std::mem::take(&mut self.documents),
            since: file.since,
            content: file.content,
            problems: file.problems,
        };
        if let Some(before) = file.before {
            remove_blocks(&mut self.batch, before);
        }
        self.batch.put(Part::Files, file_key(self.epoch, file.id), &encode(&kept)?);
        self.index.facts.unfinished.clear();
        self.number = None;
        self.write_if_full()
    }

    /// Writes everything that was gathered.
    pub fn finish(mut self) -> Result<(), Error> {
        self.write()
    }

    fn number(&mut self) -> u64 {
        *self.number.get_or_insert_with(|| {
            let number = self.index.facts.next_file;
            self.index.facts.next_file += 1;
            self.index.facts.unfinished.push(number);
            number
        })
    }

    fn write_if_full(&mut self) -> Result<(), Error> {
        if self.batch.bytes() < WAITING { Ok(()) } else { self.write() }
    }

    fn write(&mut self) -> Result<(), Error> {
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() { Ok(()) } else { self.index.write(batch) }
    }
}

/// The values of some documents by block, in the order of [`Part::BLOCKS`], encoded on all threads.
fn encode_blocks(documents: &[NewDocument]) -> Result<Vec<[Vec<u8>; 3]>, Error> {
    let mut blocks = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, document) in documents.iter().enumerate() {
        let size = document.clean.article.original.len();
        if at > start && (at - start == BLOCK_DOCUMENTS || bytes + size > BLOCK_BYTES) {
            blocks.extend(documents.get(start..at));
            (start, bytes) = (at, 0);
        }
        bytes += size;
    }
    blocks.extend(documents.get(start..).filter(|rest| !rest.is_empty()));
    blocks
        .into_par_iter()
        .map(|block| {
            let heads: Vec<KeptHead> = block.iter().map(NewDocument::head).collect();
            let texts: Vec<KeptText<'_>> =
                block.iter().map(|document| KeptText::new(&document.clean)).collect();
            Ok([encode(&heads)?, encode_sequences(block), pack(&texts)?])
        })
        .collect()
}

/// The sequences of a block: for each document the number of its tokens, the number of bytes of its
/// headline, and its [`Sequence`].
fn encode_sequences(block: &[NewDocument]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for NewDocument { fingerprint, .. } in block {
        bytes.extend_from_slice(&(fingerprint.tokens.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&(fingerprint.headline.len() as u32).to_le_bytes());
        Sequence::encode(&fingerprint.tokens, fingerprint.headline.as_bytes(), &mut bytes);
    }
    bytes
}

/// The sequence of the document at a place in a block that [`encode_sequences`] wrote.
fn decode_sequence(mut bytes: &[u8], place: usize, into: &mut Sequence) -> Option<()> {
    for at in 0..=place {
        let (tokens, rest) = bytes.split_first_chunk::<4>()?;
        let (headline, rest) = rest.split_first_chunk::<4>()?;
        let tokens = u32::from_le_bytes(*tokens) as usize;
        let headline = u32::from_le_bytes(*headline) as usize;
        if at == place {
            into.decode(rest, 0, tokens, headline)?;
        }
        bytes = rest.get(Sequence::size(tokens, headline)?..)?;
    }
    Some(())
}

impl Snapshot {
    /// Calls `each` with the entries of all files of an epoch, and their keys, in the order of their
    /// places.
    pub fn files(
        &self,
        epoch: u32,
        mut each: impl FnMut(&[u8], KeptFile) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let prefix = epoch.to_be_bytes();
        self.scan(Part::Files, &prefix, |key, value| {
            let ours = key.starts_with(&prefix);
            if ours {
                each(key, decode(value, self)?)?;
            }
            Ok(ours)
        })
    }

    /// The heads of the documents of a file's block.
    pub fn heads(&self, file: u64, block: u32) -> Result<Vec<KeptHead>, Error> {
        let heads = self.look(Part::Heads, &block_key(file, block), |b| decode(b, self))?;
        heads.ok_or_else(|| self.damaged("documents are missing in the index"))?
    }

    /// The tokens and the headline of the document at a place in a file's block.
    pub fn sequence(
        &self,
        file: u64,
        block: u32,
        place: usize,
        into: &mut Sequence,
    ) -> Result<(), Error> {
        let key = block_key(file, block);
        let read = self.look(Part::Tokens, &key, |bytes| decode_sequence(bytes, place, into))?;
        read.ok_or_else(|| self.damaged("documents are missing in the index"))?
            .ok_or_else(|| self.damaged("documents in the index cannot be read"))
    }

    /// The documents of a file's block, as they were added.
    pub fn documents(&self, file: u64, block: u32) -> Result<Vec<NewDocument>, Error> {
        let (heads, texts) = (self.heads(file, block)?, self.texts(file, block)?);
        let key = block_key(file, block);
        let sequences = self.look(Part::Tokens, &key, |bytes| {
            let mut read = Sequence::default();
            let mut tokens = |place| {
                decode_sequence(bytes, place, &mut read).map(|()| std::mem::take(&mut read.tokens))
            };
            (0..heads.len()).map(&mut tokens).collect::<Option<Vec<_>>>()
        })?;
        let sequences = sequences.flatten().filter(|_| heads.len() == texts.len());
        let sequences =
            sequences.ok_or_else(|| self.damaged("documents in the index cannot be read"))?;
        let whole = |((head, clean), tokens): ((KeptHead, _), _)| NewDocument {
            content: head.content,
            clean,
            fingerprint: Fingerprint { tokens, ..head.fingerprint },
        };
        Ok(heads.into_iter().zip(texts).zip(sequences).map(whole).collect())
    }

    /// The clean documents of a file's block.
    pub fn texts(&self, file: u64, block: u32) -> Result<Vec<CleanArticle>, Error> {
        let kept = self.look(Part::Texts, &block_key(file, block), unpack::<Vec<KeptText<'_>>>)?;
        let kept = kept.ok_or_else(|| self.damaged("documents are missing in the index"))?;
        kept.and_then(|kept| kept.into_iter().map(KeptText::restore).collect())
            .ok_or_else(|| self.damaged("documents in the index cannot be read"))
    }
}
