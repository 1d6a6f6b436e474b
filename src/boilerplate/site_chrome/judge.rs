//! Judges which lines of a story are chrome of its site.
//!
//! In: the lines of the current text, the story's headline, the headlines of the corpus. Out: for
//! each line [`Evidence`] or nothing. It removes nothing. After its lines were removed, it finds new
//! ones only where removed lines separated them from the head or tail.

use std::ops::Range;

use super::evidence::Evidence;
use super::link_alone::{Around, Elsewhere, is_numbered, stands_as_link};
use crate::document::learned::Headlines;
use crate::document::learned::chrome::{Choice, Choices, Entry, Form, Place, Site, SiteChrome};
use crate::edit::Line;
use crate::key::{KeySelection, LineKeys, key, keys_of_line, keys_of_long_line};

/// Judges stories of one site.
#[derive(Debug, Clone)]
pub struct SiteJudge<'a> {
    site: Option<&'a Site>,
    shared: Option<&'a Site>,
    block_ends: &'a [u64],
    keep: Vec<u64>,
    drop: Vec<u64>,
}

/// The keys of a line that a site's table can answer.
#[derive(Debug, Clone, Copy)]
pub(in crate::boilerplate) struct AskedKeys {
    selection: KeySelection,
    /// The longest line that may be chrome as a whole, in bytes.
    longest: usize,
}

impl AskedKeys {
    /// The keys of a line. They depend on the line and on this selection only.
    pub fn keys_of(&self, line: &str) -> LineKeys {
        let long = line.len() > self.longest;
        let keys_of = if long { keys_of_long_line } else { keys_of_line };
        keys_of(line, self.selection)
    }
}

/// Sentence lines of the story that may be beyond an entry of the head or tail.
const REACH: usize = 1;
/// Lines up to this length may be the headline of another story with a label.
const LONG_BYTES: usize = 300;
/// Fewest words of a headline whose repetition is evidence.
const TITLE_WORDS: u32 = 4;
/// Colons, from the end of a paragraph, that are tried as the end of a label.
const COLONS: usize = 4;
/// Most words and bytes of a label.
const LABEL_WORDS: usize = 6;
const LABEL_BYTES: usize = 120;
/// Fewest words of a line that counts as a paragraph of the story.
const PROSE_WORDS: u32 = 12;

impl<'a> SiteJudge<'a> {
    /// The judge for stories of one site, with a user's choices. Without a site, or for a site that
    /// was not learned, only the choices that name no site count.
    pub fn new(chrome: &'a SiteChrome, site: Option<&str>, choices: &Choices) -> SiteJudge<'a> {
        let of_site = |c: &&Choice| c.site.is_none() || c.site.as_deref() == site;
        let keys = |list: &[Choice]| {
            let mut keys: Vec<u64> = list.iter().filter(of_site).map(|c| key(&c.text)).collect();
            keys.sort_unstable();
            keys
        };
        SiteJudge {
            site: site.and_then(|name| chrome.sites.get(name)),
            shared: Some(&chrome.shared.table).filter(|table| table.sampled > 0),
            block_ends: &chrome.shared.block_ends,
            keep: keys(&choices.keep),
            drop: keys(&choices.drop),
        }
    }

    /// Whether there is nothing to judge by.
    pub fn is_empty(&self) -> bool {
        self.site.is_none() && self.shared.is_none() && self.drop.is_empty()
    }

    /// The table of the site, then that of all sites.
    fn tables(&self) -> impl Iterator<Item = &'a Site> {
        self.site.into_iter().chain(self.shared)
    }

    /// Whether the user's choice keeps a line.
    pub fn keeps(&self, line: &str) -> bool {
        !self.keep.is_empty() && self.keep.binary_search(&key(line)).is_ok()
    }

