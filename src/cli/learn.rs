//! `copydesk learn`: the learned state of a corpus.
//!
//! In: a corpus. Out: one file for `--learned`. It cleans and clusters nothing.

use super::arguments::LearnArguments;
use super::progress::Bar;
use super::run::workers;
use super::{message, plan};
use crate::pipeline::{self, Plan};
use crate::{Error, learned};

/// Learns, and writes the state.
pub fn run(arguments: LearnArguments) -> Result<bool, Error> {
    message::use_format(arguments.telling.log_format);
    let work = plan::work_settings(&arguments.telling)?;
    let pool = workers(work.threads)?;
    let plan = Plan {
        input: plan::input_settings(arguments.inputs, &arguments.reading)?,
        work,
        ..Plan::default()
    };
    let beside = std::path::absolute(&arguments.output)
        .map_err(|source| Error::Output { path: arguments.output.clone(), source })?;
    let scratch = beside.parent().unwrap_or(&beside);
    let bar = Bar::new(&arguments.telling);
    let state = pool.install(|| pipeline::learn(&plan, scratch, &bar));
    bar.finish();
    let name = learned::save(&state?, &arguments.output)?;
    if !arguments.telling.quiet {
        let place = arguments.output.display();
        message::print(&format!("Learned state {name} written to {place}.\n"))?;
    }
    Ok(true)
}
