//! The speed of each part of cleaning, in megabytes of text per core-second.
//!
//! In: invented stories, or with `COPYDESK_BENCH=FILE` the JSON lines of a file (`text`, `title`,
//! `source`). `COPYDESK_MODEL=FILE` sets a line model, `COPYDESK_LEARNED=FILE` a learned state.
//! Out: a table on standard output. It measures CPU time, so that a busy machine matters less, and
//! has no thresholds. Run `cargo bench --bench cleaning`; `-- NAME` runs only the parts whose names
//! contain NAME.

use std::fmt::Write as _;
use std::hint::black_box;

use copydesk::boilerplate::{
    Cleaning, Context, LineCache, Model, Rulebook, SiteJudge, decide, decide_again,
};
use copydesk::config::CleaningSettings;
use copydesk::date::DayMonth;
use copydesk::document::learned::chrome::{Choices, SiteChrome};
use copydesk::document::learned::word_evidence::WordEvidence;
use copydesk::document::learned::{Headlines, LearnedState};
use copydesk::document::{Article, DocumentId, Fields};
use copydesk::edit::{self, Draft};
use copydesk::fingerprint::fingerprint;
use copydesk::learned::{chrome, load, word_counter};
use copydesk::pipeline::Cleaner;
use copydesk::repair;
use rustix::time::{ClockId, clock_gettime};

/// Most stories that are read or invented.
const STORIES: usize = 2_000;

fn main() {
    let stories = match std::env::var("COPYDESK_BENCH") {
        Ok(path) => read(&path),
        Err(_) => (0..STORIES).map(invent).collect(),
    };
    let bytes: usize = stories.iter().map(|story| story.original.len()).sum();
    println!("{} stories, {:.1} MB of text", stories.len(), bytes as f64 / 1e6);
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let wanted = wanted.unwrap_or_default();
    let learned = match std::env::var_os("COPYDESK_LEARNED") {
        Some(path) => load(path.as_ref()).unwrap_or_else(|error| panic!("{error}")),
        None => learn(&stories),
    };
    let bench = Bench { stories: &stories, bytes, learned, wanted };
    bench.learning();
    bench.parts();
    bench.whole();
}

/// The stories, and the state learned from them.
struct Bench<'a> {
    stories: &'a [Article],
    bytes: usize,
    learned: LearnedState,
    /// Only parts whose names contain this are measured.
    wanted: String,
}

impl Bench<'_> {
    /// The best of three runs over all stories.
    fn time(&self, name: &str, mut work: impl FnMut(&Article)) {
        if !name.contains(&self.wanted) {
            return;
        }
        let runs = (0..3).map(|_| {
            let started = core_seconds();
            self.stories.iter().for_each(&mut work);
            core_seconds() - started
        });
        self.show(name, runs.fold(f64::INFINITY, f64::min));
    }

    fn show(&self, name: &str, seconds: f64) {
        let megabytes = self.bytes as f64 / 1e6;
        println!(
            "{name:<34} {:>8.1} MB/s {:>8.2} ms/MB",
            megabytes / seconds,
            seconds * 1e3 / megabytes
        );
    }

    fn learning(&self) {
        self.time("learn: lines of the site", |story| {
            let mut counter = chrome::Counter::default();
            counter.add("site", &story.original, story.fields.headline.as_deref());
            black_box(counter);
        });
        const WORDS: &str = "learn: words and pairs";
        if !WORDS.contains(&self.wanted) {
            return;
        }
        let texts: Vec<(&str, &str)> =
            self.stories.iter().map(|story| (story.original.as_str(), "en")).collect();
        let runs = (0..3).map(|_| {
            let started = core_seconds();
            let mut counter = word_counter::Counter::default();
            texts.chunks(1000).for_each(|texts| counter.add_all(texts));
            black_box(&counter);
            core_seconds() - started
        });
        self.show(WORDS, runs.fold(f64::INFINITY, f64::min));
    }

    fn parts(&self) {
        let nothing = Headlines::default();
        let rules = Context {
            rulebook: Rulebook::built_in(),
            headlines: &nothing,
            site: None,
            model: None,
            model_last: false,
            language: Some("en"),
            day_month: DayMonth::Unknown,
        };
        self.time("rules, header and dates", |story| {
            black_box(decide(&story.original, &story.fields, &rules));
        });
        self.time("the same, two looks at a text", |story| {
            let mut known = LineCache::default();
            for _ in 0..2 {
                black_box(decide_again(&story.original, &story.fields, &rules, &mut known));
            }
        });
        let choices = Choices::default();
        self.time("memory of the site", |story| {
            let judge =
                SiteJudge::new(&self.learned.chrome, story.fields.site.as_deref(), &choices);
            let lines = edit::lines(&story.original);
            let headline = story.fields.headline.as_deref();
            black_box(judge.judge(&lines, headline, &self.learned.headlines));
        });
        if let Some(model) = model() {
            let with = Context { model: Some((&model, Cleaning::Balanced)), ..rules };
            self.time("rules and line model", |story| {
                black_box(decide(&story.original, &story.fields, &with));
            });
        }
        let bare = repair::Context { language: Some("en"), words: None, own: repair::Own::Counted };
        self.time("repair of characters", |story| {
            black_box(repair::characters(&story.original, &bare));
        });
        self.time("repair of spacing, no evidence", |story| {
            black_box(repair::spacing(&story.original, &bare));
        });
        let known = repair::Context { words: Some(&self.learned.words), ..bare };
        self.time("repair of spacing, with evidence", |story| {
            black_box(repair::spacing(&story.original, &known));
        });
        self.time("rewritten score", |story| {
            black_box(repair::rewritten_score(&story.original, &known));
        });
        let changes: Vec<_> = self
            .stories
            .iter()
            .map(|story| decide(&story.original, &story.fields, &rules).changes)
            .collect();
        let mut next = changes.iter().cycle();
        self.time("composition of edits", |story| {
            let mut draft = Draft::new(&story.original);
            draft.apply(next.next().cloned().unwrap_or_default());
            black_box(draft.finish());
        });
        self.time("fingerprint", |story| {
            black_box(fingerprint(story.fields.headline.as_deref(), &story.original));
        });
    }

    fn whole(&self) {
        let cleaner = Cleaner::open(&CleaningSettings::default())
            .map(|cleaner| cleaner.with_learned(self.learned.clone()));
        let Ok(cleaner) = cleaner else { return };
        self.time("the whole of cleaning", |story| {
            black_box(cleaner.clean(story.clone()));
        });
    }
}

