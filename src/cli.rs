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

use clap::Parser;

use arguments::{Arguments, Command};

use crate::Error;

/// Parses the arguments and runs the subcommand. Returns the exit code.
///
/// Wrong arguments end the process with code 2, as `--help` ends it with 0.
pub fn main() -> u8 {
    let arguments = Arguments::parse();
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
