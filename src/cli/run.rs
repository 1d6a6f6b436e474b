//! `copydesk run`: the main job.
//!
//! In: the plan. Out: the tables, and a summary of one screen on standard output.

use super::arguments::{LogFormat, RunArguments, TellingOptions};
use super::progress::Bar;
use super::{message, plan};
use crate::pipeline::{self, Finished};
use crate::{Error, report};

/// Runs the main job; true when no document failed.
pub fn run(arguments: RunArguments) -> Result<bool, Error> {
    let dry = arguments.dry_run;
    let (plan, telling) = plan::resolve(arguments)?;
    message::use_format(telling.log_format);
    let workers = workers(plan.work.threads)?;
    if dry {
        let preview = workers.install(|| pipeline::preview(&plan))?;
        message::print(&message::visible(&preview.to_string()))?;
        return Ok(true);
    }
    let bar = Bar::new(&telling);
    let finished = workers.install(|| pipeline::run(&plan, &bar));
    bar.finish();
    let finished = finished?;
    if !telling.quiet {
        finished.warnings.iter().for_each(|warning| message::note(warning));
    }
    tell_problems(&finished, &telling);
    match telling.log_format {
        _ if telling.quiet => {}
        Some(LogFormat::Json) => message::finished(&finished),
        _ => message::print(&message::visible(&finished.summary()))?,
    }
    Ok(finished.failed() == 0)
}

/// Names every problem, and what was not compared, when asked to; otherwise the summary counts them.
fn tell_problems(finished: &Finished, telling: &TellingOptions) {
    if !telling.verbose || telling.quiet {
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

/// A pool of the run's own, so that a library user's global pool stays as it is.
pub fn workers(threads: Option<usize>) -> Result<rayon::ThreadPool, Error> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .thread_name(|n| format!("copydesk-{n}"))
        .build()
        .map_err(|e| Error::Usage(format!("cannot start {threads:?} worker threads: {e}")))
}
