//! What a user sees of reading: formats, columns that are named, tables of metadata, and corpora in
//! which nothing can be read.

use std::path::Path;

use crate::program::{call_in, folder_of, rows};

const RAIN: &str = "Rain fell on the harbour of Sund all night, and the ferry to Holm stayed in. The \
    harbour master said that the wind would turn by noon and that nobody had been hurt.";
const SUN: &str = "The town of Holm opened its new library on Tuesday, in the old customs house by the \
    bridge. Two hundred people came, and the first book that was lent was an atlas.";

fn headlines(out: &Path) -> Vec<String> {
    rows(&out.join("articles.csv")).iter().map(|row| row["headline"].clone()).collect()
}

#[test]
fn rows_of_metadata_find_their_documents_and_the_run_says_how_many() {
    let table = "where,kop,words\n/archive/in/daily/A.TXT,Rain,30\nC:\\in\\daily\\b,Sun,30\n\
                 daily/gone.txt,Gone,3\ndaily/b,Twice,4\nc:\\in\\daily\\b,Sun again,5\n";
    let home =
        folder_of(&[("in/daily/a.txt", RAIN), ("in/daily/b.txt", SUN), ("in/rows.csv", table)]);
    let args = ["run", "in", "-o", "@OUT@", "--metadata", "in/rows.csv", "--key", "where"];
    let run = call_in(home.path(), &[&args[..], &["--field", "title=kop"]].concat(), "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    // The longest end in common decides.
    assert_eq!(headlines(&run.out()), ["Rain", "Sun"]);
    assert!(run.stdout.contains("2 of 5 rows of rows.csv found a document"), "{}", run.stdout);
    assert!(run.stdout.contains("used: kop; not used: words"), "{}", run.stdout);
    assert!(run.stderr.contains("`daily/gone.txt`"), "{}", run.stderr);
    let problems = rows(&run.out().join("problems.csv"));
    assert_eq!((problems.len(), problems[0]["code"].as_str()), (1, "unsupported"));
}

#[test]
fn a_field_that_no_record_has_is_an_error_that_lists_those_there_are() {
    let line = format!("{{\"kop\": \"Rain\", \"text\": \"{RAIN}\"}}\n");
    let home = folder_of(&[("in/a.jsonl", &line)]);
    let run = call_in(home.path(), &["run", "in", "-o", "@OUT@", "--field", "title=heading"], "");
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(
        run.stderr.contains("title=heading") && run.stderr.contains("kop, text"),
        "{}",
        run.stderr
    );
    assert!(!run.out().exists());
}

#[test]
fn a_corpus_of_which_everything_is_skipped_ends_in_6_and_says_why() {
    let home = folder_of(&[("in/a.jsonl", "{\"summary\": \"Rain\"}\n{\"summary\": \"Sun\"}\n")]);
    for args in [&["run", "in", "-o", "@OUT@"][..], &["learn", "in", "-o", "@OUT@"]] {
        let run = call_in(home.path(), args, "");
        assert_eq!(run.code, 6, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("its fields: summary"), "{}", run.stderr);
        assert!(!run.out().exists());
    }
}

#[test]
fn an_output_in_the_current_folder_is_refused_with_what_to_type() {
    let home = folder_of(&[("in/a.txt", RAIN)]);
    let run = call_in(&home.path().join("in"), &["run", ".", "-o", "out"], "");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("-o ../out"), "{}", run.stderr);
}

#[test]
fn numbers_that_json_does_not_have_are_accepted_by_clean() {
    let advert = format!("{RAIN}\n\nADVERTISEMENT\n\n{SUN}");
    let quoted = serde_json::to_string(&advert).unwrap();
    let record = format!("{{\"id\": 7, \"text\": {quoted}, \"score\": NaN}}");
    for input in [format!("{record}\n{record}\n"), format!("[{record},\n{record}]")] {
        let run = call_in(Path::new("."), &["clean"], &input);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(run.stdout.matches("\"text\":\"Rain").count(), 2, "{}", run.stdout);
        assert!(!run.stdout.contains("ADVERT"), "{}", run.stdout);
    }
}

#[test]
fn a_front_page_is_a_listing_also_if_its_record_has_the_date_of_the_capture() {
    let items: String = (1..=20)
        .map(|n| {
            format!(
                "<li><a href=\"/news/{n}\">The council of Holm votes on bridge number {n}</a>\
                 <p>Nobody had asked what bridge {n} would cost, the mayor of Holm said.</p></li>"
            )
        })
        .collect();
    let page = format!("<html><body><h1>Holm Online</h1><ul>{items}</ul></body></html>");
    let record = serde_json::json!({ "id": "1", "date": "2021-03-04T05:06:07", "html": page });
    let home = folder_of(&[("in.jsonl", &record.to_string())]);
    let run = call_in(home.path(), &["run", "in.jsonl", "-o", "@OUT@"], "");
    let rows = rows(&run.out().join("articles.csv"));
    assert_eq!(rows[0]["published"], "2021-03-04T05:06:07", "{}", run.stderr);
    assert_eq!(rows[0]["status"], "listing");

    // The page has a date, which wins over the stamp of the crawl and makes it no story.
    let shown = page.replace("<ul>", "<time datetime=\"2021-03-02\">March 2</time><ul>");
    let record = serde_json::json!({ "id": "1", "date": "20210304050607", "html": shown });
    let home = folder_of(&[("in.jsonl", &record.to_string())]);
    let run = call_in(home.path(), &["run", "in.jsonl", "-o", "@OUT@"], "");
    let rows = crate::program::rows(&run.out().join("articles.csv"));
    assert_eq!(rows[0]["published"], "2021-03-02", "{}", run.stderr);
    assert_eq!(rows[0]["status"], "listing");
}

#[test]
fn the_items_of_a_feed_are_documents_with_their_fields() {
    let item = |title: &str, day: &str, text: &str| {
        format!(
            "<item><title>{title}</title><link>https://sund.example/{day}</link><pubDate>{day} Oct 2022 10:00:00 GMT</pubDate>\
             <dc:creator>Ines Falk</dc:creator><description><![CDATA[<p>{text}</p><p>Read more</p>]]></description></item>"
        )
    };
    let items = item("Ferry &amp; harbour", "3", RAIN) + &item("A new library", "4", SUN);
    let feed = format!("<?xml version='1.0'?><rss><channel>{items}</channel></rss>");
    let home = folder_of(&[("in/feed.xml", &feed)]);
    let run = call_in(home.path(), &["run", "in", "-o", "@OUT@"], "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let articles = rows(&run.out().join("articles.csv"));
    let column = |name: &str| articles.iter().map(|row| row[name].as_str()).collect::<Vec<_>>();
    assert_eq!(column("headline"), ["Ferry & harbour", "A new library"]);
    assert_eq!(column("byline"), ["Ines Falk"; 2]);
    assert_eq!(column("published"), ["2022-10-03T10:00:00Z", "2022-10-04T10:00:00Z"]);
    assert_eq!(column("site"), ["sund.example"; 2]);
    let texts = std::fs::read_to_string(run.out().join("unique.jsonl")).unwrap();
    assert!(texts.contains("an atlas.\"") && !texts.contains("Read more"), "{texts}");

    let lines = call_in(home.path(), &["clean", "in/feed.xml"], "").stdout;
    let line: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!((lines.lines().count(), &line["title"]), (2, &"Ferry & harbour".into()));
    let broken = call_in(home.path(), &["clean"], "<rss><item><title>Rain</title><");
    assert_eq!((broken.code, broken.stdout.as_str()), (2, ""), "{}", broken.stderr);
}
