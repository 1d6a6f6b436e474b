//! `copydesk learn`: saves the learned state of a corpus.
//!
//! In: a corpus. Out: one file for `--learned`. It cleans and clusters nothing.

use std::path::Path;

use super::arguments::LearnArguments;
use super::progress::Bar;
use super::run::workers;
use super::{message, plan};
use crate::destination::Destination;
use crate::pipeline::{self, Plan};
use crate::report::Lock;
use crate::{Error, learned};

/// Learns and writes the state.
pub fn run(arguments: LearnArguments) -> Result<bool, Error> {
    message::use_format(arguments.work.log_format);
    let work = plan::work_settings(&arguments.work)?;
    let pool = workers(work.threads)?;
    let plan = Plan {
        input: plan::input_settings(arguments.inputs, &arguments.reading)?,
        work,
        ..Plan::default()
    };
    // A place that cannot be written is found before the work, not after it.
    let overwrite = plan::overwrite(arguments.force);
    let place = Destination::open(&arguments.output, learned::SIGNATURE, overwrite)?;
    let file = place.file().map(Path::to_owned);
    let _lock = file.as_deref().map(Lock::beside).transpose()?;
    let bar = Bar::new(&arguments.work);
    let state = pool.install(|| pipeline::learn(&plan, &place.scratch(), &bar));
    bar.finish();
    let name = learned::save(&state?, place)?;
    let told = format!("Learned state {name} written to {}.", arguments.output.display());
    match file {
        _ if arguments.work.quiet => {}
        Some(_) => message::print(&format!("{told}\n"))?,
        // The state itself may be on standard output.
        None => message::note(&told),
    }
    Ok(true)
}
