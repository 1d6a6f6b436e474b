//! Drops the tools that a page puts in parentheses behind the words of a sentence: "the harbour (news - web
//! sites)", "a ferry (search)".
//!
//! In: the rendered text, its lines and the spans of its links. Out: the text without parentheses that hold
//! links and nothing else, if they are links to programs, or come three times on the page in small letters.
//! A parenthesis that is a whole line stays.

use std::collections::HashMap;

use crate::document::markup::MarkedLine;

/// The longest parenthesis, in bytes.
const LONGEST: usize = 80;
/// The number of equal ones that are tools.
const REPEATED: usize = 3;
/// The most links that are kept.
const MOST: usize = 20_000;

/// Where a parenthesis begins and ends in the text, and whether its link leads to a program.
type Parenthesis = (usize, usize, bool);

/// The links of a page while it is rendered.
#[derive(Debug, Default)]
pub(super) struct Links {
    open: Option<(usize, bool)>,
    /// Where links begin and end in the text, and whether they lead to programs.
    spans: Vec<(usize, usize, bool)>,
}

impl Links {
    pub fn begin(&mut self, at: usize, address: &str) {
        let program = address
            .trim_start()
            .get(..11)
            .is_some_and(|start| start.eq_ignore_ascii_case("javascript:"));
        self.open = Some((at, program));
    }

    pub fn end(&mut self, at: usize) {
        if let Some((from, program)) = self.open.take()
            && from < at
            && self.spans.len() < MOST
        {
            self.spans.push((from, at, program));
        }
    }

    /// The text without the tools. The counts of characters of the lines follow.
    pub fn without_tools(&self, text: &str, lines: &mut [MarkedLine]) -> Option<String> {
        let found = self.parentheses(text);
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for (from, to, _) in &found {
            *counts.entry(text.get(*from..*to)?).or_default() += 1;
        }
        let is_tool = |(from, to, program): &&Parenthesis| {
            let content = text.get(*from..*to).unwrap_or_default();
            let repeated = || counts.get(content).is_some_and(|count| *count >= REPEATED);
            *program || is_small(content) && repeated()
        };
        let tools: Vec<&Parenthesis> = found.iter().filter(is_tool).collect();
        let joined = |one: &&Parenthesis, next: &&Parenthesis| {
            text.get(one.1..next.0).is_some_and(|gap| gap.trim().is_empty() && !gap.contains('\n'))
        };
        // A line of nothing but tools keeps its place in the markup.
        let is_line = |run: &[&Parenthesis]| {
            run.first()
                .zip(run.last())
                .is_some_and(|(one, last)| is_whole_line(text, one.0, last.1))
        };
        let runs = tools.chunk_by(joined).filter(|run| !is_line(run));
        let tools: Vec<&Parenthesis> = runs.flatten().copied().collect();
        if tools.is_empty() {
            return None;
        }
        let mut plain = String::with_capacity(text.len());
        let (mut at, mut number) = (0, 0);
        for (from, to, _) in tools {
            let before = text.get(at..*from)?.trim_end_matches(' ');
            plain.push_str(before);
            let content = text.get(*from..*to)?;
            // A line ends where its first line break is; the second one of a gap does not count.
            let ends = |end: &usize| text.as_bytes().get(*end - 1) != Some(&b'\n');
            let breaks = memchr::memchr_iter(b'\n', text.as_bytes().get(at..*from)?);
            number += breaks.map(|end| at + end).filter(|end| *end > 0).filter(ends).count();
            let chars = content.chars().filter(|c| !c.is_whitespace()).count() as u32;
            if let Some(line) = lines.get_mut(number) {
                line.chars = line.chars.saturating_sub(chars);
                line.link_chars = line.link_chars.saturating_sub(chars.saturating_sub(2));
            }
            at = *to;
            if plain.is_empty() || plain.ends_with('\n') {
                let rest = text.get(at..)?;
                at += rest.len() - rest.trim_start_matches(' ').len();
            }
        }
        plain.push_str(text.get(at..)?);
        Some(plain)
    }

    /// The parentheses in which all letters are those of links.
    fn parentheses(&self, text: &str) -> Vec<Parenthesis> {
        let mut found: Vec<Parenthesis> = Vec::new();
        let mut links = self.spans.iter().peekable();
        while let Some((from, _, program)) = links.next() {
            let Some(before) = text.get(..*from) else { break };
            let opens = before.trim_end_matches(' ');
            // The link can begin in front of its space.
            let from = match opens.strip_suffix('(') {
                Some(rest) => rest.len(),
                None => continue,
            };
            let Some(rest) = text.get(from..) else { break };
            let mut near = rest.char_indices().take_while(|(at, _)| *at <= LONGEST);
            let closed = near.find(|(_, c)| matches!(c, ')' | '\n')).filter(|(_, c)| *c == ')');
            let Some(end) = closed.map(|(at, _)| from + at + 1) else { continue };
            let inside = |at: usize| self.covers(at);
            let letters = |content: &str| {
                content
                    .char_indices()
                    .filter(|(_, c)| c.is_alphanumeric())
                    .all(|(at, _)| inside(from + at))
            };
            if text.get(from..end).is_some_and(letters) {
                found.push((from, end, *program));
                while links.peek().is_some_and(|(start, ..)| *start < end) {
                    links.next();
                }
            }
        }
        found
    }

