//! Tests of the example pairs of `data/repairs`, and properties that hold for every text.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::document::learned::word_evidence::{CountMap, LanguageWords, WordEvidence};
use crate::key::{form_key, pair_key, word_key};

/// One file of `data/repairs`, named after its repair.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Examples {
    /// The corpus of the word evidence: each text counts as [`TIMES`].
    #[serde(default)]
    corpus: Vec<String>,
    mends: Vec<Pair>,
    keeps: Vec<Kept>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    before: String,
    after: String,
    language: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    text: String,
    language: Option<String>,
}

/// How often each text of a corpus counts, and the texts that a corpus has at least: all others are empty.
const TIMES: u32 = 100;
const FEWEST_TEXTS: u32 = 2000;

/// The word evidence of these texts, each counted [`TIMES`] times.
fn taught(corpus: &[String]) -> Option<WordEvidence> {
    let mut words = LanguageWords::new(
        (TIMES * corpus.len() as u32).max(FEWEST_TEXTS),
        CountMap::default(),
        CountMap::default(),
    );
    for text in corpus {
        let mut seen = BTreeSet::new();
        let tokens: Vec<&str> = text.split_whitespace().collect();
        for (index, token) in tokens.iter().enumerate() {
            let key = word_key(token);
            if seen.insert(key) {
                let count = words.words.entry(key).or_default();
                count.any += TIMES;
                count.small += if token.chars().any(char::is_uppercase) { 0 } else { TIMES };
                words.words.entry(form_key(token)).or_default().any += TIMES;
            }
            if let Some(next) = tokens.get(index + 1) {
                *words.pairs.entry(pair_key(key, word_key(next))).or_default() += TIMES as u16;
            }
        }
    }
    (!corpus.is_empty()).then(|| WordEvidence { languages: [("en".to_owned(), words)].into() })
}

/// Repairs until nothing changes, as the pipeline does; returns the text and the ids of the
/// repairs.
fn mended(text: &str, context: &Context<'_>) -> (String, BTreeSet<String>) {
    let mut draft = Draft::new(text);
    for round in 0.. {
        assert!(round < 200, "no end with {text:?}");
        let found = characters(draft.text(), context);
        let first = draft.apply(found);
        let found = spacing(draft.text(), context);
        if first + draft.apply(found) == 0 {
            break;
        }
    }
    let (after, edits) = draft.finish();
    let applied = edits.iter().filter(|e| e.kind == EditKind::Repair);
    (after, applied.flat_map(|e| e.rules.iter().map(|r| r.to_string())).collect())
}

#[test]
fn every_example_holds() {
    for entry in catalogue() {
        let path = format!("{}/data/repairs/{}.toml", env!("CARGO_MANIFEST_DIR"), entry.id);
        let file = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let examples: Examples = toml::from_str(&file).unwrap_or_else(|e| panic!("{path}: {e}"));
        assert!(
            !examples.mends.is_empty() && !examples.keeps.is_empty(),
            "{path}: one of each kind"
        );
        let evidence = taught(&examples.corpus);
        let words = evidence.as_ref();
        for Pair { before, after, language } in &examples.mends {
            let context = Context { language: language.as_deref(), words, ..Context::default() };
            let (got, rules) = mended(before, &context);
            assert_eq!(&got, after, "{path}: {before:?}");
            assert!(rules.contains(entry.id), "{path}: {before:?} was mended by {rules:?}");
            assert_eq!(&mended(after, &context).0, after, "{path}: twice");
        }
        for Kept { text, language } in &examples.keeps {
            let context = Context { language: language.as_deref(), words, ..Context::default() };
            assert_eq!(&mended(text, &context).0, text, "{path}: must stay");
        }
    }
}

/// The hard lines of one language in `data/edge-lines.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EdgeLines {
    lines: Vec<String>,
}

#[test]
fn edge_lines_stay_as_they_are() {
    let folder = format!("{}/data", env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).expect(name);
    let languages: std::collections::BTreeMap<String, EdgeLines> =
        toml::from_str(&read("edge-lines.toml")).expect("it is TOML");
    let corpora = ["joined-words", "joined-capital", "split-word", "spaced-letters"];
    let corpus: Vec<String> = corpora
        .iter()
        .map(|id| toml::from_str::<Examples>(&read(&format!("repairs/{id}.toml"))).expect(id))
        .flat_map(|examples| examples.corpus)
        .collect();
    let evidence = taught(&corpus);
    assert!(evidence.is_some() && languages.values().map(|l| l.lines.len()).sum::<usize>() >= 60);
    for (language, EdgeLines { lines }) in &languages {
        for line in lines {
            for language in [Some(language.as_str()), None] {
                let context = Context { language, words: evidence.as_ref(), ..Context::default() };
                assert_eq!(&mended(line, &context).0, line, "as {language:?}");
            }
        }
    }
}

