//! Tests of `dateline_parts`.

use super::*;
use proptest::prelude::*;

#[test]
fn datelines_are_read_as_the_examples_say() {
    let lists: Lists = toml::from_str(include_str!("../../../data/datelines.toml")).unwrap();
    for (examples, language) in [(&lists.examples, None), (&lists.german, Some("de"))] {
        for (line, expected) in examples {
            let found = dateline(line, language).map_or("", |found| found.value);
            assert_eq!(found, expected, "{line}");
        }
    }
    assert_eq!(dateline(lists.german.keys().next().unwrap(), None), None);
}

#[test]
fn a_place_alone_on_its_line() {
    assert_eq!(place_line("CIUDAD DE MÉXICO."), Some("CIUDAD DE MÉXICO"));
    assert_eq!(place_line("LONDON, March 3 (Reuters) -"), Some("LONDON, March 3 (Reuters)"));
    assert_eq!(place_line("Boston|"), Some("Boston"));
    for line in ["London", "LONDON CALLING", "THE BRIDGE", "Berlin for beginners", ""] {
        assert_eq!(place_line(line), None, "{line}");
    }
}

proptest! {
    #[test]
    fn any_line_is_read(line in "(London|PARIS|, |\\(AP\\)|/| - |: |\\. |May 3|[A-Zа-яa-z' ]|\\PC){0,30}") {
        if let Some(found) = dateline(&line, None) {
            prop_assert!(line.is_char_boundary(found.end));
        }
        place_line(&line);
    }
}
