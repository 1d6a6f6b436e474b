//! Fingerprints as they travel: of one document, and of all documents of a run together.
//!
//! In: the fingerprint of each text. Out: flat columns by document number, and the token sequence of
//! a document on request. It computes no fingerprint and compares none.
//!
//! A run over millions of documents cannot hold all their shingles. The sampled shingles, which
//! propose candidate pairs, stay in memory. The token sequences are read only for candidate pairs, to
//! compute exact shingle sets; [`Sequences`] stores them in memory, in a temporary file or in an index.

mod joined;

use std::io;

use serde::{Deserialize, Serialize};

use super::DocumentNumber;
use super::shingle::Token;

/// Longest headline that is kept for comparison, in bytes.
pub const HEADLINE_BYTES: usize = 120;

/// The fingerprint of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// SHA-256 of the text with white space joined and invisible characters left out.
    pub sha256: [u8; 32],
    /// Tokens of the headline, at the start of `tokens`.
    pub headline_tokens: u32,
    /// Headline, then text.
    pub tokens: Vec<Token>,
    /// The words of the headline in lower case, joined by spaces, at most [`HEADLINE_BYTES`].
    pub headline: String,
    /// Keys of the sampled shingles.
    pub sample: Vec<u32>,
    /// Whether the text is a stub, which matches exact copies only.
    pub is_stub: bool,
    /// Whether the headline names several stories.
    pub is_digest: bool,
}

impl Fingerprint {
    /// Tokens of the text, without those of the headline.
    pub fn text_tokens(&self) -> u32 {
        (self.tokens.len() as u32).saturating_sub(self.headline_tokens)
    }
}

/// A time of publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicationTime {
    /// Minutes since 1970-01-01 00:00 UTC; of the day's start where only the day is known.
    pub minutes: i64,
    /// Whether the hour is unknown.
    pub day_only: bool,
    /// Days from 1970-01-01 to the date as it is written, in its own time zone.
    pub day: i32,
}

/// The metadata of a document that matching uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Circumstances {
    pub published: Option<PublicationTime>,
    /// A hash of the site's name, the same in every run.
    pub site: Option<u32>,
}

/// One document's row of the columns.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    pub sha256: [u8; 32],
    /// Hash of `headline`, zero without one.
    pub headline_hash: u32,
    pub headline_tokens: u32,
    /// Headline and text together.
    pub tokens: u32,
    pub published: Option<PublicationTime>,
    pub site: Option<u32>,
    /// Whether the text is a stub, which matches exact copies only.
    pub is_stub: bool,
    /// Whether the headline names several stories.
    pub is_digest: bool,
    headline_bytes: u32,
    place: u64,
    sample_start: u64,
    sample_length: u32,
}

impl Head {
    /// Tokens of the text, without those of the headline.
    pub fn text_tokens(&self) -> u32 {
        self.tokens.saturating_sub(self.headline_tokens)
    }

    /// How many shingles were sampled.
    pub fn sampled(&self) -> u32 {
        self.sample_length
    }
}

/// Tokens and headline of one document, read back; reused from document to document.
///
/// As bytes: four for each token, little-endian, then the headline. The numbers of both are stored
/// elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sequence {
    pub tokens: Vec<Token>,
    pub headline: Vec<u8>,
}

impl Sequence {
    /// Appends a sequence as bytes.
    pub fn encode(tokens: &[Token], headline: &[u8], into: &mut Vec<u8>) {
        let start = into.len();
        into.resize(start + tokens.len() * 4, 0);
        let (words, _) = into.get_mut(start..).unwrap_or(&mut []).as_chunks_mut::<4>();
        words.iter_mut().zip(tokens).for_each(|(word, token)| *word = token.0.to_le_bytes());
        into.extend_from_slice(headline);
    }

    /// The bytes of a sequence of so many tokens and so many bytes of headline.
    pub fn size(tokens: usize, headline: usize) -> Option<usize> {
        tokens.checked_mul(4)?.checked_add(headline)
    }

