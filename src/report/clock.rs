//! Times of the stages of a run: wall clock, processor, memory.
//!
//! In: the names of stages as they begin. Out: their times, for `run_env.json` and the summary
//! alone; no table ever sees them.

use std::time::Instant;

use serde::{Deserialize, Serialize};

/// What one stage took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageTime {
    pub name: String,
    pub wall_seconds: f64,
    /// Of all threads of the process, in the program and in the kernel.
    pub cpu_seconds: f64,
    /// The most memory that the process had held by the end of the stage.
    pub peak_memory_bytes: u64,
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

    /// Ends the stage that runs and begins another.
    pub fn begin(&mut self, name: &str) {
        self.end();
        let known = self.stages.iter().position(|stage| stage.name == name);
        let index = known.unwrap_or_else(|| {
            self.stages.push(StageTime {
                name: name.to_owned(),
                wall_seconds: 0.0,
                cpu_seconds: 0.0,
                peak_memory_bytes: 0,
            });
            self.stages.len() - 1
        });
        self.current = Some((index, Instant::now(), cpu_seconds()));
    }

    /// Ends the stage that runs.
    pub fn end(&mut self) {
        let Some((index, wall, cpu)) = self.current.take() else { return };
        if let Some(stage) = self.stages.get_mut(index) {
            stage.wall_seconds += wall.elapsed().as_secs_f64();
            stage.cpu_seconds += cpu_seconds() - cpu;
            stage.peak_memory_bytes = stage.peak_memory_bytes.max(peak_memory_bytes());
        }
    }

    /// The stages so far, in the order in which they first began; the one that runs included.
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
        }
    }
}

/// Processor time of this process so far.
fn cpu_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
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
