//! Parses documents of each format, with default and other settings.

mod dates;

use proptest::prelude::*;

use super::*;
use crate::Error;
use crate::config::InputSettings;
use crate::document::learned::DateOrders;

fn raw(format: Format, bytes: &[u8]) -> RawDocument {
    let id = DocumentId {
        root: "corpus".into(),
        path: "daily/2022/10/01/a.txt".into(),
        member: None,
        record: None,
    };
    let fields = Fields::default();
    RawDocument { id, format, bytes: bytes.to_vec(), declared_encoding: None, fields }
}

fn with(settings: &InputSettings, format: Format, bytes: &[u8]) -> Result<Article, Problem> {
    parse(raw(format, bytes), &ParseSettings::new(settings, false).unwrap())
}

fn json(text: &str) -> Result<Article, Problem> {
    with(&InputSettings::default(), Format::Json, text.as_bytes())
}

fn code(result: Result<Article, Problem>) -> ProblemCode {
    result.unwrap_err().code
}

#[test]
fn a_text_is_kept_as_it_was_decoded() {
    let text = "Rain  fell.\r\n\u{a0}It was cold.\0\n";
    let article = with(&InputSettings::default(), Format::Text, text.as_bytes()).unwrap();
    assert_eq!(article.original, text);
    assert_eq!(article.encoding, "UTF-8");
    assert_eq!(article.fields.site.as_deref(), Some("daily"));
    assert_eq!(article.fields.published.as_deref(), Some("2022-10-01"));
    assert_eq!(article.fields.date_source, Some(DateSource::Path));
    let expected: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    assert_eq!(article.raw_sha256, expected);
}

#[test]
fn the_usual_fields_of_a_record() {
    let article = json(
        r#"{"id": 7, "headline": " Rain\n again ", "body": "It \"rained\".\nTwice.",
            "link": "https://www.harbour.example/2021/03/04/rain", "published": 1664633100,
            "authors": ["A. Reed", {"name": "B. Lake"}], "language": "en-GB",
            "publisher": {"name": "Harbour News"}, "tags": [[1, {"text": "no"}]]}"#,
    )
    .unwrap();
    let fields = article.fields;
    assert_eq!(article.original, "It \"rained\".\nTwice.");
    assert_eq!(fields.source_id.as_deref(), Some("7"));
    assert_eq!(fields.headline.as_deref(), Some("Rain again"));
    assert_eq!(fields.byline.as_deref(), Some("A. Reed; B. Lake"));
    assert_eq!(fields.site.as_deref(), Some("Harbour News"));
    assert_eq!(fields.language.as_deref(), Some("en"));
    assert_eq!(fields.published.as_deref(), Some("2022-10-01T14:05:00Z"));
    assert_eq!(fields.date_source, Some(DateSource::Record));
}

