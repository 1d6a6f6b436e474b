//! `problems.csv`: one row per file or record that was not processed.
//!
//! In: problems, in any order. Out: the rows, sorted by place.

use crate::Error;
use crate::document::Problem;

use super::cells::Rows;
use super::files::TableFile;
use super::labels::word;

/// Problems that are turned into bytes before they are written.
const BATCH: usize = 1 << 14;

pub fn write(
    table: &mut TableFile<'_>,
    problems: &[Problem],
    spreadsheet: bool,
) -> Result<(), Error> {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort();
    for batch in sorted.chunks(BATCH) {
        let mut rows = Rows::new(spreadsheet);
        for problem in batch {
            rows.row()
                .text(&*problem.id.path)
                .text(problem.id.member.as_deref())
                .number(problem.id.record)
                .word(&word(problem.outcome))
                .word(&word(problem.stage))
                .word(&word(problem.code))
                .text(&*problem.message)
                .end();
        }
        table.write(rows)?;
    }
    Ok(())
}