#[test]
fn a_decomposed_letter_may_be_the_first_of_mis_decoded_bytes() {
    let text = "the boats a\u{302}\u{80}\u{94}all nine\u{2014}sank in the re\u{301}gate";
    let (after, _) = mended(text, &Context { language: Some("en"), ..Context::default() });
    assert_eq!(after, "the boats \u{2014}all nine\u{2014}sank in the r\u{e9}gate");
}

#[test]
fn every_file_of_examples_belongs_to_a_repair() {
    let known: BTreeSet<&str> = catalogue().iter().map(|entry| entry.id).collect();
    let folder = format!("{}/data/repairs", env!("CARGO_MANIFEST_DIR"));
    for file in std::fs::read_dir(folder).expect("the folder is there") {
        let name = file.expect("it can be listed").file_name().into_string().expect("plain names");
        let id = name.strip_suffix(".toml").expect("TOML files only");
        assert!(known.contains(id), "{name}");
    }
    assert_eq!(known.len(), catalogue().len(), "ids are unique");
}

#[test]
fn hostile_texts_end_soon() {
    let started = std::time::Instant::now();
    let texts = [
        format!("{}{}", "a".repeat(50_000), " ".repeat(50_000)),
        format!("a{}", "\u{301}".repeat(200_000)),
        "x".repeat(100_000),
        "\u{fdfa}".repeat(20_000),
        "Ã ".repeat(30_000),
        "&amp;".repeat(20_000),
        "â€™".repeat(20_000),
        "\u{a0}\u{200d}".repeat(20_000),
        "a.B".repeat(30_000),
        "“ a ”".repeat(20_000),
        "w o r d ".repeat(10_000),
        "\n \n\r\n".repeat(20_000),
        "word,word".repeat(10_000),
        "Ferries went out again on every Tuesday, and nobody\nferries went out again on every Tuesday, and the one.\n"
            .repeat(5_000),
    ];
    for text in &texts {
        let (after, _) = mended(text, &Context::default());
        assert_eq!(mended(&after, &Context::default()).0, after);
    }
    assert!(started.elapsed().as_secs() < 90, "{:?}", started.elapsed());
}

/// Paragraphs of invented words, and a width.
fn paragraphs() -> impl Strategy<Value = (Vec<Vec<&'static str>>, usize)> {
    let word = prop::sample::select(vec![
        "the",
        "ferry",
        "harbour",
        "of",
        "Larch",
        "Tuesday.",
        "Nobody",
        "was",
        "it",
        "She",
        "quay,",
        "said:",
        "wrote",
        "and",
        "paid",
        "(again)",
        "\u{201c}No.\u{201d}",
        "42",
        "islanders",
        "Merrow",
        "late",
        "to",
    ]);
    // A complete sentence, so that no line looks broken by a link.
    let paragraph = prop::collection::vec(word, 1..60)
        .prop_map(|words| words.into_iter().chain(["there."]).collect::<Vec<_>>());
    (prop::collection::vec(paragraph, 1..12), 40_usize..100)
}

/// Characters of the longest of these words.
const LONGEST: usize = 9;

/// The number of words up to the end of each line of a text.
fn line_ends(text: &str) -> Vec<usize> {
    let ends = text.split('\n').scan(0, |words, line| {
        *words += line.split_whitespace().count();
        Some(*words)
    });
    ends.collect()
}

/// A paragraph wrapped at a width.
fn wrapped(paragraph: &[&str], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in paragraph {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push((*word).to_owned()),
        }
    }
    lines
}

