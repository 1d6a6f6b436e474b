//! The command line: arguments as typed, resolved into a plan, one file per subcommand.
//!
//! In: the arguments of the process. Out: an exit code; messages on standard error, results on
//! standard output. It contains no stage of the pipeline.

mod arguments;
mod clean;
mod cleaning;
mod configuration;
mod diff;
mod explain;
mod index;
mod init;
mod learn;
mod manual;
mod message;
mod output;
mod output_kind;
mod plan;
mod progress;
mod report;
mod rules;
mod run;
mod schema;

use std::ffi::OsString;

use clap::Parser;

use arguments::{Arguments, Command};

use crate::Error;
use crate::pipeline::Plan;

/// Parses the arguments and runs the subcommand. Returns the exit code.
///
/// Wrong arguments end the process with code 2, as `--help` ends it with 0.
pub fn main() -> u8 {
    main_with(std::env::args_os())
}

/// The same with the arguments of another process, of which the first is the name of the program.
pub fn main_with(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = Arguments::parse_from(arguments);
    message::stop_on_signals();
    message::stop_without_memory();
    crate::index::silence_guarded_panics();
    match run(arguments.command) {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(error) => {
            message::error(&error);
            error.exit_code()
        }
    }
}

/// The plan that the arguments of `copydesk run` make, without the name of the program and of the command.
///
/// # Errors
/// [`Error::Usage`] for wrong arguments; as [`crate::pipeline::run`] for a configuration file.
pub fn plan_of(arguments: impl IntoIterator<Item = OsString>) -> Result<Plan, Error> {
    let names = ["copydesk", "run"].map(OsString::from);
    let arguments = Arguments::try_parse_from(names.into_iter().chain(arguments))
        .map_err(|error| Error::Usage(error.to_string()))?;
    match arguments.command {
        Command::Run(arguments) => Ok(plan::resolve(*arguments)?.0),
        _ => Err(Error::Usage("these are not arguments of `copydesk run`".to_owned())),
    }
}

/// Runs one subcommand. Returns true when no document failed.
fn run(command: Command) -> Result<bool, Error> {
    match command {
        Command::Run(arguments) => run::run(*arguments),
        Command::Clean(arguments) => clean::run(&arguments),
        Command::Learn(arguments) => learn::run(arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Index(arguments) => index::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Completions(arguments) => manual::completions(&arguments),
        Command::Man(arguments) => manual::pages(&arguments),
    }
}
