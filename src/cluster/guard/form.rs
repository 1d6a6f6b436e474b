//! Tells forms from versions of one report.
//!
//! In: compared pairs. Out: the same pairs; those of forms are held apart. A pair alone does not show a form: it
//! shows when too many documents are revisions of each other.

use crate::cluster::compared_pair::ComparedPair;
use crate::cluster::components::Components;
use crate::document::{AdmittedBy, DocumentNumber, HeldApart};

/// Versions of one report with new figures. A form has more.
const VERSIONS: usize = 8;

/// Holds revisions apart if too many documents are revisions of each other: they are a form.
pub(super) fn forms(documents: usize, compared: &mut [ComparedPair]) {
    let is_revision =
        |one: &ComparedPair| one.matched && one.pair.admitted_by == AdmittedBy::Revision;
    let mut components = Components::new(documents);
    let mut members: Vec<DocumentNumber> = Vec::new();
    for one in compared.iter().filter(|one| is_revision(one)) {
        components.join(one.pair.a, one.pair.b);
        members.extend([one.pair.a, one.pair.b]);
    }
    members.sort_unstable();
    members.dedup();
    let mut roots: Vec<DocumentNumber> =
        members.iter().map(|member| components.root(*member)).collect();
    roots.sort_unstable();
    for one in compared.iter_mut().filter(|one| is_revision(one)) {
        let root = components.root(one.pair.a);
        let size = roots.partition_point(|other| *other <= root)
            - roots.partition_point(|other| *other < root);
        if size > VERSIONS {
            one.pair.held_apart = Some(HeldApart::Template);
        }
    }
}
