//! Text of a page into lines.
//!
//! In: pieces of text, breaks and the elements they stand in, in their order. Out: the rendered
//! text and one [`MarkedLine`] for each line of it. White space is collapsed as browsers do; it
//! does not know which tags break a line.

use super::open_elements::Open;
use crate::document::markup::{Element, MarkedLine};

/// How far apart two lines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Rows, items, and what a `br` parts.
    Line,
    Paragraph,
}

/// The lines so far and the one that is being written.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub text: String,
    pub marked: Vec<MarkedLine>,
    /// Where the line that is being written begins; `None`: nothing of it was written.
    open: Option<MarkedLine>,
    /// Bytes of text before its separator, and before itself.
    from: (usize, usize),
    /// White space was met and not yet written.
    space: bool,
    gap: Option<Gap>,
    /// The last link that was met ended here, with nothing behind it.
    link_end: Option<usize>,
}

impl Lines {
    /// Ends the line. Of two gaps the larger stays.
    pub fn end(&mut self, gap: Gap) {
        self.space = false;
        self.link_end = None;
        if let Some(line) = self.open.take() {
            let (before, start) = self.from;
            if self.text.get(start..).is_some_and(|text| !text.trim().is_empty()) {
                self.marked.push(line);
                self.gap = None;
            } else {
                // Spaces that must not break make no line by themselves.
                self.text.truncate(before);
                self.gap = if before == 0 { None } else { Some(Gap::Paragraph) };
            }
        }
        self.gap = self.gap.max(Some(gap));
    }

    /// A link begins: one that follows another without a space would run into it.
    pub fn start_link(&mut self) {
        if self.link_end == Some(self.text.len()) {
            self.space = true;
        }
    }

    pub fn end_link(&mut self) {
        self.link_end = Some(self.text.len());
    }

    /// Lines that were ended.
    pub fn count(&self) -> usize {
        self.marked.len() + usize::from(self.open.is_some())
    }

    /// Writes text, decoded, that stands in `top`.
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

    /// Begins a line, or widens the element of the one that is open.
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

/// The innermost element that holds two others.
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

/// White space that collapses; a space that must not break is a character like others.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}
