//! The ids of documents and clusters, and the facts of each document that tables about several
//! documents need.
//!
//! In: the documents of a run in their order, then the clusters. Out: for each document number its
//! `article_id`, publication time and site; for each cluster its `cluster_id`. It keeps about 24 bytes
//! in memory for each document. It writes nothing.
//!
//! An id is the first 64 bits of a SHA-256, as 16 hexadecimal digits. Documents (or clusters) of one
//! run that share them have 128 bits, as 32 digits. An archive may hold two members of one name: such
//! documents are distinguished by how many of the same place came before.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::document::{Cluster, DocumentId, DocumentNumber, Fields, Joined};

use super::cells::one_line;
use super::first::{ClusterDates, Span};

/// The id of a document or cluster. It is displayed as hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Id {
    high: u64,
    /// Only where `high` is not unique in the run.
    low: Option<u64>,
}

impl Hash for Id {
    /// An id is a hash already, so its first half is enough.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.high);
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(hexadecimal(self.high, &mut [0; 16]))?;
        self.low.map_or(Ok(()), |low| f.write_str(hexadecimal(low, &mut [0; 16])))
    }
}

/// A number as 16 hexadecimal digits. Ids are displayed many times for each document.
fn hexadecimal(number: u64, digits: &mut [u8; 16]) -> &str {
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        let nibble = (rest & 15) as u8;
        *digit = if nibble < 10 { b'0' + nibble } else { b'a' - 10 + nibble };
        rest >>= 4;
    }
    std::str::from_utf8(digits).unwrap_or_default()
}

/// The ids of numbered things, unique within a run.
#[derive(Debug, Default)]
struct Ids {
    high: Vec<u64>,
    /// The next 64 bits where the first are shared.
    low: BTreeMap<u32, u64>,
}

impl Ids {
    fn new(digests: &[(u64, u64)]) -> Ids {
        let mut sorted: Vec<u64> = digests.iter().map(|&(high, _)| high).collect();
        sorted.sort_unstable();
        let mut shared: Vec<u64> = sorted
            .windows(2)
            .filter_map(|pair| (pair.first() == pair.last()).then(|| pair.first().copied())?)
            .collect();
        shared.dedup();
        let low = (0..)
            .zip(digests)
            .filter(|(_, (high, _))| !shared.is_empty() && shared.binary_search(high).is_ok())
            .map(|(number, &(_, low))| (number, low))
            .collect();
        Ids { high: digests.iter().map(|&(high, _)| high).collect(), low }
    }

    fn get(&self, number: u32) -> Option<Id> {
        let high = *self.high.get(number as usize)?;
        Some(Id { high, low: self.low.get(&number).copied() })
    }
}

/// The first 128 bits of the SHA-256 of some parts. Different lists of parts give different bytes.
fn digest(parts: &[Option<&[u8]>]) -> (u64, u64) {
    let mut hasher = Sha256::new();
    for part in parts {
        match part {
            Some(bytes) => {
                hasher.update((bytes.len() as u64 + 1).to_le_bytes());
                hasher.update(bytes);
            }
            None => hasher.update(0_u64.to_le_bytes()),
        }
    }
    let bytes = hasher.finalize();
    let half = |at: usize| {
        bytes.iter().skip(at).take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
    };
    (half(0), half(8))
}

/// Collects the documents of a run in the order of their numbers.
#[derive(Debug, Default)]
pub struct IdentityBuilder {
    digests: Vec<(u64, u64)>,
    published: Vec<i64>,
    /// The seconds that each date covers: a day without a time is a whole day.
    spans: Vec<u32>,
    sites: Vec<u32>,
    names: Vec<Arc<str>>,
    by_name: HashMap<Arc<str>, u32>,
    /// The last document, and how many of the same place came before it.
    latest: Option<(DocumentId, u64)>,
    repeated: Vec<DocumentNumber>,
}

impl IdentityBuilder {
    pub fn new() -> IdentityBuilder {
        IdentityBuilder::default()
    }

