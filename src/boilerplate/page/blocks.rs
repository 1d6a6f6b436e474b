//! Decides the blocks of a page as wholes: data tables, galleries, standfirsts, a body given twice.
//!
//! In: the lines of a page with their markup, and for each whether the page model keeps it. Out: the
//! same decisions, changed where a block is one thing, each with its rule. It scores no line, and
//! changes nothing on a page without such blocks.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::document::markup::{Markup, Tag, name_hash};
use crate::key::key;

/// Rules of removals that are not the page model's.
pub(super) const GALLERY: &str = "page-gallery";
pub(super) const REPEATED_BODY: &str = "page-repeated-body";

/// A repeated line has at least this many characters other than white space.
const REPEATED_CHARS: u32 = 32;
/// A body is given twice if at least this many of its lines are repeated.
const REPEATED_LINES: usize = 3;
/// Short lines this close before a copy can be part of it.
const LINES_BEFORE: usize = 4;
/// A standfirst has at least this many characters other than white space.
const STANDFIRST_CHARS: u32 = 30;
const MOST_STANDFIRST_CHARS: u32 = 400;
/// How many lines below the headline a standfirst can be.
const STANDFIRST_LINES: usize = 4;

/// The lines of a page and what became of them.
pub(super) struct Blocks<'a> {
    texts: Vec<&'a str>,
    markup: &'a Markup,
    headline: Option<&'a str>,
}

/// The decision on one line: whether it stays, and the rule if it is not the page model's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decision {
    pub stays: bool,
    pub rule: Option<&'static str>,
}

