//! Tells pages that list stories from pages that have one.
//!
//! In: the lines of a page with their links and headings. Out: whether the page is a list: a front page, a
//! section, an index of posts. Such a page has many titles that are links, and its prose is in short
//! teasers, or in posts below titles of one form. It changes no text.

use super::features::Page;

/// Words of a title.
const TITLE_WORDS: std::ops::RangeInclusive<u32> = 4..=25;
/// Titles of a page of teasers, at least.
const TITLES: usize = 15;
/// Words of a teaser, at most.
const TEASER_WORDS: u32 = 60;
/// Posts of an index, at least, and the words of each.
const POSTS: usize = 3;
const POST_WORDS: u32 = 40;
/// The share of the prose that stands in posts, in percent.
const POSTED: u32 = 80;

/// A run of prose between two titles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Run {
    /// The kind of markup of the title above it, if that is a heading.
    heading: Option<u32>,
    words: u32,
}

/// Whether a page is a list of stories.
pub(super) fn is_listing(page: &Page<'_>) -> bool {
    let mut runs = vec![Run::default()];
    let mut titles = 0;
    for at in 0..page.len() {
        let line = page.tree.markup.lines.get(at).cloned().unwrap_or_default();
        let words = page.text.word_count(at);
        let is_link = line.link_chars * 10 >= line.chars * 9;
        if is_link && TITLE_WORDS.contains(&words) {
            titles += 1;
            let heading = (page.headings(at).level > 0).then(|| page.tree.kind(at));
            runs.push(Run { heading, words: 0 });
        } else if page.text.is_good(at)
            && line.link_chars * 3 < line.chars
            && let Some(run) = runs.last_mut()
        {
            run.words += words;
        }
    }
    lists(&runs, titles)
}

fn lists(runs: &[Run], titles: usize) -> bool {
    let longest = runs.iter().map(|run| run.words).max().unwrap_or(0);
    if longest <= TEASER_WORDS && titles >= TITLES {
        return true;
    }
    let all: u32 = runs.iter().map(|run| run.words).sum();
    let posts = |kind: u32| {
        let posts = runs.iter().filter(move |run| run.heading == Some(kind));
        let words: u32 = posts.clone().map(|run| run.words).sum();
        posts.filter(|run| run.words >= POST_WORDS).count() >= POSTS && words * 100 >= all * POSTED
    };
    runs.iter().filter_map(|run| run.heading).any(posts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn teasers_and_posts_are_lists_and_a_story_above_links_is_not() {
        let teaser = Run { heading: None, words: 30 };
        let front = vec![teaser; 20];
        assert!(lists(&front, 20));
        let story = [vec![Run { heading: None, words: 500 }], front].concat();
        assert!(!lists(&story, 20));
        let post = Run { heading: Some(7), words: 300 };
        assert!(lists(&[teaser, post, post, post], 3));
        assert!(!lists(&[Run { heading: None, words: 900 }, post, post, post], 3));
        assert!(!lists(&[teaser, post, Run { heading: Some(8), words: 300 }], 3));
    }
}
