//! Finds the body of a story that the rendered page does not show.
//!
//! In: a rendered page, the text of the story in its structured data, and the state of the page as
//! JSON. Out: the markup of an article that the page lacks, or nothing. It is a fallback: a page that
//! shows its story is left alone.

use std::collections::HashSet;

use serde_json::Value;

use super::render::Page;
use super::structured_overlap::{hashes, runs};

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
/// The fewest words of a short line that is a sentence.
const SENTENCE_WORDS: usize = 4;
/// A text of fewer words is compared by its last characters.
const FEW_WORDS: usize = 12;
const LAST_CHARS: usize = 16;
/// The longest text to take.
const MOST_CHARS: usize = 400_000;
/// Of a body that is shown, at least this share of the word runs is on the page, in percent.
const SHOWN_PERCENT: usize = 30;
/// The most values of one state to visit.
const MOST_VALUES: usize = 50_000;

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
    page.states.iter().find_map(|state| {
        let value: Value = serde_json::from_str(state.trim()).ok()?;
        let texts = story_texts(&value);
        let body = texts.join("\n");
        takes(&body, page, shown, FEWEST_CHARS).then(|| article(&texts))
    })
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

/// The characters of a text without white space; one of a script without spaces counts as several.
fn weight(text: &str) -> usize {
    let of = |c: char| if is_wide(c) { WIDE_WEIGHT } else { usize::from(!c.is_whitespace()) };
    text.chars().map(of).sum()
}

/// Whether a short line is a sentence: it has several words and ends as sentences do.
fn is_sentence(line: &str) -> bool {
    let closing = |c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '\'' | '”' | '’' | '“' | '»' | '«' | '」' | '』' | ')' | '）')
    };
    let ends = line
        .trim_end_matches(closing)
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।', '։', '።']);
    let wide = line.chars().filter(|c| is_wide(*c)).count();
    ends && (line.split_whitespace().count() >= SENTENCE_WORDS || wide >= 2 * SENTENCE_WORDS)
}

/// Whether a line speaks of the page and not of the world: of scripts, of cookies, of rights.
fn is_notice(line: &str) -> bool {
    let line = line.to_lowercase();
    ["javascript", "cookie", "©"].iter().any(|word| line.contains(word))
}

/// Whether a script without spaces has a character.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

/// Whether a text is running prose in any script: long, and divided into words or written without
/// spaces.
fn is_prose(text: &str) -> bool {
    let (mut chars, mut spaces, mut wide) = (0usize, 0usize, 0usize);
    for c in text.chars() {
        chars += 1;
        spaces += usize::from(c.is_whitespace());
        wide += usize::from(is_wide(c));
    }
    wide >= 30 || chars >= 80 && spaces * 14 >= chars
}

/// The texts of the part of a state that holds most of its prose, in order.
fn story_texts(value: &Value) -> Vec<&str> {
    let mut left = MOST_VALUES;
    let all = measure(value, &mut left);
    let mut here = value;
    // The smallest part with nearly all prose is the story; what is around it describes the page.
    loop {
        let parts: Vec<&Value> = match here {
            Value::Array(list) => list.iter().collect(),
            Value::Object(map) => map.values().collect(),
            _ => break,
        };
        let mut left = MOST_VALUES;
        let best = parts.into_iter().find(|part| measure(part, &mut left) * 10 >= all * 7);
        match best {
            Some(part) if all > 0 => here = part,
            _ => break,
        }
    }
    let mut texts = Vec::new();
    collect(here, &mut texts, &mut MOST_VALUES.clone());
    texts
}

/// The characters of prose in a value.
fn measure(value: &Value, left: &mut usize) -> usize {
    if *left == 0 {
        return 0;
    }
    *left -= 1;
    match value {
        Value::String(text) if is_text(text) => text.chars().count(),
        Value::Array(list) => list.iter().map(|value| measure(value, left)).sum(),
        Value::Object(map) => map.values().map(|value| measure(value, left)).sum(),
        _ => 0,
    }
}

fn collect<'v>(value: &'v Value, texts: &mut Vec<&'v str>, left: &mut usize) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    match value {
        Value::String(text) if is_text(text) && !texts.contains(&text.as_str()) => texts.push(text),
        Value::Array(list) => list.iter().for_each(|value| collect(value, texts, left)),
        Value::Object(map) => map.values().for_each(|value| collect(value, texts, left)),
        _ => {}
    }
}

/// Whether a string of a state is prose, and not an address, a style or a program.
fn is_text(text: &str) -> bool {
    let code = text.starts_with(['{', '[', '#', '.']) || text.contains("function(");
    !code && is_prose(text)
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
