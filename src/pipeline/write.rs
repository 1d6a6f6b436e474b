//! Writing: all tables, from the clean documents and the result of matching.
//!
//! In: the store with its documents, the clusters, and the facts of the run. Out: the output folder,
//! committed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::json;

use super::cleaner::Cleaner;
use super::database;
use super::finished::Finished;
use super::plan::Plan;
use super::store::{Documents, IndexedRun, Store};
use super::work::Work;
use crate::boilerplate::{self, Rulebook};
use crate::cluster::Clustering;
use crate::config::{Carry, TextCompression, TextsOutput, UniqueOutput};
use crate::date::DayMonth;
use crate::document::fingerprint::Fingerprints;
use crate::document::passage::{Passage, PlacedPassage};
use crate::document::{DocumentId, DocumentNumber};
use crate::report::{
    Closing, Hashes, Memberships, OutputFolder, ReferenceMatch, RuleEntry, TableSettings, Tables,
    UniqueFormat, Versions, write_environment,
};
use crate::source::Walk;
use crate::{Error, learned, parse, repair, report};

/// The documents of a run and their clusters.
pub struct Results {
    pub documents: Documents,
    pub clustering: Clustering,
    pub passages: Vec<PlacedPassage>,
    /// The matches with the reference.
    pub against: Vec<ReferenceMatch>,
    /// The scores of the thresholds on the user's labels.
    pub labels: Option<serde_json::Value>,
}

/// Writes everything and commits.
pub fn write(
    store: &mut dyn Store<'_>,
    results: Results,
    cleaner: &Cleaner,
    plan: &Plan,
    corpus: &Walk,
    folder: OutputFolder,
    mut work: Work<'_>,
) -> Result<Finished, Error> {
    let run = store.indexed_run(&results.documents, &results.clustering)?;
    let only = run.as_ref().and_then(|run| run.only.as_deref());
    let Results { documents, clustering, passages, against, labels } = results.select(only);
    let standing = Memberships::new(&documents.identities, &clustering.clusters);
    let settings = TableSettings {
        excel: plan.output.excel,
        unique: match (plan.output.texts, plan.output.unique) {
            (TextsOutput::None, _) => None,
            (_, UniqueOutput::Jsonl) => Some(UniqueFormat::Jsonl),
            (_, UniqueOutput::Txt) => Some(UniqueFormat::Txt),
        },
        no_lines: plan.output.texts != TextsOutput::All,
        compression: plan.output.compress,
        keep_original: plan.output.keep_original,
        passages: plan.output.passages,
        against: plan.against.is_some(),
        history: run.is_some(),
    };
    let versions = Versions::new(&clustering.matches, &documents.identities);
    let mut tables =
        Tables::create(&folder, settings, &documents.identities, &standing, &versions)?;
    store.each_batch(only, &mut |pieces| {
        let count: usize = pieces.iter().map(|piece| piece.documents).sum();
        tables.documents(pieces)?;
        work.progress.advance(count as u64);
        Ok(())
    })?;
    let learned_lines = cleaner.learned().chrome.sites.iter();
    let counts = tables.finish(Closing {
        found: documents.found,
        matches: &clustering.matches,
        passages: &passages,
        against: &against,
        problems: &documents.problems,
        rules: &catalogue(cleaner.rulebook()),
        learned_lines: &learned_lines
            .map(|(name, site)| (name.clone(), site.entries.len() as u64))
            .collect(),
        site_of: &|id: &DocumentId| parse::site_of_place(id, &plan.input.site, corpus.rooted),
        version: env!("CARGO_PKG_VERSION"),
        inputs: input_names(plan),
        configuration: configuration(plan),
        changed_settings: changed_settings(plan),
        labels,
        hashes: Hashes {
            rules: learned::hexadecimal(&cleaner.rulebook().sha256()),
            model: cleaner.model().map(|model| learned::hexadecimal(&model.sha256())),
            learned: learned::name(cleaner.learned()),
            inputs: String::new(),
        },
        date_orders: date_orders(cleaner),
        stages: stage_counts(corpus, &clustering, run.as_ref()),
        run: run.as_ref().map(|run| run.mark.clone()),
    })?;
    work.clock.end();
    let page = || folder.write("report.html", report::page(folder.staging())?.as_bytes());
    let (page, prepared) = rayon::join(page, || store.prepare(&folder, &counts));
    page.and(prepared)?;
    let formats = plan.formats();
    if !formats.is_empty() {
        work.begin("write other formats");
        formats.write(&folder)?;
        work.clock.end();
    }
    let lineage = run.as_ref().map(|run| run.mark.lineage);
    let leftover = database::commit(plan, folder, &mut work, |folder, work| {
        let threads = rayon::current_num_threads();
        write_environment(folder, work.started, threads, &work.clock, lineage)
    })?;
    store.commit();
    let (night, advice) = run.map(|IndexedRun { night, advice, .. }| (night, advice)).unzip();
    Ok(Finished {
        counts,
        total: work.clock.total(),
        stages: work.clock.stages().to_vec(),
        night,
        output: plan.output.folder.clone(),
        unique: plan.output.unique,
        unique_name: unique_name(plan),
        problems: documents.problems,
        advice: advice.unwrap_or_default(),
        warnings: leftover.into_iter().chain(database::warning(plan)).collect(),
        is_delta: plan.nightly.as_ref().is_some_and(|nightly| nightly.delta),
        fail_on_new: plan.nightly.as_ref().is_some_and(|nightly| nightly.fail_on_new),
        capped: clustering.capped,
    })
}

