//! Finds the threads of reader comments of a page, by the names of their elements.
//!
//! In: the lines of a page with their markup. Out: for each line whether it is part of a thread or its
//! heading. A thread is one thing: it is left out before anything is judged, so that a story among
//! hundreds of comments does not look like one of them. An element that has the headline, or before
//! which there is no prose, is no thread, whatever it is called. It judges no other line.

use std::sync::LazyLock;

use super::super::prose::prose_words;
use crate::document::markup::{Markup, name_hash};
use crate::key::key;

/// The rule id of the removals.
pub(super) const RULE: &str = "page-comments";

/// Words of prose that precede a thread, at least: its story.
const STORY_WORDS: usize = 25;
/// A line of fewer bytes is no prose.
const PROSE_BYTES: usize = 60;
/// Elements that are named as entries make a thread if there are so many.
const ENTRIES: usize = 2;
/// Characters of the heading of a thread, at most.
const HEADING_CHARS: u32 = 80;
/// Levels from a line up to its heading element, at most.
const HEADING_LEVELS: usize = 3;

/// For each line whether it is part of a thread; nothing if the page has no thread.
pub(super) fn thread_lines(
    texts: &[&str],
    markup: &Markup,
    headline: Option<&str>,
) -> Option<Vec<bool>> {
    let named = |hash: &u32| NAMES.threads.contains(hash) || NAMES.entries.contains(hash);
    if !markup.names.iter().any(named) {
        return None;
    }
    let page = Measured::new(texts, markup, headline);
    let mut taken = vec![false; markup.elements.len()];
    page.take(&mut taken, |element| NAMES.is_thread(page.names(element)));
    let entries: Vec<usize> = (1..markup.elements.len())
        .filter(|&element| NAMES.is_entry(page.names(element)) && page.is_block(element))
        .collect();
    if entries.len() >= ENTRIES {
        page.take(&mut taken, |element| entries.binary_search(&element).is_ok());
    }
    let inside = |line: &crate::document::markup::MarkedLine| {
        taken.get(line.element as usize).copied().unwrap_or(false)
    };
    let mut lines: Vec<bool> = markup.lines.iter().map(inside).collect();
    page.take_headings(&mut lines);
    lines.contains(&true).then_some(lines)
}

/// A page with the prose of its elements.
struct Measured<'a> {
    markup: &'a Markup,
    /// Words of prose before each line, and at the end those of the page.
    before: Vec<usize>,
    /// For each element its first line and the line after its last, and the words of prose inside.
    spans: Vec<(usize, usize)>,
    prose: Vec<usize>,
    /// Lines that are the headline or a heading of the first level.
    headline: Vec<usize>,
}

