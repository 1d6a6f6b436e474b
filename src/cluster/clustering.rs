//! The result of matching, and its restriction to some of the documents.
//!
//! In: matches and clusters. Out: [`Clustering`], whole or for some documents only. It compares nothing.

use super::candidate::Capped;
use crate::document::{Cluster, DocumentNumber, Joined, Match};

/// The result of matching.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clustering {
    /// Sorted by `a`, then `b`. Each exact copy is paired with the first copy only.
    pub matches: Vec<Match>,
    /// Sorted by the smallest member.
    pub clusters: Vec<Cluster>,
    /// The number of candidate pairs that were compared.
    pub candidates: u64,
    pub capped: Capped,
}

impl Clustering {
    /// Keeps the given documents, which must be sorted, and renumbers them from zero. A pair or a cluster
    /// with any other document is dropped.
    ///
    /// ```
    /// use copydesk::cluster::Clustering;
    ///
    /// assert!(Clustering::default().among(&[3, 5]).clusters.is_empty());
    /// ```
    pub fn among(self, numbers: &[DocumentNumber]) -> Clustering {
        let now = |before: DocumentNumber| {
            numbers.binary_search(&before).ok().map(|number| number as DocumentNumber)
        };
        let pair = |one: Match| Some(Match { a: now(one.a)?, b: now(one.b)?, ..one });
        let joined = |joined: Joined| Joined { via: joined.via.and_then(now), ..joined };
        let cluster = |cluster: Cluster| {
            Some(Cluster {
                members: cluster.members.into_iter().map(now).collect::<Option<_>>()?,
                representative: now(cluster.representative)?,
                joined: cluster.joined.into_iter().map(joined).collect(),
                ..cluster
            })
        };
        Clustering {
            matches: self.matches.into_iter().filter_map(pair).collect(),
            clusters: self.clusters.into_iter().filter_map(cluster).collect(),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{AdmittedBy, Relation};

    #[test]
    fn whole_clusters_stay_and_are_numbered_anew() {
        let cluster = |members: [DocumentNumber; 2]| Cluster {
            members: members.to_vec(),
            representative: members[0],
            representative_rule: String::new(),
            joined: vec![
                Joined { relation: None, similarity: 10_000, via: None },
                Joined { relation: Some(Relation::Near), similarity: 9_000, via: Some(members[0]) },
            ],
        };
        let pair = |a, b| Match {
            a,
            b,
            relation: Relation::Near,
            shared_shingles: 1,
            shingles_a: 1,
            shingles_b: 1,
            weighted_similarity: 9_000,
            headline_similarity: None,
            days_apart: None,
            days_apart_utc: None,
            admitted_by: AdmittedBy::Near,
            held_apart: None,
        };
        let all = Clustering {
            matches: vec![pair(0, 4), pair(2, 5)],
            clusters: vec![cluster([0, 4]), cluster([2, 5])],
            ..Clustering::default()
        };
        let some = all.among(&[2, 4, 5]);
        assert_eq!(some.matches, [pair(0, 2)]);
        assert_eq!(some.clusters, [cluster([0, 2])]);
    }
}
