//! Progress for a person at a terminal; silent in a pipe.
//!
//! In: the stage and how far it is. Out: one bar on standard error. It decides nothing.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::arguments::{ProgressWhen, TellingOptions};
use crate::pipeline::Progress;

/// One bar, or nothing.
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar if standard error is a terminal and nobody asked for quiet.
    pub fn new(options: &TellingOptions) -> Self {
        let wanted = options.progress != Some(ProgressWhen::Never)
            && !options.quiet
            && options.log_format.is_none()
            && std::io::stderr().is_terminal();
        Bar(wanted.then(|| {
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("{spinner} {msg} {human_pos} {elapsed}");
            if let Ok(style) = style {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        }))
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str) {
        if let Some(bar) = &self.0 {
            bar.set_position(0);
            bar.set_message(name);
        }
    }

    fn advance(&self, documents: u64) {
        if let Some(bar) = &self.0 {
            bar.inc(documents);
        }
    }
}
