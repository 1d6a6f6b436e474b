//! Tests of documents that have the text of another story: roundups, and pages with one frame.
//!
//! In: invented documents of numbered words. Out: assertions on clusters and reasons.

use super::*;

#[test]
fn a_report_within_a_document_about_something_else_is_no_excerpt() {
    let report = story(20_000, 70);
    let own = story(10_000, 300).words;
    let mut roundup = words(own[..150].iter().chain(&report.words).chain(&own[150..]).copied());
    roundup.title = 6;
    let found = run(&[report, roundup]);
    assert!(found.clusters.is_empty());
    assert_eq!(found.matches[0].held_apart, Some(HeldApart::Digest));
    let whole = story(10_000, 370);
    let excerpt = words(whole.words[150..220].to_vec());
    assert_eq!(members(&run(&[excerpt, whole])), [[0, 1]]);
}

#[test]
fn pages_with_one_frame_and_lines_of_their_own_are_not_copies() {
    let page = |n: u32| words((1_000 * n..1_000 * n + 8).chain(0..60));
    let found = run(&(1..7).map(page).collect::<Vec<_>>());
    assert!(found.clusters.is_empty(), "{:?}", members(&found));
    assert!(found.matches.iter().all(|one| one.held_apart == Some(HeldApart::Template)));
    let outlets = run(&(1..7).map(|n| page(n).on(n)).collect::<Vec<_>>());
    assert_eq!(members(&outlets), [[0, 1, 2, 3, 4, 5]], "what outlets print is a story");
}

#[test]
fn copies_under_headlines_about_their_text_are_not_pages_with_one_frame() {
    let copy = |n: u32| words((0..8).map(|word| 7 * word + n).chain(0..60));
    let found = run(&(1..7).map(copy).collect::<Vec<_>>());
    assert_eq!(members(&found), [[0, 1, 2, 3, 4, 5]]);
}
