//! Finds the records in an object that wraps them, as the answers of news and search interfaces do.
//!
//! In: the bytes of one JSON object, such as `{"articles": [...]}` or `{"hits": {"hits": [...]}}`. Out:
//! the places of its records, or nothing if the object is a record itself. Only brackets and strings
//! are recognised, so values that are not valid JSON do no harm. Nothing is parsed.

use std::ops::Range;

/// Objects that are followed inwards from the outermost one.
const DEPTH: usize = 4;
/// A string of so many bytes is taken for a text, whatever its key.
const LONG_STRING: usize = 200;
/// A string of so many bytes is a text under the name of one in another language.
const FOREIGN_STRING: usize = 40;
/// Names of a text in other languages.
#[rustfmt::skip]
const FOREIGN_TEXTS: [&str; 24] = [
    "texto", "cuerpo", "contenido", "conteudo", "texte", "contenu", "corps", "testo", "contenuto", "inhalt",
    "tekst", "treść", "текст", "正文", "内容", "本文", "본문", "내용", "metin", "içerik", "isi", "النص", "متن", "पाठ",
];
/// The usual names of a text.
const TEXTS: [&[u8]; 14] = [
    b"text",
    b"body",
    b"content",
    b"article",
    b"maintext",
    b"articleBody",
    b"full_text",
    b"html",
    b"raw_html",
    b"bodyText",
    b"body_text",
    b"content:encoded",
    b"content_html",
    b"content_text",
];
/// The names of a headline, and of what tells one record from another.
const HEADLINES: [&[u8]; 2] = [b"title", b"headline"];
const PLACES: [&[u8]; 8] =
    [b"url", b"link", b"id", b"_id", b"date", b"published", b"publishedAt", b"published_at"];
/// Keys that records have in common if they are the values of one object.
const COMMON_KEYS: usize = 2;

/// The places of the records in an object; `None` if it is not a wrapper of records.
///
/// A wrapper has no text of its own, and an array of objects that mostly have one. Of several such
/// arrays the longest is taken. An object whose values are all records with the same keys is a list of
/// them, too: `{"101": {"title": ..., "text": ...}, "102": ...}`.
pub(super) fn records(object: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut found: Option<Found> = None;
    let mut open = vec![(0..object.len(), 0)];
    while let Some((place, depth)) = open.pop() {
        let pairs = pairs(object, place)?;
        if pairs.iter().any(|(key, value)| is_text(object, key, value)) {
            return None;
        }
        if found.is_none() && are_records(object, &pairs) {
            return Some(pairs.into_iter().map(|(_, value)| value).collect());
        }
        for (_, value) in pairs {
            match object.get(value.start) {
                Some(b'{') if depth < DEPTH => open.push((value, depth + 1)),
                Some(b'[') if found.as_ref().is_none_or(|other| other.length < value.len()) => {
                    let length = value.len();
                    let records = array(object, value);
                    found = records.map(|records| Found { length, records }).or(found);
                }
                _ => {}
            }
        }
    }
    Some(found?.records)
}

/// The records of an array, and its length in bytes.
struct Found {
    length: usize,
    records: Vec<Range<usize>>,
}

/// The records of an array: its objects, or those of the arrays in them, as in
/// `{"pages": [{"articles": [...]}]}`.
fn array(bytes: &[u8], array: Range<usize>) -> Option<Vec<Range<usize>>> {
    if holds_records(bytes, array.clone()) {
        return elements(bytes, array);
    }
    let mut all = Vec::new();
    for element in elements(bytes, array)? {
        // What is beside a list of records would be lost: a text, or a second list.
        if has_text(bytes, element.clone()) {
            return None;
        }
        let arrays = pairs(bytes, element)?.into_iter().map(|(_, value)| value);
        let arrays = arrays.filter(|value| bytes.get(value.start) == Some(&b'['));
        let mut lists = arrays.filter(|value| with_text(bytes, value.clone()) > 0);
        let Some(records) = lists.next() else { continue };
        // The parts of one story have no headlines or addresses of their own.
        let holds = holds_records(bytes, records.clone()) && are_named(bytes, records.clone());
        if !holds || lists.next().is_some() {
            return None;
        }
        all.extend(elements(bytes, records)?);
    }
    (!all.is_empty()).then_some(all)
}

