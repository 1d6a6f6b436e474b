//! The documents of the page.
//!
//! In: `articles.csv`, the clusters that are listed, and documents that something else shows. Out:
//! their rows, numbered in the order in which their texts are to be in the page; the documents that
//! lost most, those whose extraction is least certain, a sample; and counts over all documents.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::Path;

use serde_json::{Value, json};

use super::super::read::{RowView, TableReader};
use super::clusters::{Cluster, listed, ratio};
use super::figures::Figures;
use super::top::{Top, seeded};
use crate::Error;

/// Documents that lost most.
const LOST_MOST: usize = 100;
/// Documents whose extraction is least certain.
const LEAST_CERTAIN: usize = 100;
/// Documents of the sample.
const SAMPLE: usize = 100;
/// Pairs of a member and its representative that share least.
const CHAINED: usize = 40;

/// Bytes of the longest text that is in the page.
const LONGEST: usize = 1 << 20;

/// Columns that hold what moved out of a text.
const FIELDS: [&str; 6] =
    ["byline", "dateline", "contributors", "update_note", "standfirst", "published_raw"];

/// A row of `articles.csv`.
#[derive(Debug, Clone)]
pub struct Document {
    pub id: String,
    place: String,
    site: String,
    headline: String,
    published: String,
    role: String,
    relation: String,
    similarity: u64,
    via: String,
    language: String,
    status: String,
    words: u64,
    pub chars: [u64; 2],
    confidence: String,
    fields: Vec<String>,
}

/// The documents of the page.
#[derive(Debug)]
pub struct Documents {
    /// By number.
    pub documents: Vec<Document>,
    numbers: HashMap<String, usize>,
    pub lost_most: Vec<usize>,
    pub least_certain: Vec<usize>,
    pub sample: Vec<usize>,
    /// Members that joined through a chain, those least similar to their representative first.
    pub chained: Vec<usize>,
    /// For each listed cluster, its members.
    pub members: Vec<Vec<usize>>,
    pub figures: Figures,
    /// The site of each document, by the hash of its id.
    pub sites: HashMap<u64, u32>,
    pub site_names: Vec<String>,
}

impl Documents {
    /// Reads the table once. `wanted` are documents that come first.
    pub fn read(out: &Path, clusters: &[Cluster], wanted: &[String]) -> Result<Documents, Error> {
        let cluster_of: HashMap<&str, usize> =
            clusters.iter().enumerate().map(|(at, cluster)| (cluster.id.as_str(), at)).collect();
        let first: HashSet<&str> = wanted.iter().map(String::as_str).collect();
        let mut kept: HashMap<String, Document> = HashMap::new();
        let mut members: Vec<Vec<String>> = vec![Vec::new(); clusters.len()];
        let mut lost = Top::new(LOST_MOST);
        let mut uncertain = Top::new(LEAST_CERTAIN);
        let mut sample = Top::new(SAMPLE);
        let mut chained = Top::new(CHAINED);
        let (mut figures, mut sites) = (Figures::new(), HashMap::new());
        let (mut site_names, mut site_numbers) = (Vec::new(), HashMap::new());
        TableReader::open(out, "articles")?.rows(|row| {
            figures.add(row);
            let id = row.get("article_id");
            if let Some(number) = number_of(row.get("site"), &mut site_names, &mut site_numbers) {
                sites.insert(seeded(id), number);
            }
            let make = || Document::new(row);
            let cluster = cluster_of.get(row.get("cluster_id")).copied();
            let list = cluster.and_then(|at| Some((clusters.get(at)?, members.get_mut(at)?)));
            let mut is_kept = first.contains(id);
            if let Some((cluster, list)) = list
                && (list.len() < listed(cluster) || row.get("role") == "representative")
            {
                list.push(id.to_owned());
                is_kept = true;
            }
            if is_kept {
                kept.insert(id.to_owned(), make());
            }
            let number = |column| -> u64 { row.get(column).parse().unwrap_or(0) };
            let (raw, clean) = (number("chars_raw"), number("chars_clean"));
            if number("lines_removed") + number("repairs") > 0 {
                let share = raw.saturating_sub(clean).saturating_mul(10_000) / raw.max(1);
                lost.offer(u64::MAX - share, id, make);
                sample.offer(seeded(id), id, make);
            }
            let confidence = row.get("extraction_confidence");
            if !confidence.is_empty() {
                uncertain.offer(thousandths(confidence), id, make);
            }
            if !row.get("joined_via").is_empty() && cluster.is_some() {
                chained.offer(ratio(row.get("similarity")), id, || id.to_owned());
            }
            ControlFlow::Continue(())
        })?;
        let mut all = Documents {
            documents: Vec::new(),
            numbers: HashMap::new(),
            lost_most: Vec::new(),
            least_certain: Vec::new(),
            sample: Vec::new(),
            chained: Vec::new(),
            members: Vec::new(),
            figures,
            sites,
            site_names,
        };
        let chained: Vec<String> = chained.into_values().collect();
        for id in wanted.iter().chain(&chained) {
            all.take(&mut kept, id);
        }
        all.lost_most = lost.into_values().map(|document| all.number_anew(document)).collect();
        all.least_certain =
            uncertain.into_values().map(|document| all.number_anew(document)).collect();
        all.sample = sample.into_values().map(|document| all.number_anew(document)).collect();
        for list in &members {
            let numbers = list.iter().filter_map(|id| all.take(&mut kept, id)).collect();
            all.members.push(numbers);
        }
        all.chained = chained.iter().filter_map(|id| all.number(id)).collect();
        Ok(all)
    }

