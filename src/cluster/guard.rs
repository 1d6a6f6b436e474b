//! Holds apart the pairs that would join unlike stories.
//!
//! In: compared pairs. Out: the same pairs, some of them marked as held apart. It removes no pair.

mod digest;
mod embedded;
mod form;
mod frame;
mod hub;
mod side;

use std::io;

use rayon::prelude::*;

use super::compared_pair::ComparedPair;
use super::verify::Verifier;
use crate::document::HeldApart;
use digest::digest;
use embedded::embedded;
use form::forms;
use frame::frame;
use hub::hub;
use side::{Side, is_loose};

/// Marks the matches of digests, of site chrome saved as stories and of forms: they are reported but join no
/// cluster.
pub(super) fn guard(verifier: &Verifier<'_>, compared: &mut [ComparedPair]) -> io::Result<()> {
    forms(verifier.fingerprints.len(), compared);
    let mut sides: Vec<Side> = compared
        .iter()
        .enumerate()
        .flat_map(|(at, one)| {
            [
                Side { own: one.pair.a, other: one.pair.b, at },
                Side { own: one.pair.b, other: one.pair.a, at },
            ]
        })
        .collect();
    sides.par_sort_unstable_by_key(|side| (side.own, side.other));
    let copied = copied(verifier, compared);
    let barred = barred(&sides, |sides| digest(verifier, compared, &copied, sides))?;
    mark(compared, &barred, HeldApart::Digest);
    let barred = self::barred(&sides, |sides| hub(verifier, compared, sides))?;
    mark(compared, &barred, HeldApart::Template);
    let barred = self::barred(&sides, |sides| frame(verifier, compared, sides))?;
    mark(compared, &barred, HeldApart::Template);
    let barred = embedded(verifier, compared)?;
    mark(compared, &barred, HeldApart::Digest);
    Ok(())
}

/// The pairs that a guard bars, over all documents that have two pairs.
fn barred(
    sides: &[Side],
    guard: impl Fn(&[Side]) -> io::Result<Vec<usize>> + Sync + Send,
) -> io::Result<Vec<usize>> {
    let barred: Vec<Vec<usize>> = sides
        .par_chunk_by(|a, b| a.own == b.own)
        .filter(|sides| sides.len() > 1)
        .map(guard)
        .collect::<io::Result<_>>()?;
    Ok(barred.concat())
}

fn mark(compared: &mut [ComparedPair], barred: &[usize], reason: HeldApart) {
    for at in barred {
        if let Some(one) = compared.get_mut(*at) {
            one.pair.held_apart.get_or_insert(reason);
        }
    }
}

/// For each document, whether it has an exact or near copy.
fn copied(verifier: &Verifier<'_>, compared: &[ComparedPair]) -> Vec<bool> {
    let mut copied = vec![false; verifier.fingerprints.len()];
    let exact = (0..).zip(verifier.first_copy).filter(|(number, first)| number != *first);
    let near = compared.iter().filter(|one| one.matched && !is_loose(&one.pair));
    let both = near.flat_map(|one| [one.pair.a, one.pair.b]);
    for number in exact.map(|(_, first)| *first).chain(both) {
        if let Some(flag) = copied.get_mut(number as usize) {
            *flag = true;
        }
    }
    copied
}
