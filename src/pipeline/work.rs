//! The clock of a run and its progress.
//!
//! In: the names of stages as they begin. Out: times for `run_env.json`, and calls of [`Progress`].

use super::plan::Progress;
use crate::report::{PartClock, StageClock};

/// The clock of a run and the receiver of its progress.
pub struct Work<'a> {
    pub started: jiff::Timestamp,
    pub clock: StageClock,
    /// Documents are fingerprinted while they are read and while they are cleaned: this time is
    /// reported as a stage of its own.
    pub fingerprinting: PartClock,
    pub progress: &'a dyn Progress,
}

impl<'a> Work<'a> {
    pub fn start(progress: &'a dyn Progress) -> Self {
        Work {
            started: jiff::Timestamp::now(),
            clock: StageClock::start(),
            fingerprinting: PartClock::default(),
            progress,
        }
    }

    /// Ends the current stage and begins the next.
    pub fn begin(&mut self, stage: &'static str) {
        self.clock.tell_apart("fingerprint", &self.fingerprinting);
        self.clock.begin(stage);
        self.progress.stage(stage);
    }
}
