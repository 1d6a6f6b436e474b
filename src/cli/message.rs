//! Messages on standard error, results on standard output, and signals.
//!
//! In: errors, problems and results. Out: text that is safe for any terminal. It ends the process only
//! on a signal.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use serde_json::{Map, Value, json};
use signal_hook::consts::{SIGABRT, SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;

use super::arguments::LogFormat;
use crate::destination::unfinished;
use crate::document::Outcome;
use crate::pipeline::Finished;
use crate::{Error, report};

/// The exit code when memory runs out.
pub const OUT_OF_MEMORY: u8 = 7;

/// Whether a signal ends the process. Errors of threads that still work mean nothing then.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether messages are JSON lines.
static JSON: AtomicBool = AtomicBool::new(false);

/// The number of the run among those of its index; 0 without one.
static RUN: AtomicU32 = AtomicU32::new(0);

/// Failed documents that are logged one by one.
const MOST_PROBLEMS: usize = 100;

/// Notes the number of the run for all later log lines.
pub fn use_run(number: u32) {
    RUN.store(number, Ordering::Relaxed);
}

/// Sets the format of all later messages.
pub fn use_format(format: Option<LogFormat>) {
    JSON.store(format == Some(LogFormat::Json), Ordering::Relaxed);
}

/// Writes the error that ends a command.
pub fn error(error: &Error) {
    if JSON.load(Ordering::Relaxed) && !INTERRUPTED.load(Ordering::Relaxed) {
        let (message, code) = (error.to_string(), error.exit_code());
        return log("error", &message, json!({ "exit_code": code }));
    }
    write("error", &error.to_string());
}

/// Logs the start of a stage as a JSON line.
pub fn stage(name: &str) {
    log("info", "stage", json!({ "stage": name }));
}

/// Logs the documents that failed as JSON lines; of many, the first ones.
pub fn failures(finished: &Finished) {
    let failed = finished.problems.iter().filter(|problem| problem.outcome == Outcome::Failed);
    for problem in failed.take(MOST_PROBLEMS) {
        let told = json!({
            "code": report::word(problem.code),
            "source_path": problem.id.path,
            "member": problem.id.member,
            "record": problem.id.record,
            "new": finished.night.as_ref().map(|night| night.is_new(problem)),
        });
        log("warning", &problem.message, told);
    }
    let more = (finished.failed() as usize).saturating_sub(MOST_PROBLEMS);
    if more > 0 {
        log("warning", "more documents failed: see problems.csv", json!({ "more": more }));
    }
}

/// Logs the result of a run as a JSON line. It is the last one of a run.
pub fn finished(finished: &Finished) {
    let mut told = json!({
        "exit_code": u8::from(!finished.is_success()),
        "counts": finished.counts,
        "advice": finished.advice,
        "seconds": (finished.total.wall_seconds * 1e3).round() / 1e3,
    });
    if let (Some(night), Some(told)) = (&finished.night, told.as_object_mut()) {
        let changes = json!({
            "new": night.count("new"),
            "changed": night.count("changed"),
            "moved": night.count("moved"),
            "gone": night.count("vanished"),
        });
        told.insert("changes".to_owned(), changes);
        let failures = json!({ "new": night.new_failures, "known": night.known_failures });
        told.insert("failures".to_owned(), failures);
    }
    log("info", "finished", told);
}

/// Writes one JSON line: the time, the level, the number of the run, the message, and what `more` has.
fn log(level: &str, message: &str, more: Value) {
    let mut line = Map::new();
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    line.insert("time".to_owned(), now.into());
    line.insert("level".to_owned(), level.into());
    let run = RUN.load(Ordering::Relaxed);
    if run > 0 {
        line.insert("run".to_owned(), run.into());
    }
    line.insert("message".to_owned(), message.into());
    if let Value::Object(more) = more {
        line.extend(more);
    }
    // A closed standard error is not a reason to fail.
    let _ = writeln!(std::io::stderr().lock(), "{}", Value::Object(line));
}

/// Writes one note on a line of its own.
pub fn note(text: &str) {
    write("info", text);
}

fn write(level: &str, text: &str) {
    if INTERRUPTED.load(Ordering::Relaxed) {
        return;
    }
    if JSON.load(Ordering::Relaxed) {
        return log(level, text, Value::Null);
    }
    // A closed standard error is not a reason to fail.
    let mut err = std::io::stderr().lock();
    let _ = if level == "error" {
        writeln!(err, "copydesk: {}", visible(text))
    } else {
        writeln!(err, "{}", visible(text))
    };
}

/// Writes a result to standard output.
///
/// # Errors
/// [`Error::Output`] when it cannot be written. A closed pipe is not an error.
pub fn print(text: &str) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::Output { path: "standard output".into(), source: error })
        }
        _ => Ok(()),
    }
}

/// The text as it is safe on a terminal. Line breaks are kept.
pub fn visible(text: &str) -> String {
    text.split('\n').map(report::visible).collect::<Vec<_>>().join("\n")
}

/// Ends the process with 128 + signal on SIGINT and SIGTERM. The output folder is swapped in at the
/// very end, so it is the complete old output or the complete new one at any moment.
pub fn stop_on_signals() {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            error(&Error::Interrupted(signal));
            INTERRUPTED.store(true, Ordering::Relaxed);
            unfinished::remove_all();
            std::process::exit(128 + signal);
        }
    });
}

/// Ends the process with a code of its own when memory runs out. The allocator has written how much was
/// asked for; nothing else can be done then. The next run removes the unfinished output.
pub fn stop_without_memory() {
    let always = Arc::new(AtomicBool::new(true));
    // Without the handler the process ends with 134, which also says that it failed.
    let _ = flag::register_conditional_shutdown(SIGABRT, i32::from(OUT_OF_MEMORY), always);
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(visible("a\u{1b}[31mb\nc"), "a\\u001b[31mb\nc");
        assert_eq!(visible("\u{202e}x"), "\\u202ex");
    }
}
