//! Records of tables, JSON in any layout and the answers of interfaces, in any encoding.

use super::*;

/// The text field of every record, and the codes of problems, of one file.
fn texts(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<(Option<u64>, ProblemCode)>) {
    let root = folder(&[(name, bytes)]);
    let settings = settings(&[root.path()]);
    let walk = walk(&settings, None).unwrap();
    let (mut texts, mut problems) = (Vec::new(), Vec::new());
    for batch in walk.batches(&settings) {
        for document in batch.documents {
            let value: serde_json::Value = serde_json::from_slice(&document.bytes).unwrap();
            texts.push(value["text"].as_str().unwrap_or_default().to_owned());
        }
        problems.extend(batch.problems.iter().map(|p| (p.id.record, p.code)));
    }
    (texts, problems)
}

#[test]
fn tables_in_their_dialects() {
    for (name, bytes) in [
        ("a.csv", "id,text\n1,\"Rain, \"\"heavy\"\"\nand wind\"\n\n2,Sun\n"),
        ("a.csv", "\u{feff}id,text\r\n1,\"Rain, \"\"heavy\"\"\nand wind\"\r\n2,Sun"),
        ("a.tsv", "id\ttext\n1\tRain, \"heavy\"\n2\tSun\n"),
        ("a.tsv", "id\ttext\n1\t\"Rain, \"heavy\" rain\nand wind\"\n2\tSun\n"),
        ("a.csv", "id;text;text\n1;\"Rain, \"\"heavy\"\"\nand wind\";x\n2;Sun;x\n"),
    ] {
        let (found, problems) = texts(name, bytes.as_bytes());
        assert!(found[0].starts_with("Rain, \"heavy\""), "{found:?}");
        assert_eq!(found[0].ends_with("\nand wind"), bytes.contains("wind"), "{found:?}");
        assert_eq!((found.len(), found[1].as_str(), problems.len()), (2, "Sun", 0), "{bytes}");
    }
    let classic = "id,text\r1,Rain\r2,Sun\r";
    assert_eq!(texts("a.csv", classic.as_bytes()).0, ["Rain", "Sun"]);
    let (texts, problems) = texts("a.csv", b"id,text\n1,a,b\n2\n3,Rain\n");
    assert_eq!(texts, ["", "Rain"]);
    assert_eq!(problems, [(Some(1), ProblemCode::BadCsv)]);
}

#[test]
fn quotes_escaped_with_backslashes() {
    let table = r#""id","text"
"1","Rain, \"heavy\" rain, she said, \"and wind.\""
"2","\"Sun,\" they said. C:\\maps\ and C:\maps"
"3","plain"
"#;
    let (found, problems) = texts("a.csv", table.as_bytes());
    let expected = [
        r#"Rain, "heavy" rain, she said, "and wind.""#,
        r#""Sun," they said. C:\maps\ and C:\maps"#,
        "plain",
    ];
    assert_eq!((found.as_slice(), problems.len()), (&expected.map(str::to_owned)[..], 0));
    let table = "id,text\n1,\"Rain, \\\"heavy\\\" rain.\\\n\\\nSun.\\\r\nWind.\"\n2,plain\n";
    assert_eq!(
        texts("a.csv", table.as_bytes()).0,
        ["Rain, \"heavy\" rain.\n\nSun.\nWind.", "plain"]
    );
    // Doubled quotes are the rule; then a backslash is a character like others.
    let table = "id,text\n1,\"a \"\"folder\"\" C:\\maps\\\"\n2,\"x \"\"y\"\" \\\"\"z\"\" a\"\n";
    let (found, problems) = texts("a.csv", table.as_bytes());
    let expected = ["a \"folder\" C:\\maps\\", "x \"y\" \\\"z\" a"].map(str::to_owned);
    assert_eq!((found.as_slice(), problems.len()), (&expected[..], 0));
}

#[test]
fn a_line_for_spreadsheets_names_the_delimiter() {
    for table in ["sep=;\r\nid;text\r\n1;\"Rain, wind\"\r\n", "\"sep=|\"\nid|text\n1|Rain, wind\n"]
    {
        assert_eq!(texts("a.csv", table.as_bytes()), (vec!["Rain, wind".to_owned()], vec![]));
    }
}