/// Whether the objects of an array have each a headline and an address, a date or a number.
fn are_named(bytes: &[u8], array: Range<usize>) -> bool {
    let is = |names: &[&[u8]], key: &[u8]| names.iter().any(|name| name.eq_ignore_ascii_case(key));
    elements(bytes, array).unwrap_or_default().into_iter().all(|element| {
        let pairs = pairs(bytes, element).unwrap_or_default();
        let has = |names: &[&[u8]]| pairs.iter().any(|(key, _)| is(names, key));
        has(&HEADLINES) && has(&PLACES)
    })
}

/// Where the array of records begins in the first part of an object that is too large to keep; `None`
/// if it is not a wrapper, as far as that part shows.
pub(super) fn array_start(part: &[u8]) -> Option<usize> {
    let mut at = skip_space(part, 0);
    'objects: loop {
        if part.get(at) != Some(&b'{') {
            return None;
        }
        loop {
            at = skip_space(part, at + 1);
            let key = at..value_end(part, at, part.len())?;
            at = skip_space(part, skip_space(part, key.end) + 1);
            let name = part.get(key.start + 1..key.end.saturating_sub(1))?;
            match (value_end(part, at, part.len()), part.get(at)?) {
                (Some(end), _) if is_text(part, name, &(at..end)) => return None,
                (Some(end), _) => at = skip_space(part, end),
                // The part ends in this value.
                (None, b'{') => continue 'objects,
                (None, b'[') => {
                    let first = skip_space(part, at + 1);
                    let element = first..value_end(part, first, part.len())?;
                    return has_text(part, element).then_some(at);
                }
                (None, _) => return None,
            }
            if part.get(at) != Some(&b',') {
                return None;
            }
        }
    }
}

/// Whether an array has objects, and most of them a text.
fn holds_records(bytes: &[u8], array: Range<usize>) -> bool {
    let all = elements(bytes, array.clone()).map_or(0, |elements| elements.len());
    with_text(bytes, array) * 2 > all
}

/// The objects of an array that have a text.
fn with_text(bytes: &[u8], array: Range<usize>) -> usize {
    let elements = elements(bytes, array).unwrap_or_default();
    elements.into_iter().filter(|place| has_text(bytes, place.clone())).count()
}

/// Whether the values of an object are records: several objects with a text, which have their keys in
/// common with the first one.
fn are_records(bytes: &[u8], values: &[(&[u8], Range<usize>)]) -> bool {
    let mut first: Vec<&[u8]> = Vec::new();
    let record = |(_, value): &(&[u8], Range<usize>)| {
        if bytes.get(value.start) != Some(&b'{') {
            return false;
        }
        let pairs = pairs(bytes, value.clone()).unwrap_or_default();
        if !pairs.iter().any(|(key, value)| is_text(bytes, key, value)) {
            return false;
        }
        if first.is_empty() {
            first = pairs.iter().map(|(key, _)| *key).collect();
        }
        pairs.iter().filter(|(key, _)| first.contains(key)).count() >= COMMON_KEYS
    };
    values.len() > 1 && values.iter().all(record)
}

/// Whether an object has a text, or an object in it has one.
fn has_text(bytes: &[u8], object: Range<usize>) -> bool {
    let own = |place: Range<usize>| {
        let pairs = pairs(bytes, place).unwrap_or_default();
        (pairs.iter().any(|(key, value)| is_text(bytes, key, value)), pairs)
    };
    let (found, pairs) = own(object);
    found || pairs.into_iter().any(|(_, value)| own(value).0)
}

fn is_text(bytes: &[u8], key: &[u8], value: &Range<usize>) -> bool {
    let named = TEXTS.iter().any(|name| name.eq_ignore_ascii_case(key));
    if !named && bytes.get(value.start) == Some(&b'"') && value.len() > FOREIGN_STRING {
        let foreign = || FOREIGN_TEXTS.iter().any(|name| name.as_bytes() == key);
        return value.len() > LONG_STRING || foreign();
    }
    match bytes.get(value.start) {
        Some(b'"') => value.len() > LONG_STRING || (named && value.len() > 2),
        // Some interfaces give each value in a list.
        Some(b'[') => named && begins_with_text(bytes, value.clone()),
        Some(b'{') => named && has_text_or_markup(bytes, value.clone()),
        _ => false,
    }
}

