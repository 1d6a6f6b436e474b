//! The labels of a user: pairs of documents that are, or are not, the same story.
//!
//! In: a CSV file with the columns `article_id_a`, `article_id_b` and `label`, and the result of
//! matching. Out: the result that follows the labels, and how the thresholds did on them. It decides
//! nothing about pairs without a label.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::cleaner::Cleaner;
use super::plan::Plan;
use super::store::Documents;
use crate::Error;
use crate::cluster::{self, Clustering, Label};
use crate::document::DocumentNumber;
use crate::report::word;

/// What a cell of the column `label` may say.
const SAME: &str = "same";
const NOT_SAME: &str = "not_same";
const SKIP: &str = "skip";

/// What came of the labels of a run.
#[derive(Debug, Default)]
pub struct Followed {
    /// For `run.json`: how the thresholds did.
    pub scores: Option<Value>,
    /// For the summary.
    pub advice: Vec<String>,
}

/// Changes clusters as the labels of the plan say. A plan without labels changes nothing.
///
/// # Errors
/// As [`Labels::read`]; `unreadable` if a token sequence cannot be read.
pub fn follow(
    clustering: &mut Clustering,
    documents: &Documents,
    cleaner: &Cleaner,
    plan: &Plan,
    unreadable: impl Fn(io::Error) -> Error,
) -> Result<Followed, Error> {
    let Some(path) = &plan.labels else { return Ok(Followed::default()) };
    let labels = Labels::read(path, documents)?;
    let found = clustering.clone();
    let (prints, weights) = (&documents.fingerprints, &cleaner.learned().weights);
    let contradicted =
        cluster::follow_labels(clustering, prints, weights, &plan.matching, &labels.labels)
            .map_err(unreadable)?
            .len();
    Ok(Followed {
        scores: Some(labels.scores(&found, contradicted)),
        advice: labels.advice(contradicted),
    })
}

/// The labels of a file, and their documents by number.
#[derive(Debug)]
struct Labels {
    labels: Vec<Label>,
    /// Pairs of ids of which one or both are in no document of this run.
    unknown: Vec<String>,
}

impl Labels {
    /// Reads a file and finds its documents. The last row of a pair counts.
    ///
    /// # Errors
    /// [`Error::Input`] if the file cannot be read, [`Error::Configuration`] if a row is not a label.
    fn read(path: &Path, documents: &Documents) -> Result<Labels, Error> {
        let rows = rows(path)?;
        let mut numbers: HashMap<&str, Option<DocumentNumber>> =
            rows.keys().flat_map(|(a, b)| [(a.as_str(), None), (b.as_str(), None)]).collect();
        for number in 0..documents.identities.len() as DocumentNumber {
            let id = documents.identities.article(number).map(|id| id.to_string());
            if let Some(slot) = id.and_then(|id| numbers.get_mut(id.as_str())) {
                *slot = Some(number);
            }
        }
        let mut labels = Labels { labels: Vec::new(), unknown: Vec::new() };
        for ((a, b), same) in &rows {
            let number = |id: &String| numbers.get(id.as_str()).copied().flatten();
            match (number(a), number(b)) {
                (Some(a), Some(b)) => {
                    labels.labels.push(Label { a: a.min(b), b: a.max(b), same: *same });
                }
                _ => labels.unknown.push(format!("{a} {b}")),
            }
        }
        labels.labels.sort_unstable();
        Ok(labels)
    }

    /// How the thresholds did on the labels, for `run.json`. `found` is the result of matching before
    /// it followed them, `contradicted` are labels that could not be followed.
    fn scores(&self, found: &Clustering, contradicted: usize) -> Value {
        let mut cluster_of: HashMap<DocumentNumber, usize> = HashMap::new();
        for (at, cluster) in found.clusters.iter().enumerate() {
            cluster_of.extend(cluster.members.iter().map(|member| (*member, at)));
        }
        let (mut precision, mut recall) = (Score::default(), Score::default());
        let mut by_threshold: BTreeMap<String, Score> = BTreeMap::new();
        for label in &self.labels {
            let of = |number: &DocumentNumber| cluster_of.get(number);
            let together = of(&label.a).is_some() && of(&label.a) == of(&label.b);
            if together {
                precision.add(label.same);
            }
            if label.same {
                recall.add(together);
            }
            let pair = found.matches.binary_search_by_key(&(label.a, label.b), |m| (m.a, m.b));
            if let Some(pair) = pair.ok().and_then(|at| found.matches.get(at)) {
                by_threshold.entry(word(pair.admitted_by)).or_default().add(label.same);
            }
        }
        let same = self.labels.iter().filter(|label| label.same).count();
        json!({
            "same": same,
            "not_same": self.labels.len() - same,
            "unknown": self.unknown,
            "contradicted": contradicted,
            "precision": precision.value(),
            "recall": recall.value(),
            "by_threshold": by_threshold.iter().map(|(name, score)| (name.clone(), score.value()))
                .collect::<serde_json::Map<_, _>>(),
        })
    }

