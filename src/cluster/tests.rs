//! Tests of matching as a whole, on invented documents of numbered words.
//!
//! In: word ranges. Out: assertions on matches and clusters.

mod digests;
mod labels;
mod other_stories;
mod outlets;

use sha2::{Digest, Sha256};

use super::*;
use crate::document::fingerprint::{Circumstances, Fingerprint, PublicationTime};
use crate::document::shingle::{Sampling, Token};
use crate::document::{HeldApart, Relation};

/// An invented document: numbered words with figures among them, and its metadata. Every eighth word is a
/// name.
#[derive(Clone, Default)]
struct Story {
    words: Vec<u32>,
    figures: Vec<(usize, u32)>,
    headline: &'static str,
    hour: Option<i64>,
    site: Option<u32>,
    /// The first words that are the headline.
    title: u32,
}

fn words(words: impl IntoIterator<Item = u32>) -> Story {
    Story { words: words.into_iter().collect(), ..Story::default() }
}

impl Story {
    fn at(mut self, hour: i64) -> Story {
        self.hour = Some(hour);
        self
    }

    fn under(mut self, headline: &'static str) -> Story {
        self.headline = headline;
        self
    }

    fn on(mut self, site: u32) -> Story {
        self.site = Some(site);
        self
    }

    /// Replaces every nth word with a figure.
    fn figures(mut self, every: usize, figure: impl Fn(usize) -> u32) -> Story {
        self.figures = (0..self.words.len()).step_by(every).map(|at| (at, figure(at))).collect();
        self
    }

    fn push(&self, all: &mut Fingerprints) {
        let mut tokens: Vec<Token> = self
            .words
            .iter()
            .map(|word| Token::new(word.wrapping_mul(0x9e37_79b1), false, word % 8 == 3))
            .collect();
        for (at, figure) in &self.figures {
            tokens[*at] = Token::new(figure.wrapping_mul(0x85eb_ca6b), true, false);
        }
        let bytes: Vec<u8> = tokens.iter().flat_map(|token| token.0.to_le_bytes()).collect();
        let one = Fingerprint {
            sha256: Sha256::digest(&bytes).into(),
            headline_tokens: self.title,
            sample: Sampling::default().sample(&tokens, &mut Vec::new()),
            tokens,
            headline: self.headline.to_owned(),
            is_stub: false,
            is_digest: false,
        };
        let published = self.hour.map(|hour| PublicationTime {
            minutes: hour * 60,
            day_only: false,
            day: hour.div_euclid(24) as i32,
        });
        all.push(&one, Circumstances { published, site: self.site }).expect("memory takes it");
    }
}

/// Clusters documents, with weights counted as in a run.
fn run(stories: &[Story]) -> Clustering {
    let mut all = Fingerprints::default();
    stories.iter().for_each(|story| story.push(&mut all));
    let settings = MatchSettings::default();
    let candidates = candidates(&all, &settings);
    let common = common_cells(&all, &super::stories(&all, &candidates));
    cluster(&all, &candidates, &ShingleWeights::new(24, common.into_iter()), &settings)
        .expect("memory is read")
}

/// Shingles in more than eight groups of copies: cell, frequency, whether only one site has them.
fn common_cells(all: &Fingerprints, copies: &[DocumentNumber]) -> Vec<(u32, u8, bool)> {
    use crate::document::fingerprint::Sequence;
    use crate::document::shingle::{key, shingles};
    let mut seen = std::collections::BTreeMap::<u32, std::collections::BTreeSet<u32>>::new();
    let mut sites =
        std::collections::BTreeMap::<u32, std::collections::BTreeSet<Option<u32>>>::new();
    let mut sequence = Sequence::default();
    for number in 0..all.len() as u32 {
        all.sequence(number, &mut sequence).expect("memory is read");
        for shingle in shingles(&sequence.tokens).map(key) {
            seen.entry(shingle >> 8).or_default().insert(copies[number as usize]);
            sites.entry(shingle >> 8).or_default().insert(all.heads()[number as usize].site);
        }
    }
    seen.iter()
        .filter(|(_, groups)| groups.len() > 8)
        .map(|(cell, groups)| {
            let own = sites[cell].len() == 1 && !sites[cell].contains(&None);
            (*cell, groups.len().min(255) as u8, own)
        })
        .collect()
}

