//! Tells which lines of a page show the day of the visit, which is not that of its story.
//!
//! In: a rendered page, the lines around its headline and the number of a line. Out: whether the line says that its
//! date is today's, by its first words or the name of its element. It reads no dates.

use super::elsewhere::around;
use super::header::Header;
use super::render::Page;
use crate::document::markup::{Element, name_hash};

/// Names of elements that show the day of the visit. "today" and "clock" are parts of other names, too.
const TODAY: [&str; 12] = [
    "todays-date",
    "today-date",
    "todaydate",
    "date-today",
    "datetoday",
    "current-date",
    "currentdate",
    "current_date",
    "live-date",
    "fecha-actual",
    "fecha-hoy",
    "data-hoje",
];
/// Words in front of the day of the visit, in lower case.
const TODAY_IS: [&str; 20] = [
    "today is",
    "today's date",
    "today’s date",
    "heute ist",
    "nous sommes le",
    "aujourd'hui nous sommes",
    "aujourd’hui nous sommes",
    "hoy es",
    "oggi è",
    "hoje é",
    "vandaag is het",
    "idag är det",
    "i dag er det",
    "tänään on",
    "dziś jest",
    "dzisiaj jest",
    "dnes je",
    "σήμερα είναι",
    "اليوم هو",
    "今天是",
];
/// The lines of a page that show the day of the visit.
pub(super) struct VisitDay<'p> {
    page: &'p Page<'p>,
    head: &'p Header<'p>,
    /// The elements around the headline, innermost first.
    around_headline: Vec<u32>,
    today: [u32; TODAY.len()],
}

impl<'p> VisitDay<'p> {
    pub fn of(page: &'p Page<'p>, head: &'p Header<'p>) -> VisitDay<'p> {
        let today = TODAY.map(|name| name_hash(name.as_bytes()));
        let mut visit = VisitDay { page, head, around_headline: Vec::new(), today };
        visit.around_headline = head.at.map(|at| visit.parents(at).collect()).unwrap_or_default();
        visit
    }

    /// Whether the line with this number shows it.
    pub fn has(&self, number: usize) -> bool {
        let text = self.head.line(number).to_lowercase();
        let Some(line) = self.page.markup.lines.get(number) else { return false };
        TODAY_IS.iter().any(|words| text.starts_with(words))
            || around(self.page, line.element)
                .zip(self.parents(number))
                .take(2)
                .take_while(|(_, element)| !self.around_headline.contains(element))
                .any(|(names, _)| names.iter().any(|name| self.today.contains(name)))
    }

    fn element(&self, element: u32) -> Option<&Element> {
        self.page.markup.elements.get(element as usize)
    }

    /// The elements around a line, innermost first.
    fn parents(&self, number: usize) -> impl Iterator<Item = u32> {
        let first = self.page.markup.lines.get(number).map(|line| line.element);
        std::iter::successors(first, |element| {
            let own = self.element(*element)?;
            (own.depth > 0).then_some(own.parent)
        })
    }
}

#[cfg(test)]
mod tests {
    fn published(page: &str) -> Option<String> {
        super::super::read(page, Some("2024-01-01")).unwrap().fields.published
    }

    const TITLE: &str = "<title>Ferry stops for good</title>";
    const PROSE: &str = "<p>The ferry will not sail before May, the harbour office said, because the pier is \
                         broken and the parts for it are late.</p>";

    #[test]
    fn the_day_of_the_visit_does_not_count() {
        let story = format!("<article><h1>Ferry stops for good</h1>{PROSE}{PROSE}</article>");
        for other in [
            "<footer><p>Today is Friday 12 May 2023</p></footer>",
            "<p>Dziś jest 12 maja 2023</p>",
            "<p><span class=current-date>12 May 2023</span></p>",
        ] {
            let page = format!("{TITLE}<body><div><div>{story}{other}</div></div>");
            assert_eq!(published(&page), None, "{other}");
            let own = story.replace("</h1>", "</h1><p>3 March 2023</p>");
            let page = format!("{TITLE}<body><div><div>{own}{other}</div></div>");
            assert_eq!(published(&page).as_deref(), Some("2023-03-03"), "{other}");
        }
        let bar =
            "<span class=current-date>Friday, 12 May 2023</span><nav><a href=/>Home</a></nav>";
        assert_eq!(published(&format!("{TITLE}<body><div>{bar}{story}</div>")), None);
        // The footer of the story shows its date.
        let own = story.replace("</article>", "<footer><p>3 March 2023</p></footer></article>");
        assert_eq!(published(&format!("{TITLE}<body>{own}")).as_deref(), Some("2023-03-03"));
    }

    #[test]
    fn the_footer_of_a_section_and_a_clock_beside_the_date_are_the_storys() {
        let head = "<h1>Ferry stops for good</h1>";
        let day = "<p>3 March 2023</p>";
        for story in [
            format!(
                "<section>{head}<div>{PROSE}{PROSE}</div><footer class=entry-meta>{day}</footer></section>"
            ),
            format!(
                "<div>{head}<p><i class=icon-clock></i><span class=meta-clock>3 March 2023</span></p>{PROSE}</div>"
            ),
            format!("<div>{head}<p class='article-date today'>3 March 2023</p>{PROSE}</div>"),
        ] {
            let page = format!("{TITLE}<body><div><div>{story}</div></div>");
            assert_eq!(published(&page).as_deref(), Some("2023-03-03"), "{story}");
        }
    }

    #[test]
    fn the_time_of_a_change_comes_behind_that_of_publication() {
        let page =
            |times: &str| format!("{TITLE}<h1>Ferry stops for good</h1><p>{times}</p>{PROSE}");
        let changed = "<time class=updated datetime=2023-04-09>9 April 2023</time>";
        let first = "<time class='entry-date published' datetime=2023-04-03>3 April 2023</time>";
        for times in [format!("{changed} {first}"), format!("{changed}{first}"), first.to_owned()] {
            assert_eq!(published(&page(&times)).as_deref(), Some("2023-04-03"), "{times}");
        }
        let both = first.replace("published", "published updated");
        assert_eq!(published(&page(&both)).as_deref(), Some("2023-04-03"));
        assert_eq!(published(&page(changed)).as_deref(), Some("2023-04-09"));
    }

    #[test]
    fn an_abbreviation_with_a_day_in_its_title_is_a_time() {
        let page = |line: &str| format!("{TITLE}<h1>Ferry stops for good</h1><p>{line}</p>{PROSE}");
        let old = "<abbr class=published title='2008-03-04T08:00:00Z'>Tuesday</abbr>";
        assert_eq!(published(&page(old)).as_deref(), Some("2008-03-04T08:00:00Z"));
        let word = "<abbr title='2000-seat Harbour Hall'>HH</abbr>";
        assert_eq!(published(&page(word)), None);
    }
}
