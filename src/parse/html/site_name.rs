//! Takes the name of the site and of its sections from a title.
//!
//! In: a title, and the name or the address of the site. Out: the title without them. It does not choose
//! between titles.

use super::fold::folded;
use crate::key::is_east_asian;

/// The letters and figures of an address's host.
pub(super) fn host_of(address: &str) -> String {
    let behind = address.split_once("://").map_or(address, |(_, behind)| behind);
    folded(behind.split(['/', '?', '#']).next().unwrap_or_default())
}

/// Drops a site's name at the end, if the site's address contains that name.
pub(super) fn without_host<'t>(text: &'t str, host: &str) -> &'t str {
    let parted = [" | ", " - ", " – ", " — "].iter().find_map(|mark| {
        let (head, tail) = text.rsplit_once(mark)?;
        let name = folded(tail);
        (name.len() >= 5 && host.contains(&name)).then_some(head.trim_end())
    });
    // "Ferry stops | harrow.example"
    let domain = || {
        text.rsplit_once(" | ").filter(|(_, tail)| is_domain(tail)).map(|(head, _)| head.trim_end())
    };
    // "harrow.example Ferry stops"
    let before = || {
        let (first, rest) = text.split_once(' ')?;
        // "Amazon.com shares fall" on another site is a headline.
        let own = host.contains(&folded(first.trim_start_matches("www.")));
        (is_domain(first) && own && rest.contains(' ')).then(|| rest.trim_start())
    };
    parted.or_else(domain).or_else(before).unwrap_or(text)
}

/// Whether a part of a title is the address of a site.
fn is_domain(part: &str) -> bool {
    let part = part.trim().trim_start_matches("www.");
    let labels: Vec<&str> = part.split('.').collect();
    let ends = labels.last().is_some_and(|end| {
        (2..=7).contains(&end.len()) && end.chars().all(|c| c.is_ascii_alphabetic())
    });
    labels.len() >= 2
        && ends
        && labels.iter().all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })
}

/// Drops the site's name from the end or the start of a title.
pub(super) fn without_site(title: &str, site: &str, whole: &str) -> String {
    let marks = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • "];
    let site = folded(site);
    let mut title = title.trim().to_owned();
    if !site.is_empty() {
        for mark in marks {
            if let Some((head, _)) =
                title.rsplit_once(mark).filter(|(_, tail)| folded(tail) == site)
            {
                title = head.trim().to_owned();
                break;
            }
            if let Some((_, tail)) = title.split_once(mark).filter(|(head, _)| folded(head) == site)
            {
                title = tail.trim().to_owned();
                break;
            }
        }
    }
    if title == whole {
        for mark in [" | ", " :: ", " » ", " - ", " – ", " — "] {
            let parts: Vec<&str> = title.split(mark).map(str::trim).collect();
            if let Some(text) = longest_part(&parts, mark).filter(|text| text.len() < title.len()) {
                return text;
            }
        }
        if let Some(head) = before_dense_tail(&title) {
            return head.to_owned();
        }
    }
    title
}

/// A title in a script without spaces before the names of its site and sections: "headline_section_site".
fn before_dense_tail(title: &str) -> Option<&str> {
    // What ends otherwise can be the second half of the headline.
    const OUTLETS: [&str; 16] = [
        "网",
        "報",
        "报",
        "新闻",
        "新聞",
        "ニュース",
        "日報",
        "晚报",
        "周刊",
        "週刊",
        "日刊",
        "일보",
        "뉴스",
        "신문",
        "在线",
        "通信",
    ];
    const LEAST_CHARS: usize = 6;
    const MOST_TAIL: usize = 12;
    let names_outlet = title.split(['_', '｜', '|']).next_back().unwrap_or_default().trim();
    if !OUTLETS.iter().any(|end| names_outlet.ends_with(end)) {
        return None;
    }
    ["_", "｜", "|"].iter().find_map(|mark| {
        let mut parts = title.split(mark).map(str::trim);
        let head = parts
            .next()
            .filter(|head| head.chars().filter(|c| is_east_asian(*c)).count() >= LEAST_CHARS)?;
        let length = head.chars().count();
        let mut tails = parts.peekable();
        tails.peek()?;
        let short = |tail: &str| tail.chars().count() <= MOST_TAIL && tail.chars().count() < length;
        tails.all(short).then_some(head)
    })
}

/// Drops a few words and a colon before a title, if they are a line at the top of the page and one of the known names
/// of the site: a line of a menu alone can be a word of the headline.
pub(super) fn without_shown_site(title: String, text: &str, known: &[&str]) -> String {
    const LEAST: usize = 5;
    const TOP: usize = 6;
    let words = |part: &str| part.split_whitespace().count();
    let parted = title.split_once(": ").filter(|(head, rest)| words(head) <= 4 && words(rest) >= 3);
    let Some((head, rest)) = parted else { return title };
    let site = folded(head);
    let mut lines = text.split('\n').filter(|line| !line.is_empty()).take(TOP);
    let is_site = site.len() >= LEAST
        && known.iter().any(|own| own.strip_prefix("www").unwrap_or(own).starts_with(&site));
    if is_site && lines.any(|line| folded(line) == site) { rest.to_owned() } else { title }
}