fn members(found: &Clustering) -> Vec<Vec<DocumentNumber>> {
    found.clusters.iter().map(|cluster| cluster.members.clone()).collect()
}

#[test]
fn copies_form_a_cluster_and_other_stories_do_not() {
    let found = run(&[
        words(0..300),
        words(9_000..9_300),
        words((500..530).chain(0..300)),
        words(0..300),
        words(9_500..9_800),
    ]);
    assert_eq!(members(&found), [[0, 2, 3]]);
    let relations: Vec<_> = found.matches.iter().map(|one| (one.a, one.b, one.relation)).collect();
    assert_eq!(relations, [(0, 2, Relation::Near), (0, 3, Relation::Exact)]);
    let near = &found.matches[0];
    assert_eq!((near.shared_shingles, near.shingles_a, near.shingles_b), (297, 297, 327));
}

#[test]
fn an_excerpt_joins_its_story_at_any_length() {
    let found = run(&[words(0..2_000), words(100..180)]);
    assert_eq!(members(&found), [[0, 1]]);
    assert_eq!(found.matches[0].relation, Relation::Excerpt);
    assert_eq!(found.clusters[0].representative, 0);
}

#[test]
fn a_reworded_copy_matches_and_a_shared_background_does_not() {
    let reworded = words((0..400).map(|word| if word % 8 == 0 { 50_000 + word } else { word }));
    assert_eq!(members(&run(&[words(0..400), reworded])), [[0, 1]]);
    let background = run(&[words(0..400), words((0..190).chain(7_000..7_210))]);
    assert!(background.clusters.is_empty());
}

#[test]
fn time_raises_thresholds_except_for_exact_copies() {
    let edited = || words((0..300).map(|word| if word % 20 == 0 { 60_000 + word } else { word }));
    let month = 24 * 30;
    assert_eq!(members(&run(&[words(0..300).at(0), edited().at(48)])), [[0, 1]]);
    assert!(run(&[words(0..300).at(0), edited().at(month)]).clusters.is_empty());
    assert_eq!(members(&run(&[words(0..300).at(0), edited()])), [[0, 1]], "an unknown date passes");
    assert_eq!(members(&run(&[words(0..300).at(0), words(0..300).at(month)])), [[0, 1]]);
}

#[test]
fn site_chrome_saved_as_a_story_joins_nothing() {
    let notice = 90_000..90_190;
    let mut stories = vec![words(notice.clone()).under("please wait").on(1)];
    stories.extend((0..30).map(|n| words(notice.clone().chain(1_000 * n..1_000 * n + 300)).on(1)));
    assert!(run(&stories).clusters.is_empty());
    let few = run(&stories[..4]);
    assert!(few.clusters.is_empty(), "three stories are enough to tell");
}

#[test]
fn the_earliest_complete_version_is_the_representative() {
    let found = run(&[
        words(0..400).at(30),
        words(0..120).at(1),
        words((0..400).chain(600..640)).at(10),
        words(0..120).at(5),
    ]);
    assert_eq!(members(&found), [[0, 1, 2, 3]]);
    let cluster = &found.clusters[0];
    assert_eq!(cluster.representative, 2);
    assert_eq!(cluster.joined[3].via, Some(1), "an exact copy came by the one it copies");
    assert!(cluster.joined.iter().all(|joined| joined.similarity >= 2_000));
}

#[test]
fn a_chain_of_overlapping_stories_becomes_several_clusters() {
    let link = |n: u32| words(60 * n..60 * n + 200);
    let found = run(&(0..400).map(link).collect::<Vec<_>>());
    assert!(found.clusters.len() > 50, "{} clusters", found.clusters.len());
    for cluster in &found.clusters {
        assert!(cluster.members.len() <= 8, "{:?}", cluster.members);
        assert!(cluster.joined.iter().all(|joined| joined.similarity >= 2_000));
    }
}