impl<'a> Blocks<'a> {
    pub fn new(texts: Vec<&'a str>, markup: &'a Markup, headline: Option<&'a str>) -> Blocks<'a> {
        Blocks { texts, markup, headline }
    }

    /// Decides the blocks, given what the page model decided for each line.
    pub fn decide(&self, stays: Vec<bool>) -> Vec<Decision> {
        let mut all: Vec<Decision> =
            stays.into_iter().map(|stays| Decision { stays, rule: None }).collect();
        self.keep_standfirst(&mut all);
        self.decide_tables(&mut all);
        self.drop_galleries(&mut all);
        self.drop_repeated_body(&mut all);
        all
    }

    /// The rows of a data table stay or go together, whichever has more characters.
    fn decide_tables(&self, all: &mut [Decision]) {
        let mut tables: HashMap<u32, (u64, u64)> = HashMap::new();
        let table_of: Vec<Option<u32>> =
            self.markup.lines.iter().map(|line| self.table(line.element)).collect();
        for ((line, table), decision) in self.markup.lines.iter().zip(&table_of).zip(all.iter()) {
            let Some(table) = table else { continue };
            let sums = tables.entry(*table).or_default();
            let side = if decision.stays { &mut sums.0 } else { &mut sums.1 };
            *side += u64::from(line.chars);
        }
        for (decision, table) in all.iter_mut().zip(&table_of) {
            if let Some(&(kept, removed)) = table.and_then(|table| tables.get(&table)) {
                decision.stays = kept >= removed;
            }
        }
    }

    /// The table of a row: its line is the whole row.
    fn table(&self, element: u32) -> Option<u32> {
        let own = self.markup.elements.get(element as usize)?;
        if own.tag != Tag::Tr {
            return None;
        }
        self.above(element).find(|number| self.tag(*number) == Tag::Table)
    }

    /// The captions of a gallery go, unless the gallery is the story.
    fn drop_galleries(&self, all: &mut [Decision]) {
        let is_gallery: Vec<bool> =
            self.markup.elements.iter().map(|e| self.is_gallery(e)).collect();
        if !is_gallery.contains(&true) {
            return;
        }
        let inside: Vec<bool> = self
            .markup
            .lines
            .iter()
            .map(|line| {
                let mut chain = std::iter::once(line.element).chain(self.above(line.element));
                chain.any(|number| is_gallery.get(number as usize).copied().unwrap_or(false))
            })
            .collect();
        let chars = |within: bool| -> u64 {
            let lines = self.markup.lines.iter().zip(&inside).zip(all.iter());
            let kept = lines.filter(|((_, inside), d)| d.stays && **inside == within);
            kept.map(|((line, _), _)| u64::from(line.chars)).sum()
        };
        if chars(true) * 2 > chars(false) {
            return;
        }
        for (decision, _) in all.iter_mut().zip(&inside).filter(|(d, inside)| **inside && d.stays) {
            *decision = Decision { stays: false, rule: Some(GALLERY) };
        }
    }

    fn is_gallery(&self, element: &crate::document::markup::Element) -> bool {
        let from = element.names_from as usize;
        let names = self.markup.names.get(from..from + usize::from(element.names));
        names.unwrap_or_default().iter().any(|name| GALLERY_NAMES.contains(name))
    }

    /// A sentence right below the headline stays, wherever its element is.
    fn keep_standfirst(&self, all: &mut [Decision]) {
        let Some(at) = self.headline_line(all) else { return };
        let below = (at + 1..self.texts.len()).take(STANDFIRST_LINES);
        for number in below {
            let (Some(text), Some(line), Some(decision)) =
                (self.texts.get(number), self.markup.lines.get(number), all.get_mut(number))
            else {
                return;
            };
            if decision.stays && line.chars > STANDFIRST_CHARS {
                // The story begins, or the standfirst stays anyway.
                return;
            }
            let sized = (STANDFIRST_CHARS..=MOST_STANDFIRST_CHARS).contains(&line.chars);
            if sized && line.link_chars == 0 && ends_sentence(text) && self.is_plain(line.element) {
                decision.stays = true;
                return;
            }
        }
    }

    /// The last line with the headline that is not below the first line of the story.
    fn headline_line(&self, all: &[Decision]) -> Option<usize> {
        let headline = key(self.headline?);
        let mut found = None;
        for ((number, text), decision) in self.texts.iter().enumerate().zip(all) {
            if key(text) == headline {
                found = Some(number);
            } else if decision.stays {
                break;
            }
        }
        found
    }

    /// Whether an element is a paragraph or a sub-heading, and not a caption, a list or a form.
    fn is_plain(&self, element: u32) -> bool {
        let mut chain = std::iter::once(element).chain(self.above(element));
        let own = self.markup.elements.get(element as usize);
        own.is_some_and(|own| !own.hidden)
            && !chain.any(|number| {
                matches!(
                    self.tag(number),
                    Tag::Figure
                        | Tag::Figcaption
                        | Tag::Nav
                        | Tag::Aside
                        | Tag::Form
                        | Tag::Footer
                        | Tag::Li
                        | Tag::Td
                        | Tag::Button
                        | Tag::Dialog
                )
            })
    }

    /// Of a body that is given twice, one copy goes: the hidden one, or else the second.
    fn drop_repeated_body(&self, all: &mut [Decision]) {
        let mut first: HashMap<u64, usize> = HashMap::new();
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let lines = self.texts.iter().zip(&self.markup.lines).zip(all.iter()).enumerate();
        for (number, ((text, line), decision)) in lines {
            if !decision.stays || line.chars < REPEATED_CHARS {
                continue;
            }
            match first.entry(key(text)) {
                std::collections::hash_map::Entry::Occupied(entry) => {
                    pairs.push((*entry.get(), number));
                }
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(number);
                }
            }
        }
        if pairs.len() < REPEATED_LINES {
            return;
        }
        let hidden = |number: usize| {
            let line = self.markup.lines.get(number);
            let element = line.and_then(|line| self.markup.elements.get(line.element as usize));
            element.is_some_and(|element| element.hidden)
        };
        let first_is_hidden = pairs.iter().filter(|(one, other)| hidden(*one) && !hidden(*other));
        let drop_first = first_is_hidden.count() * 2 > pairs.len();
        let side = |first: bool| -> Vec<usize> {
            let side = pairs.iter().map(|(one, other)| if first { *one } else { *other });
            let mut side: Vec<usize> = side.collect();
            side.sort_unstable();
            side
        };
        for number in self.with_short_lines(&side(drop_first), &side(!drop_first)) {
            if let Some(decision) = all.get_mut(number).filter(|decision| decision.stays) {
                *decision = Decision { stays: false, rule: Some(REPEATED_BODY) };
            }
        }
    }

    /// The repeated lines, and the lines among and right before them that the kept copy has too.
    fn with_short_lines(&self, copies: &[usize], kept: &[usize]) -> Vec<usize> {
        let span = |side: &[usize]| {
            let from = side.first().copied().unwrap_or(0).saturating_sub(LINES_BEFORE);
            from..=side.last().copied().unwrap_or(0)
        };
        let (dropped, kept) = (span(copies), span(kept));
        let of = |number: usize| self.texts.get(number).map(|text| key(text));
        let known: HashSet<Option<u64>> = kept.clone().map(of).collect();
        let among = dropped.filter(|number| !kept.contains(number) && known.contains(&of(*number)));
        let mut all: Vec<usize> = among.chain(copies.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn tag(&self, element: u32) -> Tag {
        self.markup.elements.get(element as usize).map_or(Tag::Other, |element| element.tag)
    }

    /// The elements above an element, inside out.
    fn above(&self, element: u32) -> impl Iterator<Item = u32> {
        let parent = |number: u32| {
            let parent = self.markup.elements.get(number as usize)?.parent;
            (parent < number).then_some(parent)
        };
        std::iter::successors(parent(element), move |number| parent(*number))
    }
}

/// Whether a text ends as a sentence does, in any script.
fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’»)」』".contains(c));
    end.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔', '｡'])
}

