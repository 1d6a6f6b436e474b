//! Tests of digests, forms, chains and reports of several stories.

use super::*;

#[test]
fn a_digest_does_not_join_its_parts() {
    let digest = words((0..150).chain(5_000..5_150).chain(8_000..8_150)).under("news of the week");
    let found = run(&[
        words(0..150).under("harbour wall"),
        digest,
        words(5_000..5_150).under("mill closes"),
        words((0..150).chain(700..710)).under("wall of the harbour"),
    ]);
    assert_eq!(members(&found), [[0, 3]]);
    assert!(
        found
            .matches
            .iter()
            .any(|one| (one.a, one.b, one.held_apart) == (0, 1, Some(HeldApart::Digest)))
    );
}

#[test]
fn a_digest_of_whole_stories_joins_none_of_them() {
    let parts: Vec<Story> = (1..4).map(|n| story(10_000 * n, 120)).collect();
    let digest = words(parts.iter().flat_map(|part| part.words.clone()));
    let found = run(&[parts[0].clone(), digest, parts[1].clone(), parts[2].clone()]);
    assert!(found.clusters.is_empty(), "{:?}", members(&found));
    assert_eq!(found.matches.len(), 3);
    assert!(found.matches.iter().all(|one| one.held_apart == Some(HeldApart::Digest)));
}

#[test]
fn a_digest_of_two_stories_is_held_apart_from_both_and_so_is_another() {
    let stories = [
        words(0..300),
        words(0..310),
        words(1_000..1_300),
        words(1_000..1_310),
        words((0..100).chain(1_000..1_200)),
        words((1_000..1_100).chain(0..190)),
    ];
    let found = run(&stories);
    let members: Vec<_> = found.clusters.iter().map(|cluster| cluster.members.clone()).collect();
    assert_eq!(members, [[0, 1], [2, 3]]);
    let held = found.matches.iter().filter(|one| one.held_apart == Some(HeldApart::Digest)).count();
    assert!(held >= 4, "{held}");
}

#[test]
fn statements_with_copies_of_their_own_do_not_join_through_a_report_of_both() {
    // Both are about the same thing: they share their names.
    let statement = |start: u32| {
        words((0..150).map(move |at| if at % 9 == 4 { 3 + 8 * (at / 9 % 6) } else { start + at }))
    };
    let copy =
        |start| words(statement(start).words.into_iter().chain(900_000 + start..900_010 + start));
    let both = words(statement(10_000).words.into_iter().chain(statement(20_000).words));
    let found = run(&[statement(10_000), copy(10_000), statement(20_000), copy(20_000), both]);
    assert_eq!(members(&found), [[0, 1], [2, 3]]);
}

#[test]
fn a_report_with_new_figures_is_one_story_and_a_form_is_not() {
    let version = |n: u32, every: usize| {
        words(0..60).figures(every, move |at| 1_000 * n + at as u32).at(i64::from(n))
    };
    let versions: Vec<Story> = (1..6).map(|n| version(n, 20)).collect();
    let found = run(&versions);
    assert_eq!(members(&found), [[0, 1, 2, 3, 4]]);
    assert!(found.matches.iter().all(|one| one.relation == Relation::Update));
    let form: Vec<Story> = (1..6).map(|n| version(n, 6)).collect();
    assert!(run(&form).clusters.is_empty(), "a form consists of its figures");
    let many: Vec<Story> = (1..13).map(|n| version(n, 20)).collect();
    let found = run(&many);
    assert!(found.clusters.is_empty(), "a report does not have a dozen versions");
    assert!(found.matches.iter().all(|one| one.held_apart == Some(HeldApart::Template)));
}

#[test]
fn a_form_with_other_figures_is_not_a_copy_even_if_small_figures_agree_by_chance() {
    // Figures among the same words; all but two of them are 0, 1 or 2, and none stands where the
    // other report has it.
    let report = |day: u32| {
        words(0..120).figures(9, move |at| match at {
            9 | 109 => 1_000 * day,
            at => (at as u32 / 9 + day) % 3,
        })
    };
    assert!(run(&[report(1), report(2)]).clusters.is_empty());
    assert_eq!(members(&run(&[report(1), report(1)])), [[0, 1]]);
}

#[test]
fn a_form_that_hundreds_fill_is_many_stories_unless_outlets_print_it() {
    let groups = |site: &dyn Fn(Story, u32) -> Story| {
        let mut all = Fingerprints::default();
        for n in 0..200 {
            let own = 10_000 * (n + 1)..10_000 * (n + 1) + 20;
            site(words((0..200).chain(own)), n).push(&mut all);
        }
        let found = candidates(&all, &MatchSettings::default());
        let groups: std::collections::BTreeSet<u32> =
            super::stories(&all, &found).into_iter().collect();
        groups.len()
    };
    assert_eq!(groups(&|story, _| story), 200);
    assert_eq!(groups(&|story, n| story.on(n)), 1);
}

#[test]
fn a_template_with_new_values_is_not_a_copy() {
    let report = |day: u32| words(0..60).figures(6, move |at| day * 100 + at as u32);
    assert!(run(&[report(1), report(2)]).clusters.is_empty());
    let extended =
        words((0..60).chain(800..830)).figures(6, |at| if at < 60 { 100 + at as u32 } else { 900 });
    assert_eq!(
        members(&run(&[report(1), extended])),
        [[0, 1]],
        "figures of an added paragraph contradict nothing"
    );
}
