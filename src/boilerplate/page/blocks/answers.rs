//! Finds the answers of a story: what opens below a question.
//!
//! In: the lines of a page and the story's element. Out: the `details` of the story that hold answers: their
//! summary is a question, or there are several side by side. One alone, such as a note about the newsletter,
//! is none. It decides nothing.

use super::apart::is_apart;
use super::lines::Lines;
use crate::boilerplate::layout::is_question;
use crate::document::markup::Tag;

/// Elements that are side by side, at least.
const SEVERAL: u8 = 2;
/// The answers of a page.
pub(super) struct Answers {
    /// For each element whether it is `details` with an answer.
    details: Vec<bool>,
    /// The story's element.
    home: u32,
}

impl Answers {
    pub fn of(page: &Lines<'_>, home: u32) -> Answers {
        let mut details = side_by_side(page, home);
        for line in (0..page.len()).filter(|&line| is_question(page.text(line))) {
            let mut chain = page.chain(page.element(line)).take_while(|number| *number != home);
            let summary = chain.find(|number| page.tag(*number) == Tag::Summary);
            let parent = summary.and_then(|summary| page.above(summary).next());
            if let Some(own) = parent.filter(|parent| page.tag(*parent) == Tag::Details)
                && let Some(slot) = details.get_mut(own as usize)
            {
                *slot = true;
            }
        }
        Answers { details, home }
    }

    /// Whether an element is in an answer of the story, with no name that sets it apart.
    pub fn has(&self, page: &Lines<'_>, element: u32) -> bool {
        let mut inside = page.chain(element).take_while(|number| *number != self.home);
        inside.any(|number| self.details.get(number as usize) == Some(&true))
            && !is_apart(page, element, self.home)
    }
}

/// For each element whether it is one of several `details` with one parent, or each in a wrapper with one parent.
fn side_by_side(page: &Lines<'_>, home: u32) -> Vec<bool> {
    let count = page.markup.elements.len();
    let (mut children, mut wrapped) = (vec![0u8; count], vec![0u8; count]);
    let places = |number: u32| {
        let mut above = page.above(number);
        let parent = above.next();
        // The story's element is no wrapper of one answer.
        let around = above.next().filter(|_| parent != Some(home));
        (parent, around)
    };
    let is_details = |number: &u32| page.tag(*number) == Tag::Details;
    let add = |counts: &mut Vec<u8>, number: Option<u32>| {
        if let Some(slot) = number.and_then(|number| counts.get_mut(number as usize)) {
            *slot = slot.saturating_add(1);
        }
    };
    for number in (0..count as u32).filter(is_details) {
        let (parent, around) = places(number);
        add(&mut children, parent);
        add(&mut wrapped, around);
    }
    let many = |counts: &[u8], number: Option<u32>| {
        number.and_then(|number| counts.get(number as usize)).is_some_and(|many| *many >= SEVERAL)
    };
    let is_one = |number: u32| {
        let (parent, around) = places(number);
        many(&children, parent) || many(&wrapped, around)
    };
    (0..count as u32).map(|number| is_details(&number) && is_one(number)).collect()
}