    pub fn add(&mut self, id: &DocumentId, fields: &Fields) {
        let before = match &self.latest {
            Some((latest, before)) if latest == id => before + 1,
            _ => 0,
        };
        let (record, nth) = (id.record.map(u64::to_le_bytes), before.to_le_bytes());
        let mut parts = vec![
            Some(id.root.as_bytes()),
            Some(id.path.as_bytes()),
            id.member.as_ref().map(|member| member.as_bytes()),
            record.as_ref().map(|record| record.as_slice()),
        ];
        if before > 0 {
            parts.push(Some(&nth));
            self.repeated.extend(u32::try_from(self.digests.len()));
        }
        self.digests.push(digest(&parts));
        let dated = fields.published.as_deref().and_then(|iso| Some(Span::new(instant(iso)?, iso)));
        self.published.push(dated.map_or(UNKNOWN, |span| span.start));
        self.spans.push(dated.map_or(0, |span| (span.end - span.start) as u32));
        let site = fields.site.as_deref().map_or(NO_SITE, |site| self.site(site));
        self.sites.push(site);
        self.latest = Some((id.clone(), before));
    }

    /// The number of a site. Names that look the same in a table are one site.
    fn site(&mut self, name: &str) -> u32 {
        let name = &*one_line(name);
        if let Some(&number) = self.by_name.get(name) {
            return number;
        }
        let (number, name) = (self.names.len() as u32, Arc::<str>::from(name));
        self.names.push(name.clone());
        self.by_name.insert(name, number);
        number
    }

    /// The ids of all documents.
    pub fn build(self) -> Identities {
        Identities {
            ids: Ids::new(&self.digests),
            published: self.published,
            spans: self.spans,
            sites: self.sites,
            names: self.names,
            repeated: self.repeated,
        }
    }
}

const UNKNOWN: i64 = i64::MAX;
const NO_SITE: u32 = u32::MAX;

/// The id, publication time and site of every document of a run, by number.
#[derive(Debug)]
pub struct Identities {
    ids: Ids,
    published: Vec<i64>,
    spans: Vec<u32>,
    sites: Vec<u32>,
    names: Vec<Arc<str>>,
    repeated: Vec<DocumentNumber>,
}

impl Identities {
    pub fn len(&self) -> usize {
        self.ids.high.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn article(&self, number: DocumentNumber) -> Option<Id> {
        self.ids.get(number)
    }

    /// Seconds since 1970 of the publication date; a date without a time is its first second.
    pub fn published(&self, number: DocumentNumber) -> Option<i64> {
        self.published.get(number as usize).copied().filter(|&at| at != UNKNOWN)
    }

    /// The publication date as a span of seconds.
    pub fn span(&self, number: DocumentNumber) -> Option<Span> {
        let (start, seconds) = (self.published(number)?, self.spans.get(number as usize)?);
        Some(Span { start, end: start + i64::from(*seconds) })
    }

    pub fn site(&self, number: DocumentNumber) -> Option<&Arc<str>> {
        self.names.get(*self.sites.get(number as usize)? as usize)
    }

    /// The identities of some documents, in ascending order. They get new numbers and keep their ids.
    pub fn of(&self, numbers: &[DocumentNumber]) -> Identities {
        let (mut ids, mut repeated) = (Ids::default(), Vec::new());
        let (mut published, mut spans, mut sites) = (Vec::new(), Vec::new(), Vec::new());
        for (number, &before) in (0..).zip(numbers) {
            let at = before as usize;
            ids.high.extend(self.ids.high.get(at));
            ids.low.extend(self.ids.low.get(&before).map(|&low| (number, low)));
            published.extend(self.published.get(at));
            spans.extend(self.spans.get(at));
            sites.extend(self.sites.get(at));
            repeated.extend(self.is_repeated(before).then_some(number));
        }
        Identities { ids, published, spans, sites, names: self.names.clone(), repeated }
    }

    /// Whether a document before it has the same place.
    pub fn is_repeated(&self, number: DocumentNumber) -> bool {
        self.repeated.binary_search(&number).is_ok()
    }
}

/// The cluster of each document.
#[derive(Debug)]
pub struct Memberships<'c> {
    clusters: &'c [Cluster],
    ids: Ids,
    dates: Vec<ClusterDates>,
    /// For each document the number of its cluster.
    cluster_of: Vec<u32>,
}