#[test]
fn the_first_name_that_holds_something_is_taken() {
    let text = |json_text| json(json_text).unwrap().original;
    assert_eq!(text(r#"{"content": "b", "text": "a"}"#), "a");
    assert_eq!(text(r#"{"content": "b", "text": ""}"#), "b");
    assert_eq!(text(r#"{"text": null, "maintext": "b"}"#), "b");
    assert_eq!(text(r#"{"text": "first", "text": "last"}"#), "last");
    assert_eq!(text(r#"{"text": ["One.", "Two."]}"#), "One.\nTwo.");
    assert_eq!(text(r#"{"article": {"body": "a", "title": "t"}}"#), "a");
}

#[test]
fn fields_that_the_user_names() {
    let mut settings = InputSettings::default();
    settings.fields.insert("text".into(), "story.words".into());
    settings.fields.insert("title".into(), "kop".into());
    let record = br#"{"text": "no", "story": {"words": "yes"}, "kop": "Rain", "title": "no"}"#;
    let article = with(&settings, Format::Json, record).unwrap();
    assert_eq!(article.original, "yes");
    assert_eq!(article.fields.headline.as_deref(), Some("Rain"));
    let problem = with(&settings, Format::Json, br#"{"text": "no", "b\u001b": 1}"#).unwrap_err();
    assert_eq!(problem.code, ProblemCode::NoText);
    assert_eq!(&*problem.message, "no field story.words; its fields: text, b\u{fffd}");
}

#[test]
fn other_json_is_not_a_record() {
    let deep = format!("{}1{}", "{\"a\":".repeat(5000), "}".repeat(5000));
    for (text, expected) in [
        ("{\"text\": \"abc", ProblemCode::BadJson),
        ("hello", ProblemCode::BadJson),
        ("[1, 2]", ProblemCode::BadJson),
        ("\"\u{1b}\"", ProblemCode::BadJson),
        ("{\"text\": NaN}", ProblemCode::Empty),
        ("{\"text\": \"a\"} {}", ProblemCode::BadJson),
        ("{\"title\": \"a\"}", ProblemCode::NoText),
        ("{\"text\": 5}", ProblemCode::Empty),
        ("{\"text\": \"\"}", ProblemCode::Empty),
        ("{\"text\": \" \\u200b\"}", ProblemCode::NoText),
        ("{\"html\": \"<img>\"}", ProblemCode::NoText),
        (&deep, ProblemCode::JsonTooDeep),
        (&deep.replace("\"a\"", "\"text\""), ProblemCode::JsonTooDeep),
    ] {
        let problem = json(text).unwrap_err();
        assert_eq!(problem.code, expected, "{}", text.get(..20).unwrap_or(text));
        assert!(!problem.message.chars().any(char::is_control));
    }
}

#[test]
fn a_description_is_the_text_only_if_it_is_markup_of_a_story_and_nothing_else_is() {
    let story = "<p>The ferry to Korrin runs again after nine days of storm.</p>".repeat(4);
    let of = |text: &str| json(&serde_json::json!({"description": text}).to_string());
    assert!(of(&story).unwrap().original.starts_with("The ferry to Korrin"));
    let plain = story.replace("<p>", "").replace("</p>", " ");
    assert_eq!(code(of(&plain)), ProblemCode::NoText);
    assert_eq!(code(of("<p>The ferry runs.</p>")), ProblemCode::NoText);
    let both = serde_json::json!({"description": story, "body": "The weir holds."}).to_string();
    assert_eq!(json(&both).unwrap().original, "The weir holds.");
}

#[test]
fn damage_that_leaves_the_record_readable_is_counted() {
    let article = json(r#"{"text": "a\ud800b \ud83d\ude00 \\ud800"}"#).unwrap();
    assert_eq!((article.original.as_str(), article.undecodable), ("a\u{fffd}b 😀 \\ud800", 1));
    let article = json("{\"text\": \"a\u{1}\tb\"}").unwrap();
    assert_eq!((article.original.as_str(), article.undecodable), ("a\u{1}\tb", 0));
    let bytes =
        b"{\"text\": \"d\xc3\xa9j\xc3\xa0 vu, tr\xc3\xa8s \xc3\xa9trange \xc3\xa9t\xc3\xa9 \
                  \xc3\xa0 No\xc3\xabl \xc3\xa9 \xc3\xa9 \xff\"}";
    let article = with(&InputSettings::default(), Format::Json, bytes).unwrap();
    assert_eq!((article.undecodable, article.encoding.as_str()), (1, "UTF-8"));
}

#[test]
fn numbers_that_json_does_not_have() {
    let article =
        json(r#"{"id": NaN, "text": "NaN, he said", "x": [-Infinity, 1], "title": "Rain"}"#);
    let article = article.unwrap();
    assert_eq!(article.original, "NaN, he said");
    assert_eq!(article.fields.headline.as_deref(), Some("Rain"));
    assert_eq!(article.fields.source_id, None);
}

#[test]
fn values_that_exports_wrap_in_objects() {
    let article = json(
        r#"{"_id": {"$oid": "642f0a"}, "date": {"$date": "2023-04-18T05:30:00Z"}, "text": "Rain",
            "title": {"rendered": "Rain &#8211; again"}}"#,
    );
    let fields = article.unwrap().fields;
    assert_eq!(fields.source_id.as_deref(), Some("642f0a"));
    assert_eq!(fields.published.as_deref(), Some("2023-04-18T05:30:00Z"));
    assert_eq!(fields.headline.as_deref(), Some("Rain \u{2013} again"));
    let article = json(r#"{"content": {"rendered": "<p>Rain fell.</p><p>Sun.</p>"}}"#).unwrap();
    assert_eq!(
        article.original.lines().filter(|l| !l.is_empty()).collect::<Vec<_>>(),
        ["Rain fell.", "Sun."]
    );
}

#[test]
fn a_record_within_a_record() {
    for record in [
        r#"{"_index": "news", "_id": "7", "_source": {"title": "Rain", "text": "It fell."}}"#,
        r#"{"cursor": "x", "id": 7, "node": {"title": "Rain", "body": "It fell."}}"#,
    ] {
        let article = json(record).unwrap();
        assert_eq!(article.original, "It fell.");
        assert_eq!(article.fields.headline.as_deref(), Some("Rain"));
        assert_eq!(article.fields.source_id.as_deref(), Some("7"));
    }
}

#[test]
fn the_user_reaches_into_arrays() {
    let record = br#"{"blocks": [{"kind": "p", "text": "Rain fell."}, {"kind": "img"},
        {"text": "Sun."}], "by": [{"name": "A. Reed"}, {"name": "B. Lake"}]}"#;
    for column in ["blocks[].text", "blocks.text"] {
        let fields = [("text", column), ("author", "by[].name")];
        let fields = fields.map(|(name, column)| (name.to_owned(), column.to_owned())).into();
        let settings = InputSettings { fields, ..InputSettings::default() };
        let article = with(&settings, Format::Json, record).unwrap();
        assert_eq!(article.original, "Rain fell.\n\nSun.");
        assert_eq!(article.fields.byline.as_deref(), Some("A. Reed; B. Lake"));
    }
    let article = json(r#"{"content": [{"text": "Rain fell."}, {"text": "Sun."}]}"#).unwrap();
    assert_eq!(article.original, "Rain fell.\n\nSun.");
}

#[test]
fn fragments_of_markup_are_rendered() {
    let lines = |article: Result<Article, Problem>| {
        let text = article.unwrap().original;
        text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    for text in [
        "<p>Rain fell on <b>Sund</b> &amp; the sea.</p>\\n<p>The ferry stayed in.</p>",
        "Rain fell on Sund &amp; the sea.<br />\\nThe ferry stayed in.<br/>",
        "Rain fell on <a href='/sund'>Sund</a> &amp; the sea.\\n\\nThe ferry stayed in.",
        "<![CDATA[<p>Rain fell on Sund &amp; the sea.<p>The ferry stayed in.]]>",
        "&lt;p&gt;Rain fell on Sund &amp;amp; the sea.&lt;/p&gt;&lt;p&gt;The ferry stayed in.&lt;/p&gt;",
    ] {
        let expected = ["Rain fell on Sund & the sea.", "The ferry stayed in."];
        assert_eq!(lines(json(&format!("{{\"body\": \"{text}\"}}"))), expected, "{text}");
        let text = text.replace("\\n", "\n");
        if !text.starts_with("<!") {
            let file = with(&InputSettings::default(), Format::Text, text.as_bytes());
            assert_eq!(lines(file), expected, "{text}");
        }
    }
    let text = "Write <p> for a paragraph, she said. 3 < 4.";
    assert_eq!(json(&format!("{{\"text\": \"{text}\"}}")).unwrap().original, text);
}

#[test]
fn limits_and_emptiness_of_texts() {
    let mut settings = InputSettings::default();
    settings.limits.line_bytes = 10;
    settings.limits.document_bytes = 30;
    let text = |bytes: &[u8]| with(&settings, Format::Text, bytes);
    assert_eq!(code(text(b"a line too long")), ProblemCode::LineTooLong);
    assert_eq!(code(text(&[b'\n'; 31])), ProblemCode::TooLarge);
    assert_eq!(code(text(b"")), ProblemCode::Empty);
    assert_eq!(code(text("\u{a0}\u{feff}\u{200b}".as_bytes())), ProblemCode::NoText);
    assert!(text(b"short\nlines\n").is_ok());
}

#[test]
fn a_metadata_table_fills_missing_fields() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("meta.tsv");
    std::fs::write(&path, "name\ttitle\tdate\na\tRain\t3 May 1986\n").unwrap();
    let mut settings =
        InputSettings { metadata: Some((path.clone(), "name".into())), ..InputSettings::default() };
    let fields = with(&settings, Format::Text, b"It rained.").unwrap().fields;
    assert_eq!(fields.headline.as_deref(), Some("Rain"));
    assert_eq!(fields.published.as_deref(), Some("1986-05-03"));
    assert_eq!(fields.date_source, Some(DateSource::Metadata));
    settings.metadata = Some((path, "key".into()));
    assert!(matches!(ParseSettings::new(&settings, false), Err(Error::Configuration { .. })));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        let settings = ParseSettings::new(&InputSettings::default(), false).unwrap();
        for format in [Format::Text, Format::Json, Format::Html] {
            if let Ok(article) = parse(raw(format, &bytes), &settings) {
                prop_assert!(!article.original.is_empty());
            }
        }
    }

    #[test]
    fn any_string_comes_out_of_its_record(text in "\\PC*[a-z]\\PC*", title in "\\PC*") {
        let record = serde_json::json!({"text": text, "title": title}).to_string();
        prop_assert_eq!(json(&record).unwrap().original, text);
    }

    #[test]
    fn mended_json_is_never_shorter_for_nothing(text in "[\"\\\\u{d8f0}a\u{1}é]{0,30}") {
        if let Some((mended, _)) = bad_json::mend(&text) {
            prop_assert!(mended != text);
        }
    }
}

#[test]
fn the_source_of_a_field_is_stated() {
    let article =
        json(r#"{"text": "It rained.", "title": "Rain", "author": "By Ines Falk"}"#).unwrap();
    assert_eq!(article.fields.headline_source, Some(FieldSource::Record));
    assert_eq!(article.fields.byline.as_deref(), Some("Ines Falk"));
    assert_eq!(article.fields.byline_source, Some(FieldSource::Record));
    let page = "<title>Rain again | Harbour News</title><h1>Rain again</h1><p>By Ines Falk</p><p>It rained.";
    let article = with(&InputSettings::default(), Format::Html, page.as_bytes()).unwrap();
    assert_eq!(article.fields.headline_source, Some(FieldSource::HeaderLine));
    assert_eq!(article.fields.byline_source, Some(FieldSource::HeaderLine));
}

#[test]
fn fragments_of_pages_are_rendered() {
    for text in [
        "<p>It <b>rained</b>.</p><p>It stopped.</p>",
        "<![CDATA[<p>It rained.</p>\n<p>It stopped.</p>]]>",
        "It rained.<br/><br/>It stopped.<br/>",
    ] {
        let record = serde_json::json!({ "content": { "rendered": text } }).to_string();
        let article = json(&record).unwrap();
        let lines: Vec<&str> = article.original.lines().filter(|l| !l.is_empty()).collect();
        assert_eq!(lines, ["It rained.", "It stopped."], "{text}");
        let article = with(&InputSettings::default(), Format::Text, text.as_bytes()).unwrap();
        assert!(!article.original.contains('<'), "{text}");
    }
    for text in ["If a < b and c > d, it rains.", "Write `<p>` before and `</p>` after it. <br>"] {
        let article = with(&InputSettings::default(), Format::Text, text.as_bytes()).unwrap();
        assert_eq!(article.original, text);
    }
}

#[test]
fn json_with_a_fault_keeps_its_escapes() {
    let record = r#"{"id": 3, "score": NaN, "title": "Ferry", "text": "The crew's ferry ran\/sailed again \ud83d\ude00",}"#;
    assert_eq!(json(record).unwrap().original, "The crew's ferry ran/sailed again 😀");
    let record = r#"{"_id": ObjectId("64aa"), "date": ISODate("2023-04-18T07:30:00Z"), "text": "It's rain."}"#;
    let article = json(record).unwrap();
    assert_eq!(article.original, "It's rain.");
    assert_eq!(article.fields.source_id.as_deref(), Some("64aa"));
    assert_eq!(article.fields.published.as_deref(), Some("2023-04-18T07:30:00Z"));
    assert_eq!(json(r#"{"id": None, "text": 'a "b"'}"#).unwrap().original, "a \"b\"");
}

#[test]
fn a_foreign_name_stands_behind_a_page_and_a_description() {
    let story = "The ferry to Harrow Falls ran again on Tuesday after a strike of nine days, and the first boat left with twelve passengers. ".repeat(2);
    let text = |record: String| json(&record).unwrap().original;
    let page = format!("<html><body><h1>Ferry</h1><p>{story}</p></body></html>");
    assert!(text(format!(r#"{{"html": "{page}", "contenido": "Noticias"}}"#)).contains("Harrow"));
    assert_eq!(text(r#"{"html": "<img>", "contenido": "Llueve."}"#.to_owned()), "Llueve.");
    assert_eq!(text(r#"{"contenido": "Llueve."}"#.to_owned()), "Llueve.");
    for value in ["3", "\"3\""] {
        let record = format!(r#"{{"description": "<p>{story}</p>", "isi": {value}}}"#);
        assert!(text(record).contains("Harrow"), "{value}");
    }
    let long = format!("Isi. {}", story.repeat(2));
    let record = format!(r#"{{"description": "<p>{story}</p>", "isi": "{long}"}}"#);
    assert!(text(record).starts_with("Isi."));
}

#[test]
fn values_of_another_kind_fill_no_field() {
    let fields =
        |value: &str| json(&format!(r#"{{"text": "The ferry sailed.", {value}}}"#)).unwrap().fields;
    assert_ne!(fields(r#""data": 1600000000"#).date_source, Some(DateSource::Record));
    assert_ne!(fields(r#""data": 1600000000"#).published_raw.as_deref(), Some("1600000000"));
    assert_eq!(fields(r#""data": "2023-04-18""#).published.as_deref(), Some("2023-04-18"));
    assert_ne!(fields(r#""fuente": "12px""#).site.as_deref(), Some("12px"));
    assert_eq!(fields(r#""fuente": "20minutos""#).site.as_deref(), Some("20minutos"));
    assert_eq!(fields(r#""lien": 3"#).url, None);
    assert_eq!(
        fields(r#""lien": "https://harrow.example/a""#).url.as_deref(),
        Some("https://harrow.example/a")
    );
    assert_eq!(fields(r#""Rubrik": "Politik""#).headline, None);
    assert_eq!(fields(r#""creator": "SYSTEM\\scraper""#).byline, None);
    assert_eq!(fields(r#""creator": "Ines Falk""#).byline.as_deref(), Some("Ines Falk"));
    assert_eq!(json(r#"{"text": "nan"}"#).unwrap_err().code, ProblemCode::Empty);
    let column = fields(r#""date": "N/A", "published": "2023-04-18""#).date_column;
    assert!(column.unwrap().ends_with("published"));
}
