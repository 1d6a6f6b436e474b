//! Which parts of cleaning have nothing left to do.
//!
//! In: how many changes each part made. Out: whether a part must look at the text again. It holds no
//! text.

use crate::config::CleaningSettings;

/// The parts of cleaning that process a text in turn.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Characters,
    Boilerplate,
    Spacing,
}

/// Which parts have seen the current text and found nothing: they need not look again.
#[derive(Debug, Default)]
pub(super) struct Settled {
    version: u32,
    seen: [Option<u32>; 3],
}

impl Settled {
    pub fn must_look(&self, part: Part) -> bool {
        self.seen.get(part as usize) != Some(&Some(self.version))
    }

    pub fn looked(&mut self, part: Part, changes: usize) {
        self.version += u32::from(changes > 0);
        if changes == 0
            && let Some(seen) = self.seen.get_mut(part as usize)
        {
            *seen = Some(self.version);
        }
    }

    pub fn everywhere(&self, settings: &CleaningSettings) -> bool {
        let done = |part, wanted: bool| !wanted || !self.must_look(part);
        done(Part::Characters, settings.repair)
            && done(Part::Boilerplate, settings.boilerplate)
            && done(Part::Spacing, settings.repair)
    }
}
