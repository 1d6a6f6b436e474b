//! Renders a page to the lines that a reader sees, each with its markup.
//!
//! In: the decoded text of a page. Out: a [`Page`]: its lines, their [`Markup`], and the tags that
//! describe the page, for [`super::metadata`]. One pass without a tree. It judges no line: menus and
//! comments are rendered too, and lines hidden by attributes are marked as hidden.

mod element;

use super::attribute::Kinds;
use super::cards::{is_card, is_small};
use super::credits::Credits;
use super::element_kind::{Gap, ScriptKind, breaks, gap, is_raw_or_void, is_reading, is_unseen};
use super::entity::decode;
use super::heading_parts::HeadingParts;
use super::lines::Lines;
use super::names::Names;
use super::open_elements::{Open, Stack};
use super::prune::prune;
use super::tables::join_rows;
use super::token::{Attributes, Token, Tokenizer};
use super::tool_words::Links;
use crate::document::markup::{Element, Markup, Tag};

/// The most elements of one page. Some large pages have a hundredth of it.
const MOST_ELEMENTS: usize = 300_000;
/// The most lines of one page: five times those of the longest of a thousand pages.
const MOST_LINES: usize = 10_000;
/// The most start tags beyond the deepest level that is kept.
const MOST_BEYOND: usize = 20_000;

/// The fewest characters of running text in an item or a cell.
const RUNNING_CHARS: u32 = 20;

/// A rendered page.
#[derive(Debug, Default)]
pub(super) struct Page<'t> {
    pub text: String,
    pub markup: Markup,
    pub title: &'t str,
    /// `meta`, `link`, `html` and `base` tags, and all tags with `itemprop`, each with the number of
    /// lines before them.
    pub tags: Vec<(Tag, Attributes<'t>, usize)>,
    /// Structured data: the contents of scripts of the type `application/ld+json`.
    pub data: Vec<&'t str>,
    /// The state of the page: the contents of scripts of the type `application/json`.
    pub states: Vec<&'t str>,
    /// The programs in its scripts.
    pub programs: Vec<&'t str>,
    /// `time` elements and the like.
    pub times: Vec<Time<'t>>,
    /// The parts of first-level headings that have several.
    pub heading_parts: Vec<Vec<String>>,
    /// The texts of elements that are named for authors.
    pub credits: Vec<String>,
    /// Names in `meta` tags inside elements that are named for authors, and the numbers of their lines.
    pub author_items: Vec<(&'t str, usize)>,
    /// The texts of elements that are named for standfirsts.
    pub decks: Vec<String>,
}

/// The date of a `time` element or the like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time<'t> {
    pub value: &'t str,
    /// The number of its line.
    pub line: usize,
    /// Whether its name says that it is the date of a change.
    pub changed: bool,
}

/// The page nests too deeply, or has too many elements or lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooComplex;

/// Renders a page as a reader sees it.
pub(super) fn render(page: &str) -> Result<Page<'_>, TooComplex> {
    render_with(page, false)
}

/// Renders a page with what only browsers without scripts show, and with its templates.
pub(super) fn render_without_scripts(page: &str) -> Result<Page<'_>, TooComplex> {
    render_with(page, true)
}

/// Renders a page with the tools behind its words and the cards over them.
#[cfg(test)]
pub(super) fn render_with_tools(page: &str) -> Result<Page<'_>, TooComplex> {
    let mut renderer = Renderer::new(false);
    renderer.keeps_tools = true;
    renderer.tokens(page)?;
    Ok(renderer.finish())
}

fn render_with(page: &str, without_scripts: bool) -> Result<Page<'_>, TooComplex> {
    let mut renderer = Renderer::new(without_scripts);
    renderer.tokens(page)?;
    Ok(renderer.finish())
}

struct Renderer<'t> {
    page: Page<'t>,
    stack: Stack,
    lines: Lines,
    names: Names<'t>,
    kinds: Kinds<'t>,
    credits: Credits,
    decks: Credits,
    headings: HeadingParts,
    links: Links,
    /// Whether a form is open that has shown nothing yet, and so has not broken the line.
    form: bool,
    /// The number of open `pre` elements.
    preformatted: u32,
    /// What the next script holds.
    script: ScriptKind,
    /// Whether `noscript`, `template` and script templates are shown.
    without_scripts: bool,
    keeps_tools: bool,
}

