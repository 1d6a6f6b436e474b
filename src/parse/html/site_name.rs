//! Takes the name of the site and of its sections from a title.
//!
//! In: a title, and the name or the address of the site. Out: the title without them. It does not choose
//! between titles.

use super::fold::folded;

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
    }
    title
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
