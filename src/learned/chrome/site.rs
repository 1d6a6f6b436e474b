//! Decides which lines of one site are chrome.
//!
//! In: the kept stories of a site. Out: its [`Site`] table, or nothing if the site has too few
//! stories. Repetition alone is not enough: the shape of a line, its place, and how few words it
//! shares with the stories around it decide. It removes nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::document::learned::chrome::{Entry, Form, Place, Site};
use crate::document::learned::word_evidence::CountMap;

use super::count::{Count, Counts, FormKey, TITLE_WORDS, Vote, count, ending, forms, is_headline};
use super::story_lines::{Story, StoryLine};
use super::vote::voters;

/// Rounds in which lines next to decided ones are judged again: a footer of many sentences is found
/// from its end.
const ROUNDS: usize = 8;

/// The share of a site's stories from which a line between sentences is chrome, not a sub-heading.
const COMMON_SHARE: f32 = 0.2;

/// The share of a site's stories from which an unfinished last sentence is no signature of one writer.
const SIGNATURE_SHARE: f32 = 0.1;

/// The table of one site.
pub(super) fn decide(stories: &[Story], total: u64) -> Option<Site> {
    if stories.len() < 2 {
        return None;
    }
    let all: Vec<&Story> = stories.iter().collect();
    let votes: Vec<&Story> =
        voters(&all).into_iter().filter_map(|at| all.get(at).copied()).collect();
    let stories_of_site: Vec<Vote<'_>> =
        votes.iter().map(|&story| Vote { story, site: 0 }).collect();
    let sampled = votes.len();
    let ends = |story: &&Story| story.lines.last().is_some_and(|l| ending(&l.keys).is_some());
    let endings = votes.iter().copied().filter(ends).count();
    let mut chosen: HashMap<FormKey, Place> = HashMap::new();
    let repeated = repeated(&votes, fewest(sampled));
    let mut counts = Counts::default();
    let mut titles = HashSet::new();
    for _ in 0..ROUNDS {
        titles = site_titles(&votes, &chosen);
        counts = count(
            &stories_of_site,
            |line| is_chosen(line, &chosen),
            |title| titles.contains(&title),
            &repeated,
        );
        let before = chosen.len();
        // In the order of forms: a decision about a whole line also holds for it as a sentence.
        for &form_key in &repeated {
            let Some(count) = counts.get(&form_key) else { continue };
            let place = match form_key.0 {
                Form::Ending => ending_place(count, sampled, endings),
                form => place_of(form, count, sampled, &chosen, form_key.1),
            };
            if let Some(place) = place {
                chosen.entry(form_key).or_insert(place);
            }
        }
        if chosen.len() == before {
            break;
        }
    }
    let whole = |form: Form| matches!(form, Form::Line | Form::Numbers | Form::Names);
    let lines = chosen.keys().filter(|(form, _)| whole(*form));
    let longest = lines.filter_map(|key| counts.get(key)).map(|c| c.longest).max().unwrap_or(0);
    let entries: BTreeMap<FormKey, Entry> = chosen
        .into_iter()
        .filter_map(|((form, key), place)| {
            let count = counts.remove(&(form, key))?;
            let entry = Entry {
                form,
                key,
                place,
                stories: count.stories,
                sites: 1,
                example: count.example,
            };
            Some(((form, key), entry))
        })
        .collect();
    let mut titles: Vec<u64> = titles.into_iter().collect();
    titles.sort_unstable();
    Some(Site {
        stories: u32::try_from(total).unwrap_or(u32::MAX),
        sampled: sampled as u32,
        entries: entries.into_values().collect(),
        longest,
        titles,
    })
}

/// The headlines of the stories, and the first lines of texts that begin with one.
fn site_titles(votes: &[&Story], chosen: &HashMap<FormKey, Place>) -> HashSet<u64> {
    let mut titles = HashSet::new();
    for story in votes {
        if story.headline != 0 {
            titles.insert(story.headline);
        }
        let first = story.lines.iter().find(|line| !is_chosen(line, chosen));
        if let Some(line) = first.filter(|l| {
            let shape = l.keys.shape;
            (TITLE_WORDS..=14).contains(&shape.words)
                && (shape.is_fragment() || shape.asks)
                && l.keys.label.is_none()
        }) {
            titles.insert(line.keys.line);
        }
    }
    titles
}

fn is_chosen(line: &StoryLine, chosen: &HashMap<FormKey, Place>) -> bool {
    let has = |form, key: Option<u64>| key.is_some_and(|key| chosen.contains_key(&(form, key)));
    has(Form::Line, Some(line.keys.line))
        || has(Form::Numbers, line.keys.numbers)
        || has(Form::Names, line.keys.names)
        || has(Form::Label, line.keys.label.as_ref().map(|l| l.label))
}

/// The forms in enough stories to be chrome, ascending. Most lines are in one story only.
fn repeated(votes: &[&Story], few: u32) -> Vec<FormKey> {
    let mut holders: CountMap<FormKey, (usize, u32)> = CountMap::default();
    for (number, story) in votes.iter().enumerate() {
        for (form, key, _) in story.lines.iter().filter(|l| !is_headline(l, story)).flat_map(forms)
        {
            let (last, stories) = holders.entry((form, key)).or_insert((usize::MAX, 0));
            if *last != number {
                (*last, *stories) = (number, *stories + 1);
            }
        }
    }
    let often = holders.into_iter().filter(|(_, (_, stories))| *stories >= few);
    let mut often: Vec<FormKey> = often.map(|(form_key, _)| form_key).collect();
    often.sort_unstable();
    often
}