    /// Keys of the words in capitals that end blocks of links in the corpus, ascending.
    pub(in crate::boilerplate) fn block_ends(&self) -> &'a [u64] {
        self.block_ends
    }

    /// Stories of the site that were counted.
    pub fn stories(&self) -> u32 {
        self.site.map_or(0, |site| site.sampled)
    }

    /// Evidence for each line, in their order.
    pub fn judge(
        &self,
        lines: &[Line<'_>],
        headline: Option<&str>,
        headlines: &Headlines,
    ) -> Vec<Option<Evidence>> {
        if self.is_empty() {
            return vec![None; lines.len()];
        }
        let asked = self.asked(headlines);
        let keys: Vec<LineKeys> = lines.iter().map(|line| asked.keys_of(line.text)).collect();
        let keys: Vec<&LineKeys> = keys.iter().collect();
        self.judge_keyed(lines, &keys, (headline, headlines), &|_| false)
    }

    /// The same as [`SiteJudge::judge`], with the keys that [`SiteJudge::asked`] selects. `heads_links` tells
    /// the lines that rules know as labels above links.
    pub(in crate::boilerplate) fn judge_keyed(
        &self,
        lines: &[Line<'_>],
        keyed: &[&LineKeys],
        (headline, headlines): (Option<&str>, &Headlines),
        heads_links: &dyn Fn(usize) -> bool,
    ) -> Vec<Option<Evidence>> {
        let mut found = vec![None; lines.len()];
        let own = headline.map(key);
        let matched: Vec<Vec<Candidate<'_>>> = keyed
            .iter()
            .zip(lines)
            .map(|(keys, line)| self.candidates(keys, line.text, own, headlines))
            .collect();
        // Each round only adds evidence, and the loop ends when a round adds none.
        loop {
            let before = found.iter().flatten().count();
            mark(keyed, lines, &matched, heads_links, &mut found);
            if found.iter().flatten().count() == before {
                return found;
            }
        }
    }

    /// The keys that the tables can answer.
    pub(in crate::boilerplate) fn asked(&self, headlines: &Headlines) -> AskedKeys {
        let has = |form| self.tables().any(|table| table.has(form));
        let titles = self.tables().any(|table| !table.titles.is_empty());
        let rests = has(Form::Label) || titles || !headlines.hashes.is_empty();
        let selection = KeySelection {
            numbers: has(Form::Numbers),
            names: has(Form::Names),
            parts: has(Form::Opening) || has(Form::Closing) || has(Form::Ending),
            labels: rests,
            rests,
            page_words: false,
        };
        // Two lines with one key may differ in marks and spaces, so the limit is doubled.
        let longest = self.tables().map(|table| table.longest as usize * 2).max().unwrap_or(0);
        let longest = longest.max(LONG_BYTES);
        let chosen = !self.keep.is_empty() || !self.drop.is_empty();
        AskedKeys { selection, longest: if chosen { usize::MAX } else { longest } }
    }

    /// Everything that may show a line to be chrome, the strongest first.
    fn candidates(
        &self,
        keys: &LineKeys,
        text: &str,
        own: Option<u64>,
        headlines: &Headlines,
    ) -> Vec<Candidate<'_>> {
        let mut out = Vec::new();
        let whole = 0..text.len();
        if self.keep.binary_search(&keys.line).is_ok() {
            return out;
        }
        if self.drop.binary_search(&keys.line).is_ok() {
            out.push(Candidate {
                span: whole,
                entry: None,
                form: None,
                place: Place::Anywhere,
                of: 0,
                alone: false,
            });
            return out;
        }
        if own == Some(keys.line) {
            return out;
        }
        for table in self.tables() {
            self.candidates_of(table, keys, text, own, headlines, &mut out);
        }
        out
    }

    /// What one table knows of a line, the strongest first.
    fn candidates_of<'s>(
        &self,
        table: &'s Site,
        keys: &LineKeys,
        text: &str,
        own: Option<u64>,
        headlines: &Headlines,
        out: &mut Vec<Candidate<'s>>,
    ) {
        let whole = 0..text.len();
        let of = table.sampled;
        let mut add = |form: Form, key: Option<u64>, span: Range<usize>| {
            if let Some(entry) = key.and_then(|key| table.entry(form, key)) {
                let (form, place) = (Some(form), entry.place);
                out.push(Candidate { span, entry: Some(entry), form, place, of, alone: false });
            }
        };
        add(Form::Line, Some(keys.line), whole.clone());
        add(Form::Numbers, keys.numbers, whole.clone());
        add(Form::Names, keys.names, whole.clone());
        let form = Some(Form::Label);
        let entry = keys.label.as_ref().and_then(|l| table.entry(Form::Label, l.label));
        let elsewhere = self.points_elsewhere(table, keys, own, headlines);
        if elsewhere != Elsewhere::No && !(entry.is_none() && is_numbered(text)) {
            let place = if entry.is_some() { Place::Anywhere } else { Place::NotHead };
            let alone = entry.is_none() && elsewhere == Elsewhere::Alone;
            out.push(Candidate { span: whole, entry, form, place, of, alone });
        } else if entry.is_some() && (keys.shape.is_fragment() || self.names_itself(keys, own)) {
            let place = Place::NotHead;
            out.push(Candidate { span: whole, entry, form, place, of, alone: false });
        }
        out.extend(self.glued_label(table, keys, text, own, headlines));
        let closing = keys.closing.as_ref();
        let parts = [
            (Form::Opening, keys.opening.as_ref().map(|part| (part, part.key))),
            (Form::Closing, closing.map(|part| (part, part.key))),
            (
                Form::Ending,
                closing.filter(|p| p.shape.is_ending()).map(|part| (part, part.first_word)),
            ),
        ];
        for (form, part) in parts {
            let Some((part, key)) = part else { continue };
            if self.keep.binary_search(&part.key).is_ok() {
                continue;
            }
            if let Some(entry) = table.entry(form, key) {
                let span = with_space(text, &part.span);
                let (form, place) = (Some(form), entry.place);
                out.push(Candidate { span, entry: Some(entry), form, place, of, alone: false });
            }
        }
    }

    /// A known label and a headline at the end of a paragraph, without a line break before them.
    fn glued_label<'s>(
        &self,
        site: &'s Site,
        keys: &LineKeys,
        text: &str,
        own: Option<u64>,
        headlines: &Headlines,
    ) -> Option<Candidate<'s>> {
        if !site.has(Form::Label) || keys.shape.words < PROSE_WORDS {
            return None;
        }
        let from = text.len().saturating_sub(LONG_BYTES);
        let colons = memchr::memrchr_iter(b':', text.as_bytes()).take_while(|&at| at >= from);
        for colon in colons.take(COLONS) {
            let rest = text.get(colon + 1..)?;
            let title = key(rest);
            let is_title =
                Some(title) == own || site.is_title(title) || headlines.contains_hash(title);
            if !is_title {
                continue;
            }
            let before = text.get(..colon)?;
            let known = label_starts(before).find_map(|start| {
                let entry = site.entry(Form::Label, key(before.get(start..)?))?;
                Some((start, entry))
            });
            if let Some((start, entry)) = known {
                let span = with_space(text, &(start..text.len()));
                let (entry, form) = (Some(entry), Some(Form::Label));
                let (place, of) = (Place::Anywhere, site.sampled);
                return Some(Candidate { span, entry, form, place, of, alone: false });
            }
        }
        None
    }

    /// Whether the line is a label and the story's own headline, as in a link to the page itself.
    fn names_itself(&self, keys: &LineKeys, own: Option<u64>) -> bool {
        own.is_some() && keys.label.as_ref().map(|label| label.rest) == own
    }

    /// Whether the line is the headline of another story, alone or after a label.
    fn points_elsewhere(
        &self,
        site: &Site,
        keys: &LineKeys,
        own: Option<u64>,
        headlines: &Headlines,
    ) -> Elsewhere {
        let is_other = |title: u64| {
            Some(title) != own && (site.is_title(title) || headlines.contains_hash(title))
        };
        let words = keys.shape.words;
        let after_label =
            keys.label.as_ref().is_some_and(|l| l.rest_words >= TITLE_WORDS && is_other(l.rest));
        let mut rests = (1..).zip(&keys.rests);
        if after_label || rests.any(|(k, &key)| words >= TITLE_WORDS + k && is_other(key)) {
            Elsewhere::Labelled
        } else if words >= TITLE_WORDS && is_other(keys.line) {
            Elsewhere::Alone
        } else {
            Elsewhere::No
        }
    }
}

