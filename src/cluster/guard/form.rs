//! Tells forms from versions of one report.
//!
//! In: compared pairs. Out: the same pairs; those of forms are held apart. A pair alone does not show a form: it
//! shows when too many documents are revisions of each other, or have names of their own in the same places.

use std::collections::BTreeMap;

use crate::cluster::compared_pair::ComparedPair;
use crate::cluster::components::Components;
use crate::document::{AdmittedBy, DocumentNumber, HeldApart};

/// Versions of one report with new figures. A form has more.
const VERSIONS: usize = 8;
/// Documents that fill one form at least.
const FILLINGS: usize = 4;
/// In a form there is a slot for this many shared shingles, or more slots.
const SHINGLES_PER_SLOT: u32 = 48;
/// Most matches among the fillings of a form have slots: so many hundredths.
const WITH_SLOTS: usize = 70;

/// Holds the documents of forms apart. Too many documents that are revisions of each other are a form, and so are
/// documents that have names and figures of their own in the same places.
pub(super) fn forms(documents: usize, compared: &mut [ComparedPair]) {
    let is_revision =
        |one: &ComparedPair| one.matched && one.pair.admitted_by == AdmittedBy::Revision;
    let groups = Groups::new(documents, compared, is_revision);
    for one in compared.iter_mut().filter(|one| is_revision(one)) {
        if groups.size(one.pair.a) > VERSIONS {
            one.pair.held_apart = Some(HeldApart::Template);
        }
    }
    let groups = Groups::new(documents, compared, has_slots);
    let mut pairs: BTreeMap<DocumentNumber, (usize, usize)> = BTreeMap::new();
    let root = |one: &ComparedPair| {
        groups.root(one.pair.a).filter(|a| groups.root(one.pair.b) == Some(*a))
    };
    for one in compared.iter().filter(|one| one.matched) {
        if let Some(root) = root(one) {
            let (all, slotted) = pairs.entry(root).or_default();
            *all += 1;
            *slotted += usize::from(has_slots(one));
        }
    }
    let is_form = |root: DocumentNumber| {
        let (all, slotted) = pairs.get(&root).copied().unwrap_or_default();
        groups.size(root) >= FILLINGS && slotted * 100 >= all * WITH_SLOTS
    };
    for one in compared.iter_mut().filter(|one| one.matched) {
        if root(one).is_some_and(is_form) {
            one.pair.held_apart = Some(HeldApart::Template);
        }
    }
}

/// Whether a match has as many slots as two fillings of a form.
fn has_slots(one: &ComparedPair) -> bool {
    one.matched && one.slots > 0 && one.slots * SHINGLES_PER_SLOT >= one.pair.shared_shingles
}

/// The documents that pairs of one kind connect.
struct Groups {
    /// The document and the root of its group, sorted.
    roots: Vec<(DocumentNumber, DocumentNumber)>,
    /// The roots of all documents, sorted.
    sizes: Vec<DocumentNumber>,
}

impl Groups {
    fn new(
        documents: usize,
        compared: &[ComparedPair],
        connects: impl Fn(&ComparedPair) -> bool,
    ) -> Groups {
        let mut components = Components::new(documents);
        let mut members: Vec<DocumentNumber> = Vec::new();
        for one in compared.iter().filter(|one| connects(one)) {
            components.join(one.pair.a, one.pair.b);
            members.extend([one.pair.a, one.pair.b]);
        }
        members.sort_unstable();
        members.dedup();
        let roots: Vec<_> =
            members.into_iter().map(|member| (member, components.root(member))).collect();
        let mut sizes: Vec<DocumentNumber> = roots.iter().map(|(_, root)| *root).collect();
        sizes.sort_unstable();
        Groups { roots, sizes }
    }

    fn root(&self, member: DocumentNumber) -> Option<DocumentNumber> {
        let at = self.roots.binary_search_by_key(&member, |(member, _)| *member).ok()?;
        self.roots.get(at).map(|(_, root)| *root)
    }

    /// The number of documents in the group of a document.
    fn size(&self, member: DocumentNumber) -> usize {
        let Some(root) = self.root(member) else { return 0 };
        self.sizes.partition_point(|other| *other <= root)
            - self.sizes.partition_point(|other| *other < root)
    }
}
