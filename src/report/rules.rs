//! `rules.csv`: one row per rule and repair, used or not.
//!
//! In: the list of rules, and the edits of the documents. Out: the rows, sorted by rule.

use std::collections::{BTreeMap, HashMap};

use crate::Error;
use crate::document::{Edit, EditKind, RuleId};

use super::cells::Rows;
use super::files::TableFile;

/// A rule or repair of this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleEntry {
    pub id: String,
    /// The kind under which it is listed: `share`, `related`, `spacing`, ...
    pub kind: String,
    pub why: String,
}

/// The sums of one rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuleTally {
    pub articles: u64,
    pub edits: u64,
    /// Edits that took a line or span out of the text.
    pub removals: u64,
    pub chars: u64,
}

/// The sums of all rules that had an edit.
#[derive(Debug, Clone, Default)]
pub struct RuleTallies {
    by_rule: HashMap<RuleId, RuleTally>,
}

impl RuleTallies {
    /// Counts all edits of one document.
    pub fn note(&mut self, edits: &[Edit]) {
        let mut seen: Vec<&RuleId> = Vec::new();
        for edit in edits {
            let chars = edit.before.chars().count() as u64;
            for rule in &edit.rules {
                let tally = match self.by_rule.get_mut(rule) {
                    Some(tally) => tally,
                    None => self.by_rule.entry(rule.clone()).or_default(),
                };
                if !seen.contains(&rule) {
                    seen.push(rule);
                    tally.articles += 1;
                }
                tally.edits += 1;
                tally.removals +=
                    u64::from(matches!(edit.kind, EditKind::Remove | EditKind::Field));
                tally.chars += if edit.kind == EditKind::Suggest { 0 } else { chars };
            }
        }
    }

    pub fn merge(&mut self, other: RuleTallies) {
        for (rule, more) in other.by_rule {
            let tally = self.by_rule.entry(rule).or_default();
            tally.articles += more.articles;
            tally.edits += more.edits;
            tally.removals += more.removals;
            tally.chars += more.chars;
        }
    }

    /// The removals by the kind of their rule. A rule that is not listed counts under its own name.
    pub fn removed_by_kind(&self, rules: &[RuleEntry]) -> BTreeMap<String, u64> {
        let kinds: HashMap<&str, &str> =
            rules.iter().map(|rule| (rule.id.as_str(), rule.kind.as_str())).collect();
        let mut sums = BTreeMap::new();
        for (rule, tally) in self.by_rule.iter().filter(|(_, tally)| tally.removals > 0) {
            let kind = kinds.get(&**rule).copied().filter(|kind| !kind.is_empty());
            *sums.entry(kind.unwrap_or(rule).to_owned()).or_default() += tally.removals;
        }
        sums
    }
}

pub fn write(
    table: &mut TableFile<'_>,
    rules: &[RuleEntry],
    tallies: &RuleTallies,
    spreadsheet: bool,
) -> Result<(), Error> {
    let mut all: BTreeMap<&str, (&str, &str, RuleTally)> = BTreeMap::new();
    for rule in rules {
        all.insert(&rule.id, (&rule.kind, &rule.why, RuleTally::default()));
    }
    for (rule, tally) in &tallies.by_rule {
        all.entry(rule).or_default().2 = *tally;
    }
    let mut rows = Rows::new(spreadsheet);
    for (rule, (kind, why, tally)) in all {
        rows.row()
            .text(rule)
            .text(kind)
            .text(why)
            .number(tally.articles)
            .number(tally.edits)
            .number(tally.chars)
            .end();
    }
    table.write(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(kind: EditKind, rules: &[&str], before: &str) -> Edit {
        Edit {
            kind,
            rules: rules.iter().map(|&rule| rule.into()).collect(),
            line: 1,
            span: 0..before.len(),
            before: before.into(),
            after: String::new(),
            evidence: String::new(),
        }
    }

    #[test]
    fn a_rule_counts_documents_edits_and_characters() {
        let mut tallies = RuleTallies::default();
        tallies.note(&[
            edit(EditKind::Remove, &["share", "follow"], "Tweet é"),
            edit(EditKind::Remove, &["share"], "x"),
            edit(EditKind::Suggest, &["share"], "not applied"),
        ]);
        let mut other = RuleTallies::default();
        other.note(&[edit(EditKind::Repair, &["share"], "yz")]);
        tallies.merge(other);
        let share = tallies.by_rule.get("share").copied();
        assert_eq!(share, Some(RuleTally { articles: 2, edits: 4, removals: 2, chars: 10 }));
        let listed = [RuleEntry { id: "share".into(), kind: "social".into(), why: String::new() }];
        let sums = tallies.removed_by_kind(&listed);
        assert_eq!(sums.get("social"), Some(&2));
        assert_eq!(sums.get("follow"), Some(&1));
    }
}
