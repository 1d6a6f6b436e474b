//! Reads a page's structured data: JSON-LD, as schema.org describes stories.
//!
//! In: the contents of its scripts. Out: the headline, authors, dates, publisher and text of the
//! story. Graphs and lists are searched. If several objects could be the story, the one with the
//! most fitting type wins. Scripts that are not JSON are skipped.

use serde_json::Value;

use super::entity::decode;
use super::fold::words;
use super::lenient_json;

/// The story as structured data describes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Linked {
    pub headline: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub publisher: Option<String>,
    /// Whether all authors are organizations.
    pub written_by_organization: bool,
    /// Whether the publisher is a person, who can be the author too.
    pub published_by_person: bool,
    pub language: Option<String>,
    pub body: Option<String>,
    /// How well the object's type fits a story.
    fit: u8,
}

/// The most values to visit in one script.
const MOST_VALUES: usize = 20_000;
/// The fewest characters of the headline of an update. A shorter one is its number or time.
const HEADLINE_CHARS: usize = 12;
/// The most scripts to read.
const MOST_SCRIPTS: usize = 32;

/// Reads the scripts of a page. An object of a list counts only if its headline shares a long word with the
/// page's title.
pub(super) fn read(scripts: &[&str], title: &str) -> Linked {
    let title = words(title);
    let mut best = Linked::default();
    for script in scripts.iter().take(MOST_SCRIPTS) {
        let Some(value) = parse(script) else { continue };
        let names = names_by_id(&value);
        let mut queue = vec![(&value, false)];
        let mut seen = 0;
        while let Some((value, listed)) = queue.pop() {
            seen += 1;
            if seen > MOST_VALUES {
                break;
            }
            match value {
                Value::Array(list) => queue.extend(list.iter().rev().map(|item| (item, listed))),
                Value::Object(map) => {
                    let fit = map.get("@type").map_or(0, fit);
                    let story = (fit > 0).then(|| story(value, fit, &names));
                    if let Some(story) = story.filter(|story| !listed || is_titled(story, &title)) {
                        best.take(story);
                    }
                    let own = ["@graph", "mainEntity", "mainEntityOfPage"];
                    queue.extend(own.iter().filter_map(|key| Some((map.get(*key)?, listed))));
                    let list = ["itemListElement", "hasPart"];
                    queue.extend(list.iter().filter_map(|key| Some((map.get(*key)?, true))));
                }
                _ => {}
            }
        }
    }
    best
}

/// Whether the headline of a story shares a long word with a title.
fn is_titled(story: &Linked, title: &[String]) -> bool {
    let own = words(story.headline.as_deref().unwrap_or_default());
    own.iter().any(|word| word.chars().count() >= 4 && title.contains(word))
}

/// Parses JSON as pages write it: inside comments, with faults, or with its quotes as entities.
fn parse(script: &str) -> Option<Value> {
    let decoded = if script.contains("&quot;") && !script.contains('"') {
        decode(script)
    } else {
        script.into()
    };
    let script = &*decoded;
    let script = script.trim().trim_start_matches("//").trim_start_matches("<![CDATA[");
    let start = script.find(['{', '['])?;
    let script = script.split("]]>").next().unwrap_or(script);
    let end = script.rfind(['}', ']'])? + 1;
    let script = script.get(start..end)?;
    serde_json::from_str(script).ok().or_else(|| lenient_json::parse(script))
}

/// How well a type fits a story: 3 for an article, 2 for a posting or the like, 1 for a page.
fn fit(kind: &Value) -> u8 {
    match kind {
        Value::Array(list) => list.iter().map(fit).max().unwrap_or(0),
        Value::String(name) => {
            let name = name.rsplit(['/', ':']).next().unwrap_or(name);
            match name {
                "AboutPage" | "CollectionPage" | "ProfilePage" | "SearchResultsPage" => 0,
                _ if name.ends_with("Article") => 3,
                _ if name.ends_with("Posting")
                    || matches!(name, "Report" | "Review" | "Recipe" | "HowTo") =>
                {
                    2
                }
                "WebPage" | "ItemPage" | "CreativeWork" => 1,
                _ => 0,
            }
        }
        _ => 0,
    }
}