#[test]
fn records_in_the_answer_of_an_interface() {
    let root = folder(&[
        (
            "answer.json",
            b"{\"status\": \"ok\", \"articles\": [{\"text\": \"1\"}, {\"text\": \"2\"}]}",
        ),
        ("one.json", b"{\"title\": \"ok\", \"images\": [{\"url\": \"1\"}, {\"url\": \"2\"}]}"),
    ]);
    let (documents, problems) = read(&settings(&[root.path()]));
    assert_eq!(documents, ["answer.json#1", "answer.json#2", "one.json"]);
    assert_eq!(problems, [""; 0]);
}

#[test]
fn an_answer_larger_than_a_record_may_be_is_read_record_by_record() {
    let record = |n: u32| format!("{{\"text\": \"{n} {}\"}}", "rain ] } \\\" ".repeat(1000));
    let all: Vec<String> = (0..200).map(record).collect();
    let bytes =
        format!("{{\"took\": 3, \"docs\": [\n{}\n], \"next\": [1, {{}}]}}", all.join(",\n"));
    let object = format!("{{\"text\": \"Rain\", \"docs\": [{}]}}", all.join(","));
    let root = folder(&[("a.json", bytes.as_bytes()), ("b.json", object.as_bytes())]);
    let mut settings = settings(&[root.path()]);
    settings.limits.record_bytes = 500_000;
    let (documents, problems) = read(&settings);
    assert_eq!((documents.len(), documents[199].as_str()), (200, "a.json#200"));
    assert_eq!(problems, ["b.json#1 TooLarge"]);
}

#[test]
fn an_unclosed_quote_does_not_take_the_table_with_it() {
    let rows = |from: u32, to: u32| -> String {
        (from..to).map(|n| format!("{n},\"Rain,\nday {n}\"\n")).collect()
    };
    let table = format!("id,text\n{}99,\"never closed\n{}", rows(0, 5), rows(5, 40));
    let (found, problems) = texts("a.csv", table.as_bytes());
    assert_eq!(problems, [(Some(6), ProblemCode::BadCsv)]);
    assert_eq!(found.len(), 40);
    // What is lost may be longer than what is read at a time, and than a row may be.
    let filler = "rain and wind\n".repeat(100_000);
    let table = format!("id,text\n99,\"never closed\n{filler}{}", rows(0, 40));
    let (found, problems) = texts("a.csv", table.as_bytes());
    assert_eq!((found.len(), problems.as_slice()), (40, &[(Some(1), ProblemCode::BadCsv)][..]));
    // Too little follows to tell rows from lines of a story.
    let table = format!("id,text\n{}99,\"never closed\n{}", rows(0, 5), rows(5, 8));
    let (found, problems) = texts("a.csv", table.as_bytes());
    assert_eq!((found.len(), problems.as_slice()), (5, &[(Some(6), ProblemCode::BadCsv)][..]));
}

#[test]
fn json_in_any_layout() {
    let expected = ["a]\"}", "b"].map(str::to_owned).to_vec();
    for bytes in [
        "[{\"text\": \"a]\\\"}\"},\n {\"text\": \"b\", \"x\": [[1], {}]}\n]",
        "{\n\"text\": \"a]\\\"}\"\n}\n{\n\"text\": \"b\"\n}",
    ] {
        assert_eq!(texts("a.json", bytes.as_bytes()), (expected.clone(), vec![]), "{bytes}");
    }
    let root = folder(&[
        ("array.json", b"[{\"text\": 1}]"),
        ("empty.json", b"[]"),
        ("one.json", b"{\n \"text\": 1}"),
        ("cut.json", b"[{\"text\": 1}, {\"te"),
        ("bare.json", b"[1, \"a\"]"),
    ]);
    let (documents, problems) = read(&settings(&[root.path()]));
    let expected =
        ["array.json#1", "bare.json#1", "bare.json#2", "cut.json#1", "cut.json#2", "one.json"];
    assert_eq!(documents, expected);
    assert_eq!(problems, ["empty.json Empty"]);
}

#[test]
fn records_in_other_encodings_become_utf8() {
    let line = "{\"text\": \"дождь шёл всю ночь, и утром тоже шёл дождь\"}\n".repeat(3);
    let wide: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (old, _, _) = encoding_rs::WINDOWS_1251.encode(&line);
    for bytes in [&wide[..], &old[..], &[b"\xff\xfe", &wide[..]].concat()] {
        let (texts, problems) = texts("a.jsonl", bytes);
        assert_eq!(problems, []);
        assert_eq!(texts, ["дождь шёл всю ночь, и утром тоже шёл дождь"; 3]);
    }
}
