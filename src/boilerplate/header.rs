//! Reads the header of a text: headline, its repetitions, the site's name, and the section.
//!
//! In: a layout, the known fields, and the lines that rules have found. Out: more [`Findings`], and
//! the headline or site if they were missing. Rules find dates, bylines and breadcrumbs; this module
//! reads only the lines they left. It takes no headline from a text that does not begin like a
//! header.

use std::collections::BTreeSet;

use super::address::AddressWords;
use super::echo::Told;
use super::finding::{Basis, Finding, Findings};
use super::headline_form::{
    in_capitals, is_headline, is_headline_alone, is_open_question, is_sentence, is_summary_head,
};
use super::layout::{Layout, is_question, words};
use super::site_name::names_site;
use super::standfirst::{can_be_standfirst, standfirst};
use crate::document::learned::Headlines;
use crate::document::{EditKind, Fields};
use crate::key::{ends_sentence, is_east_asian};

/// Lines at the top in which a headline can repeat.
const TOP_LINES: usize = 20;
/// The most unexplained lines above the first paragraph of prose. More lines are a menu.
const HEADER_LINES: usize = 8;
/// The fewest words of a headline that counts behind a label.
const HEADLINE_WORDS: usize = 5;
/// The most words before a headline on its own line.
const LABEL_WORDS: usize = 2;
/// The fewest words that two wordings of one headline share. Three in five of all must be shared.
const REWORDED_WORDS: usize = 4;
/// The most words of another wording that the headline lacks. A standfirst on the same line has more.
const NEW_WORDS: usize = 4;
/// The longest name of a site after a headline, in bytes.
const SITE_BYTES: usize = 80;
/// Paragraphs below a headline that tell what it says.
const TOLD_BELOW: usize = 3;
/// Fewest and most words of a headline that only the story supports.
const TOLD_WORDS: std::ops::RangeInclusive<usize> = 4..=20;
/// The most words of a headline that few words of the story support.
const MOST_HINTED_WORDS: usize = 12;
/// Fewest bytes of a wrapped line.
const WRAPPED_BYTES: usize = 80;
/// Fewest words of a line above a headline that is no label.
const INTRODUCTION_WORDS: usize = 5;

/// Adds the header's lines to `found`, and fills `fields` where they were missing.
pub(super) fn read_header(
    layout: &Layout<'_>,
    known: &Fields,
    (language, headlines): (Option<&str>, &Headlines),
    found: &mut Findings,
    fields: &mut Fields,
) {
    let block = Block::of(layout, found);
    let place = match &known.headline {
        Some(headline) => drop_repeats(layout, headline, known.site.as_deref(), found),
        None => {
            let site = known.site.as_deref();
            let english = language == Some("en");
            let is_none = |line: &str| is_site_name(line, site) || headlines.is_recurrent(line);
            let place = named_by_address(layout, known.url.as_deref(), found)
                .or_else(|| block.headline(layout, &is_none, english, found));
            let Some(place) = place else {
                if known.standfirst.is_none() && english {
                    fields.standfirst = block.first_sentence(layout);
                }
                return;
            };
            let Some(row) = layout.rows.get(place) else { return };
            let body = row.body();
            // A single full stop behind a whole word ends the line and is no part of the headline.
            let ends = |head: &&str| {
                let last = head.rsplit(' ').next().unwrap_or_default();
                !head.contains('.') && last.chars().filter(|c| c.is_lowercase()).count() >= 4
            };
            let body = body.strip_suffix('.').filter(ends).unwrap_or(body);
            let headline = without_site(body, known.site.as_deref()).to_owned();
            found.lines.insert(place, field_line("headline-line", "headline"));
            drop_repeats(layout, &headline, known.site.as_deref(), found);
            fields.headline = Some(headline);
            Some(place)
        }
    };
    if let Some(place) = place {
        read_site(layout, known, place, found, fields);
        if known.standfirst.is_none() {
            fields.standfirst = standfirst(layout, place, language == Some("en"), found);
        }
    }
}

