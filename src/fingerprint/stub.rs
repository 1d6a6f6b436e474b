//! Recognises stubs: texts that take the place of a story, such as a paywall, an error page, a list of other
//! stories, or a notice about cookies, scripts or ad blockers.
//!
//! In: a text. Out: whether it is a stub. A story that mentions such a notice is not a stub: at least half of
//! the words must be in sentences of known shape (`data/stubs.toml`). It changes no text.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

/// Words of a stub at most. Longer texts have a story.
const WORDS: usize = 160;
/// Lines of a list of stories at least.
const LIST_LINES: usize = 8;
/// Mean words of its lines: shorter ones are names or results, longer ones paragraphs.
const LIST_WORDS: (usize, usize) = (5, 14);

/// The known shapes, as `data/stubs.toml` has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shapes {
    stub: Vec<Shape>,
}

/// A shape of sentences.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the test reads the examples")]
struct Shape {
    id: String,
    languages: Vec<String>,
    pattern: String,
    stubs: Vec<String>,
    stories: Vec<String>,
}

fn shapes() -> Vec<Shape> {
    toml::from_str::<Shapes>(include_str!("../../data/stubs.toml"))
        .map(|shapes| shapes.stub)
        .unwrap_or_default()
}

/// The expressions of the shapes.
#[derive(Debug, Default)]
struct Patterns {
    /// Those that can be anywhere in a sentence: none matches a sentence of a text that it does not match.
    anywhere: Vec<Regex>,
    /// Those that are bound to the beginning or the end of a sentence.
    bound: Vec<Regex>,
}

// One expression after the other: together they exceed the cache of the matcher, which then takes fifty times as long.
static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let mut patterns = Patterns::default();
    for shape in shapes() {
        let bound = shape.pattern.replace("[^", "[").contains(['^', '$']);
        let side = if bound { &mut patterns.bound } else { &mut patterns.anywhere };
        side.extend(Regex::new(&expression(&shape.pattern)));
    }
    patterns
});

impl Patterns {
    /// The expressions that can match a sentence of a text.
    fn of(&self, text: &str) -> Vec<&Regex> {
        let anywhere = self.anywhere.iter().filter(|pattern| pattern.is_match(text));
        anywhere.chain(&self.bound).collect()
    }
}

/// The expression of a pattern. Its word boundaries are those of ASCII: those of Unicode take twenty times as long
/// on a line that is not ASCII.
fn expression(pattern: &str) -> String {
    format!("(?i){}", pattern.replace(r"\b", r"(?-u:\b)"))
}

/// Whether a text is a stub.
///
/// ```
/// use copydesk::fingerprint::is_stub;
///
/// assert!(is_stub("Page not found. Please try the search or go back to our homepage."));
/// assert!(!is_stub("The mill at Quell burned down on Sunday night. Nobody was hurt."));
/// ```
pub fn is_stub(text: &str) -> bool {
    let words = text.split_whitespace().take(WORDS + 1).count();
    if words == 0 || words > WORDS {
        return false;
    }
    let patterns = PATTERNS.of(text);
    let (mut all, mut known) = (0, 0);
    for sentence in sentences(text) {
        let length = sentence.split_whitespace().count();
        all += length;
        if patterns.iter().any(|pattern| pattern.is_match(sentence)) {
            known += length;
        }
    }
    known * 2 >= all.max(1) || is_list(text)
}

/// The sentences and lines of a text.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '|', '#', '•'])
        .flat_map(|line| line.split_inclusive(['.', '!', '?', '…', '。']))
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
}

/// Whether a text is a list of headlines: many lines as long as headlines, none of them a sentence, few figures.
fn is_list(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() < LIST_LINES {
        return false;
    }
    let words: usize = lines.iter().map(|line| line.split_whitespace().count()).sum();
    let count = |test: &dyn Fn(&str) -> bool| lines.iter().filter(|line| test(line)).count();
    let is_like_headline = |line: &str| {
        (3..=LIST_WORDS.1).contains(&line.split_whitespace().count())
            && line.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_alphabetic())
            && !line.ends_with(['.', ',', ';', ':', '!', '”', '"', '。', '؟'])
    };
    words >= lines.len() * LIST_WORDS.0
        && words <= lines.len() * LIST_WORDS.1
        && count(&is_like_headline) * 10 >= lines.len() * 9
        && count(&|line| line.chars().any(|c| c.is_ascii_digit())) * 4 <= lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_of_a_stub_is_one_and_no_story_is() {
        let shapes = shapes();
        assert!(shapes.len() >= 5, "the data are read");
        for shape in shapes {
            let pattern = regex::Regex::new(&expression(&shape.pattern)).expect("a pattern");
            assert!(!shape.languages.is_empty(), "{}", shape.id);
            for stub in shape.stubs {
                assert!(is_stub(&stub) && pattern.is_match(&stub), "{}: {stub}", shape.id);
            }
            for story in shape.stories {
                assert!(!is_stub(&story), "{}: {story}", shape.id);
            }
        }
    }

    #[test]
    fn a_list_of_headlines_is_a_stub_and_other_lists_are_not() {
        let list = [
            "Ferry to Korrin runs again after the storm",
            "Mayor of Velmara asks for three days of mourning",
            "Oat harvest begins two weeks early in Tarn",
            "Rowing club finds its boat after nine years",
            "School in Quell teaches the river by walking it",
            "Why the old mill will not be sold",
            "Chess on the quay draws a crowd of beginners",
            "Bakers return to the spring fair in Marsk",
        ];
        assert!(is_stub(&list.join("\n")));
        let results = list.map(|line| format!("{line} 3 2"));
        assert!(!is_stub(&results.join("\n")), "results have figures");
        let names = ["Mayor Una Lund"; 9];
        assert!(!is_stub(&names.join("\n")), "names are shorter");
        assert!(!is_stub(&list.map(|line| format!("{line}.")).join("\n")), "sentences");
    }
}
