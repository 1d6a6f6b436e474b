//! Which parts of the state of a page can hold its story.
//!
//! In: a JSON value. Out: the parts around the title of the page, and for keys and lists whether they
//! hold other things: comments, other stories, the words of notices. It does not read the texts.

use std::collections::HashSet;

use serde_json::Value;

/// The most values of one state to search for the title.
const MOST_VALUES: usize = 50_000;
/// The most places of a title to look around, and the most parts in all.
const MOST_TITLES: usize = 8;
const MOST_PARTS: usize = 24;
/// Words of keys that hold what readers and the owners of the page write.
const OTHERS: [&str; 11] = [
    "comment",
    "comments",
    "related",
    "recommended",
    "recommendations",
    "consent",
    "cookie",
    "cookies",
    "gdpr",
    "privacy",
    "notice",
];
/// Words of keys that hold the beginnings of other stories, and goods.
const FEEDS: [&str; 14] = [
    "latest", "feed", "feeds", "trending", "popular", "card", "cards", "teaser", "teasers", "ad",
    "ads", "advert", "product", "products",
];
/// The names of a headline, and of what a story has and a section of one lacks.
const HEADLINES: [&str; 2] = ["title", "headline"];
const PLACES: [&str; 9] = [
    "url",
    "link",
    "slug",
    "href",
    "date",
    "published",
    "publishedAt",
    "published_at",
    "datePublished",
];
/// The names of the writer of a comment.
const WRITERS: [&str; 5] = ["user", "username", "userName", "nickname", "author"];

/// What a part of a state is to the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The state that a page keeps as JSON, all of it.
    State,
    /// The object in a program that has the title of the page.
    Story,
    /// A part of a program that may hold other stories, too.
    Around,
}

impl Scope {
    /// Whether what is under a key is not of the story.
    pub fn leaves(self, key: &str) -> bool {
        self != Scope::State && words(key).iter().any(|word| is_other(word))
    }

    /// Whether a list holds several other stories, or comments.
    pub fn refuses(self, list: &[Value]) -> bool {
        let has = |part: &Value, names: &[&str]| names.iter().any(|name| part.get(*name).is_some());
        let is_other = |part: &&Value| match self {
            Scope::State => false,
            Scope::Story => has(part, &HEADLINES) && has(part, &PLACES),
            Scope::Around => has(part, &HEADLINES) || has(part, &WRITERS),
        };
        list.iter().filter(is_other).nth(1).is_some()
    }
}

fn is_other(word: &str) -> bool {
    OTHERS.contains(&word) || FEEDS.contains(&word)
}

/// The words of a key, in lower case: those of `relatedStories`, `related_stories`.
pub(super) fn words(key: &str) -> Vec<String> {
    let (mut words, mut word, mut was_small) = (Vec::new(), String::new(), false);
    for c in key.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && was_small {
            words.push(std::mem::take(&mut word));
        }
        was_small = c.is_lowercase();
        word.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// The parts of a state that may hold the story, the nearest to its title first: the objects that have the
/// title, those around them, and if `far` all that are further out.
pub(super) fn titled<'v>(
    value: &'v Value,
    is_title: &impl Fn(&str) -> bool,
    far: bool,
) -> Vec<(&'v Value, Scope)> {
    let mut search = Search { is_title, path: Vec::new(), found: Vec::new(), left: MOST_VALUES };
    search.visit(value);
    let paths = search.found;
    let deepest = paths.iter().map(Vec::len).max().unwrap_or(0);
    let levels = if far { deepest } else { deepest.min(2) };
    let (mut parts, mut known) = (Vec::new(), HashSet::new());
    for level in 0..levels {
        for path in &paths {
            let Some(part) = path.iter().rev().nth(level) else { continue };
            if parts.len() < MOST_PARTS && known.insert(std::ptr::from_ref::<Value>(part)) {
                parts.push((*part, if level == 0 { Scope::Story } else { Scope::Around }));
            }
        }
    }
    parts
}

struct Search<'v, 'f, F> {
    is_title: &'f F,
    /// The objects around a value.
    path: Vec<&'v Value>,
    found: Vec<Vec<&'v Value>>,
    left: usize,
}

impl<'v, F: Fn(&str) -> bool> Search<'v, '_, F> {
    fn visit(&mut self, value: &'v Value) {
        if self.left == 0 || self.found.len() >= MOST_TITLES {
            return;
        }
        self.left -= 1;
        match value {
            Value::Array(list) => list.iter().for_each(|part| self.visit(part)),
            Value::Object(map) => {
                self.path.push(value);
                let is_title = |text: &str| (self.is_title)(text);
                if map.values().any(|part| part.as_str().is_some_and(is_title)) {
                    self.found.push(self.path.clone());
                }
                for (key, part) in map {
                    if !Scope::Around.leaves(key) {
                        self.visit(part);
                    }
                }
                self.path.pop();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_of_other_things_are_left() {
        for key in
            ["comments", "relatedArticles", "latest_news", "newsFeed", "cookie-notice", "homeCards"]
        {
            assert!(Scope::Story.leaves(key), "{key}");
            assert!(!Scope::State.leaves(key), "{key}");
        }
        for key in ["body", "cardiff", "feedback", "article", "blocks"] {
            assert!(!Scope::Around.leaves(key), "{key}");
        }
    }

    #[test]
    fn the_object_with_the_title_comes_first() {
        let state = json!({"a": {"meta": {"title": "T"}, "body": 1}, "feed": [{"title": "T"}]});
        let is_title = |text: &str| text == "T";
        let parts: Vec<&Value> =
            titled(&state, &is_title, true).into_iter().map(|(part, _)| part).collect();
        assert_eq!(parts, [&state["a"]["meta"], &state["a"], &state]);
        assert_eq!(titled(&state, &is_title, false).len(), 2);
    }
}
