//! The opening of a text whose paragraphs were joined: what stands before its first wide space.
//!
//! In: a text of one line, such as "Ferry stops. Islanders go by air.  The ferry will not sail before May,
//! …". Out: the bytes of its first sentence and of the rest before the wide space. It does not decide
//! whether the first sentence is a headline.

use std::ops::Range;

/// The most words of a headline.
const HEADLINE_WORDS: usize = 26;
/// The most words before the wide space.
const OPENING_WORDS: usize = 90;
/// The fewest words of a text that has an opening.
const TEXT_WORDS: usize = 30;
/// The fewest sentences behind the opening that follow a single space.
const SENTENCES: usize = 3;

/// The parts of an opening, in bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    /// The first sentence, without its full stop.
    pub headline: Range<usize>,
    /// The sentences between it and the wide space.
    pub standfirst: Option<Range<usize>>,
    /// Where the standfirst or the story begins.
    pub rest: usize,
    /// Whether the sentences behind the opening are divided by single spaces.
    pub alone: bool,
}

impl Opening {
    /// Makes the standfirst a part of the headline.
    pub fn take_standfirst(&mut self, text: &str) {
        let Some(standfirst) = self.standfirst.take() else { return };
        let story = |c: char| !c.is_whitespace() && c != '.';
        let behind = text.get(standfirst.end..).unwrap_or_default();
        self.headline.end = standfirst.end;
        self.rest = standfirst.end + behind.find(story).unwrap_or(behind.len());
    }
}

/// The opening of a text of one line, if a wide space follows its first sentences.
pub(crate) fn opening(text: &str) -> Option<Opening> {
    let text = text.trim_end();
    if text.contains('\n') || text.starts_with(char::is_whitespace) {
        return None;
    }
    let (end, story) = sentence_ends(text).find(|(end, next)| is_wide(text, *end, *next))?;
    let words = |part: &str| part.split_whitespace().count();
    let behind = text.get(story..)?;
    if words(text.get(..end)?) > OPENING_WORDS
        || words(behind) < TEXT_WORDS.max(words(text.get(..end)?) * 2)
    {
        return None;
    }
    let (wide, single) = sentence_ends(behind).fold((0, 0), |(wide, single), (end, next)| {
        let is_wide = is_wide(behind, end, next);
        (wide + usize::from(is_wide), single + usize::from(!is_wide))
    });
    let alone = wide == 0 && single >= SENTENCES;
    let mut opening = first_sentence(text.get(..end)?)?;
    opening.rest = opening.standfirst.as_ref().map_or(story, |standfirst| standfirst.start);
    Some(Opening { alone, ..opening })
}

/// The first sentence of a line as an opening, without a look at what follows.
pub(crate) fn first_sentence(line: &str) -> Option<Opening> {
    let line = line.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
    // A sentence inside quotation marks does not end the one around it.
    let closed = |end: &usize| line.get(..*end).is_some_and(is_closed);
    let ends = sentence_ends(line).find(|(end, _)| closed(end));
    let (end, next) = ends.unwrap_or((line.len(), line.len()));
    let headline = line.get(..end)?.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
    let short = headline.split_whitespace().count() <= HEADLINE_WORDS;
    let standfirst = (next < line.len()).then_some(next..line.len());
    let rest = next;
    (short && !headline.is_empty()).then_some(Opening {
        headline: 0..headline.len(),
        standfirst,
        rest,
        alone: false,
    })
}

/// Whether all quotation marks of a text are closed.
fn is_closed(text: &str) -> bool {
    let count = |mark: char| text.matches(mark).count();
    count('"').is_multiple_of(2) && count('“') <= count('”') && count('«') <= count('»')
}

fn is_wide(text: &str, end: usize, next: usize) -> bool {
    text.get(end..next).is_some_and(|gap| gap.chars().count() >= 2)
}

/// The ends of sentences that others follow: the byte behind each, and the byte where the next begins.
fn sentence_ends(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(from..)?;
            let at = from + rest.find(['.', '!', '?', '…', '؟', '۔'])?;
            let behind = text.get(at..)?;
            // Stops in a row, also with a space between them, and closing quotation marks.
            let closing = |c: char| {
                matches!(
                    c,
                    '.' | '!' | '?' | '…' | '؟' | '۔' | '"' | '”' | '’' | '\'' | '»' | ')' | ']'
                )
            };
            let mut end = at + (behind.len() - behind.trim_start_matches(closing).len());
            while let Some(more) = text.get(end..).and_then(|rest| rest.strip_prefix(" .")) {
                end = text.len() - more.len();
            }
            from = end;
            let rest = text.get(end..)?;
            let next = end + (rest.len() - rest.trim_start().len());
            let begins = text.get(next..).and_then(|rest| rest.chars().next());
            let gap = next > end && begins.is_some_and(|c| !c.is_lowercase() && c != ',');
            if gap && (is_wide(text, end, next) || !is_abbreviation(text.get(..at)?)) {
                return Some((end, next));
            }
        }
    })
}

/// Whether the word before a full stop is an abbreviation: an initial, or a short word such as `Dr`.
fn is_abbreviation(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“'))
        .next()
        .unwrap_or_default();
    let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let small = word.chars().skip(1).any(char::is_lowercase);
    word.contains('.') || (capital && (letters == 1 || (letters <= 3 && small)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "The ferry will not sail before May, the harbour office said on Monday. Its master spoke of a \
        crack in the hull. The island has no other way to the shop, the school and the doctor. A helicopter will \
        take the children to school each day, and the post will go by a small boat when the wind allows it. Nobody \
        knows what the repair will cost, and the council will speak of it in the week after the feast of the harbour.";

    fn parts(text: &str) -> Option<(String, Option<String>, bool)> {
        let found = opening(text)?;
        assert!(text[found.rest..].starts_with(|c: char| !c.is_whitespace()));
        let part = |range: Range<usize>| text[range].to_owned();
        Some((part(found.headline), found.standfirst.map(part), found.alone))
    }

    #[test]
    fn an_opening_ends_at_the_first_wide_space() {
        let headline = |text: &str| Some((text.to_owned(), None, true));
        assert_eq!(
            parts(&format!("Ferry stops for three weeks.  {STORY}")),
            headline("Ferry stops for three weeks")
        );
        assert_eq!(
            parts(&format!("Ferry stops for good?. .  {STORY}")),
            headline("Ferry stops for good?")
        );
        let quoted = format!("\"Ferry stops. Falk drives\", says mayor.  {STORY}");
        assert_eq!(parts(&quoted), headline("\"Ferry stops. Falk drives\", says mayor"));
        let two = format!("Ferry of Dr. Falk stops. Islanders go by air..  {STORY}");
        let found = parts(&two).unwrap();
        assert_eq!(found.0, "Ferry of Dr. Falk stops");
        assert_eq!(found.1.as_deref(), Some("Islanders go by air"));
    }

    #[test]
    fn texts_without_an_opening() {
        assert_eq!(parts(STORY), None);
        assert_eq!(parts(&format!(" Ferry stops for three weeks.  {STORY}")), None);
        assert_eq!(parts(&format!("Ferry stops.  {STORY}\nMore.")), None);
        assert_eq!(parts("Ferry stops.  The ferry will not sail."), None);
        let typed = STORY.replace(". ", ".  ");
        assert!(!parts(&typed).is_some_and(|(.., alone)| alone));
    }
}
