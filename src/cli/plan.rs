//! The resolved plan: flags override a configuration file, which overrides the defaults.
//!
//! In: arguments as typed. Out: a [`Plan`] for the pipeline. It reads the configuration file and
//! nothing of the corpus.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::arguments::{
    CleaningOptions, FailOn, LimitOptions, MatchingOptions, NightlyOptions, ReadingOptions,
    RunArguments, RunOptions, WorkOptions,
};
use super::{configuration, message, output};
use crate::Error;
use crate::cluster::MatchSettings;
use crate::config::{InputSettings, Limits, NightlySettings, SiteSource, WorkSettings};
use crate::destination::Overwrite;
use crate::document::shingle::Sampling;
use crate::pipeline::Plan;

/// Resolves the arguments of `copydesk run` into a plan and the options for messages.
pub fn resolve(arguments: RunArguments) -> Result<(Plan, WorkOptions), Error> {
    let (file, found) = match &arguments.config {
        Some(path) => (configuration::read(path)?, false),
        None if arguments.no_config => Default::default(),
        None => configuration::find()?,
    };
    let options = merge(arguments.options, file);
    message::use_format(options.work.log_format);
    if found && !options.work.quiet {
        let name = configuration::FILE_NAME;
        message::note(&format!(
            "copydesk: settings of {name} in this folder are used (--no-config)"
        ));
    }
    let inputs =
        if arguments.inputs.is_empty() { options.inputs.clone() } else { arguments.inputs };
    if inputs.is_empty() {
        return Err(usage("no INPUT given: name the folders and files to read"));
    }
    let folder = arguments.output.or(options.output.clone());
    let folder = match folder {
        Some(folder) => folder,
        None if arguments.dry_run => PathBuf::new(),
        None => return Err(usage("no output folder given: name one with -o OUT")),
    };
    if folder == Path::new("-") {
        return Err(usage("-o -: the output is a folder; write ./- for a folder of that name"));
    }
    if options.against.is_some() {
        let given = [
            (options.nightly.index.is_some(), "--index"),
            (options.passages, "--passages"),
            (options.matching.labels.is_some(), "--labels"),
        ];
        if let Some((_, flag)) = given.iter().find(|(given, _)| *given) {
            return Err(usage(&format!(
                "--against matches no documents with each other: leave out {flag}"
            )));
        }
    }
    let output = output::settings(folder, &options)?;
    let input = input_settings(inputs, &options.reading)?;
    let plan = Plan {
        input: InputSettings { carry: output::carry(options.carry), ..input },
        cleaning: super::cleaning::settings(&options.cleaning, !options.no_clean),
        matching: match_settings(&options.matching)?,
        output,
        work: work_settings(&options.work)?,
        nightly: nightly_settings(&options.nightly)?,
        labels: options.matching.labels,
        against: options.against,
    };
    Ok((plan, options.work))
}

/// Flags override the file. Lists and switches are combined.
fn merge(flags: RunOptions, file: RunOptions) -> RunOptions {
    RunOptions {
        inputs: join(flags.inputs, file.inputs),
        output: flags.output.or(file.output),
        reading: ReadingOptions {
            exclude: join(flags.reading.exclude, file.reading.exclude),
            // The last value of a field counts, so those of the file come first.
            field: join(file.reading.field, flags.reading.field),
            site: flags.reading.site.or(file.reading.site),
            metadata: flags.reading.metadata.or(file.reading.metadata),
            key: flags.reading.key.or(file.reading.key),
            reference_date: flags.reading.reference_date.or(file.reading.reference_date),
            limits: LimitOptions {
                max_document: flags
                    .reading
                    .limits
                    .max_document
                    .or(file.reading.limits.max_document),
                max_line: flags.reading.limits.max_line.or(file.reading.limits.max_line),
            },
        },
        cleaning: CleaningOptions {
            cleaning: flags.cleaning.cleaning.or(file.cleaning.cleaning),
            rules: join(flags.cleaning.rules, file.cleaning.rules),
            learned: flags.cleaning.learned.or(file.cleaning.learned),
            model: flags.cleaning.model.or(file.cleaning.model),
            choices: flags.cleaning.choices.or(file.cleaning.choices),
            date_order: flags.cleaning.date_order.or(file.cleaning.date_order),
        },
        matching: MatchingOptions {
            near: flags.matching.near.or(file.matching.near),
            excerpt: flags.matching.excerpt.or(file.matching.excerpt),
            time_gate: flags.matching.time_gate.or(file.matching.time_gate),
            sample: flags.matching.sample.or(file.matching.sample),
            // The last value of a threshold counts, so those of the file come first.
            threshold: join(file.matching.threshold, flags.matching.threshold),
            labels: flags.matching.labels.or(file.matching.labels),
        },
        work: WorkOptions {
            threads: flags.work.threads.or(file.work.threads),
            memory: flags.work.memory.or(file.work.memory),
            progress: flags.work.progress.or(file.work.progress),
            quiet: flags.work.quiet || file.work.quiet,
            verbose: flags.work.verbose || file.work.verbose,
            log_format: flags.work.log_format.or(file.work.log_format),
            metrics: flags.work.metrics.or(file.work.metrics),
        },
        nightly: NightlyOptions {
            index: flags.nightly.index.or(file.nightly.index),
            verify_content: flags.nightly.verify_content || file.nightly.verify_content,
            allow_shrink: flags.nightly.allow_shrink || file.nightly.allow_shrink,
            keep_missing: flags.nightly.keep_missing || file.nightly.keep_missing,
            relearn: flags.nightly.relearn || file.nightly.relearn,
            delta: flags.nightly.delta || file.nightly.delta,
            fail_on: flags.nightly.fail_on.or(file.nightly.fail_on),
        },
        no_clean: flags.no_clean || file.no_clean,
        unique: flags.unique.or(file.unique),
        texts: flags.texts.or(file.texts),
        carry: join(flags.carry, file.carry),
        compress: flags.compress.or(file.compress),
        keep_original: flags.keep_original || file.keep_original,
        excel: flags.excel || file.excel,
        sqlite: flags.sqlite.or(file.sqlite),
        passages: flags.passages || file.passages,
        against: flags.against.or(file.against),
        formats: join(flags.formats, file.formats),
    }
}

