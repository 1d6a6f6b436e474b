//! The examples of a rulebook, run as its test.
//!
//! In: a book. Out: one [`ExampleResult`] an example. Used by the test below and by
//! `copydesk rules test`. Header reading and corpus knowledge take no part: an example tests rules.

use super::layout::Layout;
use super::line_cache::LineCache;
use super::rule::{Place, Rule};
use super::rule_scan::{Finding, Findings, scan_rules};
use super::rulebook::Rulebook;
use crate::edit::Draft;

/// What an example shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleKind {
    Removes,
    Keeps,
}

/// How one example of one rule came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleResult {
    pub rule: String,
    pub kind: ExampleKind,
    pub example: String,
    /// Whether the rule file marks it as a known failure.
    pub known_failure: bool,
    /// What went wrong, for a person; `None` where the example came out right.
    pub failure: Option<String>,
}

impl ExampleResult {
    /// An example passes when it comes out right, and a known failure when it does not.
    pub fn passed(&self) -> bool {
        self.failure.is_some() == self.known_failure
    }
}

/// Runs every example of every rule.
///
/// An example stands among paragraphs of invented prose, at the place its rule names. What it
/// `removes` must go by that very rule, in the rule's first language; what it `keeps` must stay
/// though every rule of the book looks at it; and a second look must change nothing.
pub fn check_examples(book: &Rulebook) -> Vec<ExampleResult> {
    let mut results = Vec::new();
    for rule in book.rules() {
        let mut run = |examples: &[String], kind, known_failure| {
            for example in examples {
                let failure = match kind {
                    ExampleKind::Removes => removes(book, rule, example),
                    ExampleKind::Keeps => keeps(book, rule, example),
                }
                .err();
                let (rule, example) = (rule.id.clone(), example.clone());
                results.push(ExampleResult { rule, kind, example, known_failure, failure });
            }
        };
        run(&rule.removes, ExampleKind::Removes, false);
        run(&rule.keeps, ExampleKind::Keeps, false);
        run(&rule.known_failures.removes, ExampleKind::Removes, true);
        run(&rule.known_failures.keeps, ExampleKind::Keeps, true);
    }
    results
}

/// Paragraphs around an example; no rule may touch them.
const PROSE: [&str; 5] = [
    "The council of Harrow Falls voted on Tuesday to rebuild the bridge that the river took in spring.",
    "Work will begin in April and last two summers, according to the engineer who drew up the plans.",
    "A ferry carries the children of the east bank to school until then, whatever the weather brings.",
    "The mill, which burned in the same week, will not be rebuilt, and its owner has left the valley.",
    "Nobody was hurt on either night, and the insurers paid most of what the town had asked them for.",
];

/// A text with the example where the rule looks for it.
fn scaffold(rule: &Rule, example: &str) -> String {
    let before = match rule.place {
        Place::Head => 0,
        Place::Anywhere if rule.above_prose => 0,
        Place::Anywhere => 2,
        Place::Tail => PROSE.len(),
    };
    let mut lines: Vec<&str> = PROSE.to_vec();
    lines.insert(before, example);
    lines.join("\n\n")
}

fn removes(book: &Rulebook, rule: &Rule, example: &str) -> Result<(), String> {
    let (bare, expected) = unmark(example);
    let text = scaffold(rule, &bare);
    let language = rule.languages.first().map(String::as_str);
    let (once, found) = clean(book, &text, language);
    let spans = found.spans.iter().map(|(_, _, finding)| finding);
    let named = |finding: &Finding| {
        std::iter::once(&finding.rule).chain(&finding.also).any(|id| **id == *rule.id)
    };
    if !found.lines.values().chain(spans).any(named) {
        let others = found.lines.values().map(|f| f.rule.as_ref()).collect::<Vec<_>>().join(", ");
        return Err(format!("the rule does not act ({others})"));
    }
    let wanted = match expected {
        Some(line) => scaffold(rule, &line),
        None => PROSE.join("\n\n"),
    };
    if once != wanted {
        return Err(format!("leaves {once:?}"));
    }
    settled(book, &once, language)
}

fn keeps(book: &Rulebook, rule: &Rule, example: &str) -> Result<(), String> {
    let text = scaffold(rule, example);
    let language = rule.languages.first().map(String::as_str);
    let (once, found) = clean(book, &text, language);
    if once == text {
        return Ok(());
    }
    let spans = found.spans.iter().map(|(_, _, finding)| finding);
    let by: Vec<&str> = found.lines.values().chain(spans).map(|f| f.rule.as_ref()).collect();
    Err(format!("taken by {}", by.join(", ")))
}

fn settled(book: &Rulebook, text: &str, language: Option<&str>) -> Result<(), String> {
    if clean(book, text, language).0 == text {
        Ok(())
    } else {
        Err("a second look takes more".into())
    }
}

fn clean(book: &Rulebook, text: &str, language: Option<&str>) -> (String, Findings) {
    let layout = Layout::new(text);
    let mut known = LineCache::default();
    let found = scan_rules(&layout, book, language, known.facts(&layout, language, None));
    let mut draft = Draft::new(text);
    draft.apply(super::changes(&layout, &found));
    (draft.finish().0, found)
}

/// The example without its marks, and what is left of it: `None` where all goes.
fn unmark(example: &str) -> (String, Option<String>) {
    if !example.contains("[[") {
        return (example.to_owned(), None);
    }
    let (mut whole, mut rest) = (String::new(), String::new());
    for (index, part) in example.split("[[").enumerate() {
        match part.split_once("]]").filter(|_| index > 0) {
            Some((gone, kept)) => {
                whole.push_str(gone);
                whole.push_str(kept);
                rest.push_str(kept);
            }
            None => {
                whole.push_str(part);
                rest.push_str(part);
            }
        }
    }
    let rest = Some(rest).filter(|rest| !rest.trim().is_empty());
    (whole, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_of_the_book_comes_out_right() {
        let results = check_examples(Rulebook::built_in());
        let failed: Vec<String> = results
            .iter()
            .filter(|r| !r.passed())
            .map(|r| format!("{} {:?} {:?}: {:?}", r.rule, r.kind, r.example, r.failure))
            .collect();
        assert!(results.len() > 100, "the book did not load");
        assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), results.len(), failed.join("\n"));
    }
}
