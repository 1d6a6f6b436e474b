//! The binary: parse, run, map the error to an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(copydesk::cli::main())
}