impl<'a> Measured<'a> {
    fn new(texts: &[&str], markup: &'a Markup, headline: Option<&str>) -> Measured<'a> {
        let own = headline.map(key);
        let mut page = Measured {
            markup,
            before: vec![0],
            spans: vec![(usize::MAX, 0); markup.elements.len()],
            prose: vec![0; markup.elements.len()],
            headline: Vec::new(),
        };
        let mut sum = 0;
        for (at, (text, line)) in texts.iter().zip(&markup.lines).enumerate() {
            let plain = line.link_chars * 2 < line.chars && text.len() >= PROSE_BYTES;
            let words = if plain { prose_words(text) } else { 0 };
            sum += words;
            page.before.push(sum);
            let element = line.element as usize;
            if let (Some(span), Some(prose)) =
                (page.spans.get_mut(element), page.prose.get_mut(element))
            {
                *span = (span.0.min(at), span.1.max(at + 1));
                *prose += words;
            }
            if own == Some(key(text)) || page.level(line.element) == 1 {
                page.headline.push(at);
            }
        }
        for at in (1..markup.elements.len()).rev() {
            let parent = page.parent(at);
            let (span, prose) = (page.span(at), page.prose_in(at));
            if let Some(slot) = page.spans.get_mut(parent) {
                *slot = (slot.0.min(span.0), slot.1.max(span.1));
            }
            if let Some(slot) = page.prose.get_mut(parent) {
                *slot += prose;
            }
        }
        page
    }

    /// Takes the outermost elements that are threads and not wrappers around the story.
    fn take(&self, taken: &mut [bool], is_named: impl Fn(usize) -> bool) {
        let mut gone = 0;
        for element in 1..self.markup.elements.len() {
            let inherits = taken.get(self.parent(element)).copied().unwrap_or(false);
            let known = taken.get(element).copied().unwrap_or(false);
            let takes = !known && !inherits && is_named(element) && self.may_go(element, gone);
            if takes {
                gone += self.prose_in(element);
            }
            if let Some(slot) = taken.get_mut(element).filter(|_| inherits || takes) {
                *slot = true;
            }
        }
    }

    /// Whether an element is a block with a story before it, and not inside it.
    fn may_go(&self, element: usize, gone: usize) -> bool {
        let (from, to) = self.span(element);
        if !self.is_block(element) {
            return false;
        }
        // The first headline is that of the story.
        if self.headline.first().is_some_and(|line| (from..to).contains(line)) {
            return false;
        }
        let prose = self.prose_in(element);
        if prose == 0 {
            return true;
        }
        let before = self.before.get(from).copied().unwrap_or(0).saturating_sub(gone);
        if before < STORY_WORDS {
            return false;
        }
        // A thread has entries. A wrapper has a thread beside the story.
        let threads = self.prose_of_named_within(element);
        before >= prose || threads == 0 || threads * 2 >= prose
    }

    /// The words of prose in the outermost elements within an element that are named as threads or
    /// entries themselves.
    fn prose_of_named_within(&self, element: usize) -> usize {
        let mut sum = 0;
        let mut within = vec![false; self.markup.elements.len() - element];
        let mut named = within.clone();
        if let Some(slot) = within.first_mut() {
            *slot = true;
        }
        for at in element + 1..self.markup.elements.len() {
            let Some(above) = self.parent(at).checked_sub(element) else { break };
            let inside = within.get(above).copied().unwrap_or(false);
            if !inside {
                break;
            }
            let inherits = named.get(above).copied().unwrap_or(false);
            let names = self.names(at);
            let own = !inherits && (NAMES.is_thread(names) || NAMES.is_entry(names));
            sum += if own { self.prose_in(at) } else { 0 };
            if let (Some(slot), Some(name)) =
                (within.get_mut(at - element), named.get_mut(at - element))
            {
                (*slot, *name) = (true, inherits || own);
            }
        }
        sum
    }

    /// Takes the headings right before threads.
    fn take_headings(&self, lines: &mut [bool]) {
        for at in 1..lines.len() {
            let starts = lines.get(at) == Some(&true) && lines.get(at - 1) == Some(&false);
            let Some(line) = self.markup.lines.get(at - 1).filter(|_| starts) else { continue };
            let heading = self.level(line.element) > 1 && line.chars <= HEADING_CHARS;
            if let Some(slot) = lines.get_mut(at - 1)
                && heading
                && !self.headline.contains(&(at - 1))
            {
                *slot = true;
            }
        }
    }

    /// The level of the heading around an element; 0: there is none.
    fn level(&self, element: u32) -> u8 {
        let mut element = element as usize;
        for _ in 0..HEADING_LEVELS {
            let level = self.markup.elements.get(element).map_or(0, |e| e.tag.heading());
            if level > 0 || element == 0 {
                return level;
            }
            element = self.parent(element);
        }
        0
    }

    fn parent(&self, element: usize) -> usize {
        self.markup.elements.get(element).map_or(0, |element| element.parent as usize)
    }

    fn span(&self, element: usize) -> (usize, usize) {
        self.spans.get(element).copied().unwrap_or((0, 0))
    }

    /// Whether an element holds lines and is not inline: remarks in code are named as comments, too.
    fn is_block(&self, element: usize) -> bool {
        let (from, to) = self.span(element);
        from < to && self.markup.elements.get(element).is_some_and(|e| !e.tag.is_inline())
    }

    fn prose_in(&self, element: usize) -> usize {
        self.prose.get(element).copied().unwrap_or(0)
    }

    fn names(&self, element: usize) -> &'a [u32] {
        let Some(own) = self.markup.elements.get(element) else { return &[] };
        let from = own.names_from as usize;
        self.markup.names.get(from..from + usize::from(own.names)).unwrap_or_default()
    }
}

/// Hashes of names.
struct Names {
    threads: Vec<u32>,
    entries: Vec<u32>,
    states: Vec<u32>,
}

impl Names {
    /// Whether an element is named as a thread, and not after the state of one: "comments-open".
    fn is_thread(&self, names: &[u32]) -> bool {
        names.iter().any(|name| self.threads.contains(name))
            && !names.iter().any(|name| self.states.contains(name))
    }

    fn is_entry(&self, names: &[u32]) -> bool {
        names.iter().any(|name| self.entries.contains(name))
            && !names.iter().any(|name| self.states.contains(name))
    }
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let hashes = |names: &[&str]| names.iter().map(|name| name_hash(name.as_bytes())).collect();
    Names { threads: hashes(THREADS), entries: hashes(ENTRY), states: hashes(STATES) }
});

