//! What a run would read: its first stage alone, for `--dry-run`.
//!
//! In: a [`Plan`]. Out: a [`Preview`]. It opens no document and writes nothing.

use std::collections::BTreeMap;
use std::fmt;

use super::plan::Plan;
use crate::Error;
use crate::source;

/// Files that would be read, by the ending of their names, and places that would be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    pub files: u64,
    pub bytes: u64,
    pub by_ending: BTreeMap<String, (u64, u64)>,
    pub left_out: BTreeMap<String, u64>,
    pub excluded: u64,
}

/// Walks the inputs.
///
/// # Errors
/// When an input is missing, or has no file in it.
pub fn preview(plan: &Plan) -> Result<Preview, Error> {
    let folder = &plan.output.folder;
    let output = (!folder.as_os_str().is_empty()).then_some(folder.as_path());
    let walk = source::walk(&plan.input, output)?;
    if walk.files.is_empty() && walk.problems.is_empty() {
        return Err(Error::NoDocuments(plan.input_names()));
    }
    let mut preview = Preview { excluded: walk.excluded, ..Preview::default() };
    for file in &walk.files {
        preview.files += 1;
        preview.bytes += file.stamp.bytes;
        let name = file.id.path.rsplit('/').next().unwrap_or_default();
        let ending = match name.split_once('.') {
            Some((_, ending)) if ending.len() <= 12 => format!(".{ending}"),
            _ => "(no ending)".to_owned(),
        };
        let sums = preview.by_ending.entry(ending).or_default();
        sums.0 += 1;
        sums.1 += file.stamp.bytes;
    }
    for problem in &walk.problems {
        let code = crate::report::word(problem.code);
        *preview.left_out.entry(code).or_default() += 1;
    }
    Ok(preview)
}

impl fmt::Display for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Would read {} files, {} bytes:", self.files, self.bytes)?;
        for (ending, (files, bytes)) in &self.by_ending {
            writeln!(f, "  {ending:<16}{files:>10} files{bytes:>16} bytes")?;
        }
        for (code, places) in &self.left_out {
            writeln!(f, "  {code:<16}{places:>10} left out")?;
        }
        if self.excluded > 0 {
            writeln!(f, "  {:<16}{:>10} by --exclude", "excluded", self.excluded)?;
        }
        writeln!(f, "Nothing was written.")
    }
}
