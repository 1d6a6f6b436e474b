//! Feeds: their items as records, and what is told of those that cannot be read.

use serde_json::{Value, json};

use super::{folder, read, settings};
use crate::source::walk;

/// The records of a feed.
fn items(bytes: &[u8]) -> Vec<Value> {
    let root = folder(&[("feed.xml", bytes)]);
    let settings = settings(&[root.path()]);
    let walk = walk(&settings, None).unwrap();
    let documents = walk.batches(&settings).flat_map(|batch| batch.documents);
    documents.map(|document| serde_json::from_slice(&document.bytes).unwrap()).collect()
}

const RSS: &str = r#"<?xml version="1.0"?>
<rss version="2.0"><channel><title>Harrow Post</title><link>https://harrow.example</link><language>en-gb</language>
<image><title>Harrow Post</title><url>https://harrow.example/logo.png</url></image>
<item><title>Ferry &amp; bridge stop &#8211; for good</title><link>https://harrow.example/ferry</link>
<dc:creator><![CDATA[Ines Falk]]></dc:creator><pubDate>Wed, 03 May 2023 10:00:00 +0000</pubDate>
<category>Harbour</category><category>Travel</category><guid isPermaLink="false">12</guid>
<description>The ferry stops.</description>
<content:encoded><![CDATA[<p>The ferry stops for good, the office said.</p><p>It is old.</p>]]></content:encoded></item>
<item><title>Rain</title><description>Rain fell on R&D at noon, &lt;b&gt;all&lt;/b&gt; day&nbsp;long.</description>
<guid>https://harrow.example/rain</guid><enclosure url="https://harrow.example/rain.jpg"/></item>
</channel></rss>"#;

#[test]
fn the_items_of_rss_are_records() {
    let items = items(RSS.as_bytes());
    let first = json!({
        "title": "Ferry & bridge stop – for good",
        "link": "https://harrow.example/ferry",
        "date": "Wed, 03 May 2023 10:00:00 +0000",
        "content": "<p>The ferry stops for good, the office said.</p><p>It is old.</p>",
        "language": "en-gb",
        "author": "Ines Falk",
        "category": ["Harbour", "Travel"],
        "guid": "12",
        "description": "The ferry stops.",
    });
    assert_eq!(items[0], first);
    assert_eq!(items[1]["content"], "Rain fell on R&D at noon, <b>all</b> day\u{a0}long.");
    assert_eq!(items[1]["link"], "https://harrow.example/rain");
    assert_eq!(items.len(), 2);
}

#[test]
fn the_entries_of_atom_are_records() {
    let feed = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Merrow Post</title>
<entry><title type="html">Rat &amp;amp; Bürger</title><link rel="self" href="https://merrow.example/1.atom"/>
<link href="https://merrow.example/1?a=1&amp;b=2"/><updated>2023-05-04</updated><published>2023-05-03</published>
<author><name>Jo Reed</name><email>jo@merrow.example</email></author><author><name>Ines Falk</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Der Rat &lt; tagte.</p><br/></div></content></entry>
</feed>"#;
    let items = items(feed.as_bytes());
    assert_eq!(items[0]["title"], "Rat &amp; Bürger");
    assert_eq!(items[0]["link"], "https://merrow.example/1?a=1&b=2");
    assert_eq!(items[0]["author"], json!(["Jo Reed", "Ines Falk"]));
    assert_eq!((&items[0]["date"], &items[0]["language"]), (&json!("2023-05-03"), &json!("de")));
    let content = items[0]["content"].as_str().unwrap();
    assert!(content.contains("<p>Der Rat &lt; tagte.</p><br></br></div>"), "{content}");
}

#[test]
fn the_declared_encoding_is_used_and_damaged_bytes_end_nothing() {
    let head = "<?xml version='1.0' encoding='windows-1251'?><rss><item><title>";
    let feed = [head.as_bytes(), b"\xcf\xe0\xf0\xee\xec</title></item></rss>"].concat();
    assert_eq!(items(&feed)[0]["title"], "Паром");
    let feed = [
        b"<rss><item><title>Rain \xff fell</title></item><item><title>Sun".as_slice(),
        b"</title></item></rss>",
    ]
    .concat();
    let items = items(&feed);
    assert_eq!((items.len(), &items[1]["title"]), (2, &json!("Sun")));
}

#[test]
fn what_cannot_be_read_is_told_and_the_items_before_it_are_kept() {
    let cut = RSS.rfind("guid>https").unwrap();
    let root = folder(&[
        ("cut.xml", &RSS.as_bytes()[..cut]),
        ("no-end.xml", b"<rss><item><title>Rain</title></item>"),
        ("no-items.xml", b"<rss><channel><title>Harrow Post</title></channel></rss>"),
        ("large.xml", format!("<rss><item><title>{}", "Rain ".repeat(4000)).as_bytes()),
        (
            "many.xml",
            format!(
                "<rss><item>{}</item>{}",
                "<a>b</a>".repeat(2000),
                "<item><title>Sun</title></item>"
            )
            .as_bytes(),
        ),
    ]);
    let mut settings = settings(&[root.path()]);
    settings.limits.record_bytes = 4096;
    let (documents, problems) = read(&settings);
    assert_eq!(documents, ["cut.xml#1", "many.xml#2", "no-end.xml#1"]);
    let told =
        ["cut.xml#2 BadXml", "large.xml#1 TooLarge", "many.xml#1 TooLarge", "no-items.xml Empty"];
    assert_eq!(problems, told);
}
