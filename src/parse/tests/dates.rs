//! The dates of documents: what is read, and what waits for the order of its source.

use super::*;

#[test]
fn guessed_dates_stay_between_1990_and_the_reference() {
    let settings =
        InputSettings { reference_date: Some("2022-12-31".into()), ..InputSettings::default() };
    let published = |record: &str| {
        let fields = with(&settings, Format::Json, record.as_bytes()).unwrap().fields;
        (fields.published, fields.published_raw, fields.date_source)
    };
    let (date, raw, source) = published(r#"{"text": "a", "url": "http://h.example/2030/01/02/"}"#);
    assert_eq!((date, raw.as_deref(), source), (None, Some("2030/01/02"), None));
    let (date, ..) = published(r#"{"text": "a", "url": "http://h.example/2021/01/02/"}"#);
    assert_eq!(date.as_deref(), Some("2021-01-02"));
    let (date, _, source) = published(r#"{"text": "a", "date": "1912-04-16"}"#);
    assert_eq!((date.as_deref(), source), (Some("1912-04-16"), Some(DateSource::Record)));
    let (date, raw, source) = published(r#"{"text": "a", "date": "yesterday"}"#);
    assert_eq!((date.as_deref(), raw.as_deref()), (Some("2022-10-01"), Some("yesterday")));
    assert_eq!(source, Some(DateSource::Path));
}

#[test]
fn a_year_in_which_no_story_was_published_is_no_date() {
    let published = |record: &str, reference: Option<&str>| {
        let reference_date = reference.map(str::to_owned);
        let settings = InputSettings { reference_date, ..InputSettings::default() };
        let fields = with(&settings, Format::Json, record.as_bytes()).unwrap().fields;
        (fields.published, fields.published_raw, fields.date_source)
    };
    let record = |date: &str, url: &str| {
        format!(r#"{{"text": "a", "date": "{date}", "url": "http://h.example/{url}"}}"#)
    };
    for date in ["0201-12-13", "3021-12-13", "0000-01-01"] {
        let (read, raw, source) = published(&record(date, "2021/12/13/"), None);
        assert_eq!(read.as_deref(), Some("2021-12-13"), "{date}");
        assert_eq!((raw.as_deref(), source), (Some(date), Some(DateSource::Url)));
    }
    let read = |date: &str, reference| published(&record(date, ""), reference).0;
    assert_eq!(read("1788-01-01", None).as_deref(), Some("1788-01-01"));
    assert_eq!(read("2023-05-01", Some("2022-12-31")).as_deref(), Some("2023-05-01"));
    assert_ne!(read("2031-05-01", Some("2022-12-31")).as_deref(), Some("2031-05-01"));
}

#[test]
fn an_ambiguous_date_waits_for_the_order_of_its_column() {
    let read = || json(r#"{"text": "It rained.", "Publish Date": "05/04/2021"}"#).unwrap();
    let article = read();
    assert_eq!(article.fields.published, Some("2022-10-01".to_owned()));
    assert_eq!(article.fields.date_source, Some(DateSource::Path));
    assert_eq!(article.fields.published_raw.as_deref(), Some("05/04/2021"));
    assert_eq!(article.fields.date_column.as_deref(), Some("record field publish_date"));
    let resolved = |orders: &[(&str, DayMonth)], otherwise| {
        let mut article = read();
        let orders = orders.iter().map(|(source, order)| ((*source).to_owned(), *order)).collect();
        resolve_date(&mut article.fields, &article.id, &DateOrders { orders }, otherwise);
        (article.fields.published.unwrap(), article.fields.date_source.unwrap())
    };
    let day_first = ("2021-04-05".to_owned(), DateSource::Record);
    let column = "record field publish_date";
    assert_eq!(resolved(&[(column, DayMonth::DayFirst)], DayMonth::MonthFirst), day_first);
    assert_eq!(resolved(&[], DayMonth::DayFirst), day_first);
    let mixed = [(column, DayMonth::Unknown), ("site daily", DayMonth::DayFirst)];
    assert_eq!(resolved(&mixed, DayMonth::Unknown), day_first);
    assert_eq!(resolved(&[], DayMonth::Unknown).1, DateSource::Path);
}

#[test]
fn a_month_alone_is_a_date_of_a_record() {
    for (written, expected) in
        [("2023-01", "2023-01"), ("January 2023", "2023-01"), ("2023", "2023")]
    {
        let article = json(&format!(r#"{{"text": "It rained.", "date": "{written}"}}"#)).unwrap();
        assert_eq!(article.fields.published.as_deref(), Some(expected), "{written}");
    }
}

#[test]
fn the_date_of_a_page_wins_over_the_stamp_of_its_crawl() {
    let of = |date: &str, shown: &str| {
        let page = format!(
            "<title>Ferry stops for good</title><h1>Ferry stops for good</h1><p>{shown}<p>Rain."
        );
        let record = serde_json::json!({ "html": page, "date": date }).to_string();
        let fields = json(&record).unwrap().fields;
        (fields.published.unwrap(), fields.date_source.unwrap())
    };
    let own = of("20030412071234", "April 9, 2003");
    assert_eq!(own, ("2003-04-09".to_owned(), DateSource::HeaderLine));
    // A page is never later than its crawl.
    let later = of("20030412071234", "April 19, 2003");
    assert_eq!(later, ("2003-04-12T07:12:34".to_owned(), DateSource::Record));
    let none = of("20030412071234", "By Ines Falk");
    assert_eq!(none.1, DateSource::Record);
    let written = of("2003-04-12", "April 9, 2003");
    assert_eq!(written, ("2003-04-12".to_owned(), DateSource::Record));
}
