//! Consecutive documents, turned into bytes on one thread.
//!
//! In: a piece of the documents of a run, and a function that makes them. Out: their rows and lines as
//! bytes, and their sums. The only files that it writes are the texts of `unique/`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::super::articles::{self, Document, Sizes};
use super::super::cells::Rows;
use super::super::clusters::ClusterNotes;
use super::super::counts::Counts;
use super::super::folder::OutputFolder;
use super::super::identity::{Identities, Memberships};
use super::super::rules::RuleTallies;
use super::super::sites::SiteTally;
use super::super::versions::{self, Sentence, Versions};
use super::super::{agency, edits, jsonl, unique};
use super::settings::{TableSettings, UniqueFormat};
use crate::Error;
use crate::document::{CleanArticle, DocumentNumber};

/// Consecutive documents that are still to be made. A few dozen are best: enough that distributing
/// them costs little, few enough that all threads get some.
pub struct Piece<'p> {
    /// How many there are.
    pub documents: usize,
    pub make: Box<dyn FnOnce() -> Result<Vec<CleanArticle>, Error> + Send + 'p>,
}

impl<'p> Piece<'p> {
    /// Pieces, each with the number of its first document. `next` is the first number that is free.
    pub fn numbered(
        pieces: Vec<Piece<'p>>,
        next: &mut DocumentNumber,
    ) -> Vec<(DocumentNumber, Piece<'p>)> {
        let number = |piece: Piece<'p>| {
            let first = *next;
            *next += piece.documents as DocumentNumber;
            (first, piece)
        };
        pieces.into_iter().map(number).collect()
    }

    /// Documents that exist already.
    #[cfg(test)]
    pub fn made(documents: Vec<CleanArticle>) -> Piece<'p> {
        Piece { documents: documents.len(), make: Box::new(|| Ok(documents)) }
    }
}

/// The bytes and sums of one piece.
#[derive(Default)]
pub struct Part {
    pub articles: (Vec<u8>, Vec<u8>),
    pub edits: (Vec<u8>, Vec<u8>),
    pub lines: Vec<u8>,
    /// Ranges of `lines` with the unique stories.
    pub unique: Vec<Range<usize>>,
    pub originals: Vec<u8>,
    /// The bytes that go into the hash of the run's inputs.
    pub inputs: Vec<u8>,
    pub counts: Counts,
    pub rules: RuleTallies,
    pub sites: HashMap<Arc<str>, SiteTally>,
    /// For documents in clusters, by the number of the cluster.
    pub clusters: Vec<(usize, ClusterNotes)>,
    /// The sentences of updates and of what they update.
    pub texts: Vec<(DocumentNumber, Vec<Sentence>)>,
}

/// Shared by all threads.
#[derive(Clone, Copy)]
pub struct Maker<'a> {
    pub folder: &'a OutputFolder,
    pub settings: TableSettings,
    pub identities: &'a Identities,
    pub memberships: &'a Memberships<'a>,
    pub versions: &'a Versions,
}

impl Maker<'_> {
    /// Makes the documents of a piece and their part. `first` is the number of the first document.
    pub fn part(&self, first: DocumentNumber, piece: Piece<'_>) -> Result<Part, Error> {
        let documents = (piece.make)()?;
        let size: usize = documents.iter().map(|clean| clean.text.len() + 512).sum();
        let mut part = Part { lines: Vec::with_capacity(size + size / 16), ..Part::default() };
        let mut articles = Rows::new(self.settings.excel);
        let mut edits = Rows::new(self.settings.excel);
        for (number, clean) in (first..).zip(&documents) {
            let Some(document) = self.document(number, clean) else {
                return Err(Error::Usage(format!(
                    "document {number} has no id: this is a fault of copydesk, please report it"
                )));
            };
            let sizes = Sizes::of(clean);
            let agency = agency::agencies(clean);
            articles::write(&mut articles, &document, sizes, &agency);
            edits::write(&mut edits, &document);
            self.lines(&mut part, number, &document)?;
            if self.versions.needs(number) {
                part.texts.push((number, versions::sentences(&clean.text)));
            }
            self.note(&mut part, number, &document, sizes, !agency.is_empty());
        }
        part.articles = articles.finish();
        part.edits = edits.finish();
        Ok(part)
    }

    fn document<'d>(
        &'d self,
        number: DocumentNumber,
        clean: &'d CleanArticle,
    ) -> Option<Document<'d>> {
        let membership = self.memberships.of(number);
        let via = membership.and_then(|m| m.joined).and_then(|joined| joined.via);
        Some(Document {
            clean,
            id: self.identities.article(number)?,
            via: via.and_then(|neighbour| self.identities.article(neighbour)),
            membership,
            first_in_cluster: self.memberships.first_in_cluster(number, self.identities),
        })
    }

    /// The files that hold a document's texts.
    fn lines(
        &self,
        part: &mut Part,
        number: DocumentNumber,
        document: &Document<'_>,
    ) -> Result<(), Error> {
        let start = part.lines.len();
        let unique = self.settings.unique.filter(|_| document.is_unique_story());
        if !self.settings.no_lines || unique == Some(UniqueFormat::Jsonl) {
            jsonl::write(&mut part.lines, document);
        }
        match unique {
            Some(UniqueFormat::Jsonl) => match part.unique.last_mut() {
                Some(last) if last.end == start => last.end = part.lines.len(),
                _ => part.unique.push(start..part.lines.len()),
            },
            Some(UniqueFormat::Txt) => self.write_text(number, document)?,
            None => {}
        }
        if self.settings.keep_original {
            jsonl::write_original(&mut part.originals, document);
        }
        Ok(())
    }

    fn write_text(&self, number: DocumentNumber, document: &Document<'_>) -> Result<(), Error> {
        let id = &document.clean.article.id;
        let name = unique::file_name(id, document.id, self.identities.is_repeated(number));
        self.folder.write_small(&format!("unique/{name}"), document.clean.text.as_bytes())
    }

    /// The sums.
    fn note(
        &self,
        part: &mut Part,
        number: DocumentNumber,
        document: &Document<'_>,
        sizes: Sizes,
        is_wire: bool,
    ) {
        let clean = document.clean;
        part.inputs.extend_from_slice(document.id.to_string().as_bytes());
        part.inputs.extend_from_slice(&clean.article.raw_sha256);
        part.counts.document(document, sizes);
        part.rules.note(&clean.edits);
        if let Some(site) = self.identities.site(number) {
            match part.sites.get_mut(site) {
                Some(tally) => tally.note(document, sizes, is_wire),
                None => part.sites.entry(site.clone()).or_default().note(document, sizes, is_wire),
            }
        }
        if let Some(membership) = document.membership {
            let mut notes = ClusterNotes::default();
            notes.note(&membership, &clean.article.fields);
            part.clusters.push((membership.cluster, notes));
        }
    }
}
