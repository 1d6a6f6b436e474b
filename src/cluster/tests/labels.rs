//! Tests of clusters that follow labels.

use super::*;

/// The clusters of stories after they follow labels, and the labels that others contradict.
fn followed(
    stories: &[Story],
    labels: &[(DocumentNumber, DocumentNumber, bool)],
) -> (Clustering, Vec<Label>) {
    let mut all = Fingerprints::default();
    stories.iter().for_each(|story| story.push(&mut all));
    let mut found = run(stories);
    let labels: Vec<Label> = labels.iter().map(|&(a, b, same)| Label { a, b, same }).collect();
    let weights = ShingleWeights::new(24, std::iter::empty());
    let settings = MatchSettings::default();
    let contradicted =
        follow_labels(&mut found, &all, &weights, &settings, &labels).expect("memory is read");
    for cluster in &found.clusters {
        assert_eq!(cluster.members.len(), cluster.joined.len());
        assert!(cluster.members.is_sorted() && cluster.members.contains(&cluster.representative));
        let vias = cluster.joined.iter().filter_map(|joined| joined.via);
        assert!(vias.into_iter().all(|via| cluster.members.contains(&via)));
    }
    (found, contradicted)
}

fn three_copies_and_another() -> Vec<Story> {
    vec![words(0..300), words(0..300), words(20..300), words(9_000..9_300)]
}

#[test]
fn a_pair_that_is_not_the_same_is_in_no_cluster_together() {
    let (found, contradicted) = followed(&three_copies_and_another(), &[(0, 2, false)]);
    assert_eq!(members(&found), [[0, 1]]);
    let apart = found.matches.iter().find(|one| (one.a, one.b) == (0, 2)).unwrap();
    assert_eq!(apart.held_apart, Some(HeldApart::Label));
    assert!(contradicted.is_empty());
}

#[test]
fn exact_copies_are_separated_too() {
    let (found, _) = followed(&three_copies_and_another(), &[(0, 1, false)]);
    let together =
        |a, b| found.clusters.iter().any(|c| c.members.contains(&a) && c.members.contains(&b));
    assert!(!together(0, 1));
    assert!(together(0, 2) != together(1, 2), "{:?}", members(&found));
}

#[test]
fn a_pair_that_is_the_same_is_joined_with_its_clusters() {
    let (found, _) = followed(&three_copies_and_another(), &[(2, 3, true)]);
    assert_eq!(members(&found), [[0, 1, 2, 3]]);
    let last = &found.clusters[0].joined[3];
    assert_eq!((last.relation, last.via), (None, Some(2)));
    let (found, _) = followed(&[words(0..300), words(9_000..9_300)], &[(0, 1, true)]);
    assert_eq!(members(&found), [[0, 1]]);
}

#[test]
fn a_label_that_would_join_what_another_separates_is_named() {
    let (found, contradicted) =
        followed(&three_copies_and_another(), &[(0, 3, false), (2, 3, true)]);
    assert_eq!(members(&found), [[0, 1, 2]]);
    assert_eq!(contradicted, [Label { a: 2, b: 3, same: true }]);
}

#[test]
fn without_labels_nothing_changes() {
    let stories = three_copies_and_another();
    assert_eq!(followed(&stories, &[]).0, run(&stories));
}
