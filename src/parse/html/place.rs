//! Finds the line of a page that shows its headline.
//!
//! In: a rendered page and its headline. Out: the number of the line. A headline can be in menus, lists
//! and tabs too, so the line that leads to the story's prose wins. It does not look for headlines.

use super::elsewhere::Elsewhere;
use super::fold::folded;
use super::headings::heading;
use super::render::Page;
use crate::document::markup::MarkedLine;

/// The fewest words of a line that can be the beginning of a headline.
const LEAST_WORDS: usize = 3;
/// The lines between a headline and the prose that it leads to.
const BEFORE_PROSE: usize = 24;
/// The fewest characters of a line of prose, outside links.
const PROSE_CHARS: u32 = 90;

/// How a line shows a headline. Later is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shown {
    /// The line begins with the whole headline and goes on.
    Longer,
    /// The line is the beginning of the headline.
    Part,
    Whole,
}

/// The number of the line that shows the headline.
pub(super) fn place(page: &Page<'_>, headline: &str) -> Option<usize> {
    let headline = folded(headline);
    let lines = page.text.split('\n').filter(|line| !line.is_empty());
    let found: Vec<(usize, Shown)> = lines
        .enumerate()
        .filter_map(|(number, line)| Some((number, shown(&headline, line)?)))
        .collect();
    let best = found.iter().map(|(_, shown)| *shown).max()?;
    let found: Vec<usize> =
        found.into_iter().filter(|(_, shown)| *shown == best).map(|(number, _)| number).collect();
    if let [only] = found.as_slice() {
        return Some(*only);
    }
    let elsewhere = Elsewhere::of(page);
    let is_first_level = |number: &&usize| {
        let line = page.markup.lines.get(**number);
        line.and_then(|line| heading(&page.markup, line.element))
            .is_some_and(|(level, _)| level == 1)
    };
    let first_level = found.iter().find(is_first_level);
    first_level.copied().or_else(|| {
        let outside: Vec<usize> =
            found.iter().copied().filter(|number| !elsewhere.has(*number)).collect();
        leading(&page.markup.lines, &outside).or_else(|| leading(&page.markup.lines, &found))
    })
}

/// Of several lines the last before the first prose that one of them leads to; the first if there is none.
fn leading(lines: &[MarkedLine], found: &[usize]) -> Option<usize> {
    let prose = |from: usize| {
        let behind = lines.iter().enumerate().skip(from + 1).take(BEFORE_PROSE);
        let mut behind = behind.filter(|(_, line)| is_prose(line));
        behind.next().map(|(number, _)| number)
    };
    let first = found.iter().find_map(|number| prose(*number));
    let last = first.and_then(|prose| found.iter().rfind(|number| **number < prose));
    last.or(found.first()).copied()
}

/// Whether a line is long enough to be prose, and no link.
pub(super) fn is_prose(line: &MarkedLine) -> bool {
    line.chars >= PROSE_CHARS && line.link_chars * 2 < line.chars
}

/// Whether a line shows the headline. The beginning of the headline must have three words or most of
/// its letters, so that no word of a menu and no line of dashes counts.
fn shown(headline: &str, line: &str) -> Option<Shown> {
    // Most lines begin otherwise.
    let first = line.chars().find(|c| c.is_alphanumeric())?;
    if first.to_lowercase().next() != headline.chars().next() {
        return None;
    }
    let own = folded(line);
    if own.is_empty() || !own.chars().any(char::is_alphabetic) && own != headline {
        return None;
    }
    let words =
        || line.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    let most = || own.len() * 5 >= headline.len() * 3;
    match () {
        () if own == headline => Some(Shown::Whole),
        () if headline.starts_with(&own) => {
            let enough = most() || words() >= LEAST_WORDS && own.len() >= 10;
            enough.then_some(Shown::Part)
        }
        () => {
            let longer = headline.len() >= 12 && own.len() * 2 <= headline.len() * 3;
            (longer && own.starts_with(headline)).then_some(Shown::Longer)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::render::render;
    use super::*;

    fn line(page: &str, headline: &str) -> Option<String> {
        let page = render(page).unwrap();
        let number = place(&page, headline)?;
        page.text.split('\n').filter(|line| !line.is_empty()).nth(number - 1).map(str::to_owned)
    }

    #[test]
    fn neither_dashes_nor_a_word_of_a_menu_show_a_headline() {
        let headline = "Harbour ferry stops for three weeks";
        for text in
            ["------", "• • • • • •", "Harbour", "Harbour ferry", "Ferry stops for three weeks"]
        {
            assert_eq!(shown(&folded(headline), text), None, "{text}");
        }
        let of = |text| shown(&folded(headline), text);
        assert_eq!(of("Harbour ferry stops"), Some(Shown::Part));
        assert_eq!(of("Harbour ferry stops for three weeks!"), Some(Shown::Whole));
        assert_eq!(of("Harbour ferry stops for three weeks | Harrow Post"), Some(Shown::Longer));
    }

    #[test]
    fn of_several_lines_the_one_before_the_prose_counts() {
        let prose = "The ferry will not sail before May, the harbour office said, because the pier is broken \
                     and the parts for it are late.";
        let page = format!(
            "<p>Top stories<p><a href=/1>Ferry stops for three weeks</a><p><a href=/2>Bridge opens</a>\
             <p>Harbour desk<p><b>Ferry stops for three weeks</b><p>{prose}<p>Read next<p>Ferry stops for \
             three weeks<p>{prose}"
        );
        assert_eq!(line(&page, "Ferry stops for three weeks").as_deref(), Some("Harbour desk"));
    }
}
