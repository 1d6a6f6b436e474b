//! Lists the headings of a page.
//!
//! In: a rendered [`Page`]. Out: its visible headings with their levels. Headings of menus, forms and footers
//! are left out, and those that are a date and nothing else.

use super::elsewhere::Elsewhere;
use super::render::Page;
use crate::date::{self, DayMonth};
use crate::document::markup::Markup;

/// The headings of a page with their levels, in page order.
pub(super) fn headings(page: &Page<'_>) -> Vec<(u8, String)> {
    let lines = page.text.split('\n').filter(|line| !line.is_empty());
    let elsewhere = Elsewhere::of(page);
    let mut found: Vec<(u8, u32, String)> = Vec::new();
    const MOST: usize = 60;
    for (number, (line, marked)) in lines.zip(&page.markup.lines).enumerate() {
        let Some((level, element)) = heading(&page.markup, marked.element) else { continue };
        if is_date(line) || elsewhere.is_tool(number) {
            continue;
        }
        let count = found.len();
        match found.last_mut().filter(|(_, last, _)| *last == element) {
            // Two lines in one element are one heading.
            Some((_, _, text)) if text.len() < 300 => {
                text.push(' ');
                text.push_str(line);
            }
            Some(_) => {}
            None if count < MOST => found.push((level, element, line.to_owned())),
            None => break,
        }
    }
    found.into_iter().map(|(level, _, text)| (level, text)).collect()
}

/// Whether a line is a date and nothing else.
fn is_date(line: &str) -> bool {
    let found = date::find(line, DayMonth::DayFirst);
    found.is_some_and(|found| {
        let rest = [line.get(..found.span.start), line.get(found.span.end..)];
        rest.iter().flatten().all(|part| !part.contains(char::is_alphanumeric))
    })
}

/// The heading around an element.
pub(super) fn heading(markup: &Markup, mut element: u32) -> Option<(u8, u32)> {
    for _ in 0..4 {
        let own = markup.elements.get(element as usize)?;
        if own.tag.heading() > 0 {
            return (!own.hidden).then_some((own.tag.heading(), element));
        }
        element = own.parent;
    }
    None
}
