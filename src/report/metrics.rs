//! The figures of a run for Prometheus, in the text format that its textfile collector reads.
//!
//! In: counts and times. Out: a text. It writes no file and knows no host.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Read};

use crate::destination::Signature;

use super::clock::StageTime;
use super::counts::Counts;

/// The first bytes of the text.
const HEAD: &str = "# HELP copydesk_";

/// How a file of figures is recognised.
pub const METRICS_SIGNATURE: Signature =
    Signature { kind: "a file of metrics", matches: is_metrics };

/// The facts that the text has.
#[derive(Debug, Clone, Copy)]
pub struct Metrics<'a> {
    /// When the run ended, in seconds since 1970.
    pub ended: i64,
    pub exit_code: u8,
    pub counts: &'a Counts,
    pub total: &'a StageTime,
    pub stages: &'a [StageTime],
    pub night: Option<NightMetrics<'a>>,
}

/// The facts of a run with an index.
#[derive(Debug, Clone, Copy)]
pub struct NightMetrics<'a> {
    pub run: u32,
    pub counts: &'a BTreeMap<String, u64>,
    pub new_failures: u64,
    pub index_bytes: u64,
}

/// The text. All figures are gauges: each run writes them anew.
pub fn metrics(facts: &Metrics<'_>) -> String {
    let counts = facts.counts;
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, values: &[(String, String)]| {
        let _ = writeln!(text, "{HEAD}{name} {help}");
        let _ = writeln!(text, "# TYPE copydesk_{name} gauge");
        for (labels, value) in values {
            let _ = writeln!(text, "copydesk_{name}{labels} {value}");
        }
    };
    let one = |value: u64| vec![(String::new(), value.to_string())];
    gauge(
        "last_success_timestamp_seconds",
        "When the last run ended that wrote its tables.",
        &[(String::new(), facts.ended.to_string())],
    );
    gauge("exit_code", "0, or 1 if documents failed.", &one(facts.exit_code.into()));
    let mut seconds = vec![labelled(&[("stage", "total")], seconds(facts.total.wall_seconds))];
    let stages = facts.stages.iter().filter(|stage| stage.within.is_none());
    seconds.extend(
        stages.map(|stage| labelled(&[("stage", &stage.name)], self::seconds(stage.wall_seconds))),
    );
    gauge("duration_seconds", "Wall-clock time of each stage.", &seconds);
    let peak = facts.total.peak_memory_bytes;
    gauge("peak_memory_bytes", "Most memory that the process had.", &one(peak));
    let outcomes =
        [("processed", counts.processed), ("skipped", counts.skipped), ("failed", counts.failed)];
    let outcomes = outcomes.map(|(name, n)| labelled(&[("outcome", name)], n.to_string()));
    gauge("documents", "Documents found, by outcome.", &outcomes);
    let by_code = |outcome: &'static str, codes: &BTreeMap<String, u64>| -> Vec<_> {
        let label = |(code, n): (&String, &u64)| {
            labelled(&[("outcome", outcome), ("code", code)], n.to_string())
        };
        codes.iter().map(label).collect()
    };
    let mut problems = by_code("skipped", &counts.skipped_by_code);
    problems.extend(by_code("failed", &counts.failed_by_code));
    gauge("problems", "Rows of problems.csv, by outcome and code.", &problems);
    gauge("clusters", "Stories that have copies.", &one(counts.clusters));
    gauge("unique_stories", "Stories without their copies.", &one(counts.unique_stories));
    if let Some(night) = &facts.night {
        gauge("run_number", "The number of the run of its index.", &one(night.run.into()));
        let names = ["new", "changed", "moved", "vanished", "unchanged", "missing"];
        let changes = names.map(|name| {
            let count = night.counts.get(name).copied().unwrap_or(0);
            labelled(
                &[("change", if name == "vanished" { "gone" } else { name })],
                count.to_string(),
            )
        });
        gauge("changes", "Documents by how they differ from the last run.", &changes);
        gauge("new_failures", "Failures that the last run did not have.", &one(night.new_failures));
        gauge("index_bytes", "Size of the index.", &one(night.index_bytes));
    }
    text
}

fn seconds(value: f64) -> String {
    format!("{value:.3}")
}

/// Labels in braces, with the value that they belong to.
fn labelled(labels: &[(&str, &str)], value: String) -> (String, String) {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let labels: Vec<String> =
        labels.iter().map(|(name, label)| format!("{name}=\"{}\"", escaped(label))).collect();
    (format!("{{{}}}", labels.join(",")), value)
}

fn is_metrics(file: &mut dyn Read) -> io::Result<bool> {
    let mut head = Vec::new();
    file.take(HEAD.len() as u64).read_to_end(&mut head)?;
    Ok(head == HEAD.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_its_help_its_type_and_a_value() {
        let counts = Counts {
            found: 3,
            processed: 1,
            failed: 2,
            failed_by_code: [("bad_json".to_owned(), 2)].into(),
            ..Counts::default()
        };
        let stage = |name: &str| StageTime {
            name: name.into(),
            wall_seconds: 1.5,
            cpu_seconds: 2.0,
            peak_memory_bytes: 7,
            within: None,
        };
        let night = [("new".to_owned(), 4), ("vanished".to_owned(), 1)].into();
        let text = metrics(&Metrics {
            ended: 1_700_000_000,
            exit_code: 1,
            counts: &counts,
            total: &stage("total"),
            stages: &[stage("find candidates")],
            night: Some(NightMetrics {
                run: 9,
                counts: &night,
                new_failures: 1,
                index_bytes: 4096,
            }),
        });
        for line in [
            "copydesk_last_success_timestamp_seconds 1700000000",
            "copydesk_duration_seconds{stage=\"find candidates\"} 1.500",
            "copydesk_documents{outcome=\"failed\"} 2",
            "copydesk_problems{outcome=\"failed\",code=\"bad_json\"} 2",
            "copydesk_changes{change=\"gone\"} 1",
            "copydesk_index_bytes 4096",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
        // The form of the exposition format: a help and a type before each group of samples.
        let mut declared = "";
        for line in text.lines() {
            match line.strip_prefix("# TYPE ") {
                Some(rest) => declared = rest.strip_suffix(" gauge").unwrap(),
                None if line.starts_with("# HELP ") => {}
                None => {
                    let (name, value) = line.rsplit_once(' ').unwrap();
                    assert_eq!(name.split('{').next(), Some(declared), "{line}");
                    assert!(value.parse::<f64>().is_ok(), "{line}");
                }
            }
        }
        assert!(is_metrics(&mut text.as_bytes()).unwrap());
        assert!(!is_metrics(&mut &b"# HELP node_"[..]).unwrap());
    }

    #[test]
    fn a_label_cannot_leave_its_quotes() {
        assert_eq!(labelled(&[("a", "x\"\\\n")], "1".into()).0, "{a=\"x\\\"\\\\\\n\"}");
    }
}
