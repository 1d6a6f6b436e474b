//! Tests of drafts: changes composed onto an original, replayed and reversed.

use super::*;
use crate::edit::{apply, reverse};
use proptest::prelude::*;

fn repair(span: Range<usize>, after: &str) -> Change {
    Change {
        kind: EditKind::Repair,
        rule: "r".into(),
        span,
        after: after.into(),
        evidence: String::new(),
    }
}

#[test]
fn a_later_change_joins_the_edit_it_touches() {
    let mut draft = Draft::new("a  b c");
    draft.apply(vec![repair(1..3, " ")]);
    draft.apply(vec![repair(0..3, "ab")]);
    let (text, edits) = draft.finish();
    assert_eq!(text, "ab c");
    assert_eq!(edits.len(), 1);
    assert_eq!((edits[0].span.clone(), edits[0].before.as_str()), (0..4, "a  b"));
}

#[test]
fn what_is_put_back_leaves_no_edit() {
    let mut draft = Draft::new("abc");
    draft.apply(vec![repair(1..2, "x")]);
    draft.apply(vec![repair(1..2, "b")]);
    assert_eq!(draft.finish(), ("abc".to_owned(), vec![]));
}

#[test]
fn two_rules_on_one_span_share_one_row() {
    let mut draft = Draft::new("abc");
    let mut other = repair(1..2, "");
    other.rule = "q".into();
    draft.apply(vec![repair(1..2, ""), other]);
    let (_, edits) = draft.finish();
    assert_eq!(edits[0].rules.join_plus(), "q+r");
}

trait JoinPlus {
    fn join_plus(&self) -> String;
}
impl JoinPlus for Vec<RuleId> {
    fn join_plus(&self) -> String {
        self.iter().map(|r| r.as_ref()).collect::<Vec<_>>().join("+")
    }
}

proptest! {
    #[test]
    fn any_batches_replay_and_reverse(
        original in "[ab\n]{0,30}",
        batches in prop::collection::vec(
            prop::collection::vec((0usize..40, 0usize..5, "[xy]{0,3}"), 0..5), 0..6),
    ) {
        let mut draft = Draft::new(&original);
        for batch in batches {
            let length = draft.text().len();
            let changes = batch
                .into_iter()
                .map(|(start, size, after)| {
                    let start = start.min(length);
                    repair(start..(start + size).min(length), &after)
                })
                .collect();
            draft.apply(changes);
        }
        let (text, edits) = draft.finish();
        for pair in edits.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for edit in &edits {
            prop_assert_eq!(&original[edit.span.clone()], edit.before.as_str());
            let breaks = original[..edit.span.start].matches('\n').count();
            prop_assert_eq!(edit.line as usize, breaks + 1);
        }
        prop_assert_eq!(apply(&original, &edits), Some(text.clone()));
        prop_assert_eq!(reverse(&text, &edits), Some(original));
    }
}