/// Names of threads, and of the forms below them: whole names or parts of names.
#[rustfmt::skip]
const THREADS: &[&str] = &[
    "comments", "commentlist", "commentslist", "commentarea", "commentsarea", "commentsection",
    "commentssection", "commentsblock", "commentblock", "commentwrapper", "commentswrapper",
    "commentcontainer", "commentscontainer", "commentbox", "commentsbox", "commentform", "commentsform",
    "commentrespond", "commentthread", "comment-list", "comment-area", "comment-section",
    "comment-thread", "comment-form", "comment-respond", "comment_list", "comment_section",
    "comment_form", "comment_thread", "comment_area", "comment_box", "comment-box",
    "usercomments", "readercomments", "userscomments", "respond", "disqus", "disqus_thread", "livefyre",
    "intensedebate", "idc-container", "jskit", "js-kit", "haloscan", "echo-comments", "hypercomments",
    "fbcomments", "viafoura", "spotim", "spot-im", "openweb", "isso-thread", "remark42", "giscus", "utterances",
    "pluckcomments", "talkback", "talkbacks", "trackbacks", "pinglist", "pingbacks",
    "leserkommentare", "leserkommentar", "kommentare", "kommentarliste", "commentaires", "comentarios", "comentários",
    "commenti", "reacties", "kommentarer", "kommentit", "komentarze", "komentare", "komentari", "komentarai",
    "yorumlar", "kommentek", "hozzaszolasok", "comentarii", "komentaras", "kommentaarid", "pinglun",
];
/// Names of single entries.
#[rustfmt::skip]
const ENTRY: &[&str] = &[
    "comment", "usercomment", "readercomment", "commentbody", "commentitem", "commenttext",
    "kommentar", "commentaire", "comentario", "comentário", "commento", "reactie", "komentarz", "komentar",
    "yorum", "trackback", "pingback",
];
/// Names of the states of a page, of counts and of links: such an element is no thread.
#[rustfmt::skip]
const STATES: &[&str] = &[
    "open", "closed", "off", "on", "enabled", "disabled", "has", "no", "with", "without", "tone", "pillar",
    "hentry", "entry-content", "post-content", "article-body", "articlebody", "story-body",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markup::{Element, MarkedLine, Tag};

    /// Which lines of a page are threads. Lines: text and element; elements: tag, parent, name.
    fn threads(lines: &[(&str, u32)], elements: &[(Tag, u32, &str)]) -> Vec<bool> {
        let mut markup = Markup::default();
        for &(tag, parent, name) in elements {
            let from = markup.names.len() as u32;
            let own = name.split(' ').filter(|name| !name.is_empty());
            markup.names.extend(own.map(|name| name_hash(name.as_bytes())));
            let names = (markup.names.len() as u32 - from) as u8;
            let element = Element { tag, parent, names_from: from, names, ..Element::default() };
            markup.elements.push(element);
        }
        for &(text, element) in lines {
            let chars = text.chars().filter(|c| !c.is_whitespace()).count() as u32;
            markup.lines.push(MarkedLine { element, chars, ..MarkedLine::default() });
        }
        let texts: Vec<&str> = lines.iter().map(|line| line.0).collect();
        thread_lines(&texts, &markup, Some("Last bakery shuts"))
            .unwrap_or_else(|| vec![false; lines.len()])
    }

    const HEAD: &str = "Last bakery shuts";
    const STORY: &str = "The last bakery in Merrow closed its doors on Saturday after ninety years, and \
        the queue outside went round the corner as far as the chemist in Mill Lane, where it rained.";
    const COMMENT: &str = "I bought my bread there as a child, when old Mrs Tarn still stood behind the \
        counter and gave every one of us a bun that had not come out right, and I will miss it.";

    #[test]
    fn a_thread_goes_with_its_heading_and_the_story_stays() {
        let elements = [
            (Tag::Body, 0, ""),
            (Tag::H1, 0, ""),
            (Tag::H3, 0, ""),
            (Tag::Ol, 0, "commentlist"),
            (Tag::Li, 3, ""),
        ];
        let mut lines = vec![(HEAD, 1), (STORY, 0), ("Two hundred comments", 2)];
        lines.extend([(COMMENT, 4); 200]);
        let found = threads(&lines, &elements);
        assert_eq!(found[..3], [false, false, true]);
        assert!(found[3..].iter().all(|thread| *thread));
    }

    #[test]
    fn a_story_in_an_element_named_after_comments_stays() {
        let elements = [
            (Tag::Body, 0, "comments-open comments open"),
            (Tag::Div, 0, "comments-wrapper comments wrapper"),
            (Tag::H1, 1, ""),
            (Tag::P, 1, ""),
            (Tag::Div, 1, "comments"),
            (Tag::P, 4, ""),
        ];
        let lines = [(HEAD, 2), (STORY, 3), (STORY, 3), (COMMENT, 5)];
        assert_eq!(threads(&lines, &elements), [false, false, false, true]);
        // Nor is the only prose of a page a thread.
        let elements = [(Tag::Body, 0, ""), (Tag::H1, 0, ""), (Tag::Div, 0, "comments")];
        assert_eq!(threads(&[(HEAD, 1), (STORY, 2), (COMMENT, 2)], &elements), [false; 3]);
    }

    #[test]
    fn entries_are_a_thread_if_there_are_two() {
        let elements = [
            (Tag::Body, 0, ""),
            (Tag::Div, 0, "comment"),
            (Tag::Div, 0, "comment"),
            (Tag::P, 2, ""),
        ];
        let lines = [(HEAD, 0), (STORY, 0), (COMMENT, 1), (COMMENT, 3)];
        assert_eq!(threads(&lines, &elements), [false, false, true, true]);
        assert_eq!(threads(&lines[..3], &elements[..2]), [false; 3]);
    }
}
