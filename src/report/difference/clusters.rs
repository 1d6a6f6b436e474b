//! The clusters of two runs, and which of them differ.
//!
//! In: the documents of both. Out: lines of text. Clusters are compared by their members: two runs may
//! give one cluster two names.

use std::collections::{BTreeMap, BTreeSet};

use super::super::terminal::visible;
use super::documents::Documents;
use super::list::List;

/// The members of each cluster, and the headline of its representative.
struct Clusters<'d> {
    members: BTreeMap<&'d str, BTreeSet<&'d str>>,
    headlines: BTreeMap<&'d str, &'d str>,
    of: BTreeMap<&'d str, &'d str>,
}

impl<'d> Clusters<'d> {
    fn new(documents: &'d Documents) -> Clusters<'d> {
        let mut clusters =
            Clusters { members: BTreeMap::new(), headlines: BTreeMap::new(), of: BTreeMap::new() };
        for row in documents.rows.iter().filter(|row| !row.cluster.is_empty()) {
            let (id, cluster) = (row.id.as_str(), row.cluster.as_str());
            clusters.members.entry(cluster).or_default().insert(id);
            clusters.of.insert(id, cluster);
            if row.is_representative {
                clusters.headlines.insert(cluster, &row.headline);
            }
        }
        clusters
    }

    /// The clusters that some documents are in.
    fn around(&self, documents: &BTreeSet<&str>) -> BTreeSet<&'d str> {
        documents.iter().filter_map(|id| self.of.get(id).copied()).collect()
    }

    fn size(&self, cluster: &str) -> usize {
        self.members.get(cluster).map_or(0, BTreeSet::len)
    }

    fn headline(&self, cluster: &str) -> String {
        visible(self.headlines.get(cluster).copied().unwrap_or_default())
    }
}

/// Lists the clusters that are new, gone, grown, shrunk, merged or split.
pub fn compare(text: &mut String, old: &Documents, new: &Documents, most: usize) {
    let (was, is) = (Clusters::new(old), Clusters::new(new));
    let mut list = List::new(most);
    for (id, members) in &is.members {
        let before = was.around(members);
        let sources: Vec<&&str> = before.iter().collect();
        let size = members.len();
        let (word, from) = match sources.as_slice() {
            [] => ("new", None),
            [one] if was.members.get(**one) == Some(members) => continue,
            [one] => (one_source(&was, &is, one, members), Some(was.size(one))),
            _ => ("merged", Some(sources.iter().map(|id| was.size(id)).sum())),
        };
        let from = from.map(|from| format!("{from} -> ")).unwrap_or_default();
        list.line(&format!(
            "{word:8} {}  {from}{size} documents  {}",
            visible(id),
            is.headline(id)
        ));
    }
    for (id, members) in &was.members {
        if is.around(members).is_empty() {
            let (size, headline) = (members.len(), was.headline(id));
            list.line(&format!("gone     {}  {size} documents  {headline}", visible(id)));
        }
    }
    text.push_str(&format!("\n{} -> {} clusters\n", was.members.len(), is.members.len()));
    if list.count == 0 {
        text.push_str("No cluster differs.\n");
    }
    list.write(text, "Clusters that differ");
}

/// How a cluster differs from the only one that it comes from.
fn one_source(
    was: &Clusters<'_>,
    is: &Clusters<'_>,
    source: &str,
    members: &BTreeSet<&str>,
) -> &'static str {
    let Some(before) = was.members.get(source) else { return "new" };
    if is.around(before).len() > 1 {
        "split"
    } else if before.is_subset(members) {
        "grown"
    } else if members.is_subset(before) {
        "shrunk"
    } else {
        "changed"
    }
}