/// The names of the objects of a graph, by the id that others refer to.
fn names_by_id(value: &Value) -> Vec<(&str, &str)> {
    let graph = match value {
        Value::Object(map) => map.get("@graph").unwrap_or(value),
        other => other,
    };
    let Value::Array(list) = graph else { return Vec::new() };
    list.iter()
        .take(200)
        .filter_map(|item| Some((item.get("@id")?.as_str()?, item.get("name")?.as_str()?)))
        .collect()
}

fn story(value: &Value, fit: u8, names: &[(&str, &str)]) -> Linked {
    let text =
        |key: &str| value.get(key).and_then(Value::as_str).map(clean).filter(|t| !t.is_empty());
    let body =
        |key: &str| value.get(key).and_then(Value::as_str).map(lines).filter(|t| !t.is_empty());
    let mut authors = Vec::new();
    let mut written_by_organization = false;
    for key in ["author", "creator"] {
        if authors.is_empty()
            && let Some(value) = value.get(key)
        {
            persons(value, names, &mut authors);
            written_by_organization = is_organization(value);
        }
    }
    let mut publisher = Vec::new();
    if let Some(value) = value.get("publisher") {
        persons(value, names, &mut publisher);
    }
    Linked {
        headline: text("headline").or_else(|| text("name").filter(|_| fit > 1)),
        authors,
        written_by_organization,
        published: text("datePublished")
            .or_else(|| text("dateCreated"))
            .or_else(|| text("uploadDate")),
        modified: text("dateModified"),
        publisher: publisher.into_iter().next(),
        published_by_person: value.get("publisher").is_some_and(is_person),
        language: text("inLanguage"),
        body: body("articleBody")
            .or_else(|| body("text").filter(|_| fit > 1))
            .or_else(|| updates(value)),
        fit,
    }
}

/// The texts of the updates of a live blog, each behind its headline.
fn updates(value: &Value) -> Option<String> {
    let mut found = Vec::new();
    for update in value.get("liveBlogUpdate")?.as_array()?.iter().take(MOST_VALUES) {
        let text = |key: &str| update.get(key).and_then(Value::as_str).map(lines);
        let Some(body) = text("articleBody").filter(|body| !body.is_empty()) else { continue };
        let headline = text("headline").filter(|own| own.chars().count() >= HEADLINE_CHARS);
        found.extend(headline.filter(|own| !body.starts_with(own.as_str())));
        found.push(body);
    }
    (!found.is_empty()).then(|| found.join("\n"))
}

/// Whether an object, or each object of a list, says that it is an organization.
fn is_organization(value: &Value) -> bool {
    match value {
        Value::Array(list) => !list.is_empty() && list.iter().all(is_organization),
        value => {
            let kind = value.get("@type").and_then(Value::as_str).unwrap_or_default();
            kind.ends_with("Organization") || kind.ends_with("Corporation")
        }
    }
}

/// Whether an object or a reference is a person.
fn is_person(value: &Value) -> bool {
    let person = |kind: &Value| kind.as_str().is_some_and(|kind| kind.ends_with("Person"));
    let typed = value.get("@type").is_some_and(|kind| match kind {
        Value::Array(kinds) => kinds.iter().any(person),
        kind => person(kind),
    });
    let referred =
        value.get("@id").and_then(Value::as_str).is_some_and(|id| id.contains("/person/"));
    typed || referred
}

