//! Reduces the markup of a page to the elements around its lines.
//!
//! In: all elements of a page, in document order, and its lines. Out: the elements around lines with
//! their names, renumbered. It judges nothing.

use crate::document::markup::{Element, MarkedLine, Markup};

/// The markup without elements that contain no line.
pub(super) fn prune(all: &Markup) -> Markup {
    const UNUSED: u32 = u32::MAX;
    let mut place = vec![UNUSED; all.elements.len()];
    let mut mark = |number: usize| {
        if let Some(slot) = place.get_mut(number) {
            *slot = 0;
        }
    };
    mark(0);
    all.lines.iter().for_each(|line| mark(line.element as usize));
    for (number, element) in all.elements.iter().enumerate().rev() {
        if place.get(number) == Some(&0)
            && let Some(slot) = place.get_mut(element.parent as usize)
        {
            *slot = 0;
        }
    }
    let mut kept = Markup::default();
    for (number, element) in all.elements.iter().enumerate() {
        if place.get(number) != Some(&0) {
            continue;
        }
        let parent = place.get(element.parent as usize).copied().unwrap_or(0);
        let from = element.names_from as usize;
        let names = all.names.get(from..from + usize::from(element.names)).unwrap_or_default();
        let names_from = kept.names.len() as u32;
        kept.names.extend_from_slice(names);
        if let Some(slot) = place.get_mut(number) {
            *slot = kept.elements.len() as u32;
        }
        kept.elements.push(Element {
            parent: if number == 0 { 0 } else { parent },
            names_from,
            ..element.clone()
        });
    }
    let line = |line: &MarkedLine| MarkedLine {
        element: place.get(line.element as usize).copied().unwrap_or(0),
        ..line.clone()
    };
    kept.lines = all.lines.iter().map(line).collect();
    kept
}