#[test]
fn short_documents_match_exact_copies_only() {
    let found = run(&[words(0..15), words(0..16), words(0..15), words([]), words([])]);
    assert_eq!(members(&found), [[0, 2]]);
}

#[test]
fn the_order_of_documents_changes_only_their_numbers() {
    let stories: Vec<Story> = (0..120_u32)
        .map(|n| {
            let base = 1_000 * (n / 4);
            words((base..base + 200 + 10 * (n % 4)).chain(n * 7_919 + 500_000..n * 7_919 + 500_030))
                .at(i64::from(n))
        })
        .collect();
    let backwards: Vec<Story> = stories.iter().rev().cloned().collect();
    let turned = |found: Clustering| -> Vec<Vec<u32>> {
        let mut all: Vec<Vec<u32>> = members(&found)
            .into_iter()
            .map(|members| members.into_iter().rev().map(|number| 119 - number).collect())
            .collect();
        all.sort_unstable();
        all
    };
    assert_eq!(members(&run(&stories)), turned(run(&backwards)));
}

#[test]
fn any_number_of_threads_gives_the_same_answer() {
    let stories: Vec<Story> =
        (0..300_u32).map(|n| words((n / 3) * 400..(n / 3) * 400 + 150 + n % 3 * 40)).collect();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| run(&stories))
    };
    let one = with(1);
    assert_eq!(one.clusters.len(), 100);
    assert_eq!(one, with(3));
}

#[test]
fn exact_copies_are_paired_with_the_first_only() {
    let found = run(&vec![words(0..200); 3_000]);
    assert_eq!((found.candidates, found.matches.len()), (0, 2_999));
    assert_eq!(members(&found), [(0..3_000).collect::<Vec<_>>()]);
    assert!(found.matches.iter().all(|one| one.a == 0 && one.relation == Relation::Exact));
}

#[test]
fn a_phrase_in_all_documents_costs_a_linear_number_of_comparisons() {
    let story = |n: u32| words((0..24).chain(10_000 + 1_000 * n..10_000 + 1_000 * n + 120));
    let found = |count: u32| run(&(0..count).map(story).collect::<Vec<_>>());
    let (some, twice) = (found(1_000), found(2_000));
    assert!(some.clusters.is_empty() && twice.clusters.is_empty());
    assert!(twice.candidates <= 2 * some.candidates + 100, "{} pairs", twice.candidates);
    assert!(twice.candidates <= 12 * 2_000, "{} pairs", twice.candidates);
    assert!(some.capped.shingles > 0 && twice.capped.pairs > 3 * some.capped.pairs);
}

#[test]
fn a_long_chain_costs_a_linear_number_of_comparisons() {
    let link = |n: u32| words(60 * n..60 * n + 200);
    let found = |count: u32| run(&(0..count).map(link).collect::<Vec<_>>());
    let (some, twice) = (found(1_000), found(2_000));
    assert!(some.candidates > 1_000 && some.matches.len() > 900, "the chain holds together");
    assert!(twice.candidates <= 2 * some.candidates + 100, "{} pairs", twice.candidates);
    assert!(twice.matches.len() <= 2 * some.matches.len() + 100);
    assert_eq!(twice.capped, Capped::default());
}

/// The share of text pairs with `shared` common shingles that become candidates.
fn found_share(lengths: [u32; 2], shared: u32) -> f64 {
    let pairs = 1_500;
    let mut all = Fingerprints::default();
    for pair in 0..pairs {
        let start = pair * 1_000;
        let second = start + lengths[0] - (shared + 3);
        words(start..start + lengths[0]).push(&mut all);
        words(second..second + lengths[1]).push(&mut all);
    }
    let found = candidates(&all, &MatchSettings::default()).pairs.len();
    found as f64 / f64::from(pairs)
}

