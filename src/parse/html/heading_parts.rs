//! Collects the parts of first-level headings, and finds the title among them.
//!
//! In: the starts and ends of tags inside such headings, and the rendered text. Out: the parts of each heading, and
//! those parts of one that are a title: a heading can hold a kicker or a counter, too. It does not choose titles.

use super::fold::folded;

/// The most parts of one heading.
const MOST_PARTS: usize = 12;
/// The most headings of a page.
const MOST: usize = 24;
/// The longest heading, in bytes.
const LONGEST: usize = 500;
/// The fewest letters of a title.
const LEAST: usize = 8;

/// The headings of a page while it is rendered.
#[derive(Debug, Default)]
pub(super) struct HeadingParts {
    /// The open heading, and where its parts begin.
    open: Option<u32>,
    cuts: Vec<usize>,
    pub found: Vec<Vec<String>>,
}

impl HeadingParts {
    /// A heading begins at the end of the text.
    pub fn begin(&mut self, element: u32, text: &str) {
        if self.found.len() < MOST {
            self.open = Some(element);
            self.cuts.clear();
            self.cuts.push(text.len());
        }
    }

    /// A tag stands at the end of the text.
    pub fn cut(&mut self, text: &str) {
        if self.open.is_some()
            && self.cuts.len() < MOST_PARTS
            && self.cuts.last() != Some(&text.len())
        {
            self.cuts.push(text.len());
        }
    }

    /// An element ends. Headings without parts are not kept.
    pub fn end(&mut self, element: u32, text: &str) {
        if self.open != Some(element) {
            return;
        }
        self.open = None;
        let from = self.cuts.first().copied().unwrap_or_default();
        let ends = self.cuts.iter().skip(1).copied().chain([text.len()]);
        let pieces = self.cuts.iter().zip(ends).filter_map(|(from, to)| text.get(*from..to));
        let pieces: Vec<String> = pieces
            .map(|piece| piece.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|piece| !piece.is_empty())
            .collect();
        if pieces.len() > 1 && text.len() - from.min(text.len()) <= LONGEST {
            self.found.push(pieces);
        }
    }
}

/// The parts of a heading that are one of the titles, if the heading has other parts, too.
pub(super) fn title_in_parts(
    heading: &str,
    all: &[Vec<String>],
    titles: &[&str],
) -> Option<String> {
    let whole = folded(heading);
    let titles: Vec<String> = titles.iter().map(|title| folded(title)).collect();
    let fits = |own: String| own.len() >= LEAST && titles.contains(&own);
    if titles.contains(&whole) {
        return None;
    }
    let parts = all.iter().find(|parts| folded(&parts.concat()) == whole)?;
    let starts = 0..parts.len();
    let mut ranges = starts.flat_map(|from| (from + 1..=parts.len()).rev().map(move |to| from..to));
    ranges.find_map(|range| {
        let own = parts.get(range.clone())?;
        let before = range.start.checked_sub(1).and_then(|at| parts.get(at));
        let apart = !before.is_some_and(|before| goes_on(before, own.first()) || opens(before))
            && !own.last().is_some_and(|last| goes_on(last, parts.get(range.end)));
        (apart && fits(folded(&own.concat()))).then(|| own.join(" "))
    })
}

/// Whether a part is the beginning of a headline by its last mark: "“We wait”:", "Ferry or bridge?"
fn opens(part: &str) -> bool {
    part.ends_with([
        ':', '-', '–', '—', '?', '!', '"', '”', '»', '’', '\'', '：', '？', '！', '」', '؟',
    ])
}

/// Whether a sentence goes on from a part to the next: "Ferry stops for good, <i>not only</i> in May".
fn goes_on(part: &str, next: Option<&String>) -> bool {
    next.is_some_and(|next| part.ends_with([',', ';']) || next.starts_with(char::is_lowercase))
}

/// The whole heading of which a headline is a part.
pub(super) fn heading_of(headline: &str, all: &[Vec<String>]) -> Option<String> {
    let own = folded(headline);
    let found = all.iter().find(|parts| folded(&parts.concat()).contains(&own))?;
    Some(found.join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn of(page: &str) -> Option<String> {
        read(page, None).unwrap().fields.headline
    }

    #[test]
    fn a_kicker_or_a_counter_in_a_heading_is_no_part_of_the_headline() {
        let prose = "<p>The ferry will not sail before May, the harbour office said, because the pier is broken.";
        for heading in [
            "<span class=kicker>Transport</span><span class=title>Ferry stops for good</span>",
            "<span class=a>Harrow</span> <span class=b>Ferry stops for good</span>",
            "<small>Islands</small>Ferry stops for good",
            "<a class=category href=/c>Islands</a>Ferry stops for good",
            "<em>Islands</em><br>Ferry stops for good",
            "<div class=overline>Islands</div>Ferry stops for good",
            "<strong>Islands</strong><br>Ferry <i>stops</i> for good",
            "Ferry stops for good<span class=share-count>12 shares</span>",
            "Ferry stops for good<span class=sub>Nobody knows when it will sail</span>",
        ] {
            for head in [
                "<meta property=og:title content='Ferry stops for good'>",
                "<title>Ferry stops for good | Harrow Post</title>",
                "<title>Ferry stops for good</title>",
            ] {
                let page = format!(
                    "{head}<div><h1>{heading}</h1><p>By Ines Falk</p><p>3 March 2021</p>{prose}</div>"
                );
                let fields = read(&page, None).unwrap().fields;
                assert_eq!(fields.headline.as_deref(), Some("Ferry stops for good"), "{page}");
                assert_eq!(fields.byline.as_deref(), Some("Ines Falk"), "{page}");
                assert_eq!(fields.published.as_deref(), Some("2021-03-03"), "{page}");
            }
        }
        let quote = format!(
            "<title>Ferry stops for good</title><h1><span>\"We wait\": </span><span>Ferry stops for good</span></h1>{prose}"
        );
        assert_eq!(of(&quote).as_deref(), Some("\"We wait\": Ferry stops for good"));
        // A heading that goes on inside its element stays whole.
        let longer = format!(
            "<meta property=og:title content='Ferry stops for good'><h1>Ferry stops for good, <i>not only</i> in May</h1>{prose}"
        );
        assert_eq!(of(&longer).as_deref(), Some("Ferry stops for good, not only in May"));
    }
}