/// Drops the short parts at the ends of a title, which name the site and its sections. A part before
/// a dash is dropped only if the title has three parts or the part is an address.
fn longest_part(parts: &[&str], mark: &str) -> Option<String> {
    let words = |part: &str| part.split_whitespace().count();
    let longest = parts.iter().map(|part| words(part)).max().filter(|most| *most >= 3)?;
    let is_short = |part: &str, most: usize| words(part) <= most && words(part) < longest;
    let (mut from, mut to) = (0, parts.len());
    let bars = mark == " | " || mark == " :: " || mark == " » ";
    while to - from > 1 && parts.get(to - 1).is_some_and(|part| is_short(part, 5)) {
        to -= 1;
    }
    // Of two parts as long as each other the last names the site.
    if let ([first, last], true) = (parts, to == 2 && mark == " | ")
        && words(first) == words(last)
        && words(last) <= 4
    {
        to = 1;
    }
    let first = |at: usize| parts.get(at).copied().unwrap_or_default();
    while to - from > 1
        && is_short(first(from), 3)
        && (bars || parts.len() > 2 || first(from).contains('.'))
    {
        from += 1;
    }
    Some(parts.get(from..to)?.join(mark))
}

/// The short parts of a title beside a part that is clearly longer. They are the names of the site and its
/// sections, which can also appear as headings.
pub(super) fn names_of_site(title: &str) -> Vec<String> {
    let mut names = Vec::new();
    for mark in [" | ", " - ", " – ", " — ", " :: ", " · "] {
        let parts: Vec<&str> = title.split(mark).map(str::trim).collect();
        let longest = parts.iter().map(|part| part.len()).max().unwrap_or_default();
        let clear = parts.iter().any(|part| part.len() == longest && part.split(' ').count() >= 3);
        let short = |part: &&&str| part.split(' ').count() <= 3 && longest > 2 * part.len();
        let is_first = |at: usize| at == 0 && parts.len() < 3;
        let found =
            parts.iter().enumerate().filter(|(at, part)| clear && !is_first(*at) && short(part));
        names.extend(found.map(|(_, part)| folded(part)));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_the_address_is_the_site() {
        let host = host_of("https://www.harrow-notes.example/a-b/c");
        assert_eq!(without_host("Ferry stops – Harrow Notes", &host), "Ferry stops");
        assert_eq!(without_host("Ferry stops – Part 2", &host), "Ferry stops – Part 2");
        assert_eq!(without_host("Ferry stops", &host), "Ferry stops");
        for headline in ["Calder.com shares fall after results", "2.25 million homes lost power"] {
            assert_eq!(without_host(headline, &host), headline);
        }
    }

    #[test]
    fn site_and_section_are_dropped_from_a_title() {
        let of = |title| without_site(title, "", title);
        assert_eq!(of("Ferry stops for three weeks - Harrow Notes"), "Ferry stops for three weeks");
        assert_eq!(
            of("Harrow News | NORTH | 'Toy ferry's heritage safe'"),
            "'Toy ferry's heritage safe'"
        );
        assert_eq!(
            of("harrow.example - Politics - Mayor wants two ferries home"),
            "Mayor wants two ferries home"
        );
        assert_eq!(
            of("The ferry - what you need to know about it"),
            "The ferry - what you need to know about it"
        );
        assert_eq!(of("Ferry of harbours | Harrow Island Weekly"), "Ferry of harbours");
        assert_eq!(of("Rain | Wind"), "Rain | Wind");
        assert_eq!(of("老码头将改建成市民公园_本地_海湾晚报"), "老码头将改建成市民公园");
        assert_eq!(of("廃校の給食室、町の食堂に｜南浜新聞"), "廃校の給食室、町の食堂に");
        for whole in ["渡轮停航三周以后 — 岛民怎么办", "渡轮停航三周以后｜岛民怎么办"]
        {
            assert_eq!(of(whole), whole);
        }
        assert_eq!(of("ferry_stops_for_good"), "ferry_stops_for_good");
    }

    #[test]
    fn a_name_before_a_colon_is_the_site_if_the_page_shows_it_at_its_top() {
        let of = |text| {
            without_shown_site(
                "Harrow Post: Ferry stops for good".to_owned(),
                text,
                &["harrowpost"],
            )
        };
        assert_eq!(of("Harrow Post\n\nHome\n\nThe ferry"), "Ferry stops for good");
        assert_eq!(of("Home\n\nThe ferry of Harrow"), "Harrow Post: Ferry stops for good");
        let topic = "Ukraine: What the ferry means";
        assert_eq!(without_shown_site(topic.to_owned(), "Ukraine\n\nHome", &["harrowpost"]), topic);
    }

    #[test]
    fn short_parts_of_a_title_name_the_site_and_its_sections() {
        assert_eq!(names_of_site("A ferry for all of the islands | Harrow Notes"), ["harrownotes"]);
        assert!(names_of_site("Harrow Notes | A ferry for the islands").is_empty());
        assert_eq!(
            names_of_site("Minister eats a hat of kelp - Sea News - Harrow Post"),
            ["seanews", "harrowpost"]
        );
    }
}
