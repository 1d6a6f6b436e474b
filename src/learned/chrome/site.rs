//! Decides which lines of one site are chrome.
//!
//! In: the kept stories of a site. Out: its [`Site`] table, or nothing if the site has too few
//! stories. Repetition alone is not enough: the shape of a line, its place, and how few words it
//! shares with the stories around it decide. It removes nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::document::learned::chrome::{Entry, Form, Place, Site};
use crate::document::learned::word_evidence::CountMap;
use crate::key::Shape;

use super::story_lines::{Story, StoryLine};
use super::vote::voters;

/// Rounds in which lines next to decided ones are judged again: a footer of many sentences is found
/// from its end.
const ROUNDS: usize = 8;
/// A headline is among this many first lines, chrome not counted.
const TOP_LINES: usize = 3;
/// Fewest words of a headline.
const TITLE_WORDS: u32 = 4;

type FormKey = (Form, u64);

/// The counts of each form. The keys are hashes and are not hashed again.
type Counts = CountMap<FormKey, Count>;

/// The counts of one form of a line.
#[derive(Debug, Clone, Default)]
struct Count {
    /// Stories that have it, and occurrences in all of them.
    stories: u32,
    occurrences: u32,
    last_story: Option<usize>,
    shape: Shape,
    /// Sum over occurrences, in percent.
    overlap: u64,
    example: String,
    /// Bytes of its longest occurrence.
    longest: u32,
    /// Stories in which it is where a headline may be.
    top: u32,
    /// Occurrences with no sentence of the story before them, and after them, with the number that
    /// chance would put there.
    head: Edge,
    tail: Edge,
    /// Occurrences of a label that are followed by the headline of another story.
    titles: u32,
}

/// Occurrences at one end of their stories.
#[derive(Debug, Clone, Copy, Default)]
struct Edge {
    seen: f32,
    expected: f32,
    variance: f32,
}

/// The table of one site.
pub(super) fn decide(stories: &[Story], total: u64) -> Option<Site> {
    if stories.len() < 2 {
        return None;
    }
    let votes: Vec<&Story> = voters(stories).iter().filter_map(|&i| stories.get(i)).collect();
    let sampled = votes.len();
    let mut chosen: HashMap<FormKey, Place> = HashMap::new();
    let repeated = repeated(&votes, fewest(sampled));
    let mut counts = Counts::default();
    let mut titles = HashSet::new();
    for _ in 0..ROUNDS {
        titles = site_titles(&votes, &chosen);
        counts = count(&votes, &chosen, &titles, &repeated);
        let before = chosen.len();
        // In the order of forms: a decision about a whole line also holds for it as a sentence.
        for &form_key in &repeated {
            let Some(count) = counts.get(&form_key) else { continue };
            if let Some(place) = place_of(form_key.0, count, sampled, &chosen, form_key.1) {
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
            let entry = Entry { form, key, place, stories: count.stories, example: count.example };
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

/// Whether a line is the headline of its own story.
fn is_headline(line: &StoryLine, story: &Story) -> bool {
    line.keys.line == story.headline && story.headline != 0
}

/// The forms of a line, with the shape of what each is taken from.
fn forms(line: &StoryLine) -> impl Iterator<Item = (Form, u64, Shape)> {
    let keys = &line.keys;
    let whole = [
        (Form::Line, Some(keys.line)),
        (Form::Numbers, keys.numbers),
        (Form::Names, keys.names),
        (Form::Label, keys.label.as_ref().map(|l| l.label)),
    ];
    let parts = [(Form::Opening, &keys.opening), (Form::Closing, &keys.closing)];
    let whole = whole.into_iter().filter_map(|(form, key)| Some((form, key?, keys.shape)));
    whole.chain(parts.into_iter().filter_map(|(form, part)| {
        let part = part.as_ref()?;
        Some((form, part.key, part.shape))
    }))
}

fn count(
    votes: &[&Story],
    chosen: &HashMap<FormKey, Place>,
    titles: &HashSet<u64>,
    repeated: &[FormKey],
) -> Counts {
    let mut counts: Counts =
        repeated.iter().map(|&form_key| (form_key, Count::default())).collect();
    for (number, story) in votes.iter().enumerate() {
        let is_story = |line: &StoryLine| !is_chosen(line, chosen) && line.keys.shape.is_sentence();
        let left = story.lines.iter().filter(|line| is_story(line)).count();
        let (mut before, mut lines_before) = (0, 0);
        for line in &story.lines {
            let here = usize::from(is_story(line));
            let after = left.saturating_sub(before + here);
            let at = Position { lines_before, before, after, left: left.max(1) };
            before += here;
            lines_before += usize::from(!is_chosen(line, chosen));
            if is_headline(line, story) {
                continue;
            }
            for (form, key, shape) in forms(line) {
                let Some(count) = counts.get_mut(&(form, key)) else { continue };
                count.see(number, line, shape, &at);
                if let (Form::Label, Some(label)) = (form, &line.keys.label) {
                    let other = label.rest_words >= TITLE_WORDS && titles.contains(&label.rest);
                    count.titles += u32::from(other);
                }
            }
        }
    }
    counts
}

/// The position of an occurrence, in lines and sentence lines that are not yet known as chrome.
struct Position {
    lines_before: usize,
    before: usize,
    after: usize,
    left: usize,
}

impl Count {
    fn see(&mut self, story: usize, line: &StoryLine, shape: Shape, at: &Position) {
        self.occurrences += 1;
        self.overlap += u64::from(line.overlap);
        self.longest = self.longest.max(line.bytes);
        if self.stories == 0 || *line.example < *self.example {
            self.example = line.example.to_string();
        }
        if self.last_story == Some(story) {
            return;
        }
        self.last_story = Some(story);
        self.stories += 1;
        self.shape = shape;
        self.top += u32::from(at.lines_before < TOP_LINES);
        let chance = 1.0 / at.left as f32;
        self.head.see(at.before == 0, chance);
        self.tail.see(at.after == 0, chance);
    }

    fn mean_overlap(&self) -> u64 {
        self.overlap / u64::from(self.occurrences.max(1))
    }
}

impl Edge {
    fn see(&mut self, here: bool, chance: f32) {
        self.seen += f32::from(u8::from(here));
        self.expected += chance;
        self.variance += chance * (1.0 - chance);
    }

    /// Whether nearly all occurrences are at this end, and chance does not explain it.
    fn holds(&self, stories: u32, share: f32, deviations: f32) -> bool {
        self.seen >= share * stories as f32
            && self.seen - self.expected >= deviations * (self.variance + 0.25).sqrt()
    }
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

/// The first or last sentence of longer lines.
fn part_place(form: Form, count: &Count, share: f32) -> Option<Place> {
    let shape = count.shape;
    if shape.words < 3 {
        return None;
    }
    if form == Form::Closing && !shape.terminal && shape.words <= 12 && share >= 0.01 {
        return Some(Place::Anywhere);
    }
    (shape.of_the_page && share >= 0.01).then_some(Place::Anywhere)
}