    /// Sentences for the summary.
    fn advice(&self, contradicted: usize) -> Vec<String> {
        let many = |count: usize| format!("{count} label{}", if count == 1 { "" } else { "s" });
        let followed = self.labels.len().saturating_sub(contradicted);
        let mut advice = vec![format!("Followed {}.", many(followed))];
        if !self.unknown.is_empty() {
            let unknown = many(self.unknown.len());
            advice.push(format!(
                "{unknown} of documents that are not here any more: run.json lists them."
            ));
        }
        if contradicted > 0 {
            advice.push(format!(
                "{} `same` not followed, because others say `not_same` of documents that it would join.",
                many(contradicted)
            ));
        }
        advice
    }
}

/// Rows of a file: pairs of ids, the smaller first, and whether they are the same story.
fn rows(path: &Path) -> Result<BTreeMap<(String, String), bool>, Error> {
    let wrong = |message: String| Error::Configuration { path: path.to_owned(), message };
    let text = std::fs::read_to_string(path)
        .map_err(|source| Error::Input { path: PathBuf::from(path), source })?;
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().map_err(|error| wrong(error.to_string()))?.clone();
    let column = |name: &str| {
        let at = header.iter().position(|column| column.trim() == name);
        at.ok_or_else(|| {
            wrong(format!(
                "it has no column `{name}`: it needs article_id_a, article_id_b and label"
            ))
        })
    };
    let columns = [column("article_id_a")?, column("article_id_b")?, column("label")?];
    let mut rows = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| wrong(error.to_string()))?;
        let [a, b, label] = columns.map(|at| record.get(at).unwrap_or_default().trim().to_owned());
        let same = match label.as_str() {
            SAME => true,
            NOT_SAME => false,
            "" | SKIP => continue,
            other => {
                let line = record.position().map_or(0, csv::Position::line);
                return Err(wrong(format!(
                    "line {line}: the label is `{other}`; it must be {SAME}, {NOT_SAME} or {SKIP}"
                )));
            }
        };
        if a != b {
            rows.insert(if a < b { (a, b) } else { (b, a) }, same);
        }
    }
    Ok(rows)
}

/// How often something was right.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    judged: u64,
    right: u64,
}

impl Score {
    fn add(&mut self, is_right: bool) {
        self.judged += 1;
        self.right += u64::from(is_right);
    }

    /// The share with the bounds of its 95 % interval by Wilson's method.
    fn value(&self) -> Value {
        let Some([share, low, high]) = self.interval() else {
            return json!({ "judged": 0, "right": 0 });
        };
        let digits = |share: f64| format!("{share:.4}");
        json!({
            "judged": self.judged,
            "right": self.right,
            "share": digits(share),
            "low": digits(low),
            "high": digits(high),
        })
    }

    fn interval(&self) -> Option<[f64; 3]> {
        const Z: f64 = 1.959_964;
        if self.judged == 0 {
            return None;
        }
        let n = self.judged as f64;
        let share = self.right as f64 / n;
        let centre = share + Z * Z / (2.0 * n);
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        Some([share, ((centre - half) / scale).max(0.0), ((centre + half) / scale).min(1.0)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_wilson() {
        let close = |score: Score, expected: [f64; 2]| {
            let [_, low, high] = score.interval().unwrap();
            assert!((low - expected[0]).abs() < 5e-4 && (high - expected[1]).abs() < 5e-4);
        };
        // Published examples: 81 of 263, and 15 of 148.
        close(Score { judged: 263, right: 81 }, [0.2553, 0.3662]);
        close(Score { judged: 148, right: 15 }, [0.0624, 0.1605]);
        close(Score { judged: 10, right: 10 }, [0.7225, 1.0]);
        assert!(Score::default().interval().is_none());
    }

    #[test]
    fn a_file_of_labels_is_read_and_a_wrong_one_refused() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("labels.csv");
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            rows(&path)
        };
        let rows = read(
            "\u{feff}article_id_a,article_id_b,label\nb,a,same\nc,d,skip\na,b,not_same\ne,f,same\n",
        );
        let rows: Vec<_> = rows.unwrap().into_iter().collect();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(rows, [(pair("a", "b"), false), (pair("e", "f"), true)]);
        let message = read("a,b\n1,2\n").unwrap_err().to_string();
        assert!(message.contains("no column `article_id_a`"), "{message}");
        let message = read("article_id_a,article_id_b,label\n1,2,maybe\n").unwrap_err().to_string();
        assert!(message.contains("line 2: the label is `maybe`"), "{message}");
    }
}
