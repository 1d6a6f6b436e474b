//! Threads of reader comments: what stands below a line that heads them, entry by entry.
//!
//! In: a layout and the lines that rules with a `thread` matched. Out: more [`Findings`]. A thread is
//! told by its form alone: lines that open or close an entry (a name and a time, a button to reply)
//! come again and again below their head, so that comments which read like prose go with it. It
//! takes nothing below a head without such lines, and ends where they end.

use super::layout::{Layout, Row};
use super::rule_scan::{Candidate, Finding, Findings, take_line};
use super::rulebook::{CompiledRule, Rulebook};

/// Paragraphs of the story above a thread, at least.
const STORY_PARAGRAPHS: u32 = 2;
/// Lines of one kind that open or close entries, at least.
const ENTRIES: usize = 3;
/// Lines between a head and its first entry.
const FIRST_ENTRY: usize = 8;
/// Lines from one entry's sign to the next.
const GAP: usize = 14;
/// Words and bytes of a line that opens or closes an entry.
const SIGN_WORDS: usize = 14;
const SIGN_BYTES: usize = 160;
/// Paragraphs of the last entry.
const LAST_PARAGRAPHS: usize = 1;

/// Takes the heads that have a thread below them, and the thread.
pub(super) fn take_threads(
    layout: &Layout<'_>,
    book: &Rulebook,
    heads: &[Candidate],
    found: &mut Findings,
) {
    let mut end = 0;
    for head in heads {
        let (Some(row), Some(compiled)) = (layout.rows.get(head.row), book.compiled(head.rule))
        else {
            continue;
        };
        if head.row < end || row.prose_before < STORY_PARAGRAPHS {
            continue;
        }
        let Some(thread) = Thread::below(layout, head.row, compiled) else { continue };
        take_line(head.row, row, compiled, found);
        for index in head.row + 1..thread.end {
            let evidence =
                format!("{}, in a thread of {} entries", compiled.rule.kind, thread.entries);
            found.lines.entry(index).or_insert_with(|| Finding::of_line(compiled, evidence));
        }
        end = thread.end;
    }
}

/// The lines below a head that are its thread.
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
            let Some(kind) = sign(row).and_then(|line| signs.kind_of(line)) else { continue };
            if let Some(count) = counts.get_mut(kind) {
                *count += 1;
            }
            (last, last_closes) = (index, signs.closes(kind));
        }
        let entries = counts.into_iter().max().filter(|&most| most >= ENTRIES)?;
        // A time or a name opens an entry, which follows it; a button closes one.
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
