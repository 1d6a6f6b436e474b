//! Progress on a terminal or in a log.
//!
//! In: the current stage and its count of documents. Out: a progress bar on standard error, or a JSON
//! line for each stage. It prints nothing if standard error is not a terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::arguments::{LogFormat, ProgressWhen, WorkOptions};
use super::message;
use crate::pipeline::Progress;

/// A progress bar, log lines, or nothing.
pub struct Bar {
    bar: Option<ProgressBar>,
    log: bool,
}

impl Bar {
    /// A bar if standard error is a terminal and no option turns it off.
    pub fn new(options: &WorkOptions) -> Self {
        let wanted = options.progress != Some(ProgressWhen::Never)
            && !options.quiet
            && options.log_format.is_none()
            && std::io::stderr().is_terminal();
        let log = options.log_format == Some(LogFormat::Json) && !options.quiet;
        let bar = wanted.then(|| {
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("{spinner} {msg} {human_pos} {elapsed}");
            if let Ok(style) = style {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Bar { bar, log }
    }

    /// Removes the bar from the screen.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str) {
        if let Some(bar) = &self.bar {
            bar.set_position(0);
            bar.set_message(name);
        }
        if self.log {
            message::stage(name);
        }
    }

    fn run(&self, number: u32) {
        message::use_run(number);
    }

    fn advance(&self, documents: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(documents);
        }
    }
}