const NO_CLUSTER: u32 = u32::MAX;

/// The part of a document in its cluster.
#[derive(Debug, Clone, Copy)]
pub struct Membership<'c> {
    /// Index into the clusters that were given.
    pub cluster: usize,
    pub id: Id,
    pub is_representative: bool,
    pub joined: Option<&'c Joined>,
}

impl<'c> Memberships<'c> {
    pub fn new(identities: &Identities, clusters: &'c [Cluster]) -> Memberships<'c> {
        let mut cluster_of = vec![NO_CLUSTER; identities.len()];
        let digests: Vec<_> = (0..)
            .zip(clusters)
            .map(|(index, cluster)| {
                for &member in &cluster.members {
                    if let Some(place) = cluster_of.get_mut(member as usize) {
                        *place = index;
                    }
                }
                let first = cluster
                    .members
                    .iter()
                    .filter_map(|&n| {
                        Some((identities.published.get(n as usize)?, identities.article(n)?))
                    })
                    .min();
                let name = first.map(|(_, id)| id.to_string()).unwrap_or_default();
                digest(&[Some(b"cluster"), Some(name.as_bytes())])
            })
            .collect();
        let spans = |cluster: &Cluster| {
            ClusterDates::new(cluster.members.iter().map(|&number| identities.span(number)))
        };
        let dates = clusters.iter().map(spans).collect();
        Memberships { clusters, ids: Ids::new(&digests), dates, cluster_of }
    }

    pub fn clusters(&self) -> &'c [Cluster] {
        self.clusters
    }

    pub fn id(&self, cluster: usize) -> Option<Id> {
        self.ids.get(u32::try_from(cluster).ok()?)
    }

    /// Where the date of a document stands among those of its cluster; empty if it is in none.
    pub fn first_in_cluster(
        &self,
        number: DocumentNumber,
        identities: &Identities,
    ) -> &'static str {
        let cluster = self.cluster_of.get(number as usize);
        let dates = cluster.and_then(|&cluster| self.dates.get(cluster as usize));
        dates.map_or("", |dates| dates.word(identities.span(number)))
    }

    /// The part of a document in its cluster; `None` when it is unique.
    pub fn of(&self, number: DocumentNumber) -> Option<Membership<'c>> {
        let index = *self.cluster_of.get(number as usize)? as usize;
        let cluster = self.clusters.get(index)?;
        let joined = cluster.members.binary_search(&number).ok();
        Some(Membership {
            cluster: index,
            id: self.id(index)?,
            is_representative: cluster.representative == number,
            joined: joined.and_then(|place| cluster.joined.get(place)),
        })
    }
}

/// Seconds since 1970 of an ISO 8601 date, with or without time and offset. A missing offset is UTC.
/// Fractions of a second are ignored.
pub fn instant(iso: &str) -> Option<i64> {
    let number = |span: std::ops::Range<usize>| -> Option<i64> {
        let digits = iso.get(span)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    // A month or a year alone sorts with its first day.
    let (month, day) = match iso.len() {
        4 => (1, 1),
        7 => (number(5..7)?, 1),
        _ => (number(5..7)?, number(8..10)?),
    };
    let year = number(0..4)?;
    // Days of the civil calendar (H. Hinnant 2013): March is the first month of a year.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (y.div_euclid(400), y.rem_euclid(400));
    let day_of_year = (153 * m + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468;
    let time = match iso.get(10..11) {
        Some("T" | " ") => {
            let seconds = if iso.get(16..17) == Some(":") { number(17..19)? } else { 0 };
            number(11..13)? * 3600 + number(14..16)? * 60 + seconds
        }
        _ => 0,
    };
    let zone = iso.get(16..).and_then(|rest| rest.find(['+', '-'])).map(|at| at + 16);
    let offset = zone.map_or(Some(0), |at| {
        let minutes = number(at + 4..at + 6).or_else(|| number(at + 3..at + 5)).unwrap_or(0);
        let sign = if iso.get(at..=at) == Some("-") { -1 } else { 1 };
        Some(sign * (number(at + 1..at + 3)? * 3600 + minutes * 60))
    })?;
    Some(days * 86_400 + time - offset)
}

#[cfg(test)]
mod tests;
