//! The similarities of pairs, and pairs to judge.
//!
//! In: `pairs.csv` and the thresholds of `run.json`. Out: for each twentieth of a tenth of
//! similarity the pairs that joined and those held apart, and pairs that a person should judge: those
//! nearest above the threshold that admitted them, those held apart, and a sample of all.

use std::ops::ControlFlow;
use std::path::Path;

use serde_json::{Value, json};

use super::super::read::{RowView, TableReader};
use super::clusters::ratio;
use super::top::{Top, seeded};
use crate::Error;

/// Bars of the histogram, each as wide as `BAR` ten-thousandths.
const BARS: usize = 50;
const BAR: u64 = 200;

/// Pairs of each kind to judge.
const NEAREST: usize = 120;
const HELD_APART: usize = 60;
const SAMPLE: usize = 60;

/// A pair to judge.
#[derive(Debug, Clone)]
pub struct Pair {
    pub a: String,
    pub b: String,
    relation: String,
    admitted_by: String,
    held_apart: String,
    similarity: u64,
    contained: u64,
    headline: u64,
    days_apart: String,
}

/// What the page shows of the pairs.
#[derive(Debug)]
pub struct Pairs {
    pub joined: Vec<u64>,
    pub held_apart: Vec<u64>,
    pub nearest: Vec<Pair>,
    pub apart: Vec<Pair>,
    pub sample: Vec<Pair>,
    pub count: u64,
}

impl Pairs {
    /// Reads the table once. `matching` holds the thresholds.
    pub fn read(out: &Path, matching: &Value) -> Result<Pairs, Error> {
        let (mut joined, mut held_apart) = (vec![0; BARS], vec![0; BARS]);
        let mut nearest = Top::new(NEAREST);
        let mut apart = Top::new(HELD_APART);
        let mut sample = Top::new(SAMPLE);
        let mut count = 0;
        TableReader::open(out, "pairs")?.rows(|row| {
            count += 1;
            let similarity = ratio(row.get("weighted_similarity"));
            let is_apart = !row.get("held_apart").is_empty();
            let bars = if is_apart { &mut held_apart } else { &mut joined };
            let bar = (similarity / BAR).min(BARS as u64 - 1) as usize;
            if let Some(bar) = bars.get_mut(bar) {
                *bar += 1;
            }
            let by = row.get("admitted_by");
            if by == "identical" {
                return ControlFlow::Continue(());
            }
            let name = format!("{} {}", row.get("article_id_a"), row.get("article_id_b"));
            let make = || Pair::new(row);
            if is_apart {
                apart.offer(u64::MAX - similarity, &name, make);
            } else {
                let bar = matching.get(by).and_then(Value::as_u64).unwrap_or(similarity);
                nearest.offer(similarity.abs_diff(bar), &name, make);
            }
            sample.offer(seeded(&name), &name, make);
            ControlFlow::Continue(())
        })?;
        Ok(Pairs {
            joined,
            held_apart,
            nearest: nearest.into_values().collect(),
            apart: apart.into_values().collect(),
            sample: sample.into_values().collect(),
            count,
        })
    }

    /// The ids of the documents of all pairs to judge.
    pub fn documents(&self) -> Vec<String> {
        let pairs = self.nearest.iter().chain(&self.apart).chain(&self.sample);
        pairs.flat_map(|pair| [pair.a.clone(), pair.b.clone()]).collect()
    }
}

impl Pair {
    fn new(row: RowView<'_>) -> Pair {
        let text = |column| row.get(column).to_owned();
        let contained = ["containment_a", "containment_b"].map(|column| row.get(column));
        let known = contained.iter().filter(|cell| !cell.is_empty());
        Pair {
            a: text("article_id_a"),
            b: text("article_id_b"),
            relation: text("relation"),
            admitted_by: text("admitted_by"),
            held_apart: text("held_apart"),
            similarity: ratio(row.get("weighted_similarity")),
            contained: known.map(|cell| ratio(cell)).max().unwrap_or(10_001),
            headline: ratio(row.get("headline_similarity")),
            days_apart: text("days_apart"),
        }
    }

    /// The pair as the page has it; `None` if a document is not in the page.
    pub fn value(&self, number: impl Fn(&str) -> Option<usize>) -> Option<Value> {
        Some(json!([
            number(&self.a)?,
            number(&self.b)?,
            self.relation,
            self.admitted_by,
            self.held_apart,
            self.similarity,
            self.contained,
            self.headline,
            self.days_apart,
        ]))
    }
}
