//! What travels of one document for matching: its card, its sampled shingles, its tokens.
//!
//! In: a document and its fingerprint. Out: a [`DocumentRow`]. The three parts are columns of their own, because
//! most steps need the card only, which has the size of a line.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::encoding::{encode, encode_words};
use crate::Error;
use crate::cluster::{MatchSettings, publication_time};
use crate::document::Fields;
use crate::document::fingerprint::{Circumstances, Fingerprint};

/// The part of a document that every step needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub place: u64,
    /// Without its tokens and its sample.
    pub print: Fingerprint,
    /// Tokens of headline and text.
    pub tokens: u32,
    /// How many shingles were sampled.
    pub sampled: u32,
    pub published: Option<String>,
    pub site: Option<String>,
    pub language: Option<String>,
}

/// A document as columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentRow {
    pub place: u64,
    pub card: Vec<u8>,
    pub sample: Vec<u8>,
    pub tokens: Vec<u8>,
    /// Documents with the same text have the same.
    pub text_hash: i64,
}

impl Card {
    /// The metadata that matching uses, with the site's number.
    pub fn circumstances(&self, site: Option<u32>) -> Circumstances {
        let published = self.published.as_deref().and_then(publication_time);
        Circumstances { published, site }
    }

    /// Whether the document matches exact copies only.
    pub fn is_exact_only(&self, settings: &MatchSettings) -> bool {
        let text = self.tokens.saturating_sub(self.print.headline_tokens);
        self.print.is_stub || text < settings.short_tokens
    }
}

impl DocumentRow {
    /// The row of a document.
    pub fn new(place: u64, fields: &Fields, print: Fingerprint) -> Result<DocumentRow, Error> {
        let sample = encode_words(print.sample.iter().copied());
        let tokens = encode_words(print.tokens.iter().map(|token| token.0));
        let card = Card {
            place,
            tokens: print.tokens.len() as u32,
            sampled: print.sample.len() as u32,
            published: fields.published.clone(),
            site: fields.site.clone(),
            language: fields.language.clone(),
            print: Fingerprint { tokens: Vec::new(), sample: Vec::new(), ..print },
        };
        let text_hash = xxh3_64(&card.print.sha256).cast_signed();
        Ok(DocumentRow { place, card: encode(&card)?, sample, tokens, text_hash })
    }
}