/// The line above the story that says what the address of the page says.
fn named_by_address(layout: &Layout<'_>, url: Option<&str>, found: &Findings) -> Option<usize> {
    let address = AddressWords::of(url?)?;
    let top = layout.rows.iter().enumerate().take(TOP_LINES);
    let mut open = top
        .take_while(|(_, row)| row.prose_before == 0)
        .filter(|(index, row)| !found.lines.contains_key(index) && row.prose_after > 0);
    open.find(|(_, row)| address.name(row.body())).map(|(index, _)| index)
}

/// The lines above the first paragraph of prose that no rule explains.
struct Block {
    rows: Vec<usize>,
    /// Whether a paragraph of prose follows.
    prose_follows: bool,
}

impl Block {
    fn of(layout: &Layout<'_>, found: &Findings) -> Block {
        let first_prose = (0..layout.rows.len()).find(|&i| {
            layout.rows.get(i).is_some_and(|r| r.prose) && !found.lines.contains_key(&i)
        });
        let end = first_prose.unwrap_or(0);
        let rows =
            (0..end).filter(|i| !found.lines.contains_key(i)).take(HEADER_LINES + 1).collect();
        Block { rows, prose_follows: first_prose.is_some() }
    }

    /// The headline's line: one that occurs twice, else the first that looks like a headline and is not
    /// known to be none.
    fn headline(
        &self,
        layout: &Layout<'_>,
        is_none: &dyn Fn(&str) -> bool,
        english: bool,
        found: &Findings,
    ) -> Option<usize> {
        if !self.prose_follows || self.rows.len() > HEADER_LINES {
            return None;
        }
        let text = |i: usize| layout.rows.get(i).map(|row| row.body()).unwrap_or_default();
        let below = |i: usize| layout.rows.iter().enumerate().skip(i + 1);
        let told = |i: usize| {
            let prose = below(i).filter(|(at, row)| row.prose && !found.lines.contains_key(at));
            Told::by(prose.take(TOLD_BELOW).map(|(_, row)| row.line.text)).echoes(text(i))
        };
        let looks = |&&i: &&usize| {
            let form = layout.rows.get(i).is_some_and(is_headline);
            form && !goes_on(layout, i) && !is_offered(i, found) && (!is_none(text(i)) || told(i))
        };
        // The points of a summary are below their label.
        let above = self.rows.iter().take_while(|i| !is_summary_head(text(**i)));
        let candidates: Vec<usize> = above.filter(looks).copied().collect();
        let key_of = |i: usize| layout.rows.get(i).map(|r| key(r.body())).unwrap_or_default();
        let twice = candidates.iter().enumerate().find(|(at, i)| {
            candidates.iter().skip(at + 1).any(|&other| key_of(other) == key_of(**i))
        });
        if let Some((_, &place)) = twice {
            return Some(place);
        }
        let first = *candidates.first()?;
        let explained = |i: usize| found.lines.contains_key(&i);
        // Without a byline or a date near it, the line can be a sub-heading or a first sentence.
        let mut near = found.lines.iter().take_while(|(i, _)| **i <= first + 3).peekable();
        let dressed = near.peek().is_some();
        let signed = near.any(|(_, f)| matches!(f.kind.as_str(), "byline" | "timestamp"));
        let sentence = english && is_sentence(text(first)) && !in_capitals(text(first));
        // A line that the story tells again is its headline. A sentence can be the first of the story.
        let fits = TOLD_WORDS.contains(&words(text(first))) && !ends_sentence(text(first));
        let echoed = fits && !sentence && told(first);
        let certain = signed || echoed || in_capitals(text(first));
        let mut above = self.rows.iter().take_while(|i| **i < first).map(|i| text(*i));
        if above.any(|line| line.ends_with(':') || (!certain && introduces(line))) {
            return None;
        }
        let supported =
            signed || echoed || (dressed && !sentence) || self.is_hinted(layout, found, english);
        if !supported && !is_headline_alone(layout, first, english) {
            return None;
        }
        // One or two labels can be above it: a site, a section, a kicker. Above a certain headline more can.
        let labels = (0..first).filter(|&i| !explained(i)).count();
        (labels <= if signed && told(first) { 5 } else { 2 }).then_some(first)
    }

