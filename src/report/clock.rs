//! Times of the stages of a run: wall clock, processor, memory.
//!
//! In: the names of stages as they begin. Out: their times, for `run_env.json` and the summary. They
//! are in no table.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use serde::{Deserialize, Serialize};

/// The cost of one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageTime {
    pub name: String,
    pub wall_seconds: f64,
    /// User and system time of all threads of the process.
    pub cpu_seconds: f64,
    /// Peak memory of the process at the end of the stage.
    pub peak_memory_bytes: u64,
    /// For a part of another stage: that stage. It has the wall-clock time of the part, and its
    /// processor time excludes the part.
    #[serde(default)]
    pub within: Option<String>,
}

/// Processor time of a part of a stage, summed over its threads.
#[derive(Debug, Default)]
pub struct PartClock {
    nanoseconds: AtomicU64,
}

impl PartClock {
    /// Does the work on this thread and adds its time. The overhead is a few hundred nanoseconds.
    pub fn time<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = thread_nanoseconds();
        let made = work();
        let spent = thread_nanoseconds().saturating_sub(before);
        self.nanoseconds.fetch_add(spent, Ordering::Relaxed);
        made
    }

    /// The seconds so far. Resets the clock.
    fn take(&self) -> f64 {
        self.nanoseconds.swap(0, Ordering::Relaxed) as f64 / 1e9
    }
}

/// Times one stage after the other. A stage that begins again adds to its earlier time.
///
/// ```
/// let mut clock = copydesk::report::StageClock::start();
/// clock.begin("walk");
/// clock.begin("clean");
/// let stages = clock.stages();
/// assert_eq!(stages[0].name, "walk");
/// ```
#[derive(Debug)]
pub struct StageClock {
    begun: Instant,
    stages: Vec<StageTime>,
    current: Option<(usize, Instant, f64)>,
}

impl StageClock {
    pub fn start() -> StageClock {
        StageClock { begun: Instant::now(), stages: Vec::new(), current: None }
    }

    /// Ends the current stage and begins another.
    pub fn begin(&mut self, name: &str) {
        self.end();
        let index = self.place(name, None);
        self.current = Some((index, Instant::now(), cpu_seconds()));
    }

    fn place(&mut self, name: &str, within: Option<String>) -> usize {
        let known =
            self.stages.iter().position(|stage| stage.name == name && stage.within == within);
        known.unwrap_or_else(|| {
            self.stages.push(StageTime {
                name: name.to_owned(),
                wall_seconds: 0.0,
                cpu_seconds: 0.0,
                peak_memory_bytes: 0,
                within,
            });
            self.stages.len() - 1
        })
    }

    /// Subtracts a part from the current stage and reports it under its own name.
    pub fn tell_apart(&mut self, name: &str, part: &PartClock) {
        let spent = part.take();
        let Some((index, ..)) = self.current.filter(|_| spent > 0.0) else { return };
        let Some(stage) = self.stages.get_mut(index) else { return };
        stage.cpu_seconds -= spent;
        let within = Some(stage.name.clone());
        let place = self.place(name, within);
        if let Some(part) = self.stages.get_mut(place) {
            part.cpu_seconds += spent;
            part.peak_memory_bytes = peak_memory_bytes();
        }
    }

    /// Ends the current stage.
    pub fn end(&mut self) {
        let Some((index, wall, cpu)) = self.current.take() else { return };
        if let Some(stage) = self.stages.get_mut(index) {
            stage.wall_seconds += wall.elapsed().as_secs_f64();
            stage.cpu_seconds += cpu_seconds() - cpu;
            stage.peak_memory_bytes = stage.peak_memory_bytes.max(peak_memory_bytes());
        }
    }

    /// The stages so far, including the current one, in the order in which they first began.
    pub fn stages(&self) -> Vec<StageTime> {
        let mut stages = self.stages.clone();
        if let Some((index, wall, cpu)) = self.current
            && let Some(stage) = stages.get_mut(index)
        {
            stage.wall_seconds += wall.elapsed().as_secs_f64();
            stage.cpu_seconds += cpu_seconds() - cpu;
            stage.peak_memory_bytes = peak_memory_bytes();
        }
        stages
    }

    /// The whole run so far.
    pub fn total(&self) -> StageTime {
        StageTime {
            name: "total".to_owned(),
            wall_seconds: self.begun.elapsed().as_secs_f64(),
            cpu_seconds: cpu_seconds(),
            peak_memory_bytes: peak_memory_bytes(),
            within: None,
        }
    }
}

/// Processor time of this process so far.
fn cpu_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Processor time of this thread so far.
fn thread_nanoseconds() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    (time.tv_sec as u64).saturating_mul(1_000_000_000).saturating_add(time.tv_nsec as u64)
}

/// The most memory that this process has held; 0 where the system does not say.
fn peak_memory_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_taken_from_its_stage() {
        let (mut clock, part) = (StageClock::start(), PartClock::default());
        clock.begin("read");
        let sum: u64 = part.time(|| (0..2_000_000_u64).map(std::hint::black_box).sum());
        assert_eq!(sum, 1_999_999_000_000);
        clock.tell_apart("fingerprint", &part);
        clock.end();
        let stages = clock.stages();
        let of: Vec<_> = stages.iter().map(|s| (s.name.as_str(), s.within.as_deref())).collect();
        assert_eq!(of, [("read", None), ("fingerprint", Some("read"))]);
        assert!(stages[1].cpu_seconds > 0.0 && stages[0].cpu_seconds >= -1e-3);
        let sum = stages[0].cpu_seconds + stages[1].cpu_seconds;
        assert!(sum <= clock.total().cpu_seconds);
        assert_eq!(part.take(), 0.0, "it begins anew");
    }

    #[test]
    fn a_stage_that_begins_again_is_one_stage() {
        let mut clock = StageClock::start();
        for name in ["read", "write", "read"] {
            clock.begin(name);
        }
        clock.end();
        let stages = clock.stages();
        let names: Vec<_> = stages.iter().map(|stage| stage.name.as_str()).collect();
        assert_eq!(names, ["read", "write"]);
        let sum: f64 = stages.iter().map(|stage| stage.wall_seconds).sum();
        assert!(sum <= clock.total().wall_seconds);
        assert!(clock.total().peak_memory_bytes >= stages[0].peak_memory_bytes);
    }
}
