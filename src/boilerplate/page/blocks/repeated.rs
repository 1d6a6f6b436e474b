//! Removes one copy of a body that a page gives twice, as one for phones and one for desks.
//!
//! In: the lines of a page and which of them stay. Out: the hidden copy goes, or else the second. The copy may
//! be the beginning alone, right before the whole. A single line that recurs is no copy.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::lines::{Decision, Lines, drop, stays};
use crate::key::key;

/// The rule of the removals.
pub(in crate::boilerplate::page) const REPEATED_BODY: &str = "page-repeated-body";

/// A repeated line has at least this many characters other than white space.
const REPEATED_CHARS: u32 = 32;
/// A body is given twice if at least this many of its lines are repeated.
const REPEATED_LINES: usize = 3;
/// The beginning of a body is given twice if so many lines are repeated one behind the other: more are a body.
const BEGINNING_LINES: usize = REPEATED_LINES - 1;
/// Lines between the beginning and the whole, as a button to read on.
const LINES_BETWEEN: usize = 3;
/// Short lines this close before a copy can be part of it.
const LINES_BEFORE: usize = 4;

/// Of a body that is given twice, one copy goes: the hidden one, or else the second.
pub(super) fn drop_repeated_body(page: &Lines<'_>, all: &mut [Decision]) {
    let mut first: HashMap<u64, usize> = HashMap::new();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for line in (0..page.len()).filter(|&line| stays(all, line)) {
        // Headings recur in the table of contents.
        if page.chars(line) < REPEATED_CHARS || page.is_heading(line) {
            continue;
        }
        match first.entry(key(page.text(line))) {
            Entry::Occupied(entry) => pairs.push((*entry.get(), line)),
            Entry::Vacant(entry) => {
                entry.insert(line);
            }
        }
    }
    if pairs.len() < REPEATED_LINES && !is_beginning(page, all, &pairs) {
        return;
    }
    let hidden = |line: usize| page.is_hidden(line);
    let first_is_hidden = pairs.iter().filter(|(one, other)| hidden(*one) && !hidden(*other));
    let drop_first = first_is_hidden.count() * 2 > pairs.len();
    let side = |first: bool| -> Vec<usize> {
        let side = pairs.iter().map(|(one, other)| if first { *one } else { *other });
        let mut side: Vec<usize> = side.collect();
        side.sort_unstable();
        side
    };
    for line in with_short_lines(page, &side(drop_first), &side(!drop_first)) {
        drop(all, line, REPEATED_BODY);
    }
}

/// Whether two lines are repeated in their order in another element, right behind themselves.
fn is_beginning(page: &Lines<'_>, all: &[Decision], pairs: &[(usize, usize)]) -> bool {
    let follows =
        |from: usize, to: usize| from < to && !(from + 1..to).any(|line| stays(all, line));
    let in_order =
        pairs.iter().zip(pairs.iter().skip(1)).all(|(a, b)| follows(a.0, b.0) && follows(a.1, b.1));
    let apart = |line: &(usize, usize)| {
        let parent = |line: usize| page.above(page.element(line)).next();
        parent(line.0) != parent(line.1)
    };
    let close = match (pairs.last(), pairs.first()) {
        (Some((end, _)), Some((_, start))) => (end + 1..=end + 1 + LINES_BETWEEN).contains(start),
        _ => false,
    };
    pairs.len() == BEGINNING_LINES && in_order && close && pairs.iter().all(apart)
}

/// The repeated lines, and the lines among and right before them that the kept copy has too.
fn with_short_lines(page: &Lines<'_>, copies: &[usize], kept: &[usize]) -> Vec<usize> {
    let span = |side: &[usize]| {
        let from = side.first().copied().unwrap_or(0).saturating_sub(LINES_BEFORE);
        from..=side.last().copied().unwrap_or(0)
    };
    let (dropped, kept) = (span(copies), span(kept));
    let of = |line: usize| page.texts.get(line).map(|text| key(text));
    let known: HashSet<Option<u64>> = kept.clone().map(of).collect();
    let among = dropped.filter(|line| !kept.contains(line) && known.contains(&of(*line)));
    let mut all: Vec<usize> = among.chain(copies.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    all
}