    /// Whether the only line above a story is the first of the text, and a question or a few words that the story
    /// tells. A name is none: it can be of a picture. An English question can be the first sentence of a story, and
    /// one of several the first of an interview.
    fn is_hinted(&self, layout: &Layout<'_>, found: &Findings, english: bool) -> bool {
        let ([0], Some(row)) = (self.rows.as_slice(), layout.rows.first()) else { return false };
        let (text, asks) = (row.body(), is_question(row.body()));
        let is_plain = !(ends_sentence(text) || english && is_sentence(text));
        let asked = || layout.rows.iter().skip(1).any(|row| is_question(row.body()));
        let form = if asks { (!english || is_open_question(text)) && !asked() } else { is_plain };
        let below = layout.rows.iter().enumerate().skip(1);
        let mut prose =
            below.filter(|(at, row)| row.prose && !found.lines.contains_key(at)).peekable();
        let is_next = prose.peek().is_some_and(|(at, _)| *at == 1);
        form && is_next
            && row.words <= MOST_HINTED_WORDS
            && !is_name_like(text)
            && Told::by(prose.take(TOLD_BELOW).map(|(_, row)| row.line.text)).hints_at(text, asks)
    }

    /// The first line of a text without a headline, if it is a sentence set apart from the story.
    fn first_sentence(&self, layout: &Layout<'_>) -> Option<String> {
        let first = *self.rows.first().filter(|first| self.prose_follows && **first == 0)?;
        let text = layout.rows.get(first)?.body().trim();
        let alone = self.rows.len() == 1 && !ends_sentence(text) && is_sentence(text);
        (alone && can_be_standfirst(text)).then(|| text.to_owned())
    }
}

/// Whether each longer word of a line begins with a capital, as those of names do, or the line ends with a dash.
/// In East Asian scripts the form of a line tells no name.
fn is_name_like(text: &str) -> bool {
    if text.contains(is_east_asian) {
        return false;
    }
    let mut words = text.split_whitespace().skip(1).filter(|word| word.chars().count() > 3);
    let small = |word: &str| !word.starts_with(char::is_uppercase);
    !words.any(small) || text.ends_with(['-', '–', '—'])
}

/// Whether a line goes on below, as wrapped lines do. A short line that begins with a small letter is a label.
fn goes_on(layout: &Layout<'_>, place: usize) -> bool {
    let next = layout.rows.get(place + 1).map(|row| row.line.text.trim_start());
    next.is_some_and(|text| text.starts_with(char::is_lowercase) && text.len() >= WRAPPED_BYTES)
}

/// Whether a line stands among the lines of a paywall, as the items of an offer do.
fn is_offered(place: usize, found: &Findings) -> bool {
    let paid = |at: usize| found.lines.get(&at).is_some_and(|f| f.kind == "paywall");
    place.checked_sub(1).is_some_and(paid) && paid(place + 1)
}

/// Whether a line is a sentence, and no label above a headline.
fn introduces(line: &str) -> bool {
    words(line) >= INTRODUCTION_WORDS && ends_sentence(line)
}

/// Whether a line is the name of the article's site, with or without an article in front.
fn is_site_name(text: &str, site: Option<&str>) -> bool {
    let site = site.map(site_key).unwrap_or_default();
    let line = key(text);
    let bare = ["the", "la", "le", "el", "il", "der", "die", "das"]
        .iter()
        .find_map(|article| line.strip_prefix(article))
        .unwrap_or(&line);
    !site.is_empty() && (line == site || bare == site || site.strip_prefix("the") == Some(&line))
}

/// Removes each line near the top that repeats the headline. Returns the first such line, or `None` if
/// the headline does not occur there.
fn drop_repeats(
    layout: &Layout<'_>,
    headline: &str,
    site: Option<&str>,
    found: &mut Findings,
) -> Option<usize> {
    let wanted = key(headline);
    let bare = key(without_site(headline, site));
    if bare.is_empty() {
        return None;
    }
    let mut first = None;
    let mut distance = 0;
    for (index, row) in layout.rows.iter().enumerate().take(TOP_LINES) {
        if row.prose_before > 1 || distance > HEADER_LINES {
            break;
        }
        let text = row.line.text;
        if text.len() > headline.len() * 3 + SITE_BYTES {
            distance += 1;
            continue;
        }
        let line = key(text);
        let same = line == wanted
            || line == bare
            || truncated(text, &line, &wanted)
            || labelled(text, &line, headline, &wanted)
            || row.prose_before == 0 && !row.prose && is_reworded(text, headline);
        if same || (line.starts_with(&bare) && key(without_site(text, site)) == bare) {
            first = first.or(Some(index));
            found.lines.entry(index).or_insert_with(|| Finding {
                rule: "headline-repeated".into(),
                basis: Basis::Structure,
                also: Vec::new(),
                kind: "headline".to_owned(),
                edit: EditKind::Remove,
                field: None,
                evidence: "repeats the headline".to_owned(),
            });
        }
        distance += usize::from(!found.lines.contains_key(&index));
    }
    first
}