    /// Replaces this sequence by the encoded one that starts at a byte; `None`, and no change, where
    /// the bytes end before it does.
    pub fn decode(
        &mut self,
        bytes: &[u8],
        at: usize,
        tokens: usize,
        headline: usize,
    ) -> Option<()> {
        let bytes = bytes.get(at..)?.get(..Sequence::size(tokens, headline)?)?;
        let (words, headline) = bytes.split_at_checked(tokens * 4)?;
        let (words, _) = words.as_chunks::<4>();
        self.tokens.clear();
        self.tokens.extend(words.iter().map(|word| Token(u32::from_le_bytes(*word))));
        self.headline.clear();
        self.headline.extend_from_slice(headline);
        Some(())
    }
}

/// Where token sequences are stored.
pub trait Sequences: Send + Sync {
    /// Stores a sequence and returns its place.
    fn append(&mut self, tokens: &[Token], headline: &[u8]) -> io::Result<u64>;
    /// Reads back the sequence at a place, replacing what `into` holds.
    fn read(
        &self,
        place: u64,
        tokens: usize,
        headline: usize,
        into: &mut Sequence,
    ) -> io::Result<()>;
}

/// Token sequences in memory: about four bytes a token. A place is an offset in bytes.
#[derive(Debug, Default)]
pub struct InMemory {
    bytes: Vec<u8>,
}

impl InMemory {
    /// All sequences, encoded one after another.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Removes all sequences and keeps at most so many bytes of memory.
    pub fn clear(&mut self, memory: usize) {
        self.bytes.clear();
        self.bytes.shrink_to(memory);
    }
}

impl Sequences for InMemory {
    fn append(&mut self, tokens: &[Token], headline: &[u8]) -> io::Result<u64> {
        let place = self.bytes.len() as u64;
        Sequence::encode(tokens, headline, &mut self.bytes);
        Ok(place)
    }

    fn read(
        &self,
        place: u64,
        tokens: usize,
        headline: usize,
        into: &mut Sequence,
    ) -> io::Result<()> {
        let at = usize::try_from(place).ok();
        at.and_then(|at| into.decode(&self.bytes, at, tokens, headline)).ok_or_else(|| {
            io::Error::new(io::ErrorKind::UnexpectedEof, "no sequence at this place")
        })
    }
}

/// The fingerprints of a run, numbered in the order of [`DocumentId`](super::DocumentId).
pub struct Fingerprints {
    heads: Vec<Head>,
    samples: Vec<u32>,
    sequences: Box<dyn Sequences>,
}

impl Default for Fingerprints {
    fn default() -> Self {
        Fingerprints::new(Box::new(InMemory::default()))
    }
}

impl Fingerprints {
    /// No fingerprints yet; their sequences will be stored there.
    pub fn new(sequences: Box<dyn Sequences>) -> Fingerprints {
        Fingerprints { heads: Vec::new(), samples: Vec::new(), sequences }
    }

    /// Adds a document and returns its number: the count of those before it. Documents that arrive
    /// in another order than that of their ids are put right by [`Fingerprints::reorder`].
    pub fn push(
        &mut self,
        fingerprint: &Fingerprint,
        circumstances: Circumstances,
    ) -> io::Result<DocumentNumber> {
        let headline = fingerprint.headline.as_bytes();
        let place = self.sequences.append(&fingerprint.tokens, headline)?;
        let tokens = fingerprint.tokens.len() as u32;
        Ok(self.push_stored(fingerprint, tokens, place, circumstances))
    }

