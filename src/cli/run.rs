//! `copydesk run`: cleans a corpus, clusters the copies, writes the tables.
//!
//! In: the arguments. Out: the tables, and a summary of one screen on standard output.

use std::path::Path;

use super::arguments::{LogFormat, RunArguments, WorkOptions};
use super::progress::Bar;
use super::{message, plan};
use crate::destination::{self, Destination, Overwrite};
use crate::pipeline::{self, Finished};
use crate::{Error, report};

/// Runs the subcommand. Returns true when no document failed.
pub fn run(arguments: RunArguments) -> Result<bool, Error> {
    let dry = arguments.dry_run;
    let (plan, work) = plan::resolve(arguments)?;
    let workers = workers(plan.work.threads)?;
    if dry {
        let preview = workers.install(|| pipeline::preview(&plan))?;
        message::print(&message::visible(&preview.to_string()))?;
        return Ok(true);
    }
    // A place that cannot be written is found before the work, not after it.
    let metrics = work.metrics.as_deref().map(metrics_file).transpose()?;
    let bar = Bar::new(&work);
    let finished = workers.install(|| pipeline::run(&plan, &bar));
    bar.finish();
    let finished = finished?;
    if !work.quiet {
        finished.warnings.iter().for_each(|warning| message::note(warning));
    }
    print_problems(&finished, &work);
    if let Some(place) = metrics {
        let text = finished.metrics(jiff::Timestamp::now());
        place.write(|file| file.write_all(text.as_bytes()))?;
    }
    match work.log_format {
        _ if work.quiet => {}
        Some(LogFormat::Json) => message::failures(&finished),
        _ => message::print(&message::visible(&finished.summary()))?,
    }
    let ambiguous = finished.counts.ambiguous_dates;
    if ambiguous > 0 && !work.quiet {
        message::note(&format!(
            "copydesk: {ambiguous} dates read two ways, as 03/04/2021, and are left empty: \
             --date-order dmy or mdy settles them"
        ));
    }
    if finished.is_nothing_read() {
        let found = finished.counts.found;
        message::note(&format!("copydesk: none of {found} documents was read: see problems.csv"));
    }
    if work.log_format == Some(LogFormat::Json) && !work.quiet {
        message::finished(&finished);
    }
    Ok(finished.is_success())
}

/// The place of the figures for Prometheus.
fn metrics_file(path: &Path) -> Result<Destination, Error> {
    Destination::open(path, report::METRICS_SIGNATURE, Overwrite::OwnFiles)
        .map_err(destination::without_force)
}

/// With `--verbose`, prints every problem and how many pairs were not compared.
fn print_problems(finished: &Finished, work: &WorkOptions) {
    if !work.verbose || work.quiet {
        return;
    }
    if let Some(capped) = finished.capped() {
        message::note(&capped);
    }
    for problem in &finished.problems {
        let record = problem.id.record.map(|n| format!(", record {n}")).unwrap_or_default();
        let code = report::word(problem.code);
        message::note(&format!("{}{record}: {code}: {}", problem.id.path, problem.message));
    }
}

/// A thread pool of its own, so that the global pool of a library user is not changed.
pub fn workers(threads: Option<usize>) -> Result<rayon::ThreadPool, Error> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .thread_name(|n| format!("copydesk-{n}"))
        .build()
        .map_err(|e| Error::Usage(format!("cannot start {threads:?} worker threads: {e}")))
}