impl<'t> Renderer<'t> {
    fn new(without_scripts: bool) -> Renderer<'t> {
        let mut renderer = Renderer {
            page: Page { text: String::new(), ..Page::default() },
            stack: Stack::new(),
            lines: Lines::default(),
            names: Names::new(),
            kinds: Kinds::new(),
            credits: Credits::default(),
            decks: Credits::default(),
            headings: HeadingParts::default(),
            links: Links::default(),
            form: false,
            preformatted: 0,
            script: ScriptKind::Program,
            without_scripts,
            keeps_tools: false,
        };
        renderer.page.markup.elements.push(Element::default());
        renderer
    }

    fn tokens(&mut self, page: &'t str) -> Result<(), TooComplex> {
        let mut tokenizer = Tokenizer::new(page);
        if self.without_scripts {
            tokenizer = tokenizer.without_scripts();
        }
        while let Some(token) = tokenizer.next() {
            match token {
                Token::Text(text) => self.text(text),
                Token::Start { tag, attributes, closed } => {
                    // An unseen element that is never closed would hide the rest of the page. Lists of
                    // options end at the next block.
                    let unseen = is_unseen(tag) && !matches!(tag, Tag::Select | Tag::Datalist);
                    let closed = closed || unseen && !tokenizer.is_ended(tag);
                    if self.is_card(tag, attributes) && is_small(tag, tokenizer.rest()) {
                        self.open_unseen(tag, closed);
                    } else {
                        self.start(tag, attributes, closed);
                    }
                }
                Token::End(tag) => self.end(tag),
                Token::Raw(tag, text) => self.raw(tag, text)?,
            }
            tokenizer.foreign = self.stack.is_foreign();
            if self.page.markup.elements.len() > MOST_ELEMENTS
                || self.stack.beyond() > MOST_BEYOND
                || self.lines.count() > MOST_LINES
            {
                return Err(TooComplex);
            }
        }
        Ok(())
    }

    /// Whether an element is a card that opens over the word of a sentence before it.
    fn is_card(&self, tag: Tag, attributes: Attributes<'t>) -> bool {
        !self.keeps_tools
            && !self.stack.top().unseen
            && self.lines.ends_with_word()
            && match self.stack.block() {
                Tag::P => true,
                // A table can hold the page, and a cell the time of an entry.
                Tag::Li | Tag::Td => self.lines.open_chars() >= RUNNING_CHARS,
                _ => false,
            }
            && is_card(tag, attributes)
    }

    fn text(&mut self, text: &str) {
        let top = self.stack.top();
        if top.unseen {
            return;
        }
        let text = decode(text);
        if text.contains(|c: char| !c.is_ascii_whitespace()) {
            self.break_at_form();
        }
        if self.preformatted == 0 {
            return self.lines.write(&text, &top, &self.page.markup.elements);
        }
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.lines.end(Gap::Line);
            }
            self.lines.write(line, &top, &self.page.markup.elements);
        }
    }

    fn start(&mut self, tag: Tag, attributes: Attributes<'t>, closed: bool) {
        self.headings.cut(&self.lines.text);
        if self.stack.top().unseen && !self.stack.leaves_unseen(tag) {
            return self.open_unseen(tag, closed);
        }
        match tag {
            Tag::Html if self.page.markup.elements.len() == 1 => return self.note(tag, attributes),
            // The root element exists already.
            Tag::Html | Tag::Head => return,
            Tag::Meta | Tag::Link | Tag::Base => {
                self.author_item(attributes);
                return self.note(tag, attributes);
            }
            Tag::Br => return self.lines.end(Gap::Line),
            Tag::Script => {
                self.script = ScriptKind::of(attributes.get("type").unwrap_or_default());
                return;
            }
            Tag::Hr => self.lines.end(Gap::Paragraph),
            Tag::Input
                if attributes
                    .get("type")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("hidden")) =>
            {
                return;
            }
            Tag::Input | Tag::Img | Tag::Select | Tag::Textarea => self.break_at_form(),
            _ => {}
        }
        match tag {
            Tag::Noscript | Tag::Template if self.without_scripts => {}
            _ if is_raw_or_void(tag) && tag != Tag::Hr => return,
            _ if is_unseen(tag) || is_reading(tag) => return self.open_unseen(tag, closed),
            _ => {}
        }
        if tag == Tag::Hr {
            return self.stack.close_implied(tag);
        }
        self.stack.close_implied(tag);
        self.open(tag, attributes, closed);
    }

    /// Breaks the line where a form began, since it shows something.
    fn break_at_form(&mut self) {
        if std::mem::take(&mut self.form) {
            self.lines.end(gap(Tag::Form));
        }
    }

    /// Opens an element whose text is never shown. It does not become an element of the page.
    fn open_unseen(&mut self, tag: Tag, closed: bool) {
        let raw = is_raw_or_void(tag) && !self.stack.is_foreign();
        if closed || tag.is_void() || raw {
            return;
        }
        let above = self.stack.top();
        self.stack.push(Open { tag, unseen: true, ..above });
    }

    fn open(&mut self, tag: Tag, attributes: Attributes<'t>, closed: bool) {
        if tag == Tag::Form && self.lines.is_open() {
            self.form = true;
        } else if breaks(tag, self.stack.has(Tag::P)) {
            self.lines.end(gap(tag));
            self.form = false;
        }
        if tag == Tag::A {
            self.lines.start_link();
            self.links.begin(self.lines.text.len(), attributes.get("href").unwrap_or_default());
        }
        // In XML "<x/>" is empty. Browsers read "<div/>" as a start tag.
        if closed && tag == Tag::Other {
            return;
        }
        let above = self.stack.top();
        let own = self.attributes(tag, attributes);
        let element = Element {
            parent: above.element,
            tag,
            depth: self.depth_of(above.element) + 1,
            hidden: above.hidden || own.hidden,
            names_from: own.names_from,
            names: own.names,
        };
        let open = Open {
            tag,
            element: self.page.markup.elements.len() as u32,
            hidden: element.hidden,
            link: above.link || tag == Tag::A,
            unseen: false,
        };
        if self.stack.push(open) {
            if own.credit {
                self.credits.begin(open.element, &self.lines.text);
            }
            if tag == Tag::H1 {
                self.headings.begin(open.element, &self.lines.text);
            }
            if own.deck {
                self.decks.begin(open.element, &self.lines.text);
            }
            self.page.markup.elements.push(element);
            self.preformatted += u32::from(tag == Tag::Pre);
        }
    }

    fn depth_of(&self, element: u32) -> u16 {
        self.page.markup.elements.get(element as usize).map_or(0, |e| e.depth)
    }

    fn end(&mut self, tag: Tag) {
        self.headings.cut(&self.lines.text);
        if self.stack.top().unseen {
            if self.stack.has_unseen(tag) {
                return self.stack.close(tag);
            }
            // The content of a template is apart from the page.
            if self.stack.has_unseen(Tag::Template) || self.stack.has_unseen(Tag::Select) {
                return;
            }
        }
        match tag {
            Tag::Br => return self.lines.end(Gap::Line),
            Tag::A => {
                self.lines.end_link();
                self.links.end(self.lines.text.len());
            }
            Tag::P => self.lines.end(Gap::Paragraph),
            Tag::Pre => self.preformatted = self.preformatted.saturating_sub(1),
            _ if tag.is_void() => return,
            _ => {}
        }
        let shows_nothing = tag == Tag::Form && std::mem::take(&mut self.form);
        if breaks(tag, self.stack.has(Tag::P)) && !shows_nothing {
            self.lines.end(gap(tag));
        }
        let top = self.stack.top();
        if top.tag == tag {
            self.credits.end(top.element, &self.lines.text);
            self.decks.end(top.element, &self.lines.text);
            self.headings.end(top.element, &self.lines.text);
        }
        self.stack.close(tag);
    }

    fn raw(&mut self, tag: Tag, text: &'t str) -> Result<(), TooComplex> {
        let seen = !self.stack.top().unseen;
        match (tag, self.script) {
            (Tag::Title, _) if self.page.title.is_empty() && seen => self.page.title = text,
            (Tag::Script, ScriptKind::StructuredData) => self.page.data.push(text),
            (Tag::Script, ScriptKind::State) => self.page.states.push(text),
            (Tag::Script, ScriptKind::Program) => self.page.programs.push(text),
            (Tag::Script, ScriptKind::Template) if self.without_scripts => {
                self.script = ScriptKind::Program;
                return self.tokens(text);
            }
            (Tag::Xmp | Tag::Plaintext, _) if seen => {
                let top = self.stack.top();
                for line in text.split('\n') {
                    self.lines.end(Gap::Line);
                    self.lines.write(line, &top, &self.page.markup.elements);
                }
            }
            _ => {}
        }
        self.script = ScriptKind::Program;
        Ok(())
    }

    fn finish(mut self) -> Page<'t> {
        self.lines.end(Gap::Line);
        let Lines { text, mut marked, .. } = self.lines;
        let plain =
            if self.keeps_tools { None } else { self.links.without_tools(&text, &mut marked) };
        self.page.text = plain.unwrap_or(text);
        self.page.markup.lines = marked;
        join_rows(&mut self.page.text, &mut self.page.markup);
        self.page.markup.names = self.names.hashes;
        self.page.credits = self.credits.found;
        self.page.decks = self.decks.found;
        self.page.heading_parts = self.headings.found;
        self.page.markup = prune(&self.page.markup);
        self.page
    }
}

#[cfg(test)]
mod tests;
