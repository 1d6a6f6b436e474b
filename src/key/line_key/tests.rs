//! Tests of `line_key`.

use super::*;

fn line_keys(text: &str) -> LineKeys {
    counted_keys(text, &mut Vec::new())
}

#[test]
fn every_sentence_terminal_is_found() {
    for mark in ('\0'..=char::MAX).filter(|&c| is_terminal(c)) {
        assert_eq!(next_terminal(&format!("– end{mark} More"), 0), Some(7), "{mark}");
    }
    assert_eq!(next_terminal("– no end ‚ here", 0), None);
}

#[test]
fn the_longer_words_of_a_line_are_hashed_in_lower_case() {
    let mut words = Vec::new();
    counted_keys("The Mill burns: ÉTÉS d’ÂGES", &mut words);
    assert_eq!(words, ["burns", "dâges"].map(|word| xxh3_64(word.as_bytes())));
}

#[test]
fn a_template_ignores_digits_and_months() {
    let a = line_keys("Number 1,204, Mill edition, 3 April 2021");
    let b = line_keys("Number 88,911, Mill edition, 17 August 2022");
    assert_eq!(a.numbers, b.numbers);
    assert!(a.numbers.is_some());
    assert_ne!(a.line, b.line);
}

#[test]
fn a_time_of_day_is_not_a_label() {
    let keys = line_keys("From our files: Ferry runs aground off the cape");
    assert_eq!(keys.label.as_ref().map(|l| l.label), Some(key("from our files")));
    assert_eq!(keys.label.map(|l| l.rest), Some(key("Ferry runs aground off the cape")));
    assert_eq!(line_keys("At 10:30 the ferry left the quay").label, None);
}

#[test]
fn a_line_that_is_folded_already_has_the_same_parts() {
    for text in [
        "Leave a coin. The ferry sailed at noon, he said.Story goes on below",
        "“It’s late.” ‘Not yet,’ she said. 3 coins left! ’Twas ÉTÉ… Ærø 4.5 km off",
        "Number 1,204 of 3.5 mills. He said: 'No.'Next week 12 more",
        "Паром ушёл. Он вернётся в 5.30? Нет.",
        "渡轮沉没了。没有人受伤。 船长 says so。",
        "One sentence only",
    ] {
        let folded = Folded::new(text);
        assert_eq!(parts(text, Some(&folded), true), parts(text, None, true), "{text}");
    }
}

#[test]
fn first_and_last_sentences() {
    let text = "Leave a coin. The ferry sailed at noon, he said.Story goes on below";
    let keys = line_keys(text);
    assert_eq!(keys.opening.and_then(|p| text.get(p.span)), Some("Leave a coin."));
    assert_eq!(keys.closing.and_then(|p| text.get(p.span)), Some("Story goes on below"));
    assert_eq!(line_keys("One sentence only.").opening, None);
}
