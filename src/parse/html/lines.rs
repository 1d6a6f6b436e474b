//! Builds lines from the text of a page.
//!
//! In: pieces of text, breaks and their elements, in page order. Out: the rendered text and one
//! [`MarkedLine`] per line. White space is collapsed as in browsers. It does not know which tags
//! break a line.

use super::element_kind::Gap;
use super::open_elements::Open;
use crate::document::markup::{Element, MarkedLine};

/// The finished lines and the current one.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub text: String,
    pub marked: Vec<MarkedLine>,
    /// The current line; `None` before its first character.
    open: Option<MarkedLine>,
    /// Where the current line's separator begins, and where the line begins.
    from: (usize, usize),
    /// White space was met and not written yet.
    space: bool,
    gap: Option<Gap>,
    /// Where the last link ended, if no text followed it.
    link_end: Option<usize>,
}

impl Lines {
    /// Ends the line. The larger of two gaps stays.
    pub fn end(&mut self, gap: Gap) {
        self.space = false;
        self.link_end = None;
        if let Some(line) = self.open.take() {
            let (before, start) = self.from;
            if self.text.get(start..).is_some_and(|text| !text.trim().is_empty()) {
                self.marked.push(line);
                self.gap = None;
            } else {
                // A line of non-breaking spaces alone is not a line.
                self.text.truncate(before);
                self.gap = if before == 0 { None } else { Some(Gap::Paragraph) };
            }
        }
        self.gap = self.gap.max(Some(gap));
    }

    /// Begins a link. A link directly after another gets a space in front.
    pub fn start_link(&mut self) {
        if self.link_end == Some(self.text.len()) {
            self.space = true;
        }
    }

    pub fn end_link(&mut self) {
        self.link_end = Some(self.text.len());
    }

    /// Whether a line has begun.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether the last character of the open line is that of a word.
    pub fn ends_with_word(&self) -> bool {
        let ends = |c: char| c.is_alphanumeric() || matches!(c, '”' | '"' | '»' | '’' | ')');
        self.open.is_some() && self.text.chars().next_back().is_some_and(ends)
    }

    /// The characters of the open line, without spaces.
    pub fn open_chars(&self) -> u32 {
        self.open.as_ref().map_or(0, |line| line.chars)
    }

    /// The number of the open line, or of the next.
    pub fn number(&self) -> usize {
        self.marked.len()
    }

    /// The number of lines.
    pub fn count(&self) -> usize {
        self.marked.len() + usize::from(self.open.is_some())
    }

    /// Writes decoded text that is inside `top`.
    pub fn write(&mut self, text: &str, top: &Open, elements: &[Element]) {
        let mut chars = 0;
        let mut rest = text;
        loop {
            let bytes = rest.as_bytes();
            let Some(start) = bytes.iter().position(|byte| !is_space(*byte)) else {
                self.space |= !rest.is_empty();
                break;
            };
            self.space |= start > 0;
            let word = rest.get(start..).unwrap_or_default();
            let end = word.bytes().position(is_space).unwrap_or(word.len());
            let Some((word, behind)) = word.split_at_checked(end) else { break };
            self.begin(top, elements);
            if self.space && !self.text.ends_with('\n') && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.space = false;
            self.text.push_str(word);
            chars += word.chars().count() as u32;
            rest = behind;
        }
        if let Some(line) = self.open.as_mut().filter(|_| chars > 0) {
            line.chars += chars;
            line.link_chars += if top.link { chars } else { 0 };
        }
    }

    /// Begins a line, or widens the element of the current line.
    fn begin(&mut self, top: &Open, elements: &[Element]) {
        match &mut self.open {
            None => {
                let before = self.text.len();
                match self.gap.take().filter(|_| !self.text.is_empty()) {
                    Some(Gap::Line) => self.text.push('\n'),
                    Some(Gap::Paragraph) => self.text.push_str("\n\n"),
                    None => {}
                }
                self.from = (before, self.text.len());
                self.space = false;
                self.open = Some(MarkedLine { element: top.element, ..MarkedLine::default() });
            }
            Some(line) if line.element != top.element => {
                line.element = common(line.element, top.element, elements);
            }
            Some(_) => {}
        }
    }
}

/// The innermost element that contains two others.
fn common(mut a: u32, mut b: u32, elements: &[Element]) -> u32 {
    let of = |n: u32| elements.get(n as usize).map_or((0, 0), |e| (e.depth, e.parent));
    while a != b {
        let ((deep_a, up_a), (deep_b, up_b)) = (of(a), of(b));
        if deep_a == 0 && deep_b == 0 {
            return 0;
        }
        if deep_a >= deep_b {
            a = up_a;
        }
        if deep_b >= deep_a {
            b = up_b;
        }
    }
    a
}

/// Whether white space collapses. A non-breaking space does not.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}
