//! Tests of the copies that two outlets print, edited, shortened or days apart.
//!
//! In: invented documents of numbered words, on sites. Out: assertions on clusters.

use super::*;

/// Two documents on two sites, and then on one.
fn on_two_sites_and_one(one: &Story, two: &Story) -> [Vec<Vec<DocumentNumber>>; 2] {
    [2, 1].map(|site| members(&run(&[one.clone().on(1), two.clone().on(site)])))
}

/// A text in which every nth word is another.
fn edited(length: u32, every: u32) -> Story {
    words((0..length).map(|word| if word % every == 5 { 50_000 + word } else { word }))
}

#[test]
fn a_reworded_brief_is_a_copy_at_another_outlet_only() {
    let [two, one] = on_two_sites_and_one(&words(0..60), &edited(60, 9));
    assert_eq!(two, [[0, 1]]);
    assert!(one.is_empty(), "two briefs of one outlet are more often a template");
}

#[test]
fn few_figures_in_another_spelling_do_not_part_two_outlets() {
    let figures = |from: u32| move |at: usize| from + at as u32;
    let (first, second) =
        (words(0..200).figures(70, figures(1_000)), edited(200, 15).figures(70, figures(2_000)));
    let [two, one] = on_two_sites_and_one(&first.at(0), &second.at(5));
    assert_eq!(two, [[0, 1]]);
    assert!(one.is_empty());
    let form = |from: u32| words(0..200).figures(12, figures(from)).at(0);
    let [two, _] = on_two_sites_and_one(&form(1_000), &form(2_000));
    assert!(two.is_empty(), "a form consists of its figures");
}

#[test]
fn another_outlet_may_print_a_story_weeks_later() {
    let [two, one] = on_two_sites_and_one(&words(0..300).at(0), &edited(300, 20).at(24 * 30));
    assert_eq!(two, [[0, 1]]);
    assert!(one.is_empty());
}

#[test]
fn one_text_under_headlines_that_differ_in_a_name_is_a_form() {
    // The name is in headline and text.
    let report = |name: u32, headline| {
        let text = (0..60).map(|word| if word % 20 == 4 { name } else { word });
        let mut report = words([900, name, 901].into_iter().chain(text)).under(headline);
        report.title = 3;
        report
    };
    let (quell, marsk) =
        (report(700, "quell mill raises price"), report(800, "marsk mill raises price"));
    let [two, one] = on_two_sites_and_one(&quell, &marsk);
    assert!(one.is_empty());
    assert_eq!(two, [[0, 1]], "two outlets spell a name in two ways");
    let copies = [report(700, "quell mill raises prices"), quell];
    assert_eq!(members(&run(&copies.map(|copy| copy.on(1)))), [[0, 1]]);
}

#[test]
fn two_stories_that_share_their_background_are_no_match() {
    let report = |from: u32, lead: u32, background: u32, headline| {
        let body = (from..from + lead).chain(30_000..30_000 + background);
        let mut report = words((from..from + 6).chain(body)).under(headline);
        report.title = 6;
        report
    };
    let (fire, trial) = ("mill burns down at night", "owner pleads guilty before the court");
    let both = |lead, background, other| {
        on_two_sites_and_one(
            &report(10_000, lead, background, fire),
            &report(20_000, lead, background, other),
        )
    };
    assert_eq!(both(100, 300, trial), [Vec::<Vec<u32>>::new(), Vec::new()]);
    assert_eq!(both(100, 300, fire)[0], [[0, 1]], "two versions under one headline");
    assert_eq!(both(70, 700, trial)[0], [[0, 1]], "nearly one text");
}

#[test]
fn a_direct_match_under_a_similar_headline_is_not_cut_off() {
    // The last part has nothing in common with the first version but its names.
    let first = story(10_000, 200);
    let second = words(first.words[140..].iter().copied().chain(story(20_000, 60).words));
    let third = words(second.words[60..].iter().copied().chain(story(30_000, 30).words));
    let found = |headline| {
        let stories = [
            first.clone().under("river floods the town"),
            second.clone().under("river floods the town"),
            third.clone().under(headline),
        ];
        run(&stories).matches.iter().filter(|one| one.held_apart.is_some()).count()
    };
    assert_eq!(found("river floods a village"), 0);
    assert_eq!(found("oat harvest begins"), 1);
}