    /// Adds a document whose sequence, of so many tokens, is stored at a place already; its
    /// `fingerprint` has no tokens. See [`Fingerprints::with_sequences`].
    pub fn push_stored(
        &mut self,
        fingerprint: &Fingerprint,
        tokens: u32,
        place: u64,
        circumstances: Circumstances,
    ) -> DocumentNumber {
        let number = self.heads.len() as DocumentNumber;
        let headline = fingerprint.headline.as_bytes();
        let headline_hash = xxhash_rust::xxh3::xxh3_64(headline) as u32;
        self.heads.push(Head {
            sha256: fingerprint.sha256,
            headline_hash: if headline.is_empty() { 0 } else { headline_hash.max(1) },
            headline_tokens: fingerprint.headline_tokens,
            tokens,
            published: circumstances.published,
            site: circumstances.site,
            is_stub: fingerprint.is_stub,
            is_digest: fingerprint.is_digest,
            headline_bytes: headline.len() as u32,
            place,
            sample_start: self.samples.len() as u64,
            sample_length: fingerprint.sample.len() as u32,
        });
        self.samples.extend_from_slice(&fingerprint.sample);
        number
    }

    /// Adds a document of which only the row is here: its sequence has so many tokens, its sample so many keys.
    pub fn push_row(
        &mut self,
        fingerprint: &Fingerprint,
        tokens: u32,
        sampled: u32,
        circumstances: Circumstances,
    ) -> DocumentNumber {
        let number = self.push_stored(fingerprint, tokens, 0, circumstances);
        if let Some(head) = self.heads.last_mut() {
            head.sample_length = sampled;
        }
        number
    }

    /// The same documents, their sequences read from there.
    pub fn with_sequences(self, sequences: Box<dyn Sequences>) -> Fingerprints {
        Fingerprints { sequences, ..self }
    }

    /// Numbers the documents again: the document now numbered `order[n]` becomes number `n`. Numbers
    /// that `order` leaves out are dropped.
    pub fn reorder(&mut self, order: &[DocumentNumber]) {
        self.heads =
            order.iter().filter_map(|&number| self.heads.get(number as usize).copied()).collect();
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// All rows, by document number.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// One document's row.
    pub fn head(&self, number: DocumentNumber) -> Option<&Head> {
        self.heads.get(number as usize)
    }

    /// The keys of a document's sampled shingles, in the order of the hashes that chose them.
    pub fn sample(&self, number: DocumentNumber) -> &[u32] {
        self.head(number).map_or(&[], |head| {
            let start = head.sample_start as usize;
            self.samples
                .get(start..start.saturating_add(head.sample_length as usize))
                .unwrap_or(&[])
        })
    }

    /// Reads a document's tokens and headline.
    ///
    /// # Errors
    /// When the sequences are on disk and cannot be read.
    pub fn sequence(&self, number: DocumentNumber, into: &mut Sequence) -> io::Result<()> {
        into.tokens.clear();
        into.headline.clear();
        let Some(head) = self.head(number) else { return Ok(()) };
        self.sequences.read(head.place, head.tokens as usize, head.headline_bytes as usize, into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(words: &[u32], headline: &str) -> Fingerprint {
        Fingerprint {
            sha256: [words.len() as u8; 32],
            headline_tokens: 0,
            tokens: words.iter().map(|&word| Token(word)).collect(),
            headline: headline.to_owned(),
            sample: words.to_vec(),
            is_stub: false,
            is_digest: false,
        }
    }

    #[test]
    fn documents_are_read_back_after_reordering() -> io::Result<()> {
        let mut all = Fingerprints::default();
        all.push(&fingerprint(&[4, 8, 12], "harbour wall"), Circumstances::default())?;
        all.push(&fingerprint(&[16], ""), Circumstances { site: Some(3), published: None })?;
        all.reorder(&[1, 0]);
        let mut sequence = Sequence::default();
        all.sequence(1, &mut sequence)?;
        assert_eq!(sequence.tokens, [Token(4), Token(8), Token(12)]);
        assert_eq!(sequence.headline, b"harbour wall");
        assert_eq!(all.sample(0), [16]);
        assert_eq!(all.head(0).map(|head| (head.site, head.headline_hash)), Some((Some(3), 0)));
        all.sequence(0, &mut sequence)?;
        assert!(sequence.headline.is_empty());
        Ok(())
    }

    #[test]
    fn a_place_beyond_the_end_is_an_error() {
        assert!(InMemory::default().read(5, 1, 0, &mut Sequence::default()).is_err());
    }
}
