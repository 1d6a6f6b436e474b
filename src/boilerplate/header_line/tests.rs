//! Tests of `header_line`.

use super::*;

#[test]
fn lines_hold_what_the_examples_say() {
    let words: Words = toml::from_str(include_str!("../../../data/header-lines.toml")).unwrap();
    assert!(AGES.is_some());
    let shown = |line: &str| {
        let header = Header::read(line)?;
        let date = header.published.or(header.modified).unwrap_or_else(|| "-".to_owned());
        Some(std::iter::once(date).chain(header.people).collect::<Vec<String>>())
    };
    let wrong: Vec<_> = words
        .examples
        .iter()
        .filter(|(line, expected)| shown(line).as_ref() != Some(*expected))
        .map(|(line, _)| (line, shown(line)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for line in words.none.iter().flat_map(|others| &others.lines) {
        assert_eq!(Header::read(line), None, "{line}");
    }
}

/// The byline of a text.
fn byline_of(text: &str) -> Option<String> {
    let (mut found, mut filled) = (Findings::default(), Fields::default());
    take(&Layout::new(text), &Fields::default(), &mut found, &mut filled);
    filled.byline
}

#[test]
fn a_name_that_the_story_tells_of_is_no_author() {
    let prose = "The council of Harrow Falls thanked Ada Rill on Monday for forty years at the bell of the tower.";
    let of = |name: &str| {
        byline_of(&format!(
            "Bell keeper leaves the tower of Harrow\nMay 3, 2021\n{name}\n{prose}\n{prose}"
        ))
    };
    assert_eq!(of("Ines Falk").as_deref(), Some("Ines Falk"));
    assert_eq!(of("Ada Rill"), None);
}

#[test]
fn a_line_above_the_story_names_who_filed_it() {
    let prose = "قالت العمدة يوم الاثنين إن الجسر الذي جرفه الفيضان سيعاد بناؤه قبل الصيف وإن العبارة ستنقل الأطفال حتى ذلك الحين.";
    let of = |line: &str| byline_of(&format!("{line}\n{prose}\n{prose}"));
    assert_eq!(of("سالم الحداد – القاهرة").as_deref(), Some("سالم الحداد"));
    assert_eq!(of("سالم الحداد ـ لندن").as_deref(), Some("سالم الحداد"));
    assert_eq!(of("رويترز (لندن)، سالم الحداد (القاهرة)").as_deref(), Some("رويترز; سالم الحداد"));
    assert_eq!(of("جسر الوادي – حكاية قديمة"), None);
}

#[test]
fn names_beside_a_header_are_bylines() {
    for line in ["Ines Falk", "Ines Falk Local Democracy Reporter", "Ines Falk @ines", "Инес Фальк"]
    {
        assert_eq!(Header::of_name(line).map(|h| h.people.len()), Some(1), "{line}");
    }
    for line in
        ["Harrow Post", "World Brief Daily", "Bridge to return", "The bridge", "What it means"]
    {
        assert_eq!(Header::of_name(line), None, "{line}");
    }
}
