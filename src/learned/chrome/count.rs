//! Counts the lines, templates, labels and sentences of stories, and where in a story they are.
//!
//! In: stories, and which of their lines are already known as chrome. Out: a [`Count`] for each form
//! that recurs. It decides nothing.

use crate::document::learned::chrome::Form;
use crate::document::learned::word_evidence::CountMap;
use crate::key::{LineKeys, Part, Shape};

use super::story_lines::{Story, StoryLine};

/// A headline is among this many first lines, chrome not counted.
const TOP_LINES: usize = 3;
/// Fewest words of a headline.
pub(super) const TITLE_WORDS: u32 = 4;

/// Most words of a sub-heading that recurs over stories.
const SUBHEADING_WORDS: u32 = 6;

pub(super) type FormKey = (Form, u64);

/// The counts of each form. The keys are hashes and are not hashed again.
pub(super) type Counts = CountMap<FormKey, Count>;

/// The counts of one form of a line.
#[derive(Debug, Clone, Default)]
pub(super) struct Count {
    /// Stories that have it, and occurrences in all of them.
    pub stories: u32,
    pub occurrences: u32,
    last_story: Option<usize>,
    /// Sites of these stories.
    pub sites: u32,
    last_site: u32,
    pub shape: Shape,
    /// Sum over occurrences, in percent.
    pub overlap: u64,
    pub example: String,
    /// Bytes of its longest occurrence.
    pub longest: u32,
    /// Stories in which it is where a headline may be.
    pub top: u32,
    /// Occurrences with no sentence of the story before them, and after them, with the number that
    /// chance would put there.
    pub head: Edge,
    pub tail: Edge,
    /// Stories in which it is between two sentences of the story, as a sub-heading is.
    pub amid: u32,
    /// Occurrences of a label that are followed by the headline of another story.
    pub titles: u32,
}

/// Occurrences at one end of their stories.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Edge {
    seen: f32,
    expected: f32,
    variance: f32,
}

/// Whether a line is the headline of its own story.
pub(super) fn is_headline(line: &StoryLine, story: &Story) -> bool {
    line.keys.line == story.headline && story.headline != 0
}

/// The forms of a line, with the shape of what each is taken from.
pub(super) fn forms(line: &StoryLine) -> impl Iterator<Item = (Form, u64, Shape)> {
    let keys = &line.keys;
    let whole = [
        (Form::Line, Some(keys.line)),
        (Form::Numbers, keys.numbers),
        (Form::Names, keys.names),
        (Form::Label, keys.label.as_ref().map(|l| l.label)),
    ];
    let parts = [(Form::Opening, &keys.opening), (Form::Closing, &keys.closing)];
    let whole = whole.into_iter().filter_map(|(form, key)| Some((form, key?, keys.shape)));
    let ending = ending(keys).map(|part| (Form::Ending, part.first_word, part.shape));
    let parts = parts.into_iter().filter_map(|(form, part)| {
        let part = part.as_ref()?;
        Some((form, part.key, part.shape))
    });
    whole.chain(parts).chain(ending)
}

/// The unpunctuated words at the end of a line.
pub(super) fn ending(keys: &LineKeys) -> Option<&Part> {
    keys.closing.as_ref().filter(|part| part.shape.is_ending())
}

/// One story with its site's number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vote<'a> {
    pub story: &'a Story,
    pub site: u32,
}

/// Counts the given forms. Votes of one site must follow each other.
pub(super) fn count(
    votes: &[Vote<'_>],
    is_chrome: impl Fn(&StoryLine) -> bool,
    is_title: impl Fn(u64) -> bool,
    repeated: &[FormKey],
) -> Counts {
    let mut counts: Counts =
        repeated.iter().map(|&form_key| (form_key, Count::default())).collect();
    for (number, vote) in votes.iter().enumerate() {
        let story = vote.story;
        let is_story = |line: &StoryLine| line.keys.shape.is_sentence() && !is_chrome(line);
        let left = story.lines.iter().filter(|line| is_story(line)).count();
        let (mut before, mut lines_before) = (0, 0);
        for (index, line) in story.lines.iter().enumerate() {
            let here = usize::from(is_story(line));
            let after = left.saturating_sub(before + here);
            let sentence =
                |at: Option<usize>| at.and_then(|at| story.lines.get(at)).is_some_and(is_story);
            let amid = sentence(index.checked_sub(1)) && sentence(Some(index + 1));
            let at = Position { lines_before, before, after, left: left.max(1), amid };
            before += here;
            lines_before += usize::from(!is_chrome(line));
            if is_headline(line, story) {
                continue;
            }
            for (form, key, shape) in forms(line) {
                let Some(count) = counts.get_mut(&(form, key)) else { continue };
                count.see((number, vote.site), line, shape, &at);
                if let (Form::Label, Some(label)) = (form, &line.keys.label) {
                    let other = label.rest_words >= TITLE_WORDS && is_title(label.rest);
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
    amid: bool,
}

impl Count {
    fn see(&mut self, (story, site): (usize, u32), line: &StoryLine, shape: Shape, at: &Position) {
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
        self.sites += u32::from(self.stories == 0 || self.last_site != site);
        self.last_site = site;
        self.stories += 1;
        self.shape = shape;
        self.top += u32::from(at.lines_before < TOP_LINES);
        self.amid += u32::from(at.amid);
        let chance = 1.0 / at.left as f32;
        self.head.see(at.before == 0, chance);
        self.tail.see(at.after == 0, chance);
    }

    /// Whether it looks like a sub-heading: a few plain words that are nearly always between two
    /// sentences of the story, and neither label, credit nor words about the page.
    pub fn is_subheading(&self) -> bool {
        let plain = |c: char| {
            c.is_alphabetic() || c.is_whitespace() || matches!(c, '-' | '\'' | '’' | '&' | ',')
        };
        self.amid * 4 >= self.stories * 3
            && self.shape.words <= SUBHEADING_WORDS
            && !self.shape.of_the_page
            && self.example.chars().all(plain)
    }

    pub fn mean_overlap(&self) -> u64 {
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
    pub fn holds(&self, stories: u32, share: f32, deviations: f32) -> bool {
        self.seen >= share * stories as f32
            && self.seen - self.expected >= deviations * (self.variance + 0.25).sqrt()
    }
}
