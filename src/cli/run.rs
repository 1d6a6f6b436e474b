//! `copydesk run`: cleans a corpus, clusters the copies, writes the tables.
//!
//! In: the arguments. Out: the tables, and a summary of one screen on standard output.

use super::arguments::{LogFormat, RunArguments, WorkOptions};
use super::progress::Bar;
use super::{message, plan};
use crate::pipeline::{self, Finished};
use crate::{Error, report};

/// Runs the subcommand. Returns true when no document failed.
pub fn run(arguments: RunArguments) -> Result<bool, Error> {
    let dry = arguments.dry_run;
    let (plan, work) = plan::resolve(arguments)?;
    message::use_format(work.log_format);
    let workers = workers(plan.work.threads)?;
    if dry {
        let preview = workers.install(|| pipeline::preview(&plan))?;
        message::print(&message::visible(&preview.to_string()))?;
        return Ok(true);
    }
    let bar = Bar::new(&work);
    let finished = workers.install(|| pipeline::run(&plan, &bar));
    bar.finish();
    let finished = finished?;
    if !work.quiet {
        finished.warnings.iter().for_each(|warning| message::note(warning));
    }
    print_problems(&finished, &work);
    match work.log_format {
        _ if work.quiet => {}
        Some(LogFormat::Json) => message::finished(&finished),
        _ => message::print(&message::visible(&finished.summary()))?,
    }
    let ambiguous = finished.counts.ambiguous_dates;
    if ambiguous > 0 && !work.quiet {
        message::note(&format!(
            "copydesk: {ambiguous} dates read two ways, as 03/04/2021, and are left empty: \
             --date-order dmy or mdy settles them"
        ));
    }
    // A corpus in which nothing could be read is a failure, whatever the reasons are.
    let nothing = finished.counts.found > 0 && finished.counts.processed == 0;
    let is_delta = plan.nightly.as_ref().is_some_and(|nightly| nightly.delta);
    if nothing && !is_delta {
        let found = finished.counts.found;
        message::note(&format!("copydesk: none of {found} documents was read: see problems.csv"));
        return Ok(false);
    }
    Ok(finished.failed() == 0)
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