/// Hashes of the names of galleries.
static GALLERY_NAMES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let names = [
        "gallery",
        "slideshow",
        "carousel",
        "photogallery",
        "imagegallery",
        "lightbox",
        "fotostrecke",
        "galerie",
        "galeria",
    ];
    names.map(|name| name_hash(name.as_bytes())).to_vec()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markup::{Element, MarkedLine};

    /// A page: lines with the number of their element, whether they stay, and the elements.
    fn decided(lines: &[(&str, u32, bool)], elements: &[(Tag, u32, &str, bool)]) -> Vec<Decision> {
        let mut markup = Markup::default();
        for &(tag, parent, name, hidden) in elements {
            let from = markup.names.len() as u32;
            if !name.is_empty() {
                markup.names.push(name_hash(name.as_bytes()));
            }
            let names = u8::from(!name.is_empty());
            let element = Element { tag, parent, hidden, names_from: from, names, depth: 0 };
            markup.elements.push(element);
        }
        for &(text, element, _) in lines {
            let chars = text.chars().filter(|c| !c.is_whitespace()).count() as u32;
            markup.lines.push(MarkedLine { element, chars, ..MarkedLine::default() });
        }
        let texts = lines.iter().map(|line| line.0).collect();
        let blocks = Blocks::new(texts, &markup, Some("Last bakery shuts"));
        blocks.decide(lines.iter().map(|line| line.2).collect())
    }

    fn stays(decisions: &[Decision]) -> Vec<bool> {
        decisions.iter().map(|decision| decision.stays).collect()
    }

    const STORY: &str =
        "The last bakery in Merrow closed its doors on Saturday after ninety years.";
    const MORE: &str =
        "The queue outside went round the corner as far as the chemist in Mill Lane.";
    const END: &str = "The parish has offered the building free of rent for a year to any baker.";

    #[test]
    fn rows_of_a_table_stay_or_go_together() {
        let elements = [
            (Tag::Body, 0, "", false),
            (Tag::Table, 0, "", false),
            (Tag::Tr, 1, "", false),
            (Tag::Tr, 1, "", false),
            (Tag::Tr, 1, "", false),
        ];
        let lines = [
            (STORY, 0, true),
            ("Year | Spent", 2, false),
            ("2021 | 1.2 million", 3, true),
            ("2022 | 1.3 million", 4, true),
        ];
        assert_eq!(stays(&decided(&lines, &elements)), [true; 4]);
        let lines = [(STORY, 0, true), ("Mon | 12", 2, true), ("Sunday | 13 degrees", 3, false)];
        assert_eq!(stays(&decided(&lines, &elements)), [true, false, false]);
    }

    #[test]
    fn captions_of_a_gallery_go_unless_they_are_the_story() {
        let elements =
            [(Tag::Body, 0, "", false), (Tag::Div, 0, "gallery", false), (Tag::P, 1, "", false)];
        let lines = [
            (STORY, 0, true),
            (MORE, 0, true),
            (END, 0, true),
            ("The ovens were relined twice.", 2, true),
        ];
        let decided_lines = decided(&lines, &elements);
        assert_eq!(stays(&decided_lines), [true, true, true, false]);
        assert_eq!(decided_lines[3].rule, Some(GALLERY));
        let lines = [("Pictures of the week", 0, true), (STORY, 2, true), (MORE, 2, true)];
        assert_eq!(stays(&decided(&lines, &elements)), [true; 3]);
    }

    #[test]
    fn a_sentence_below_the_headline_stays() {
        let elements =
            [(Tag::Body, 0, "", false), (Tag::Div, 0, "", false), (Tag::Figcaption, 0, "", false)];
        let standfirst = "After ninety years the ovens are cold, and the parish looks for a baker.";
        let lines = |element| {
            [
                ("Last bakery shuts", 0, false),
                (standfirst, element, false),
                ("Share", 0, false),
                (STORY, 0, true),
            ]
        };
        assert_eq!(stays(&decided(&lines(1), &elements)), [false, true, false, true]);
        // A caption is none.
        assert_eq!(stays(&decided(&lines(2), &elements)), [false, false, false, true]);
    }

    #[test]
    fn one_copy_of_a_body_goes() {
        let elements =
            [(Tag::Body, 0, "", false), (Tag::Div, 0, "", true), (Tag::Div, 0, "", false)];
        let copy = |element: u32| {
            [
                ("Short line.", element, true),
                (STORY, element, true),
                (MORE, element, true),
                (END, element, true),
            ]
        };
        let both = |one, two| [copy(one), copy(two)].concat();
        let second = decided(&both(2, 0), &elements);
        assert_eq!(stays(&second), [true, true, true, true, false, false, false, false]);
        assert_eq!(second[5].rule, Some(REPEATED_BODY));
        let hidden = decided(&both(1, 2), &elements);
        assert_eq!(stays(&hidden), [false, false, false, false, true, true, true, true]);
        // A refrain is no second body.
        let lines = [(STORY, 0, true), (MORE, 0, true), (STORY, 0, true)];
        assert_eq!(stays(&decided(&lines, &elements)), [true; 3]);
    }
}