    /// Whether a place in the text is inside a link.
    fn covers(&self, at: usize) -> bool {
        let next = self.spans.partition_point(|(from, ..)| *from <= at);
        next.checked_sub(1).and_then(|own| self.spans.get(own)).is_some_and(|(_, to, _)| at < *to)
    }
}

/// Whether a text is in small letters. Names, brands and figures in parentheses are no tools.
fn is_small(content: &str) -> bool {
    content.contains(char::is_alphabetic)
        && !content.contains(|c: char| c.is_uppercase() || c.is_numeric())
}

/// Whether a span of the text is a line of its own.
fn is_whole_line(text: &str, from: usize, to: usize) -> bool {
    let is_space = |c: char| c != '\n' && c.is_whitespace();
    let before = text.get(..from).unwrap_or_default().trim_end_matches(is_space);
    let behind = text.get(to..).unwrap_or_default().trim_start_matches(is_space);
    (before.is_empty() || before.ends_with('\n')) && (behind.is_empty() || behind.starts_with('\n'))
}

#[cfg(test)]
mod tests {
    use super::super::render::render;

    fn lines(page: &str) -> Vec<String> {
        let page = render(page).unwrap();
        let lines: Vec<String> =
            page.text.split('\n').filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let chars = |line: &String| line.chars().filter(|c| !c.is_whitespace()).count() as u32;
        let counted: Vec<u32> = page.markup.lines.iter().map(|line| line.chars).collect();
        assert_eq!(lines.iter().map(chars).collect::<Vec<_>>(), counted);
        lines
    }

    #[test]
    fn links_to_programs_in_parentheses_go() {
        let page = "<p>The ferry (<a href=\"javascript:find('ferry')\">search</a>) stops.<p>(<a \
                    href='javascript:x()'>close</a>)";
        assert_eq!(lines(page), ["The ferry stops.", "(close)"]);
        let two =
            "<p>(<a href='javascript:a()'>print</a>) (<a href='javascript:b()'>mail</a>)<p>Rain.";
        assert_eq!(lines(two), ["(print) (mail)", "Rain."]);
        let first = "<p>(<a href='javascript:a()'>search</a>) The ferry stops.";
        assert_eq!(lines(first), ["The ferry stops."]);
    }

    #[test]
    fn repeated_links_in_parentheses_go() {
        let tool = "(<a href=/n>news</a> - <a href=/w>web sites</a>)";
        let page = format!(
            "<p>Harrow {tool} said so.<p>Calder {tool}, too.<p>Nobody {tool}<p>It (<a href=/o>the pier</a>) \
             broke (in <a href=/m>May</a>)."
        );
        let expected =
            ["Harrow said so.", "Calder, too.", "Nobody", "It (the pier) broke (in May)."];
        assert_eq!(lines(&page), expected);
        let licence = "<p>Harrow Map (<a href=/l>AGPL-3.0</a>) is free.".repeat(3);
        assert_eq!(lines(&licence), ["Harrow Map (AGPL-3.0) is free."; 3]);
        let twice = format!("<p>Harrow {tool} said so.<p>Calder {tool}, too.");
        assert_eq!(
            lines(&twice),
            ["Harrow (news - web sites) said so.", "Calder (news - web sites), too."]
        );
    }

    #[test]
    fn a_form_that_shows_nothing_does_not_break_a_sentence() {
        let hidden = "<form action=/q><input type=hidden name=q value=ferry></form>";
        assert_eq!(lines(&format!("<div>The ferry {hidden}stops.</div>")), ["The ferry stops."]);
        let shown = "<form action=/q><input type=text name=q></form>";
        assert_eq!(lines(&format!("<div>The ferry {shown}stops.</div>")), ["The ferry", "stops."]);
        let text = "<form action=/q>Find <input type=hidden></form>";
        assert_eq!(
            lines(&format!("<div>The ferry {text}stops.</div>")),
            ["The ferry", "Find", "stops."]
        );
        assert_eq!(lines(&format!("<p>The ferry</p>{hidden}<p>stops.")), ["The ferry", "stops."]);
    }
}
