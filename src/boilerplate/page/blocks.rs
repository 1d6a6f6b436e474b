//! Decides the blocks of a page as wholes: data tables, lists, boxes of facts, galleries, captions, standfirsts,
//! sub-headings, pull quotes, links between paragraphs, tables of contents, footers, a body given twice; and the
//! sentences and short lines of the story that the page model doubts.
//!
//! In: the lines of a page with their markup and scores, and for each whether the page model keeps it.
//! Out: the same decisions, changed where a block is one thing, each with its rule. It scores no line,
//! and changes nothing on a page without such blocks.

mod answers;
mod apart;
mod between;
mod boxes;
mod bullets;
mod captions;
mod contents;
mod facts;
mod footer;
mod lines;
mod links;
mod placed;
mod quotes;
mod repeated;
mod sentences;
mod standfirst;
mod subheads;
mod wholes;

#[cfg(test)]
mod tests;

pub(super) use captions::{CAPTION, GALLERY};
pub(super) use contents::CONTENTS;
pub(super) use footer::FOOTER;
pub(super) use lines::{Decision, Lines};
pub(super) use links::LINK;
pub(super) use quotes::QUOTE;
pub(super) use repeated::REPEATED_BODY;

/// Decides the blocks, given what the page model decided for each line.
pub(super) fn decide(page: &Lines<'_>, stays: Vec<bool>) -> Vec<Decision> {
    let mut all: Vec<Decision> =
        stays.into_iter().map(|stays| Decision { stays, rule: None }).collect();
    standfirst::keep_standfirst(page, &mut all);
    quotes::keep_quoted(page, &mut all);
    sentences::keep_sentences(page, &mut all);
    subheads::keep_subheads(page, &mut all);
    wholes::decide_tables(page, &mut all);
    wholes::decide_lists(page, &mut all);
    bullets::keep_bulleted(page, &mut all);
    between::keep_between(page, &mut all);
    facts::keep_boxes_of_facts(page, &mut all);
    boxes::decide_boxes(page, &mut all);
    captions::drop_galleries(page, &mut all);
    captions::drop_captions(page, &mut all);
    quotes::drop_pull_quotes(page, &mut all);
    links::drop_capital_links(page, &mut all);
    links::drop_related_links(page, &mut all);
    contents::drop_contents(page, &mut all);
    footer::drop_footer(page, &mut all);
    repeated::drop_repeated_body(page, &mut all);
    all
}