fn join<T>(mut first: Vec<T>, second: Vec<T>) -> Vec<T> {
    first.extend(second);
    first
}

/// The settings of a nightly run. Its flags need an index.
fn nightly_settings(options: &NightlyOptions) -> Result<Option<NightlySettings>, Error> {
    let Some(index) = &options.index else {
        let flags = [
            (options.verify_content, "--verify-content"),
            (options.allow_shrink, "--allow-shrink"),
            (options.keep_missing, "--keep-missing"),
            (options.relearn, "--relearn"),
            (options.delta, "--delta"),
            (options.fail_on == Some(FailOn::New), "--fail-on new"),
        ];
        return match flags.iter().find(|(given, _)| *given) {
            Some((_, flag)) => Err(usage(&format!("{flag} needs --index FILE"))),
            None => Ok(None),
        };
    };
    Ok(Some(NightlySettings {
        index: index.clone(),
        verify_content: options.verify_content,
        allow_shrink: options.allow_shrink,
        keep_missing: options.keep_missing,
        relearn: options.relearn,
        delta: options.delta,
        fail_on_new: options.fail_on == Some(FailOn::New),
    }))
}

/// The settings for reading.
pub fn input_settings(
    inputs: Vec<PathBuf>,
    options: &ReadingOptions,
) -> Result<InputSettings, Error> {
    let mut settings = InputSettings {
        inputs,
        exclude: options.exclude.clone(),
        fields: field_map(&options.field)?,
        site: site_source(options.site.as_deref())?,
        metadata: match (&options.metadata, &options.key) {
            (Some(file), Some(key)) => Some((file.clone(), key.clone())),
            (None, None) => None,
            (Some(_), None) => {
                return Err(usage("--metadata needs --key COLUMN: the column with the path or id"));
            }
            (None, Some(_)) => return Err(usage("--key needs --metadata FILE")),
        },
        reference_date: options.reference_date.clone(),
        ..InputSettings::default()
    };
    if let Some(day) = &options.reference_date
        && day.parse::<jiff::civil::Date>().is_err()
    {
        return Err(usage(&format!("--reference-date {day}: write it as 2024-01-31")));
    }
    settings.limits = limits(&options.limits)?;
    Ok(settings)
}

/// The limits beyond which a document is refused.
pub fn limits(options: &LimitOptions) -> Result<Limits, Error> {
    let mut limits = Limits::default();
    if let Some(size) = &options.max_document {
        limits.document_bytes = size_of("--max-document", size)?;
        limits.record_bytes = limits.document_bytes.saturating_mul(4);
    }
    if let Some(size) = &options.max_line {
        limits.line_bytes = size_of("--max-line", size)?;
    }
    Ok(limits)
}

fn field_map(pairs: &[String]) -> Result<BTreeMap<String, String>, Error> {
    let mut map = BTreeMap::new();
    for pair in pairs {
        let Some((name, column)) = pair.split_once('=') else {
            return Err(usage(&format!("--field {pair}: write it as NAME=COLUMN")));
        };
        map.insert(name.to_owned(), column.to_owned());
    }
    Ok(map)
}

fn site_source(given: Option<&str>) -> Result<SiteSource, Error> {
    match given {
        None | Some("auto") => Ok(SiteSource::Auto),
        Some("none") => Ok(SiteSource::None),
        Some(other) => match other.strip_prefix("folder:").and_then(|n| n.parse().ok()) {
            Some(level) if level > 0 => Ok(SiteSource::Folder(level)),
            _ => Err(usage(&format!("--site {other}: use auto, folder:N (N from 1) or none"))),
        },
    }
}

