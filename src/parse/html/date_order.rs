//! Tells whether day or month comes first in dates in figures, by the language and the country that a page declares.
//!
//! In: the value of `lang`: "pt-BR". Out: the order of dates such as 03/04/2021. A language whose countries differ
//! tells nothing without its country: "en".

use crate::date::DayMonth;

/// Languages in which the day comes first wherever they are written, by their codes.
const DAY_FIRST: [&str; 48] = [
    "af", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "es", "et", "eu",
    "fi", "fr", "ga", "gl", "he", "hi", "hr", "hy", "id", "is", "it", "ka", "kk", "lv", "mk", "ms",
    "mt", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "tr", "uk", "vi",
];
/// Countries with English or with another language in which the day comes first.
const DAY_FIRST_COUNTRIES: [&str; 16] = [
    "gb", "uk", "ie", "au", "nz", "in", "pk", "bd", "ng", "gh", "ug", "sg", "my", "jm", "tt", "mt",
];
/// Countries and languages in which the month comes first.
const MONTH_FIRST_COUNTRIES: [&str; 2] = ["us", "ph"];
const MONTH_FIRST: [&str; 2] = ["fil", "tl"];
/// Countries in which several orders are written.
const MIXED_COUNTRIES: [&str; 4] = ["ca", "us", "pr", "pa"];

/// The order of day and month of a language with its country, in BCP 47: "en-GB", "sr-Latn-RS".
pub(in crate::parse) fn order_of(language: &str) -> DayMonth {
    let lower = language.trim().to_ascii_lowercase();
    let mut parts = lower.split(['-', '_']);
    let code = parts.next().unwrap_or_default();
    let country = parts.find(|part| part.len() == 2).unwrap_or_default();
    match code {
        "en" if MONTH_FIRST_COUNTRIES.contains(&country) => DayMonth::MonthFirst,
        "en" if DAY_FIRST_COUNTRIES.contains(&country) => DayMonth::DayFirst,
        _ if MONTH_FIRST.contains(&code) => DayMonth::MonthFirst,
        _ if DAY_FIRST.contains(&code) && !MIXED_COUNTRIES.contains(&country) => DayMonth::DayFirst,
        _ => DayMonth::Unknown,
    }
}

/// The order of the language that a page declares. Many designs of pages declare American English by default, so it
/// alone proves nothing.
pub(super) fn declared_order(language: &str) -> DayMonth {
    match order_of(language) {
        DayMonth::MonthFirst if is_american(language) => DayMonth::Unknown,
        order => order,
    }
}

fn is_american(language: &str) -> bool {
    let lower = language.trim().to_ascii_lowercase();
    let mut parts = lower.split(['-', '_']);
    parts.next() == Some("en") && parts.any(|part| part == "us")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_settles_what_the_language_leaves_open() {
        for language in ["pt-BR", "en-GB", "de", "es-MX", "hi", "sr-Latn-RS", "el_GR", " fr "] {
            assert_eq!(order_of(language), DayMonth::DayFirst, "{language}");
        }
        for language in ["en-US", "en-ph", "fil"] {
            assert_eq!(order_of(language), DayMonth::MonthFirst, "{language}");
        }
        for language in ["en", "", "es-US", "fr-CA", "en-CA", "ja", "zh-CN", "english"] {
            assert_eq!(order_of(language), DayMonth::Unknown, "{language}");
        }
    }

    #[test]
    fn a_date_in_figures_is_read_as_the_language_of_the_page_writes_it() {
        let of = |language: &str, line: &str| {
            let page = format!(
                "<html lang={language}><title>Ferry stops for good</title><h1>Ferry stops for good</h1>{line}<p>Rain fell on the harbour."
            );
            let fields = super::super::read(&page, None).unwrap().fields;
            (fields.published, fields.published_raw.unwrap_or_default())
        };
        let raw = "03/04/2023".to_owned();
        let meta = "<meta name=date content='03/04/2023'>";
        let data = "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"datePublished\": \
                    \"03/04/2023\"}</script>";
        for line in ["<p>03/04/2023</p>", meta, data] {
            let read = |language: &str| of(language, line);
            assert_eq!(read("pt-BR"), (Some("2023-04-03".to_owned()), raw.clone()), "{line}");
            assert_eq!(read("en-PH"), (Some("2023-03-04".to_owned()), raw.clone()), "{line}");
            assert_eq!(read("en-US"), (None, raw.clone()), "{line}");
            assert_eq!(read("en"), (None, raw.clone()), "{line}");
        }
    }
}