/// Whether the first element of an array is a string that is not empty.
fn begins_with_text(bytes: &[u8], array: Range<usize>) -> bool {
    let first = skip_space(bytes, array.start + 1);
    bytes.get(first) == Some(&b'"') && bytes.get(first + 1).is_some_and(|byte| *byte != b'"')
}

/// Whether an object under the name of a text is one, as in `"content": {"rendered": "..."}`.
fn has_text_or_markup(bytes: &[u8], object: Range<usize>) -> bool {
    pairs(bytes, object)
        .unwrap_or_default()
        .iter()
        .any(|(key, value)| *key == b"rendered" || is_text(bytes, key, value))
}

/// The keys and the places of the values of an object.
fn pairs(bytes: &[u8], object: Range<usize>) -> Option<Vec<(&[u8], Range<usize>)>> {
    let mut found = Vec::new();
    let mut at = skip_space(bytes, object.start);
    if bytes.get(at) != Some(&b'{') {
        return None;
    }
    loop {
        at = skip_space(bytes, at + 1);
        if bytes.get(at) == Some(&b'}') {
            return Some(found);
        }
        let key = at..value_end(bytes, at, object.end)?;
        at = skip_space(bytes, key.end);
        if bytes.get(at) != Some(&b':') {
            return None;
        }
        at = skip_space(bytes, at + 1);
        let value = at..value_end(bytes, at, object.end)?;
        at = skip_space(bytes, value.end);
        let inner = key.start + 1..key.end.saturating_sub(1);
        found.push((bytes.get(inner)?, value));
        match bytes.get(at) {
            Some(b',') => {}
            Some(b'}') => return Some(found),
            _ => return None,
        }
    }
}

