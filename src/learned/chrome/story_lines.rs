//! What the chrome counter keeps of one story.
//!
//! In: a text and its headline. Out: [`Story`]: for each line its keys, its shape, the share of its
//! words in the story's long paragraphs, and its beginning as an example. It decides nothing.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::document::learned::word_evidence::CountMap;
use crate::edit;
use crate::key::{LineKeys, Shape, capital_words, counted_keys, doubled_names, key};

/// Lines that are kept from the start and from the end of a story.
const HEAD_LINES: usize = 48;
const TAIL_LINES: usize = 48;
/// Most bytes of a block of links.
const BLOCK_BYTES: usize = 600;
/// Most bytes of an example.
const EXAMPLE_BYTES: usize = 120;
/// Fewest words of a line that shows the story's topic.
const TOPIC_WORDS: u32 = 20;
/// A line with fewer bytes has fewer words.
const TOPIC_BYTES: usize = 2 * TOPIC_WORDS as usize - 1;
/// A longer line shows the topic even if it mentions a part of the page.
const STORY_WORDS: u32 = 160;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Story {
    /// The key of its headline; 0: it has none.
    pub headline: u64,
    pub lines: Vec<StoryLine>,
    /// Keys of words in capitals behind doubled names.
    pub capitals: Vec<u64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StoryLine {
    pub keys: LineKeys,
    /// The share, in percent, of its longer words that occur in other long paragraphs of the story.
    pub overlap: u8,
    pub example: Box<str>,
    /// Bytes of the whole line.
    pub bytes: u32,
}

impl Story {
    pub fn read(text: &str, headline: Option<&str>) -> Story {
        let all = edit::lines(text);
        let mut words = Vec::with_capacity(text.len() / 8);
        let kept = |at: usize| at < HEAD_LINES || at + TAIL_LINES >= all.len();
        // Of the lines between, only those that may show the topic are read.
        let keyed: Vec<(LineKeys, Range<usize>)> = all
            .iter()
            .enumerate()
            .map(|(at, line)| {
                let from = words.len();
                let keys = if kept(at) || line.text.len() >= TOPIC_BYTES {
                    counted_keys(line.text, &mut words)
                } else {
                    LineKeys::default()
                };
                (keys, from..words.len())
            })
            .collect();
        let words_of = |span: &Range<usize>| words.get(span.clone()).unwrap_or_default();
        let topics = topics(keyed.iter().map(|(keys, span)| (words_of(span), keys.shape)));
        let lines = keyed.into_iter().zip(&all).enumerate().filter(|(at, _)| kept(*at)).map(
            |(_, ((keys, span), line))| StoryLine {
                overlap: overlap(words_of(&span), keys.shape, &topics),
                example: start_of(line.text).into(),
                bytes: line.text.len() as u32,
                keys,
            },
        );
        let capitals = capitals_behind_names(all.iter().map(|line| line.text));
        Story { headline: headline.map_or(0, key), lines: lines.collect(), capitals }
    }
}

/// The keys of the words in capitals behind doubled names, each once, ascending.
fn capitals_behind_names<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<u64> {
    let mut keys = Vec::new();
    for line in lines {
        let capitals = capital_words(line);
        if capitals.is_empty() {
            continue;
        }
        for name in doubled_names(line) {
            let behind = capitals.iter().filter(|word| {
                word.start > name.second_end && word.start < name.second_end + BLOCK_BYTES
            });
            keys.extend(behind.filter_map(|word| line.get(word.clone())).map(key));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// For each longer word, the number of long paragraphs with it, and the last of them. Paragraphs
/// about the page do not count.
fn topics<'a>(lines: impl Iterator<Item = (&'a [u64], Shape)>) -> CountMap<u64, (usize, u32)> {
    let mut seen: CountMap<u64, (usize, u32)> = CountMap::default();
    for (number, (words, shape)) in lines.enumerate() {
        if !is_topic(shape) {
            continue;
        }
        for &word in words {
            let entry = seen.entry(word).or_insert((number, 1));
            if entry.0 != number {
                *entry = (number, entry.1 + 1);
            }
        }
    }
    seen
}

/// Whether a line shows the story's topic.
fn is_topic(shape: Shape) -> bool {
    shape.words >= TOPIC_WORDS && (!shape.of_the_page || shape.words > STORY_WORDS)
}

fn overlap(words: &[u64], shape: Shape, topics: &CountMap<u64, (usize, u32)>) -> u8 {
    let own = u32::from(is_topic(shape));
    let (mut all, mut shared) = (0u32, 0u32);
    for word in words {
        all += 1;
        shared += u32::from(topics.get(word).is_some_and(|&(_, n)| n > own));
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
