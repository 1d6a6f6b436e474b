//! Writing: all tables, from the clean articles and what matching found.
//!
//! In: clean articles, clusters, and the facts of the run. Out: the output folder, committed.

use std::collections::BTreeMap;

use serde_json::json;

use super::clean::CleanStories;
use super::{Cleaner, Finished, Plan, Work};
use crate::boilerplate::{self, Rulebook};
use crate::cluster::Clustering;
use crate::config::UniqueOutput;
use crate::date::DayMonth;
use crate::document::DocumentId;
use crate::report::{
    Closing, Hashes, OutputFolder, RuleEntry, RunMark, Standing, TableSettings, Tables,
    UniqueFormat, write_environment,
};
use crate::{Error, learned, parse, repair, report};

/// What a nightly run adds.
pub struct Nightly<'n> {
    pub mark: RunMark,
    /// For `run.json`.
    pub counts: BTreeMap<String, u64>,
    /// Sentences for the summary.
    pub advice: Vec<String>,
    /// Called when all tables are written, before the folder is swapped in.
    pub announce: &'n mut (dyn FnMut(&OutputFolder) -> Result<(), Error> + Send),
}

/// Writes everything and commits.
pub fn write(
    stories: CleanStories,
    clustering: &Clustering,
    cleaner: &Cleaner,
    plan: &Plan,
    folder: OutputFolder,
    mut work: Work<'_>,
    nightly: Option<Nightly<'_>>,
) -> Result<Finished, Error> {
    let started = work.started;
    let identities = &stories.identities;
    let standing = Standing::new(identities, &clustering.clusters);
    let settings = TableSettings {
        excel: plan.output.excel,
        unique: Some(match plan.output.unique {
            UniqueOutput::Jsonl => UniqueFormat::Jsonl,
            UniqueOutput::Txt => UniqueFormat::Txt,
        }),
        keep_original: plan.output.keep_original,
        history: nightly.is_some(),
    };
    let mut tables = Tables::create(&folder, settings, identities, &standing)?;
    stories.each_batch(plan, |pieces| {
        let documents: usize = pieces.iter().map(|piece| piece.documents).sum();
        tables.documents(pieces)?;
        work.progress.advance(documents as u64);
        Ok(())
    })?;
    let learned_lines = cleaner.learned().chrome.sites.iter();
    let counts = tables.finish(Closing {
        found: stories.found.documents,
        matches: &clustering.matches,
        problems: &stories.problems,
        rules: &catalogue(cleaner.rulebook()),
        learned_lines: &learned_lines
            .map(|(name, site)| (name.clone(), site.entries.len() as u64))
            .collect(),
        site_of: &|id: &DocumentId| {
            parse::site_of_place(id, &plan.input.site, stories.found.rooted)
        },
        version: env!("CARGO_PKG_VERSION"),
        configuration: configuration(plan),
        hashes: Hashes {
            rules: learned::hexadecimal(&cleaner.rulebook().sha256()),
            model: cleaner.model().map(|model| learned::hexadecimal(&model.sha256())),
            learned: learned::name(cleaner.learned()),
            inputs: String::new(),
        },
        date_orders: date_orders(cleaner),
        stages: stage_counts(&stories, clustering, nightly.as_ref()),
        run: nightly.as_ref().map(|nightly| nightly.mark.clone()),
    })?;
    work.clock.end();
    let lineage = nightly.as_ref().map(|nightly| nightly.mark.lineage);
    let (mut announce, advice) =
        nightly.map_or((None, Vec::new()), |nightly| (Some(nightly.announce), nightly.advice));
    let page = || folder.write("report.html", report::page(folder.staging())?.as_bytes());
    let announced = || announce.as_mut().map_or(Ok(()), |announce| announce(&folder));
    let (page, announced) = rayon::join(page, announced);
    page.and(announced)?;
    write_environment(&folder, started, rayon::current_num_threads(), &work.clock, lineage)?;
    folder.commit()?;
    Ok(Finished {
        counts,
        total: work.clock.total(),
        output: plan.output.folder.clone(),
        problems: stories.problems,
        advice,
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

/// All rules and repairs that could have had a say.
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

/// What of the plan decides the tables: no place of this machine, nothing of how the work is done.
fn configuration(plan: &Plan) -> serde_json::Value {
    json!({
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
        "excel": plan.output.excel,
    })
}

fn stage_counts(
    stories: &CleanStories,
    clustering: &Clustering,
    nightly: Option<&Nightly<'_>>,
) -> BTreeMap<String, BTreeMap<String, u64>> {
    let stage = |name: &str, counts: &[(&str, u64)]| {
        (name.to_owned(), counts.iter().map(|&(key, count)| (key.to_owned(), count)).collect())
    };
    let mut stages = BTreeMap::from([
        stage("walk", &[("files", stories.found.files), ("excluded", stories.found.excluded)]),
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
    if let Some(nightly) = nightly {
        stages.insert("index".to_owned(), nightly.counts.clone());
    }
    stages
}
