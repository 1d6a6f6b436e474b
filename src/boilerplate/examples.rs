//! The examples of a rulebook, run as its test.
//!
//! In: a book. Out: one [`ExampleResult`] for each example. Used by the test below and by
//! `copydesk rules test`. An example tests rules only: the header is not read and nothing is
//! learned.

use super::finding::{Finding, Findings};
use super::layout::Layout;
use super::line_cache::LineCache;
use super::rule::{Place, Rule};
use super::rule_scan::scan_rules;
use super::rulebook::Rulebook;
use crate::edit::Draft;

/// What an example tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleKind {
    Removes,
    Keeps,
}

/// The result of one example of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleResult {
    pub rule: String,
    pub kind: ExampleKind,
    pub example: String,
    /// Whether the rule file marks it as a known failure.
    pub known_failure: bool,
    /// What went wrong, for a person to read; `None` if nothing did.
    pub failure: Option<String>,
}

impl ExampleResult {
    /// An example passes if nothing went wrong; a known failure passes if something did.
    pub fn passed(&self) -> bool {
        self.failure.is_some() == self.known_failure
    }
}

/// Runs every example of every rule.
///
/// An example is put among paragraphs of invented prose, at the place that its rule names. A
/// `removes` example must be removed by that rule, in the rule's first language. A `keeps` example
/// must survive every rule of the book. A second pass must change nothing.
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

/// The paragraphs around an example; no rule may touch them.
const PROSE: [&str; 5] = [
    "The council of Harrow Falls voted on Tuesday to rebuild the bridge that the river took in spring.",
    "Work will begin in April and last two summers, according to the engineer who drew up the plans.",
    "A ferry carries the children of the east bank to school until then, whatever the weather brings.",
    "The mill, which burned in the same week, will not be rebuilt, and its owner has left the valley.",
    "Nobody was hurt on either night, and the insurers paid most of what the town had asked them for.",
];

/// A text with the example at the rule's place.
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
        return Err(format!("the rule does not match ({others})"));
    }
    let wanted = match expected {
        Some(line) => scaffold(rule, &line),
        None => PROSE.join("\n\n"),
    };
    if once != wanted {
        return Err(format!("leaves {once:?}"));
    }
    is_stable(book, &once, language)
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
    Err(format!("removed by {}", by.join(", ")))
}

fn is_stable(book: &Rulebook, text: &str, language: Option<&str>) -> Result<(), String> {
    if clean(book, text, language).0 == text {
        Ok(())
    } else {
        Err("a second pass removes more".into())
    }
}

fn clean(book: &Rulebook, text: &str, language: Option<&str>) -> (String, Findings) {
    let layout = Layout::new(text);
    let mut known = LineCache::default();
    let found = scan_rules(&layout, book, language, known.facts(&layout, language, None));
    let mut draft = Draft::new(text);
    draft.apply(found.changes(&layout));
    (draft.finish().0, found)
}

/// The example without its marks, and what must remain of it; `None`: nothing.
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
    fn every_example_of_the_book_passes() {
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
