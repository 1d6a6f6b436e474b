//! The reference of a run with `--against`: documents that new ones are matched with, a corpus or an index.
//!
//! In: its place, and the fingerprints of the new documents. Out: the cleaner with the reference's learned state, and
//! the matches with the places of the documents that matched. Only the reference is learned from. The new documents
//! are not matched among themselves.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::clean;
use super::cleaner::Cleaner;
use super::index_store::stored_documents::{PresentFile, StoredDocuments};
use super::learn::learn_if_unknown;
use super::plan::{Plan, Progress};
use super::refusal::{nothing, refuse_empty};
use super::store::{Documents, Store};
use super::temporary_store::TemporaryStore;
use super::work::Work;
use crate::config::InputSettings;
use crate::document::{CleanArticle, DocumentId, DocumentNumber, Match};
use crate::parse::ParseSettings;
use crate::report::{Piece, ReferenceMatch};
use crate::source::{self, Walk};
use crate::{Error, cluster, index};

/// Where a reference is.
pub enum Place {
    Index(PathBuf),
    Corpus { plan: Box<Plan>, walk: Walk },
}

impl Place {
    /// The place that a plan names, if it names one.
    pub fn of(plan: &Plan) -> Result<Option<Place>, Error> {
        plan.against.as_ref().map(|path| Place::find(plan, path)).transpose()
    }

    /// Looks what is at a path. A corpus is read like the inputs of the plan.
    fn find(plan: &Plan, path: &Path) -> Result<Place, Error> {
        let input = |source| Error::Input { path: path.to_owned(), source };
        if path.is_file() {
            let mut file = File::open(path).map_err(input)?;
            if (index::SIGNATURE.matches)(&mut file).map_err(input)? {
                return Ok(Place::Index(path.to_owned()));
            }
        }
        let settings =
            InputSettings { inputs: vec![path.to_owned()], metadata: None, ..plan.input.clone() };
        let plan = Plan { input: settings, nightly: None, against: None, ..plan.clone() };
        let output = Some(plan.output.folder.as_path()).filter(|path| !path.as_os_str().is_empty());
        let walk = source::walk(&plan.input, output)?;
        if walk.files.is_empty() {
            return Err(Error::NoDocuments(plan.input_names()));
        }
        Ok(Place::Corpus { plan: Box::new(plan), walk })
    }
}

/// A reference whose documents are clean and numbered.
pub struct Reference<'r> {
    documents: Documents,
    texts: Texts<'r>,
}

/// Where the texts are.
enum Texts<'r> {
    Index(StoredDocuments),
    Corpus(Box<TemporaryStore<'r>>),
}

impl<'r> Reference<'r> {
    /// Opens the reference, if there is one. The cleaner gets its learned state, unless it has one.
    pub fn open(
        place: Option<&'r Place>,
        cleaner: Cleaner,
        scratch: &Path,
        work: &mut Work<'_>,
    ) -> Result<(Option<Reference<'r>>, Cleaner), Error> {
        let (reference, cleaner) = match place {
            None => return Ok((None, cleaner)),
            Some(Place::Index(path)) => Reference::of_index(path, cleaner, work)?,
            Some(Place::Corpus { plan, walk }) => {
                Reference::of_corpus(plan, walk, cleaner, scratch, work)?
            }
        };
        Ok((Some(reference), cleaner))
    }

    fn of_index(
        path: &Path,
        cleaner: Cleaner,
        work: &mut Work<'_>,
    ) -> Result<(Reference<'r>, Cleaner), Error> {
        if cleaner.has_learned() {
            return Err(Error::Usage(
                "an index as reference has a learned state of its own: leave out --learned"
                    .to_owned(),
            ));
        }
        work.begin("read reference");
        let kept = index::Reference::open(path)?;
        let cleaner = cleaner.with_learned(kept.state()?);
        let files = kept.files.iter().map(|file| PresentFile::new(file, true)).collect();
        let stored = StoredDocuments::new(Arc::new(kept.snapshot), files);
        let (documents, _) = stored.number()?;
        Ok((Reference { documents, texts: Texts::Index(stored) }, cleaner))
    }

    fn of_corpus(
        plan: &'r Plan,
        walk: &'r Walk,
        cleaner: Cleaner,
        scratch: &Path,
        work: &mut Work<'_>,
    ) -> Result<(Reference<'r>, Cleaner), Error> {
        let parsing = ParseSettings::new(&plan.input, walk.rooted)?;
        let mut store = TemporaryStore::new(plan, walk, scratch);
        let (read, cleaner) =
            learn_if_unknown(&mut store, walk, &parsing, cleaner, plan, scratch, work)?;
        work.begin("clean reference");
        clean::clean(read, &mut store, &parsing, &cleaner, plan, work)?;
        let documents = store.documents()?;
        Ok((Reference { documents, texts: Texts::Corpus(Box::new(store)) }, cleaner))
    }

