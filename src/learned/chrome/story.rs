//! What the counter remembers of one story.
//!
//! In: a text and its headline. Out: [`Story`]: for each line its keys, its shape, how much it
//! shares with the story's long paragraphs, and its beginning as an example.

use xxhash_rust::xxh3::xxh3_64;

use crate::document::learned::chrome::{LineKeys, Shape, key, line_keys};
use crate::document::learned::words::CountMap;
use crate::edit;

/// Lines remembered from the start and from the end of a story.
const HEAD_LINES: usize = 48;
const TAIL_LINES: usize = 48;
/// Bytes of an example.
const EXAMPLE_BYTES: usize = 120;
/// Words of a line that tells the story's topic.
const TOPIC_WORDS: u32 = 20;
/// A line of fewer bytes has fewer words.
const TOPIC_BYTES: usize = 2 * TOPIC_WORDS as usize - 1;
/// A longer line tells it even where it names a part of a page.
const STORY_WORDS: u32 = 160;

#[derive(Debug, Clone)]
pub(super) struct Story {
    /// The key of its headline, 0 without one.
    pub headline: u64,
    pub lines: Vec<Remembered>,
}

#[derive(Debug, Clone)]
pub(super) struct Remembered {
    pub keys: LineKeys,
    /// Share, in percent, of its longer words that stand in other long paragraphs of the story.
    pub overlap: u8,
    pub example: Box<str>,
    /// Bytes of the whole line.
    pub bytes: u32,
}

impl Story {
    pub fn read(text: &str, headline: Option<&str>) -> Story {
        let all = edit::lines(text);
        let kept = |at: usize| at < HEAD_LINES || at + TAIL_LINES >= all.len();
        // Of the lines between only those that tell the topic are looked at.
        let keyed: Vec<Option<LineKeys>> = all
            .iter()
            .enumerate()
            .map(|(at, line)| {
                (kept(at) || line.text.len() >= TOPIC_BYTES).then(|| line_keys(line.text))
            })
            .collect();
        let shapes = all.iter().zip(&keyed).filter_map(|(l, k)| Some((l.text, k.as_ref()?.shape)));
        let topics = topics(shapes);
        let lines = keyed.into_iter().zip(&all).enumerate().filter(|(at, _)| kept(*at));
        let remembered = lines.filter_map(|(_, (keys, line))| {
            let keys = keys?;
            Some(Remembered {
                overlap: overlap(line.text, keys.shape, &topics),
                example: start_of(line.text).into(),
                bytes: line.text.len() as u32,
                keys,
            })
        });
        Story { headline: headline.map_or(0, key), lines: remembered.collect() }
    }
}

/// The longer words of a line.
fn longer_words(text: &str) -> impl Iterator<Item = u64> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().nth(4).is_some())
        .map(hash)
}

/// The hash of a word in lower case.
fn hash(word: &str) -> u64 {
    const LONGEST: usize = 32;
    let mut lower = [0_u8; LONGEST];
    match lower.get_mut(..word.len()) {
        Some(lower) if word.is_ascii() => {
            lower.copy_from_slice(word.as_bytes());
            lower.make_ascii_lowercase();
            xxh3_64(lower)
        }
        _ => xxh3_64(word.to_lowercase().as_bytes()),
    }
}

/// In how many long paragraphs that do not speak of the page each longer word stands.
fn topics<'a>(lines: impl Iterator<Item = (&'a str, Shape)>) -> CountMap<u64, u32> {
    let mut seen: CountMap<u64, (usize, u32)> = CountMap::default();
    for (number, (text, shape)) in lines.enumerate() {
        if !is_topic(shape) {
            continue;
        }
        for word in longer_words(text) {
            let entry = seen.entry(word).or_insert((number, 1));
            if entry.0 != number {
                *entry = (number, entry.1 + 1);
            }
        }
    }
    seen.into_iter().map(|(word, (_, count))| (word, count)).collect()
}

/// Whether a line tells the story's topic.
fn is_topic(shape: Shape) -> bool {
    shape.words >= TOPIC_WORDS && (!shape.of_the_page || shape.words > STORY_WORDS)
}

fn overlap(text: &str, shape: Shape, topics: &CountMap<u64, u32>) -> u8 {
    let own = u32::from(is_topic(shape));
    let (mut all, mut shared) = (0u32, 0u32);
    for word in longer_words(text) {
        all += 1;
        shared += u32::from(topics.get(&word).is_some_and(|&n| n > own));
    }
    (shared * 100).checked_div(all).map_or(0, |share| share as u8)
}

fn start_of(text: &str) -> &str {
    let text = text.trim();
    let mut end = text.len().min(EXAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