#[test]
fn the_documented_share_of_pairs_become_candidates() {
    let sampling = Sampling::default();
    // The table in the documentation of `MatchSettings`: one is enough, two are needed.
    for (shared, one, two) in [
        (6, 0.551, 0.167),
        (12, 0.799, 0.453),
        (24, 0.959, 0.820),
        (36, 0.992, 0.950),
        (48, 0.998, 0.987),
    ] {
        assert!((sampling.probability(shared, 1) - one).abs() < 0.001);
        assert!((sampling.probability(shared, 2) - two).abs() < 0.001);
        let short = found_share([60, 260], shared);
        assert!((short - one).abs() < 0.04, "{shared}: one is enough, {short:.3} and not {one}");
        let long = found_share([130, 260], shared);
        assert!((long - two).abs() < 0.04, "{shared}: two are needed, {long:.3} and not {two}");
    }
}

/// A story in which some rare names recur, as names of persons and places do.
fn story(start: u32, length: u32) -> Story {
    words(
        (0..length)
            .map(|at| if at % 9 == 4 { start * 8 + 3 + 8 * (at / 9 % 6) } else { start + at }),
    )
}

#[test]
fn excerpts_of_a_story_join_it_whether_or_not_they_overlap() {
    for percent in [15, 20, 30, 40, 45, 55] {
        let cut = 300 * percent / 100;
        let stories: Vec<Story> = (1..13)
            .flat_map(|n| {
                let whole = story(10_000 * n, 300);
                let first = words(whole.words[..cut].to_vec()).under("early");
                let last = words(whole.words[300 - cut..].to_vec()).under("late");
                [whole.under("whole"), first, last]
            })
            .collect();
        let found = run(&stories);
        let expected: Vec<Vec<u32>> = (0..12).map(|n| vec![3 * n, 3 * n + 1, 3 * n + 2]).collect();
        assert_eq!(members(&found), expected, "{percent} %");
    }
}

#[test]
fn every_match_is_in_one_cluster_or_says_why_not() {
    let link = |n: u32| words(60 * n..60 * n + 200);
    let mut stories: Vec<Story> = (0..40).map(link).collect();
    stories.extend((1..4).map(|n| story(10_000 * n, 120)));
    stories.push(words((1..4).flat_map(|n| story(10_000 * n, 120).words)));
    let found = run(&stories);
    let together = |a, b| {
        found.clusters.iter().any(|one| one.members.contains(&a) && one.members.contains(&b))
    };
    assert!(found.matches.iter().any(|one| one.held_apart == Some(HeldApart::Chain)));
    assert!(found.matches.iter().any(|one| one.held_apart == Some(HeldApart::Digest)));
    assert!(found.matches.iter().all(|one| together(one.a, one.b) == one.held_apart.is_none()));
}

#[test]
fn stories_of_one_site_that_share_a_sidebar_do_not_match() {
    let page = |n: u32, headline| {
        let text = story(10_000 * n, 150).words.into_iter().chain(story(500_000, 250).words);
        words(text).under(headline)
    };
    let found = run(&[page(1, "mill burns down").on(1), page(2, "ferry is late").on(1)]);
    assert!(found.matches.is_empty());
    let copies = run(&[page(1, "mill burns down").on(1), page(1, "mill burns down").on(2)]);
    assert_eq!(members(&copies), [[0, 1]]);
}

#[test]
fn a_strong_match_under_one_headline_joins_a_story_that_goes_on() {
    // The last part has nothing in common with the first version but its names.
    let first = story(10_000, 200);
    let second = words(first.words[140..].iter().copied().chain(story(20_000, 60).words));
    let third = words(second.words[40..].to_vec());
    let found = run(&[
        first.under("river floods the town"),
        second.under("river floods the town"),
        third.under("river floods the town"),
    ]);
    assert!(found.matches.iter().all(|one| one.held_apart.is_none()), "{:?}", found.matches);
}

#[test]
fn a_story_that_eighty_outlets_cut_to_many_lengths_is_one_cluster() {
    let outlet = |n: u32| {
        let length = 90 + n % 9 * 40;
        let own = 10_000 * (n + 1)..10_000 * (n + 1) + 30;
        words((0..length).chain(own)).on(n)
    };
    let found = run(&(0..80).map(outlet).collect::<Vec<_>>());
    let sizes: Vec<usize> = found.clusters.iter().map(|cluster| cluster.members.len()).collect();
    assert_eq!(sizes, [80]);
}