/// A reason that counts if the line is in the right place.
#[derive(Debug, Clone)]
struct Candidate<'a> {
    span: Range<usize>,
    entry: Option<&'a Entry>,
    form: Option<Form>,
    place: Place,
    of: u32,
    /// The headline of another story without a label: what is around it decides.
    alone: bool,
}

/// One round: the head and tail are counted in lines without evidence so far.
fn mark(
    keyed: &[&LineKeys],
    lines: &[Line<'_>],
    matched: &[Vec<Candidate<'_>>],
    heads_links: &dyn Fn(usize) -> bool,
    found: &mut [Option<Evidence>],
) {
    let whole = |found: &Option<Evidence>, at: usize| {
        found.as_ref().is_some_and(|e| lines.get(at).is_some_and(|l| e.is_whole(l.text)))
    };
    let is_sentence = |at: usize| keyed.get(at).is_some_and(|k| k.shape.is_sentence());
    let is_story = |found: &[Option<Evidence>], at: usize| {
        is_sentence(at) && !found.get(at).is_some_and(|f| whole(f, at))
    };
    let mut after = (0..found.len()).filter(|&at| is_story(found, at)).count();
    let (mut before, mut prose_above) = (0, false);
    let names_other = |at: usize| matched.get(at).is_some_and(|all| all.iter().any(|c| c.alone));
    for (at, candidates) in matched.iter().enumerate() {
        let around = Around { lines, keyed, heads_links, names_other: &names_other };
        let is_open = found.get(at).is_some_and(Option::is_none);
        let is_link = is_open && candidates.iter().any(|c| c.alone) && {
            let goes = |at: usize| found.get(at).is_some_and(|f| whole(f, at));
            stands_as_link(&around, at, &goes)
        };
        let here = usize::from(is_story(found, at));
        after -= here;
        let Some(slot) = found.get_mut(at) else { continue };
        let is_there = |place: Place| match place {
            Place::Anywhere => true,
            Place::Head => before <= REACH,
            Place::Tail => after <= REACH,
            Place::NotHead => prose_above,
        };
        let fits = candidates.iter().find(|c| is_there(c.place) && (is_link || !c.alone));
        if let (None, Some(c)) = (&slot, fits) {
            *slot = Some(Evidence {
                span: c.span.clone(),
                form: c.form,
                stories: c.entry.map_or(0, |e| e.stories),
                of: c.of,
                sites: c.entry.map_or(1, |e| e.sites),
            });
        }
        let stays = !whole(slot, at);
        before += usize::from(here == 1 && stays);
        let shape = keyed.get(at).map(|k| k.shape).unwrap_or_default();
        prose_above |= stays && shape.words >= PROSE_WORDS && !shape.is_fragment();
    }
}

/// The starts of the last word before a colon, of the last two words, and so on.
fn label_starts(before: &str) -> impl Iterator<Item = usize> {
    let from = before.len().saturating_sub(LABEL_BYTES);
    let spaces = before.char_indices().rev().take_while(move |(at, _)| *at >= from);
    spaces.filter(|(_, c)| c.is_whitespace()).map(|(at, c)| at + c.len_utf8()).take(LABEL_WORDS)
}

/// The span of a first or last sentence, with the white space between it and the rest.
fn with_space(text: &str, span: &Range<usize>) -> Range<usize> {
    let head = text.get(..span.start).unwrap_or_default().trim_end().len();
    let rest = text.get(span.end..).unwrap_or_default();
    let end = span.end + (rest.len() - rest.trim_start().len());
    if span.start == 0 { 0..end } else { head..end }
}
