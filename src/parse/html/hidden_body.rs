//! Finds the body of a story that the rendered page does not show.
//!
//! In: a rendered page, the text of the story in its structured data, and the state of the page as
//! JSON or in its programs. Out: the markup of an article that the page lacks, or nothing. It is a fallback: a page that
//! shows its story is left alone.

use std::collections::HashSet;

use serde_json::Value;

use super::entity::decode;
use super::hidden_prose::{SYLLABLE_WEIGHT, is_prose, is_sentence, is_wide};
use super::render::Page;
use super::script_state;
use super::state_scope::{Scope, titled};
use super::state_story::{bodies, story_texts};
use super::structured_overlap::{hashes, runs};
use crate::key::is_hangul;

/// A page with more characters of prose shows its story.
const SHOWN_CHARS: usize = 600;
/// A shorter text is a summary, where the page shows some prose.
const FEWEST_CHARS: usize = 400;
/// A page with fewer characters of sentences shows a teaser of its story, or none.
const TEASER_CHARS: usize = 150;
/// The shortest story in the structured data of such a page, and in the parts that it shows to browsers
/// without scripts, where notices are, too.
const FEWEST_NAMED: usize = 120;
const FEWEST_UNSEEN: usize = 200;
/// A character of a script without spaces says as much as so many letters.
const WIDE_WEIGHT: usize = 3;
/// A text of fewer words is compared by its last characters.
const FEW_WORDS: usize = 12;
const LAST_CHARS: usize = 16;
/// The longest text to take.
const MOST_CHARS: usize = 400_000;
/// Of a body that is shown, at least this share of the word runs is on the page, in percent.
const SHOWN_PERCENT: usize = 30;
/// The fewest and the most bytes of a title.
const TITLE_BYTES: usize = 12;
const MOST_TITLE_BYTES: usize = 1000;

/// The lines of a page that are not links.
fn lines<'p>(page: &'p Page<'_>) -> impl Iterator<Item = &'p str> {
    let lines = page.text.split('\n').filter(|line| !line.is_empty()).zip(&page.markup.lines);
    lines.filter(|(_, marked)| marked.link_chars * 2 < marked.chars).map(|(line, _)| line)
}

/// The characters of running prose of a page: those of long lines that are not links.
fn prose(page: &Page<'_>) -> usize {
    lines(page).filter(|line| is_prose(line)).map(|line| line.chars().count()).sum()
}

/// The weight of the sentences of a page, which may be short paragraphs, and their number.
fn sentences(page: &Page<'_>) -> (usize, usize) {
    let found = lines(page).filter(|line| is_prose(line) || is_sentence(line));
    let found = found.filter(|line| !is_notice(line));
    found.fold((0, 0), |(all, count), line| (all + weight(line), count + 1))
}

/// Whether a page shows little prose, so that its story may be elsewhere.
pub(super) fn shows_little(page: &Page<'_>) -> bool {
    prose(page) < SHOWN_CHARS
}

/// Whether another rendering of a page has a story that the first one lacks.
pub(super) fn shows_more(other: &Page<'_>, page: &Page<'_>) -> bool {
    let shown = prose(other);
    if shown >= FEWEST_CHARS && shown > 2 * prose(page) {
        return true;
    }
    let ((shown, count), (before, count_before)) = (sentences(other), sentences(page));
    let (more, lines) = (shown.saturating_sub(before), count.saturating_sub(count_before));
    before < TEASER_CHARS && more >= FEWEST_UNSEEN && more > before && lines > 1
}

/// The article that a page does not show, as markup.
pub(super) fn hidden_body(page: &Page<'_>, body: Option<&str>) -> Option<String> {
    let shown = prose(page);
    if let Some(body) = body
        && takes(body, page, shown, named_bar(page))
    {
        return Some(article(&[body]));
    }
    if shown >= SHOWN_CHARS {
        return None;
    }
    let stated = page.states.iter().find_map(|state| {
        let value: Value = serde_json::from_str(state.trim()).ok()?;
        let texts = story_texts(&value, true, Scope::State);
        takes(&texts.join("\n"), page, shown, FEWEST_CHARS).then(|| article(&texts))
    });
    stated.or_else(|| programmed(page, shown))
}

