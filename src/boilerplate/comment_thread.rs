//! Threads of reader comments: the entries below a line that heads them.
//!
//! In: a layout and the lines that rules with a `thread` matched. Out: more [`Findings`]. A thread
//! is recognised by its form: lines that open or close an entry (a name and a time, a reply button)
//! recur below the head. Comments that read like prose therefore go too. Without such lines the
//! head stays, and the thread ends with the last of them.

use super::compiled_rule::CompiledRule;
use super::finding::{Basis, Finding, Findings};
use super::layout::{Layout, Row};

/// Paragraphs of the story above a thread, at least.
const STORY_PARAGRAPHS: u32 = 2;
/// Lines of one kind that open or close entries, at least.
const ENTRIES: usize = 3;
/// The same for buttons, which a story does not have.
const BUTTONS: usize = 2;
/// Lines between a head and its first entry, at most.
const FIRST_ENTRY: usize = 8;
/// Lines from the sign of one entry to the next, at most.
const GAP: usize = 14;
/// Words and bytes of a line that opens or closes an entry, at most.
const SIGN_WORDS: usize = 14;
const SIGN_BYTES: usize = 160;
/// Paragraphs of the last entry.
const LAST_PARAGRAPHS: usize = 1;

/// A line that may head a thread, and the rule that matches it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ThreadHead<'b> {
    pub row: usize,
    pub rule: &'b CompiledRule,
}

/// Adds the heads that have a thread below them, and the threads.
pub(super) fn take_threads(layout: &Layout<'_>, heads: &[ThreadHead<'_>], found: &mut Findings) {
    let mut end = 0;
    for head in heads {
        let Some(row) = layout.rows.get(head.row) else { continue };
        if head.row < end || row.prose_before < STORY_PARAGRAPHS {
            continue;
        }
        let Some(thread) = Thread::below(layout, head.row, head.rule) else { continue };
        found.take_line(head.row, row, head.rule);
        for index in head.row + 1..thread.end {
            let kind = &head.rule.rule.kind;
            let evidence = format!("{kind}, in a thread of {} entries", thread.entries);
            let finding = || Finding {
                basis: Basis::Structure,
                ..Finding::without_field(head.rule, evidence)
            };
            found.lines.entry(index).or_insert_with(finding);
        }
        end = thread.end;
    }
}

/// The thread below a head.
struct Thread {
    /// The line after the last.
    end: usize,
    entries: usize,
}

impl Thread {
    fn below(layout: &Layout<'_>, head: usize, compiled: &CompiledRule) -> Option<Thread> {
        let signs = compiled.thread_signs()?;
        let mut counts = vec![0_usize; signs.kinds()];
        let (mut last, mut last_closes) = (head, false);
        for (index, row) in layout.rows.iter().enumerate().skip(head + 1) {
            if index - last > if last == head { FIRST_ENTRY } else { GAP } {
                break;
            }
            let Some(kind) = sign(row).and_then(|line| signs.kind_of(line, row.common)) else {
                continue;
            };
            if let Some(count) = counts.get_mut(kind) {
                *count += 1;
            }
            (last, last_closes) = (index, signs.closes(kind));
        }
        let enough = |kind: usize| if signs.closes(kind) { BUTTONS } else { ENTRIES };
        let counts = counts.into_iter().enumerate();
        let entries = counts.filter(|&(kind, count)| count >= enough(kind)).map(|c| c.1).max()?;
        // A time or a name opens an entry, whose text follows; a button closes one.
        let below = layout.rows.get(last + 1..).unwrap_or_default().iter();
        let rest = if last_closes { 0 } else { LAST_PARAGRAPHS };
        let rest = below.take(rest).take_while(|row| row.prose).count();
        Some(Thread { end: last + 1 + rest, entries })
    }
}

/// The text of a line that is short enough to open or close an entry.
fn sign<'a>(row: &Row<'a>) -> Option<&'a str> {
    (row.words <= SIGN_WORDS && row.line.text.len() <= SIGN_BYTES).then(|| row.body())
}