    /// The number of a document of the page.
    pub fn number(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    fn take(&mut self, kept: &mut HashMap<String, Document>, id: &str) -> Option<usize> {
        match kept.remove(id) {
            Some(document) => Some(self.number_anew(document)),
            None => self.number(id),
        }
    }

    fn number_anew(&mut self, document: Document) -> usize {
        if let Some(number) = self.number(&document.id) {
            return number;
        }
        let number = self.documents.len();
        self.numbers.insert(document.id.clone(), number);
        self.documents.push(document);
        number
    }

    /// A row as the page has it.
    pub fn value(&self, number: usize, site: impl Fn(&str) -> Option<usize>) -> Value {
        let Some(row) = self.documents.get(number) else { return Value::Null };
        json!([
            row.id,
            row.place,
            site(&row.site).map_or_else(|| json!(row.site), |number| json!(number)),
            row.headline,
            row.published,
            row.role,
            row.relation,
            row.similarity,
            self.number(&row.via),
            row.language,
            row.status,
            row.words,
            row.chars[0],
            row.chars[1],
            row.confidence,
            row.fields,
        ])
    }
}

impl Document {
    fn new(row: RowView<'_>) -> Document {
        let text = |column| row.get(column).to_owned();
        let short = |column| row.get(column).chars().take(400).collect::<String>();
        let number = |column| row.get(column).parse().unwrap_or(0);
        let mut place = text("source_path");
        for (mark, column) in [('!', "member"), ('#', "record")] {
            if !row.get(column).is_empty() {
                place.push(mark);
                place.push_str(row.get(column));
            }
        }
        Document {
            id: text("article_id"),
            place,
            site: text("site"),
            headline: short("headline"),
            published: text("published"),
            role: text("role"),
            relation: text("relation"),
            similarity: ratio(row.get("similarity")),
            via: text("joined_via"),
            language: text("language"),
            status: text("status"),
            words: number("words_clean"),
            chars: [number("chars_raw"), number("chars_clean")],
            confidence: text("extraction_confidence"),
            fields: FIELDS.iter().map(|column| short(column)).collect(),
        }
    }

    /// About how many bytes its text and its edits have in the page. `None`: it is too long for the
    /// page.
    pub fn bytes(&self) -> Option<usize> {
        let [raw, clean] = self.chars;
        let bytes = (raw.max(clean) as usize).saturating_mul(5) / 4 + 200;
        (bytes <= LONGEST).then_some(bytes)
    }
}

/// The number of a site. `None` for no site.
fn number_of(
    site: &str,
    names: &mut Vec<String>,
    numbers: &mut HashMap<String, u32>,
) -> Option<u32> {
    if site.is_empty() {
        return None;
    }
    if let Some(number) = numbers.get(site) {
        return Some(*number);
    }
    let number = names.len() as u32;
    names.push(site.to_owned());
    numbers.insert(site.to_owned(), number);
    Some(number)
}

/// A number with decimals, in thousandths.
fn thousandths(cell: &str) -> u64 {
    let (whole, part) = cell.split_once('.').unwrap_or((cell, ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    let number = |digits: &str| digits.parse::<u64>().unwrap_or(0);
    number(whole).saturating_mul(1000).saturating_add(number(&part))
}