/// The article in the programs of a page. Programs hold much else, as the words of notices and buttons: what
/// is beside the title of the page comes first, and anything else counts only where the page is bare.
fn programmed(page: &Page<'_>, shown: usize) -> Option<String> {
    let values = script_state::values(&page.programs);
    let title = plain(&decode(page.title));
    let known: HashSet<String> = lines(page).map(plain).collect();
    let is_title = |text: &str| {
        if !(TITLE_BYTES..MOST_TITLE_BYTES).contains(&text.len()) {
            return false;
        }
        let text = plain(text);
        let in_title = text.len() * 2 >= title.len() && title.contains(&text);
        text.len() >= TITLE_BYTES && (in_title || known.contains(&text))
    };
    let bare = sentences(page).0 < TEASER_CHARS;
    let story = |value: &Value, scope: Scope, fewest: usize| {
        let texts = story_texts(value, false, scope);
        let body = texts.join("\n");
        let fits = scope == Scope::Story || !is_notice(&body);
        (fits && takes(&body, page, shown, fewest)).then(|| article(&texts))
    };
    let fewest = if bare { FEWEST_UNSEEN } else { FEWEST_CHARS };
    let mut others = Vec::new();
    for value in &values {
        let parts = titled(value, &is_title, bare);
        if parts.is_empty() {
            others.push(value);
        }
        let found = parts.into_iter().find_map(|(part, scope)| story(part, scope, fewest));
        if found.is_some() {
            return found;
        }
    }
    // A bare page may have its only story in a value that lacks its title.
    let mut others = others.into_iter().filter(|value| bare && bodies(value, Scope::Around) == 1);
    others.find_map(|value| story(value, Scope::Around, FEWEST_CHARS))
}

/// The letters and figures of a text, in lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The weight of the shortest text that structured data may call the story.
fn named_bar(page: &Page<'_>) -> usize {
    if sentences(page).0 < TEASER_CHARS { FEWEST_NAMED } else { FEWEST_CHARS }
}

/// Whether a text of some weight is the story, and is not on the page.
fn takes(body: &str, page: &Page<'_>, shown: usize, fewest: usize) -> bool {
    let chars = body.chars().filter(|c| !c.is_whitespace()).count();
    if weight(body) < fewest || body.len() > MOST_CHARS || chars < shown {
        return false;
    }
    let words: Vec<u32> = hashes(&page.text).collect();
    let known: HashSet<u64> = runs(&words).collect();
    let words: Vec<u32> = hashes(body).collect();
    if words.len() < FEW_WORDS && ends_on_page(body, &page.text) {
        return false;
    }
    let all = words.len().saturating_sub(2).max(1);
    let shared = runs(&words).filter(|run| known.contains(run)).count();
    shared * 100 < all * SHOWN_PERCENT
}

/// Whether the last characters of a text are on a page.
fn ends_on_page(body: &str, page: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let end: Vec<char> = plain(body).chars().rev().take(LAST_CHARS).collect();
    plain(page).contains(&end.into_iter().rev().collect::<String>())
}

/// The characters of a text without white space; one that says as much as several counts as them.
fn weight(text: &str) -> usize {
    let of = |c: char| if is_wide(c) { WIDE_WEIGHT } else { usize::from(!c.is_whitespace()) };
    text.chars().map(|c| if is_hangul(c) { SYLLABLE_WEIGHT } else { of(c) }).sum()
}

/// Whether a line speaks of the page and not of the world: of scripts, of cookies, of rights.
pub(super) fn is_notice(line: &str) -> bool {
    let line = line.to_lowercase();
    ["javascript", "cookie", "©"].iter().any(|word| line.contains(word))
}

/// Texts as an article: markup as it is, other texts as paragraphs.
fn article(texts: &[&str]) -> String {
    let mut out = String::from("<article>");
    for text in texts {
        if has_markup(text) {
            out.push_str(text);
            continue;
        }
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let line = line.replace('&', "&amp;").replace('<', "&lt;");
            out.push_str("<p>");
            out.push_str(&line);
            out.push_str("</p>");
        }
    }
    out.push_str("</article>");
    out
}