/// Texts made of fragments that repairs check.
fn fragments() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z]{1,6}",
        4 => prop::sample::select(vec![
            " ", " ", " ", "  ", "\n", "\r\n", "\t", ".", ",", ";", ":", "!", "?", "\"", "“", "”", "‘", "’",
            "«", "»", "(", ")", "-", "–", "\u{a0}", "\u{200b}", "\u{ad}", "\u{301}", "&amp;", "&nbsp;",
            "&#39;", "â€™", "Ã©", "Ã ", "\u{92}", "é", "1", "23", "www.a.org", "@b", "ﬁ", "\u{feff}",
            "\u{200f}", "ک", "中", "न", "İ", "ı", "i\u{307}", "\u{202e}", "\u{200c}", "\u{200d}", "می\u{200c}خواهم",
            "\u{d7ff}", "\u{e000}", "\u{fffd}", "🏳\u{fe0f}\u{200d}🌈", "क\u{94d}", "שָׁ", "\\ud83d", "&#xD83D;", "\0", "\u{2028}", "I", "a", "the", "...", " . ",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_wrapped_text_keeps_its_words_and_the_breaks_where_a_word_would_have_fitted(
        (paragraphs, width) in paragraphs(),
    ) {
        let lines: Vec<Vec<String>> = paragraphs.iter().map(|p| wrapped(p, width)).collect();
        let text = lines.concat().join("\n");
        let (after, _) = mended(&text, &Context::default());
        prop_assert_eq!(&mended(&after, &Context::default()).0, &after);
        prop_assert!(after.split_whitespace().eq(text.split_whitespace()));
        // The detected width may be too small by at most the longest word.
        let kept = line_ends(&after);
        let mut words = 0;
        for (above, below) in lines.iter().zip(lines.iter().skip(1)) {
            words += above.iter().map(|line| line.split(' ').count()).sum::<usize>();
            let (Some(last), Some(first)) = (above.last(), below.first()) else { continue };
            let head = first.split(' ').next().unwrap_or_default();
            let fits = last.chars().count() + 1 + head.chars().count() + LONGEST <= width;
            prop_assert!(!fits || kept.contains(&words), "{after:?} lost the end of {last:?}");
        }
    }

    #[test]
    fn repair_ends_and_twice_changes_nothing(
        text in fragments(),
        language in prop::sample::select(vec![None, Some("en"), Some("fr"), Some("fa"), Some("tr"), Some("zh")]),
    ) {
        let context = Context { language, ..Context::default() };
        let (after, _) = mended(&text, &context);
        prop_assert_eq!(&mended(&after, &context).0, &after);
    }

    #[test]
    fn repair_with_evidence_ends_too(words in prop::collection::vec("[a-d]{1,4}", 0..30)) {
        let corpus = ["a b c d ab cd ba dc".to_owned(), "abcd ab cd bab dcd a bc".to_owned(), "ab abc d bcd".to_owned()];
        let evidence = taught(&corpus);
        let context = Context { language: Some("en"), words: evidence.as_ref(), own: Own::Outside };
        let text = words.join(" ");
        let (after, _) = mended(&text, &context);
        prop_assert_eq!(&mended(&after, &context).0, &after);
    }

    #[test]
    fn joins_and_splits_end_whatever_stands_between(
        pieces in prop::collection::vec(
            prop::sample::select(vec!["the", "quay", "ferry", "Moor", "har", "bour", "İ", "é", "'s", "-", " ", " ", " ", "\n", ".", "a"]),
            0..40,
        ),
    ) {
        let corpus = ["the ferry to Moor left a quay".to_owned(), "the harbour of a ferry in the quay Moor".to_owned(), "a harbour the quay".to_owned()];
        let evidence = taught(&corpus);
        let text = pieces.concat();
        for own in [Own::Outside, Own::Counted] {
            let context = Context { language: Some("en"), words: evidence.as_ref(), own };
            let (after, _) = mended(&text, &context);
            prop_assert_eq!(&mended(&after, &context).0, &after);
            prop_assert_eq!(after.replace(char::is_whitespace, ""), text.replace(char::is_whitespace, ""));
        }
    }

    #[test]
    fn changes_lie_in_the_text_and_are_sorted(text in fragments()) {
        let context = Context::default();
        for changes in [characters(&text, &context), spacing(&text, &context)] {
            for change in &changes {
                let before = text.get(change.span.clone());
                prop_assert!(before.is_some());
                prop_assert_ne!(before, Some(change.after.as_str()));
            }
            for pair in changes.windows(2) {
                prop_assert!(pair[0].span.start <= pair[1].span.start);
            }
        }
    }
}
