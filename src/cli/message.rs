//! Messages on standard error, results on standard output, and signals.
//!
//! In: errors, problems and results. Out: text that is safe for any terminal. It ends the process only
//! on a signal.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::arguments::LogFormat;
use crate::destination::unfinished;
use crate::pipeline::Finished;
use crate::{Error, report};

/// Whether a signal ends the process. Errors of threads that still work mean nothing then.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether messages are JSON lines.
static JSON: AtomicBool = AtomicBool::new(false);

/// Sets the format of all later messages.
pub fn use_format(format: Option<LogFormat>) {
    JSON.store(format == Some(LogFormat::Json), Ordering::Relaxed);
}

/// Writes the error that ends a command.
pub fn error(error: &Error) {
    write("error", &error.to_string());
}

/// Logs the start of a stage as a JSON line.
pub fn stage(name: &str) {
    log(&serde_json::json!({ "level": "info", "message": "stage", "stage": name }));
}

/// Logs the result of a run as a JSON line.
pub fn finished(finished: &Finished) {
    log(&serde_json::json!({
        "level": "info",
        "message": "finished",
        "counts": finished.counts,
        "advice": finished.advice,
        "seconds": (finished.total.wall_seconds * 1e3).round() / 1e3,
    }));
}

fn log(line: &serde_json::Value) {
    // A closed standard error is not a reason to fail.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Writes one note on a line of its own.
pub fn note(text: &str) {
    write("info", text);
}

fn write(level: &str, text: &str) {
    if INTERRUPTED.load(Ordering::Relaxed) {
        return;
    }
    // A closed standard error is not a reason to fail.
    let mut err = std::io::stderr().lock();
    let _ = if JSON.load(Ordering::Relaxed) {
        writeln!(err, "{}", serde_json::json!({ "level": level, "message": text }))
    } else if level == "error" {
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

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(visible("a\u{1b}[31mb\nc"), "a\\u001b[31mb\nc");
        assert_eq!(visible("\u{202e}x"), "\\u202ex");
    }
}