/// Whether a text has the tags of paragraphs.
fn has_markup(text: &str) -> bool {
    ["</p>", "<br>", "<br/>", "<br />", "</div>"].iter().any(|tag| text.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::super::read;

    const STORY: [&str; 4] = [
        "The ferry to Harrow Falls ran again on Tuesday after a strike of nine days, and the first boat left with twelve passengers on board.",
        "The mayor said that the town had lost a third of its trade while the boats lay in the harbour, and that nobody could say who won.",
        "The crew asked for two more hands on each boat in winter, when the ropes freeze and the gangway has to be cleared of ice by hand.",
        "Both sides will meet again in May, when the figures of the first quarter are known and the new timetable has been agreed with the county.",
    ];

    fn text(page: &str) -> String {
        read(page, None).unwrap().text
    }

    #[test]
    fn a_body_in_structured_data_is_taken_where_the_page_has_none() {
        let body = STORY.join("\\n\\n");
        let data = format!(
            "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{body}\"}}</script>"
        );
        let lost = text(&format!("<body>{data}<h1>Ferry</h1><p>Loading</p></body>"));
        assert!(lost.ends_with(&STORY.join("\n\n")), "{lost}");
        let shown: String = STORY.map(|line| format!("<p>{line}</p>")).concat();
        assert_eq!(text(&format!("<body>{data}{shown}")), STORY.join("\n\n"));
    }

    #[test]
    fn a_body_in_the_state_of_the_page_is_taken() {
        let blocks: Vec<String> =
            STORY.iter().map(|line| format!("{{\"type\":\"p\",\"text\":\"{line}\"}}")).collect();
        let state = format!(
            "<script id=__NEXT_DATA__ type=application/json>{{\"props\":{{\"nav\":[\"Home\"],\"story\":{{\"blocks\":[{}]}}}}}}</script>",
            blocks.join(",")
        );
        assert!(text(&format!("<div id=app></div>{state}")).ends_with(&STORY.join("\n\n")));
    }

    #[test]
    fn a_body_in_a_program_is_taken() {
        let body: String = STORY.map(|line| format!("<p>{line}</p>")).concat();
        let page = |title: &str, key: &str, shown: &str| {
            text(&format!(
                "<title>Ferry sails again to the Falls</title><h1>Ferry</h1>{shown}<script>window.S={{\"a\":{{\"title\":\"{title}\",\"{key}\":\"{body}\"}}}};</script>"
            ))
        };
        let titled = "Ferry sails again to the Falls";
        assert!(page(titled, "body", "").ends_with(&STORY.join("\n\n")));
        let other = "The mill on the river burnt down in the night, and nobody was hurt when its roof fell in, the fire brigade said in the morning. The owner lives in town, and he will build it up again before the winter comes to the valley.";
        let shown = format!("<p>{other}</p>");
        // The value is about this page, or the page is bare.
        assert!(page(titled, "body", &shown).contains(STORY[3]));
        assert!(page("Words", "body", "").contains(STORY[3]));
        assert!(!page("Words", "body", &shown).contains(STORY[3]));
        assert!(!page(titled, "legal", "").contains(STORY[3]));
    }

    #[test]
    fn other_stories_comments_and_notices_of_a_program_are_no_story() {
        let title = "Ferry sails again to the Falls";
        let page = |shown: &str, state: &str| {
            text(&format!(
                "<title>{title}</title><h1>{title}</h1>{shown}<script>window.S={{{state}}};</script>"
            ))
        };
        let brief = format!("{} {}", STORY[0], STORY[1]);
        let shown = format!("<p>{brief}</p>");
        let mill = "The mill on the river burnt down in the night, and nobody was hurt when its roof fell in, the fire brigade said in the morning. The owner will build it up again.";
        let list = |name: &str, key: &str| {
            let items: Vec<String> = (0..8)
                .map(|n| format!("{{\"{key}\":\"{n}x\",\"content\":\"{n} {mill}\"}}"))
                .collect();
            format!("\"{name}\":[{}]", items.join(","))
        };
        let own = format!("\"article\":{{\"title\":\"{title}\",\"body\":\"{brief}\"}}");
        let titled = format!("\"page\":{{\"title\":\"{title}\"}}");
        for (name, key) in
            [("feed", "title"), ("modules", "title"), ("comments", "user"), ("posts", "user")]
        {
            let others = list(name, key);
            let found = page("", &format!("{own},{others}"));
            assert!(found.ends_with(STORY[1]) && !found.contains("mill"), "{name}: {found}");
            let found = page(&shown, &format!("{titled},{others}"));
            assert!(!found.contains("mill"), "{name}: {found}");
            assert!(!page("", &others).contains("mill"), "{name}");
        }
        let notice = format!(
            "\"config\":{{\"notice\":{{\"content\":{{\"popup\":\"{}\"}}}}}}",
            mill.repeat(4)
        );
        assert!(!page("", &notice).contains("mill"));
    }

    #[test]
    fn a_short_body_in_a_program_is_taken_in_any_script() {
        let korean = [
            "페리는 화요일에 다시 운항했고 부두에는 많은 사람이 모였다.",
            "배는 아흐레 동안 항구에 묶여 있었는데 선원들이 임금 인상을 요구했기 때문이다.",
            "시장은 아무도 이기지 못했다고 말했고 양측은 오월에 다시 만나 새 시간표를 논의한다.",
        ];
        let body = korean.map(|line| format!("<p>{line}</p>")).concat();
        let page = format!(
            "<title>페리 다시 운항, 부두에 인파</title><div id=app></div><script>window.__N={{data:[{{title:\"페리 다시 운항, 부두에 인파\",content:\"{body}\"}}]}};</script>"
        );
        assert_eq!(text(&page), korean.join("\n\n"));
    }

    #[test]
    fn a_body_without_scripts_or_in_a_template_is_shown() {
        let shown: String = STORY.map(|line| format!("<p>{line}</p>")).concat();
        for open in ["noscript", "template", "script type='text/template'"] {
            let name = open.split(' ').next().unwrap();
            let page = format!("<h1>Ferry</h1><div><{open}>{shown}</{name}></div>");
            assert!(text(&page).ends_with(&STORY.join("\n\n")), "{open}");
            // A page with its story needs none of it.
            let page = format!("{shown}<{open}><p>{} Again.</p></{name}>", STORY[0]);
            assert!(!text(&page).contains("Again"), "{open}");
        }
    }

    #[test]
    fn a_short_story_is_taken_where_the_page_has_no_prose() {
        let english = [
            "The ferry ran again on Tuesday.",
            "It had lain in the harbour for nine days.",
            "The mayor said that nobody had won.",
            "Both sides will meet again in May, she said.",
            "The crew wants two more hands in winter.",
            "A new timetable comes with the summer.",
            "The boats carry mail and milk as well.",
        ];
        let chinese = [
            "渡轮星期二恢复通航，码头上站满了人。",
            "它在港口停了九天，因为船员要求加薪。",
            "镇长说双方都没有赢。",
            "五月他们将再次开会，讨论新的时刻表和工资。",
            "岛上唯一一家商店的店主说，她又可以卖柠檬了。",
        ];
        for story in [&english[..], &chinese[..]] {
            let shown: String = story.iter().map(|line| format!("<p>{line}</p>")).collect();
            let page = format!("<h1>Ferry</h1><div id=root></div><noscript>{shown}</noscript>");
            assert!(text(&page).ends_with(&story.join("\n\n")), "{page}");
            let data = format!(
                "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{}\"}}</script>",
                story.join("\\n\\n")
            );
            let lost = text(&format!("<body>{data}<h1>Ferry</h1><div id=root></div></body>"));
            assert!(lost.ends_with(&story.join("\n\n")), "{lost}");
            // A page with its story needs none of it.
            assert_eq!(text(&format!("<body>{data}{shown}</body>")), story.join("\n\n"));
            let twice = text(&format!("<body>{shown}<noscript>{shown}</noscript></body>"));
            assert_eq!(twice, story.join("\n\n"));
        }
    }

    #[test]
    fn a_notice_is_no_story() {
        let notice = "<noscript><p>This page needs JavaScript. Without it neither the film nor the list of films below it can be shown to you here, and the buttons do nothing at all.</p><p>Please enable JavaScript in the settings of your browser and load the page again.</p></noscript>";
        assert_eq!(
            text(&format!("<h1>Ferry</h1>{notice}<p>Watch the film.</p>")),
            "Ferry\n\nWatch the film."
        );
    }
}
