//! A list of the text that `copydesk diff` prints.
//!
//! In: lines. Out: a title, the first lines, and how many there are. It knows nothing of runs.

use std::fmt::Write as _;

/// A list of which only the first lines are shown.
pub struct List {
    most: usize,
    shown: String,
    pub count: usize,
}

impl List {
    pub fn new(most: usize) -> List {
        List { most, shown: String::new(), count: 0 }
    }

    pub fn line(&mut self, line: &str) {
        self.count += 1;
        if self.count <= self.most {
            let _ = writeln!(self.shown, "  {line}");
        }
    }

    /// Adds the list under its title; nothing if it is empty.
    pub fn write(self, text: &mut String, title: &str) {
        if self.count == 0 {
            return;
        }
        let _ = write!(text, "\n{title}: {}\n{}", self.count, self.shown);
        if self.count > self.most {
            let _ = writeln!(text, "  and {} more (--lines)", self.count - self.most);
        }
    }
}