/// The names of persons and organisations in a text, an object, a reference or a list.
fn persons(value: &Value, names: &[(&str, &str)], found: &mut Vec<String>) {
    let mut put = |name: &str| {
        let name = clean(name);
        if !name.is_empty() && found.len() < 12 && !found.contains(&name) {
            found.push(name);
        }
    };
    match value {
        Value::String(name) => put(name),
        Value::Object(map) => {
            let own = match map.get("name") {
                Some(Value::Array(list)) => list.as_slice(),
                Some(one) => std::slice::from_ref(one),
                None => &[],
            };
            let own: Vec<&str> = own.iter().filter_map(Value::as_str).collect();
            let referred = || {
                let id = map.get("@id")?.as_str()?;
                names.iter().find(|(known, _)| *known == id).map(|(_, name)| *name)
            };
            if own.is_empty() {
                referred().into_iter().for_each(put);
            } else {
                own.into_iter().for_each(put);
            }
        }
        Value::Array(list) => {
            for item in list.iter().take(12) {
                // A list inside a list does not hold persons.
                if !item.is_array() {
                    persons(item, names, found);
                }
            }
        }
        _ => {}
    }
}

/// A value without entities and line breaks.
fn clean(text: &str) -> String {
    let text = decode(text);
    let text = decode(&text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text without entities, in its lines.
fn lines(text: &str) -> String {
    let text = decode(text);
    text.lines().map(clean).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

impl Linked {
    /// Merges another object. The better fit wins; missing values come from the other.
    fn take(&mut self, other: Linked) {
        let (mut first, second) = if other.fit > self.fit {
            (other, std::mem::take(self))
        } else {
            (std::mem::take(self), other)
        };
        first.headline = first.headline.or(second.headline);
        if first.authors.is_empty() {
            first.authors = second.authors;
            first.written_by_organization = second.written_by_organization;
        }
        first.published = first.published.or(second.published);
        first.modified = first.modified.or(second.modified);
        if first.publisher.is_none() {
            first.publisher = second.publisher;
            first.published_by_person = second.published_by_person;
        }
        first.language = first.language.or(second.language);
        first.body = first.body.or(second.body);
        *self = first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_found_in_a_graph() {
        let script = r##"{"@context": "https://schema.org", "@graph": [
            {"@type": "WebPage", "name": "Home", "datePublished": "2020-01-01"},
            {"@type": ["NewsArticle"], "headline": "Ferry &amp; bus", "author": [{"@id": "#ines"}, {"name": "Jo Reed"}],
             "publisher": {"@type": "Organization", "name": "Harrow Gazette"}, "datePublished": "2021-03-03"},
            {"@type": "Person", "@id": "#ines", "name": "Ines Falk"}]}"##;
        let found = read(&[script], "");
        assert_eq!(found.headline.as_deref(), Some("Ferry & bus"));
        assert_eq!(found.authors, ["Ines Falk", "Jo Reed"]);
        assert_eq!(found.published.as_deref(), Some("2021-03-03"));
        assert_eq!(found.publisher.as_deref(), Some("Harrow Gazette"));
    }

    #[test]
    fn the_updates_of_a_live_blog_are_its_text() {
        let script = r#"{"@type": "LiveBlogPosting", "headline": "Ferry", "articleBody": "", "liveBlogUpdate": [
            {"headline": "10:20", "articleBody": "The ferry sails."},
            {"headline": "Mayor speaks of ice", "articleBody": "It lay in the harbour."}, {"headline": "x"}]}"#;
        assert_eq!(
            read(&[script], "").body.as_deref(),
            Some("The ferry sails.\nMayor speaks of ice\nIt lay in the harbour.")
        );
    }

    #[test]
    fn damaged_data_is_mended_or_passed_over() {
        let broken = "//<![CDATA[\n{\"@type\": \"Article\", \"headline\": \"Rain\nagain\"};\n//]]>";
        assert_eq!(
            read(&["nothing", "{\"a\":", broken], "").headline.as_deref(),
            Some("Rain again")
        );
        let comma = "{\"@type\": \"Article\", \"author\": {\"name\": \"Jo, } Reed\", }, }";
        assert_eq!(read(&[comma], "").authors, ["Jo, } Reed"]);
        let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(read(&[&deep], ""), Linked::default());
    }

    #[test]
    fn other_stories_of_a_list_do_not_count() {
        let script = r#"{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle",
            "headline": "Bridge opens", "datePublished": "2021-03-03"}]}"#;
        assert_eq!(read(&[script], "Ferry stops"), Linked::default());
        assert!(read(&[script], "The bridge opens at last").published.is_some());
    }
}
