//! Tests of identities: ids depend only on the content of a corpus.

use super::*;
use std::collections::BTreeSet;

fn place(path: &str, member: Option<&str>, record: Option<u64>) -> DocumentId {
    DocumentId { root: "".into(), path: path.into(), member: member.map(Into::into), record }
}

fn dated(published: &str) -> Fields {
    Fields { published: Some(published.to_owned()), ..Fields::default() }
}

#[test]
fn every_place_has_an_id_of_its_own() {
    let places = [
        place("a", None, None),
        place("a", None, Some(1)),
        place("a", Some("1"), None),
        place("a", Some(""), None),
        place("a", Some("b"), None),
        place("ab", None, None),
        place("ab", None, None),
    ];
    let mut builder = IdentityBuilder::new();
    places.iter().for_each(|id| builder.add(id, &Fields::default()));
    let identities = builder.build();
    let ids: BTreeSet<_> = (0..7).map(|n| identities.article(n).unwrap().to_string()).collect();
    assert_eq!(ids.len(), 7);
    assert!(ids.iter().all(|id| id.len() == 16));
    assert!(identities.is_repeated(6) && !identities.is_repeated(5));
    assert_eq!(identities.article(7), None);
}

#[test]
fn an_id_is_shown_in_sixteen_digits() {
    for number in [0, 7, 0x0123_4567_89ab_cdef, u64::MAX] {
        assert_eq!(hexadecimal(number, &mut [0; 16]), format!("{number:016x}"));
    }
}

#[test]
fn ids_that_collide_grow_and_stay_distinct() {
    let ids = Ids::new(&[(7, 1), (8, 2), (7, 3)]);
    let shown: Vec<_> = (0..3).map(|n| ids.get(n).unwrap().to_string()).collect();
    assert_eq!(
        shown,
        [
            "00000000000000070000000000000001",
            "0000000000000008",
            "00000000000000070000000000000003"
        ]
    );
}

#[test]
fn a_cluster_is_named_by_its_earliest_member() {
    let mut builder = IdentityBuilder::new();
    for (path, published) in [("a", None), ("b", Some("2021-03-02")), ("c", Some("2021-03-01"))] {
        builder.add(&place(path, None, None), &published.map(dated).unwrap_or_default());
    }
    let identities = builder.build();
    let cluster = |members: &[u32]| Cluster {
        members: members.to_vec(),
        representative: members[0],
        representative_rule: "earliest".into(),
        joined: vec![],
    };
    let id = |members: &[u32]| {
        let clusters = [cluster(members)];
        Memberships::new(&identities, &clusters).id(0).unwrap()
    };
    assert_eq!(id(&[0, 1, 2]), id(&[0, 2]));
    assert_ne!(id(&[0, 1]), id(&[0, 2]));
    let clusters = [cluster(&[0, 2])];
    let memberships = Memberships::new(&identities, &clusters);
    assert!(memberships.of(0).unwrap().is_representative);
    assert!(memberships.of(1).is_none());
}

#[test]
fn instants_are_in_the_order_of_time() {
    assert_eq!(instant("1970-01-01"), Some(0));
    assert_eq!(instant("2022-10-01T14:05:00Z"), Some(1_664_633_100));
    assert_eq!(instant("2022-10-01T14:05:00+02:00"), Some(1_664_633_100 - 7200));
    assert_eq!(instant("2022-10-01T14:05-0330"), Some(1_664_633_100 + 12_600));
    assert_eq!(instant("2022-10-01T14:05:00.250"), Some(1_664_633_100));
    assert_eq!(instant("1605-12-31"), Some(-11_486_793_600));
    assert_eq!(instant("October"), None);
}