/// Fewest stories that must have a line, by the number of counted stories.
fn fewest(sampled: usize) -> u32 {
    match sampled {
        0..=1 => u32::MAX,
        2..=9 => 2,
        10..=30 => 3,
        31..=100 => 4,
        101..=300 => 6,
        301..=1000 => 10,
        _ => 14,
    }
}

/// The place where the line counts as chrome, if any.
fn place_of(
    form: Form,
    count: &Count,
    sampled: usize,
    chosen: &HashMap<FormKey, Place>,
    key: u64,
) -> Option<Place> {
    let few = fewest(sampled);
    if count.stories < few || count.shape.letters < 2 {
        return None;
    }
    let share = count.stories as f32 / sampled as f32;
    // A refrain: many occurrences in few stories.
    if count.occurrences > 4 * count.stories && share < 0.3 {
        return None;
    }
    let shape = count.shape;
    match form {
        Form::Label => label_place(count),
        Form::Line if shape.is_fragment() => fragment_place(count, share),
        Form::Numbers if shape.is_fragment() => {
            (count.stories > few).then(|| fragment_place(count, share))?
        }
        Form::Line => sentence_place(count, share, sampled),
        Form::Numbers => (share >= 0.3).then(|| sentence_place(count, share, sampled))?,
        Form::Names => {
            (count.stories > few && shape.words <= 25).then(|| edge_place(count, 0.9, 2.5))?
        }
        Form::Ending => None,
        Form::Opening | Form::Closing => {
            let whole = chosen.get(&(Form::Line, key)).copied();
            whole.or_else(|| part_place(form, count, share))
        }
    }
}

fn label_place(count: &Count) -> Option<Place> {
    (count.titles >= 2 && count.titles * 2 >= count.occurrences).then_some(Place::Anywhere)
}

/// A heading, label, credit or button: chrome unless it shares words with its stories.
fn fragment_place(count: &Count, share: f32) -> Option<Place> {
    let about = if share >= 0.1 { 80 } else { 45 };
    if count.mean_overlap() > about || count.shape.heads_a_part {
        return None;
    }
    // Sub-headings recur on a site, too. A line that nearly all stories have is none.
    if share < COMMON_SHARE && count.is_subheading() {
        return None;
    }
    // The source of a quotation is below it, in every story that quotes it. It is chrome only in a
    // large share of all stories of a site.
    if count.shape.attributes {
        return (share >= 0.2).then(|| edge_place(count, 0.85, 2.5))?;
    }
    // A headline that other pages list is at the head of one story only.
    Some(if count.top >= 2 { Place::Anywhere } else { Place::NotHead })
}

/// A sentence: prose that a newsroom reuses is anywhere in its stories, chrome is at one end.
fn sentence_place(count: &Count, share: f32, sampled: usize) -> Option<Place> {
    let of_the_page = count.shape.of_the_page;
    if count.mean_overlap() > if of_the_page { 60 } else { 35 } {
        return None;
    }
    if sampled >= 10 && (share >= 0.4 || (of_the_page && share >= 0.02)) {
        return Some(Place::Anywhere);
    }
    let enough = match sampled {
        0..=2 => return None,
        3..=9 => count.stories as usize * 5 >= sampled * 3 && count.stories >= 3,
        10..=30 => count.stories as usize * 4 >= sampled,
        31..=100 => count.stories as usize * 8 >= sampled || of_the_page,
        _ => true,
    };
    let (most, deviations): (f32, f32) = if of_the_page { (0.6, 1.0) } else { (0.85, 2.5) };
    // In few stories, chance can put a reused sentence at the end of each.
    let deviations = if sampled < 31 { deviations.min(1.5) } else { deviations };
    enough.then(|| edge_place(count, most, deviations))?
}

fn edge_place(count: &Count, share: f32, deviations: f32) -> Option<Place> {
    if count.tail.holds(count.stories, share, deviations) {
        Some(Place::Tail)
    } else if count.head.holds(count.stories, share, deviations) {
        Some(Place::Head)
    } else {
        None
    }
}

/// The label of tags or links at the end of a text: in many stories, and at the end of most texts
/// that end without a full stop. On a site that drops full stops, no word is at the start of most
/// last sentences.
fn ending_place(count: &Count, sampled: usize, endings: usize) -> Option<Place> {
    let stories = count.stories as usize;
    let often = sampled >= 10 && stories >= 5 && stories * 10 >= sampled && stories * 2 >= endings;
    let at_end = count.tail.holds(count.stories, 0.9, 2.5);
    (often && at_end && count.occurrences == count.stories).then_some(Place::Tail)
}

/// The first or last sentence of longer lines.
fn part_place(form: Form, count: &Count, share: f32) -> Option<Place> {
    let shape = count.shape;
    if shape.words < 3 {
        return None;
    }
    // The name and calling of a guest writer end a few stories of a site.
    if form == Form::Closing && !shape.terminal && shape.words <= 12 && share >= SIGNATURE_SHARE {
        return Some(Place::Anywhere);
    }
    (shape.of_the_page && share >= 0.01).then_some(Place::Anywhere)
}
