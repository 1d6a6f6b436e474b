//! The steps of a run as pure functions of rows, for engines that run them on many machines.
//!
//! In: rows, as bytes and numbers, of any part of a corpus. Out: rows. It starts no process, knows no engine and
//! moves no row: an adapter does, such as `python/copydesk/spark`. Each function is a call of what [`super::run`]
//! calls, so both ways decide the same.
//!
//! | step | one machine | here |
//! |---|---|---|
//! | read | `read::read` | [`Executor::read`], a task at a time |
//! | exact copies | `cluster::candidates` | [`first_copies`], by the hash of the text |
//! | candidates | `cluster::candidates` | [`postings`], [`pair_lists`] by shingle, [`choose`] by pair |
//! | votes | `cluster::copies`, `cluster::stories` | [`links`] of pairs, [`containers`] by excerpt, [`voters`] by story |
//! | connect | `cluster::connected` | [`connected`], or the engine |
//! | learn | `learn::learn` | [`Executor::count`], [`weigh`], merged by [`merge_counts`] and [`merge_cells`], [`finish`] |
//! | clean | `clean::clean` | [`Executor::clean`] |
//! | verify | `cluster::verify` | [`Executor::verify`], by pairs |
//! | cluster | `cluster::decide` | [`Executor::decide`], by connected documents |
//! | write | `write::write` | [`Output::write`] |
//!
//! A document is named by its place: the number of its file in the walk in the upper half, its number within the file in
//! the lower half. Places have the order of the document numbers of a run on one machine. So every function
//! gives its documents dense numbers in the order of their places, and ties fall as they do there.

mod candidates;
mod card;
mod components;
mod encoding;
mod executor;
mod group;
mod job;
mod learn;
mod matching;
mod output;
#[cfg(test)]
mod tests;
mod votes;

pub use candidates::{
    CopyRow, Event, PairRow, Posting, SampledPair, choose, choose_sampled, first_copies,
    pair_lists, postings,
};
pub use card::{Card, DocumentRow};
pub use components::{buckets, connected};
pub use executor::{Executor, Record, Row, clean_article};
pub use job::{Job, Task, tasks};
pub use learn::{
    Counted, finish, load_state, merge_cells, merge_counts, name_of_state, save_state, weigh,
    words_of,
};
pub use matching::{DecideRow, Decided, VerifyRow};
pub use output::{Matched, Output};
pub use votes::{
    Fact, Link, LinkRow, StoryRow, cells_log2, class_of_site, containers, facts, links,
    sample_of_words, voters,
};
