//! Gives each story of a site one vote: versions of a story do not vote twice.
//!
//! In: the stories of a site. Out: the indices of those that vote. Stories that share their long
//! paragraphs are versions of one story: what they repeat is the story and not chrome. It counts
//! nothing.

use std::collections::HashMap;

use super::story_lines::Story;

/// Fewest words of a paragraph that shows two stories to be versions of one.
const LONG_WORDS: u32 = 15;
/// A paragraph in more stories than this is chrome and shows nothing.
const MOST_VERSIONS: usize = 12;

/// The index of one story for each set of versions, ascending.
pub(super) fn voters(stories: &[Story]) -> Vec<usize> {
    let long: Vec<Vec<u64>> = stories.iter().map(long_paragraphs).collect();
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (story, paragraphs) in long.iter().enumerate() {
        for &paragraph in paragraphs {
            holders.entry(paragraph).or_default().push(story);
        }
    }
    let mut first_version = Vec::with_capacity(stories.len());
    for (story, paragraphs) in long.iter().enumerate() {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for paragraph in paragraphs {
            let held = holders.get(paragraph).map(Vec::as_slice).unwrap_or_default();
            if held.len() <= MOST_VERSIONS {
                for &other in held.iter().take_while(|&&other| other < story) {
                    *shared.entry(other).or_default() += 1;
                }
            }
        }
        let is_version = shared.iter().any(|(&other, &count)| {
            let fewer = long.get(other).map_or(0, Vec::len).min(paragraphs.len());
            count * 2 >= fewer && count * 5 >= paragraphs.len() * 2
        });
        if !is_version {
            first_version.push(story);
        }
    }
    first_version
}

fn long_paragraphs(story: &Story) -> Vec<u64> {
    let long = story.lines.iter().filter(|l| l.keys.shape.words >= LONG_WORDS);
    let mut keys: Vec<u64> = long.map(|l| l.keys.line).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
