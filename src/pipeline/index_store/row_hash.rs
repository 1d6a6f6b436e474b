//! A hash of the part of a document's row that depends on other documents.
//!
//! In: the place of a document in its cluster. Out: a hash. Together with the hash of its content it
//! tells, without reading the text, whether the tables say the same of it as those of the last run.

use xxhash_rust::xxh3::Xxh3;

use crate::document::Cluster;
use crate::report::{Identities, Membership};

/// A hash of the members of a cluster.
pub fn members_hash(cluster: &Cluster, identities: &Identities) -> u64 {
    let mut hasher = Xxh3::new();
    for &member in &cluster.members {
        hasher.update(
            identities.article(member).map(|id| id.to_string()).unwrap_or_default().as_bytes(),
        );
        hasher.update(b";");
    }
    hasher.digest()
}

/// A hash of a document's place in a cluster with these members; never 0.
pub fn row_hash(membership: &Membership<'_>, members: u64, identities: &Identities) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(&members.to_le_bytes());
    hasher.update(membership.id.to_string().as_bytes());
    hasher.update(&[u8::from(membership.is_representative)]);
    if let Some(joined) = membership.joined {
        let via = joined.via.and_then(|via| identities.article(via));
        hasher.update(&[joined.relation.map_or(0, |relation| relation as u8 + 1)]);
        hasher.update(&joined.similarity.to_le_bytes());
        hasher.update(via.map(|id| id.to_string()).unwrap_or_default().as_bytes());
    }
    hasher.digest().max(1)
}