/// The places of the elements of an array, all of them objects.
fn elements(bytes: &[u8], array: Range<usize>) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut at = array.start;
    loop {
        at = skip_space(bytes, at + 1);
        match bytes.get(at) {
            Some(b']') => return Some(found),
            Some(b'{') => {}
            _ => return None,
        }
        let value = at..value_end(bytes, at, array.end)?;
        at = skip_space(bytes, value.end);
        found.push(value);
        match bytes.get(at) {
            Some(b',') => {}
            Some(b']') => return Some(found),
            _ => return None,
        }
    }
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// Where the value that begins at `at` ends.
fn value_end(bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
    let rest = bytes.get(at..limit)?;
    match rest.first()? {
        b'"' => Some(at + string_end(rest)?),
        b'{' | b'[' => {
            let (mut depth, mut within) = (0usize, 0);
            loop {
                match rest.get(within)? {
                    b'"' => within += string_end(rest.get(within..)?)? - 1,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                within += 1;
                if depth == 0 {
                    return Some(at + within);
                }
            }
        }
        _ => {
            let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
            Some(at + rest.iter().position(ends)?)
        }
    }
}

/// The length of the string at the beginning of some bytes, its quotes included.
fn string_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(object: &str) -> Option<Vec<&str>> {
        let places = records(object.as_bytes())?;
        Some(places.into_iter().map(|place| &object[place]).collect())
    }

    #[test]
    fn records_are_found_in_the_answers_of_interfaces() {
        let expected = Some(vec!["{\"text\": \"Rain\"}", "{\"text\": \"}\"}"]);
        for object in [
            r#"{"status": "ok", "articles": [{"text": "Rain"}, {"text": "}"}], "next": null}"#,
            r#"{"took": 3, "hits": {"total": 2, "hits": [{"text": "Rain"},{"text": "}"}]}}"#,
            r#" {"score": NaN, "data": {"posts" : [ {"text": "Rain"} , {"text": "}"} ] } } "#,
            r#"{"sources": [{"id": 1}, {"id": 2}], "docs": [{"text": "Rain"}, {"text": "}"}]}"#,
        ] {
            assert_eq!(of(object), expected, "{object}");
        }
        let wrapped = r#"{"edges": [{"node": {"body": "Rain"}}, {"cursor": "x"}, {"node": {"body": "Sun"}}]}"#;
        assert_eq!(of(wrapped).map(|found| found.len()), Some(3));
        let lists = r#"{"head": {"status": 0}, "response": {"docs": [{"content": ["Rain"]}, {"content": ["Sun"]}]}}"#;
        assert_eq!(of(lists).map(|found| found.len()), Some(2));
        let pages = r#"{"pages": [{"articles": [{"id": 1, "title": "a", "text": "Rain"}]}, {"next": 1}, {"articles": [{"id": 2, "title": "b", "text": "Sun"}]}]}"#;
        assert_eq!(of(pages).map(|found| found.len()), Some(2));
        let rendered = r#"{"posts": [{"content": {"rendered": "<p>Rain"}}]}"#;
        assert_eq!(of(rendered).map(|found| found.len()), Some(1));
        let keyed =
            r#"{"101": {"title": "a", "text": "Rain"}, "102": {"title": "b", "text": "Sun"}}"#;
        assert_eq!(of(keyed).map(|found| found.len()), Some(2));
        let within = format!("{{\"page\": 1, \"stories\": {keyed}}}");
        assert_eq!(of(&within).map(|found| found.len()), Some(2));
        let long = format!("{{\"items\": [{{\"story\": \"{}\"}}]}}", "Rain fell. ".repeat(30));
        assert_eq!(of(&long).map(|found| found.len()), Some(1));
    }

    #[test]
    fn a_large_wrapper_is_recognised_by_its_first_part() {
        for (part, start) in [
            (
                r#"{"a": [{"id": 1}], "b": {"c": 1, "hits": [{"_source": {"text": "Rain"}}, {"te"#,
                Some(41),
            ),
            (r#"{"text": "Rain", "comments": [{"text": "Sun"}, {"te"#, None),
            (r#"{"title": "Rain"#, None),
            (r#"{"images": [{"id": 1}, {"i"#, None),
            ("", None),
        ] {
            assert_eq!(array_start(part.as_bytes()), start, "{part}");
        }
    }

    #[test]
    fn a_record_with_parts_of_its_own_is_no_wrapper() {
        for object in [
            r#"{"text": "Rain", "comments": [{"text": "Sun"}]}"#,
            r#"{"comments": [{"text": "Sun"}], "content": {"rendered": "Rain"}}"#,
            r#"{"title": "Rain", "tags": ["a", "b"], "images": [{"url": "x"}]}"#,
            r#"{"title": "Rain", "articles": []}"#,
            r#"{"101": {"title": "a", "text": "Rain"}, "102": {"title": "b"}}"#,
            r#"{"head": {"text": "Rain"}, "foot": {"text": "Sun"}}"#,
            // A list of records is opened only where nothing beside it is lost.
            r#"{"pages": [{"lead": [{"id": 1, "title": "a", "text": "Rain"}], "articles": [{"id": 2, "title": "b", "text": "Sun"}]}]}"#,
            r#"{"pages": [{"articles": [{"id": 1, "title": "a", "text": "Rain"}]}, {"articles": [{"id": 2, "title": "b", "text": "Sun"}, {"id": 3, "text": "Wind"}]}]}"#,
            r#"{"pages": [{"text": "Snow", "articles": [{"id": 1, "title": "a", "text": "Rain"}]}, {"articles": [{"id": 2, "title": "b", "text": "Sun"}]}]}"#,
            r#"{"título": "a", "texto": "El barco volvió a salir el martes por la mañana.", "relacionados": [{"items": [{"id": 1, "title": "b", "text": "Sol"}]}]}"#,
            r#"{"title": "a", "sections": [{"parts": [{"title": "b", "text": "Rain"}]}]}"#,
            r#"{"articles": [{"text": "cut"#,
            "{}",
            "[]",
        ] {
            assert_eq!(of(object), None, "{object}");
        }
    }
}