/// The learned order of numeric dates by their source, as `run.json` states it.
fn date_orders(cleaner: &Cleaner) -> BTreeMap<String, &'static str> {
    let orders = &cleaner.learned().date_orders.orders;
    let word = |order: &DayMonth| match order {
        DayMonth::DayFirst => "dmy",
        DayMonth::MonthFirst => "mdy",
        DayMonth::YearFirst => "ymd",
        DayMonth::Unknown => "mixed",
    };
    orders.iter().map(|(source, order)| (source.clone(), word(order))).collect()
}

impl Results {
    /// The documents in `only`, which ascends, numbered again; all without it. Their fingerprints are
    /// dropped: the tables do not need them.
    fn select(self, only: Option<&[DocumentNumber]>) -> Results {
        let Results { documents, clustering, passages, against, labels } = self;
        let documents = Documents { fingerprints: Fingerprints::default(), ..documents };
        let Some(only) = only else {
            return Results { documents, clustering, passages, against, labels };
        };
        let identities = documents.identities.of(only);
        let found = (identities.len() + documents.problems.len()) as u64;
        let documents = Documents { identities, found, ..documents };
        let now = |before: DocumentNumber| {
            only.binary_search(&before).ok().map(|number| number as DocumentNumber)
        };
        let passage = |one: PlacedPassage| {
            let Passage { a, b, source, .. } = one.passage;
            let passage =
                Passage { a: now(a)?, b: now(b)?, source: source.and_then(now), ..one.passage };
            Some(PlacedPassage { passage, ..one })
        };
        let passages = passages.into_iter().filter_map(passage).collect();
        Results { documents, clustering: clustering.among(only), passages, against, labels }
    }
}

/// All rules and repairs that a run may apply.
pub fn catalogue(rulebook: &Rulebook) -> Vec<RuleEntry> {
    let rules = rulebook.rules().map(|rule| RuleEntry {
        id: rule.id.to_string(),
        kind: rule.kind.clone(),
        why: rule.why.clone(),
    });
    let repairs = repair::catalogue().into_iter().map(|entry| RuleEntry {
        id: entry.id.to_owned(),
        kind: "repair".to_owned(),
        why: entry.why.to_owned(),
    });
    let beside = boilerplate::beside_rules().map(|(id, kind, why)| RuleEntry {
        id: id.to_owned(),
        kind: kind.to_owned(),
        why: why.to_owned(),
    });
    let others = [RuleEntry {
        id: "line-separator".to_owned(),
        kind: "repair".to_owned(),
        why: "Blank lines that a removed line leaves at the end of a text.".to_owned(),
    }];
    rules.chain(beside).chain(repairs).chain(others).collect()
}