/// The state that a run would learn from the stories, one vote each.
fn learn(stories: &[Article]) -> LearnedState {
    let mut lines = chrome::Counter::default();
    for story in stories {
        let site = story.fields.site.as_deref().unwrap_or_default();
        lines.add(site, &story.original, story.fields.headline.as_deref());
    }
    let texts: Vec<(&str, &str)> =
        stories.iter().map(|story| (story.original.as_str(), "en")).collect();
    let mut counter = word_counter::Counter::default();
    counter.add_all(&texts);
    let (chrome, words): (SiteChrome, WordEvidence) = (lines.finish(), counter.finish());
    let headlines = stories.iter().filter_map(|s| s.fields.headline.as_deref()).collect();
    LearnedState { headlines, chrome, words, ..LearnedState::default() }
}

/// CPU seconds of this process.
fn core_seconds() -> f64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}

fn model() -> Option<Model> {
    let bytes = std::fs::read(std::env::var_os("COPYDESK_MODEL")?).ok()?;
    Model::read(&bytes).ok()
}

fn read(path: &str) -> Vec<Article> {
    let all = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    all.lines()
        .take(STORIES)
        .enumerate()
        .filter_map(|(number, line)| {
            let record: serde_json::Value = serde_json::from_str(line).ok()?;
            let value = |name: &str| record.get(name)?.as_str().map(str::to_owned);
            Some(article(number, value("text")?, value("title"), value("source")))
        })
        .collect()
}

fn article(
    number: usize,
    original: String,
    headline: Option<String>,
    site: Option<String>,
) -> Article {
    let id = DocumentId {
        root: "".into(),
        path: "bench".into(),
        member: None,
        record: Some(number as u64),
    };
    let language = Some("en".to_owned());
    Article {
        id,
        fields: Fields { headline, site, language, ..Fields::default() },
        encoding: "UTF-8".to_owned(),
        encoding_source: Default::default(),
        undecodable: 0,
        original,
        raw_sha256: [0; 32],
        markup: None,
    }
}

/// A story of twenty paragraphs with the chrome of its outlet around them.
fn invent(number: usize) -> Article {
    const WORDS: [&str; 48] = [
        "harbour",
        "council",
        "the",
        "of",
        "a",
        "ferry",
        "said",
        "bridge",
        "mayor",
        "on",
        "Monday",
        "that",
        "river",
        "would",
        "not",
        "before",
        "winter",
        "engineers",
        "and",
        "in",
        "Port Calder",
        "budget",
        "school",
        "for",
        "nine",
        "million",
        "vote",
        "after",
        "residents",
        "closed",
        "with",
        "its",
        "road",
        "to",
        "repair",
        "spring",
        "by",
        "orchard",
        "mill",
        "had",
        "been",
        "told",
        "Ines Falk",
        "two",
        "years",
        "from",
        "market",
        "quay",
    ];
    // A linear congruential generator: the same stories on every machine.
    let mut state = number as u64 * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        WORDS[(state >> 33) as usize % WORDS.len()]
    };
    let headline = format!("Plan {number}: {} {} {} {}", word(), word(), word(), word());
    let mut text = format!("{headline}\nBy Ines Falk\nMarch 3, 2021\n\n");
    for paragraph in 0..20 {
        for _ in 0..3 {
            let _ = write!(text, "The {}", word());
            (0..16).for_each(|_| {
                let _ = write!(text, " {}", word());
            });
            text.push_str(". ");
        }
        text.push_str("\n\n");
        if paragraph % 6 == 5 {
            let _ = write!(text, "See also: {} {} {} {}\n\n", word(), word(), word(), word());
        }
    }
    text.push_str(
        "Sign up for our newsletter\n\n(c) 2021 Harrow Falls Gazette. All rights reserved.\n",
    );
    let site = format!("outlet-{}.example", number % 20);
    article(number, text, Some(headline), Some(site))
}