fn match_settings(options: &MatchingOptions) -> Result<MatchSettings, Error> {
    let defaults = with_thresholds(&options.threshold)?;
    within("--sample", "sample", options.sample)?;
    within("--time-gate", "gate_hours", options.time_gate)?;
    let sampling = Sampling {
        one_in: options.sample.unwrap_or(defaults.sampling.one_in),
        ..defaults.sampling
    };
    Ok(MatchSettings {
        sampling,
        near: share("--near", options.near)?.unwrap_or(defaults.near),
        contained: share("--excerpt", options.excerpt)?.unwrap_or(defaults.contained),
        gate_hours: options.time_gate.unwrap_or(defaults.gate_hours),
        ..defaults
    })
}

/// The defaults with some thresholds set by their names.
fn with_thresholds(pairs: &[String]) -> Result<MatchSettings, Error> {
    let wrong = |pair: &str, reason: &str| usage(&format!("--threshold {pair}: {reason}"));
    let mut settings = MatchSettings::default();
    for pair in pairs {
        let number =
            pair.split_once('=').and_then(|(name, n)| Some((name, n.parse::<u32>().ok()?)));
        let Some((name, number)) = number else {
            return Err(wrong(pair, "write it as NAME=VALUE, VALUE a whole number"));
        };
        let mut table = serde_json::to_value(&settings).map_err(|e| wrong(pair, &e.to_string()))?;
        match table.get_mut(name) {
            Some(value) if value.is_number() => *value = number.into(),
            _ => {
                let names = threshold_names(&table);
                return Err(wrong(pair, &format!("the known names are: {names}")));
            }
        }
        let range = threshold_range(name);
        if !range.contains(&number) {
            let (first, last) = (range.start(), range.end());
            return Err(wrong(pair, &format!("give a value from {first} to {last}")));
        }
        settings = serde_json::from_value(table).map_err(|e| wrong(pair, &e.to_string()))?;
    }
    Ok(settings)
}

/// The values that a threshold may have.
fn threshold_range(name: &str) -> RangeInclusive<u32> {
    MatchSettings::range(name).map_or(0..=u32::MAX, |(least, most)| least..=most)
}

/// Refuses a value of a flag that its threshold cannot have.
fn within(flag: &str, threshold: &str, value: Option<u32>) -> Result<(), Error> {
    let range = threshold_range(threshold);
    match value {
        Some(value) if !range.contains(&value) => {
            let (first, last) = (range.start(), range.end());
            Err(usage(&format!("{flag} {value}: give a value from {first} to {last}")))
        }
        _ => Ok(()),
    }
}

fn threshold_names(settings: &serde_json::Value) -> String {
    let numbers = settings.as_object().into_iter().flatten().filter(|(_, value)| value.is_number());
    numbers.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
}

/// A share between 0 and 1 in ten-thousandths.
fn share(flag: &str, value: Option<f64>) -> Result<Option<u32>, Error> {
    match value {
        None => Ok(None),
        Some(v) if (0.0001..=1.0).contains(&v) => Ok(Some((v * 10_000.0).round() as u32)),
        Some(v) => Err(usage(&format!("{flag} {v}: give a share over 0 and up to 1"))),
    }
}

pub fn work_settings(options: &WorkOptions) -> Result<WorkSettings, Error> {
    if options.threads == Some(0) {
        return Err(usage("--threads 0: give at least 1"));
    }
    let memory = match &options.memory {
        Some(size) => size_of("--memory", size)?,
        None => WorkSettings::default().memory_bytes,
    };
    Ok(WorkSettings { threads: options.threads.map(capped), memory_bytes: memory })
}

/// A number of threads that the machine can use: up to 8 for each core, and at least 16.
pub fn capped(threads: usize) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let most = cores.saturating_mul(8).max(16);
    if threads > most {
        message::note(&format!("copydesk: --threads {threads} is more than {most}: using {most}"));
    }
    threads.min(most)
}

/// Reads `512`, `64K`, `16M`, `2G`, with an optional `B` or `iB`.
fn size_of(flag: &str, text: &str) -> Result<u64, Error> {
    let wrong = || usage(&format!("{flag} {text}: write a size as 512K, 16M or 2G"));
    let upper = text.trim().to_ascii_uppercase();
    let upper = upper.strip_suffix("IB").or(upper.strip_suffix('B')).unwrap_or(&upper);
    let (digits, factor) = match upper.char_indices().last() {
        Some((at, 'K')) => (&upper[..at], 1u64 << 10),
        Some((at, 'M')) => (&upper[..at], 1 << 20),
        Some((at, 'G')) => (&upper[..at], 1 << 30),
        _ => (upper, 1),
    };
    let size: u64 = digits.trim().parse().map_err(|_| wrong())?;
    size.checked_mul(factor).filter(|&s| s > 0).ok_or_else(wrong)
}

/// What `--force` allows a writer to replace.
pub fn overwrite(force: bool) -> Overwrite {
    if force { Overwrite::Any } else { Overwrite::OwnFiles }
}

pub fn usage(message: &str) -> Error {
    Error::Usage(message.to_owned())
}