/// The settings that decide the tables, without paths of this machine.
fn configuration(plan: &Plan) -> serde_json::Value {
    let mut settings = json!({
        "exclude": plan.input.exclude,
        "fields": plan.input.fields,
        "site": plan.input.site,
        "metadata_key": plan.input.metadata.as_ref().map(|(_, key)| key),
        "reference_date": plan.input.reference_date,
        "limits": plan.input.limits,
        "boilerplate": plan.cleaning.boilerplate,
        "repair": plan.cleaning.repair,
        "cleaning": plan.cleaning.strength,
        "date_order": plan.cleaning.date_order,
        "matching": plan.matching,
        "unique": plan.output.unique,
        "keep_original": plan.output.keep_original,
        "passages": plan.output.passages,
        "excel": plan.output.excel,
    });
    // Named only where they change what is written: no other file depends on them.
    let (texts, compress) = (plan.output.texts, plan.output.compress);
    if let Some(settings) = settings.as_object_mut() {
        if plan.input.carry != Carry::Nothing {
            settings.insert("carry".to_owned(), json!(plan.input.carry));
        }
        if texts != TextsOutput::All {
            settings.insert("texts".to_owned(), json!(texts));
        }
        if compress != TextCompression::None {
            settings.insert("compress".to_owned(), json!(compress));
        }
    }
    settings
}

/// The name of the file or folder with the unique stories, if there is one.
fn unique_name(plan: &Plan) -> Option<String> {
    let ending = plan.output.compress.ending();
    match (plan.output.texts, plan.output.unique) {
        (TextsOutput::None, _) => None,
        (_, UniqueOutput::Jsonl) => Some(format!("unique.jsonl{ending}")),
        (_, UniqueOutput::Txt) => Some("unique/".to_owned()),
    }
}

/// The names of the inputs, sorted: no file depends on their order. Of a path that ends without a name,
/// as `.`, that of the folder.
fn input_names(plan: &Plan) -> Vec<String> {
    let name = |path: &PathBuf| {
        let named = path.file_name().map(ToOwned::to_owned);
        let named = named.or_else(|| path.canonicalize().ok()?.file_name().map(ToOwned::to_owned));
        named.map_or_else(|| "/".to_owned(), |name| name.to_string_lossy().into_owned())
    };
    let mut names: Vec<String> = plan.input.inputs.iter().map(name).collect();
    names.sort_unstable();
    names
}

/// The settings that differ from those of a plan that sets none, by their paths in the configuration.
fn changed_settings(plan: &Plan) -> BTreeMap<String, serde_json::Value> {
    let mut changed = BTreeMap::new();
    differences("", &configuration(plan), &configuration(&Plan::default()), &mut changed);
    changed
}

fn differences(
    path: &str,
    value: &serde_json::Value,
    usual: &serde_json::Value,
    changed: &mut BTreeMap<String, serde_json::Value>,
) {
    match (value.as_object(), usual.as_object()) {
        // Some settings are named only where they are set.
        (Some(value), Some(usual)) => {
            for (key, value) in value {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                differences(
                    &path,
                    value,
                    usual.get(key).unwrap_or(&serde_json::Value::Null),
                    changed,
                );
            }
        }
        _ if value != usual => drop(changed.insert(path.to_owned(), value.clone())),
        _ => {}
    }
}

fn stage_counts(
    corpus: &Walk,
    clustering: &Clustering,
    run: Option<&IndexedRun>,
) -> BTreeMap<String, BTreeMap<String, u64>> {
    let stage = |name: &str, counts: &[(&str, u64)]| {
        (name.to_owned(), counts.iter().map(|&(key, count)| (key.to_owned(), count)).collect())
    };
    let mut stages = BTreeMap::from([
        stage("walk", &[("files", corpus.files.len() as u64), ("excluded", corpus.excluded)]),
        stage(
            "match",
            &[
                ("candidates", clustering.candidates),
                ("matches", clustering.matches.len() as u64),
                ("capped_shingles", clustering.capped.shingles),
                ("capped_pairs", clustering.capped.pairs),
            ],
        ),
    ]);
    stages.extend(run.map(|run| ("index".to_owned(), run.night.counts.clone())));
    stages
}