/// Whether a line is the start of the headline, cut by an ellipsis.
fn truncated(line: &str, line_key: &str, wanted: &str) -> bool {
    (line.ends_with('…') || line.ends_with("..."))
        && line_key.len() >= 20
        && wanted.starts_with(line_key)
}

/// Whether a line is a headline with most words of another: that of the page, of a feed, of an earlier version.
fn is_reworded(line: &str, headline: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (line_words, wanted) = (words(line), words(headline));
    let shared = line_words.intersection(&wanted).count();
    let all = line_words.len() + wanted.len() - shared;
    shared >= REWORDED_WORDS
        && shared * 5 >= all * 3
        && line_words.len() <= shared + NEW_WORDS
        && (!ends_sentence(line) || ends_sentence(headline))
}

/// Whether a line is the headline after a word or two: a section, a button.
fn labelled(line: &str, line_key: &str, headline: &str, wanted: &str) -> bool {
    let count = words(headline);
    count >= HEADLINE_WORDS
        && words(line) <= count + LABEL_WORDS
        && line_key.len() > wanted.len()
        && line_key.ends_with(wanted)
}

/// Moves the line of the header that names the site to its field.
fn read_site(
    layout: &Layout<'_>,
    known: &Fields,
    headline: usize,
    found: &mut Findings,
    fields: &mut Fields,
) {
    let dated =
        |upto: usize| (0..upto).any(|i| found.lines.get(&i).is_some_and(|f| f.kind == "timestamp"));
    let mut taken: Option<String> = None;
    let mut places = Vec::new();
    for (index, row) in layout.rows.iter().enumerate().take(headline + 4) {
        let text = row.line.text.trim();
        if row.prose || found.lines.contains_key(&index) || words(text) > 6 || text.len() > 60 {
            continue;
        }
        let same = is_site_name(text, known.site.as_deref());
        let looks = index < headline && names_site(text, dated(index));
        if same || (looks && taken.as_deref().is_none_or(|t| t == text)) {
            taken.get_or_insert_with(|| text.to_owned());
            places.push(index);
        }
    }
    for index in places {
        found.lines.insert(index, field_line("site-line", "site"));
    }
    if known.site.is_none() {
        fields.site = taken;
    }
}

/// A headline without ` | Site` at its end.
fn without_site<'a>(text: &'a str, site: Option<&str>) -> &'a str {
    let text = text.trim();
    for separator in [" | ", " – ", " — ", " - ", " :: ", " » ", " • ", " · "] {
        let Some((head, tail)) = text.rsplit_once(separator) else { continue };
        let named = site.is_some_and(|s| key(tail) == site_key(s) || key(tail) == key(s));
        let strong = matches!(separator, " | " | " :: " | " » ");
        if words(head) >= 3 && words(tail) <= 5 && (named || strong || names_site(tail, false)) {
            return head.trim_end();
        }
    }
    text
}

/// The key of a site's name: a host without `www.` and its last part.
fn site_key(site: &str) -> String {
    let host = site.trim().trim_start_matches("www.");
    let name = if host.contains(' ') { host } else { host.split('.').next().unwrap_or(host) };
    key(name)
}

/// The letters and digits of a text in lower case.
pub(super) fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn field_line(rule: &str, field: &str) -> Finding {
    Finding {
        rule: rule.into(),
        basis: Basis::Structure,
        also: Vec::new(),
        kind: "headline".to_owned(),
        edit: EditKind::Field,
        field: None,
        evidence: format!("{field}, above the story"),
    }
}