    /// Matches new documents with those of the reference. Takes the fingerprints of both.
    pub fn matches(
        mut self,
        new: &mut Documents,
        cleaner: &Cleaner,
        plan: &Plan,
        work: &mut Work<'_>,
        unreadable: impl Fn(std::io::Error) -> Error,
    ) -> Result<Vec<ReferenceMatch>, Error> {
        refuse_empty(new, plan)?;
        work.begin("match with reference");
        let count = new.fingerprints.len() as DocumentNumber;
        let sites = self.sites(new);
        let own = std::mem::take(&mut self.documents.fingerprints);
        let site = |number: DocumentNumber| sites.get(number as usize).copied().flatten();
        let all = std::mem::take(&mut new.fingerprints).followed_by(own, site);
        let weights = &cleaner.learned().weights;
        let found = cluster::across(&all, count, weights, &plan.matching).map_err(unreadable)?;
        let mut wanted: Vec<DocumentNumber> =
            found.iter().filter_map(|one| one.b.checked_sub(count)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let places = self.places(&wanted)?;
        let row = |one: Match| {
            let number = one.b.checked_sub(count)?;
            let Kept { document, source_id, headline } =
                places.get(wanted.binary_search(&number).ok()?)?.clone()?;
            let article = self.documents.identities.article(number)?;
            Some(ReferenceMatch { found: one, article, document, source_id, headline })
        };
        Ok(found.into_iter().filter_map(row).collect())
    }

    /// The sites of the reference's documents, in the numbers that the new documents use.
    fn sites(&self, new: &Documents) -> Vec<Option<u32>> {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        for (number, head) in (0..).zip(new.fingerprints.heads()) {
            if let (Some(name), Some(site)) = (new.identities.site(number), head.site) {
                numbers.insert(name, site);
            }
        }
        let mut next = numbers.values().max().map_or(0, |most| most + 1);
        let count = self.documents.fingerprints.len() as DocumentNumber;
        (0..count)
            .map(|number| {
                let name = self.documents.identities.site(number)?;
                Some(*numbers.entry(name).or_insert_with(|| {
                    next += 1;
                    next - 1
                }))
            })
            .collect()
    }

    /// The places of some documents, which ascend, in their order.
    fn places(&self, wanted: &[DocumentNumber]) -> Result<Vec<Option<Kept>>, Error> {
        let placed = Mutex::new(vec![None; wanted.len()]);
        // A temporary store hands over all documents, an index only those that are asked for.
        let all = matches!(self.texts, Texts::Corpus(_));
        let mut next: DocumentNumber = 0;
        let mut take = |pieces: Vec<Piece<'_>>| {
            let numbered = Piece::numbered(pieces, &mut next);
            numbered.into_par_iter().try_for_each(|(first, piece)| {
                let last = first + piece.documents as DocumentNumber;
                let from = wanted.partition_point(|number| *number < first);
                if all && wanted.get(from).is_none_or(|number| *number >= last) {
                    return Ok(());
                }
                for (number, document) in (first..).zip((piece.make)()?) {
                    let at = if all {
                        wanted.binary_search(&number).ok()
                    } else {
                        Some(number as usize)
                    };
                    let mut placed = placed.lock().unwrap_or_else(|broken| broken.into_inner());
                    if let Some(slot) = at.and_then(|at| placed.get_mut(at)) {
                        *slot = Some(Kept::of(document));
                    }
                }
                Ok::<(), Error>(())
            })
        };
        match &self.texts {
            Texts::Index(stored) => stored.each_batch(Some(wanted), &mut take)?,
            Texts::Corpus(store) => store.each_batch(None, &mut take)?,
        }
        Ok(placed.into_inner().unwrap_or_else(|broken| broken.into_inner()))
    }
}

/// What the tables name of a document of the reference.
#[derive(Debug, Clone)]
struct Kept {
    document: DocumentId,
    source_id: Option<String>,
    headline: Option<String>,
}

impl Kept {
    fn of(document: CleanArticle) -> Kept {
        let CleanArticle { article, .. } = document;
        let (source_id, headline) = (article.fields.source_id, article.fields.headline);
        Kept { document: article.id, source_id, headline }
    }
}

/// Matches the documents of one file with an index. `scratch` is a folder for temporary files.
///
/// # Errors
/// As [`run`](super::run); [`Error::Damaged`] if the index cannot be read.
pub fn match_file(
    index: &Path,
    file: &Path,
    scratch: &Path,
    progress: &dyn Progress,
) -> Result<Vec<ReferenceMatch>, Error> {
    let input = InputSettings { inputs: vec![file.to_owned()], ..InputSettings::default() };
    let plan = Plan { input, ..Plan::default() };
    let mut work = Work::start(progress);
    let (reference, cleaner) =
        Reference::of_index(index, Cleaner::open(&plan.cleaning)?, &mut work)?;
    let walk = source::walk(&plan.input, None)?;
    let parsing = ParseSettings::new(&plan.input, walk.rooted)?;
    let mut store = TemporaryStore::new(&plan, &walk, scratch);
    clean::clean(None, &mut store, &parsing, &cleaner, &plan, &work)?;
    let mut documents = store.documents()?;
    if documents.identities.is_empty() {
        return Err(nothing(&documents.problems, &plan));
    }
    let unreadable = |source| Error::Input { path: index.to_owned(), source };
    reference.matches(&mut documents, &cleaner, &plan, &mut work, unreadable)
}
