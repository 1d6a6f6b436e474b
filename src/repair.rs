//! Text repair: mends what is broken in a text and touches nothing else.
//!
//! In: the current text of an article, its language if known, and word evidence if the corpus
//! taught any. Out: [`Change`]s of kind repair (or suggest, for what falls short of the bar), each
//! a minimal span with its evidence. Two stages, because boilerplate rules stand between them:
//! [`characters`] mends what single characters are, [`spacing`] mends what stands between them.
//! Typography (curly quotes, dashes, ellipses) is kept as written. Nothing is applied here.

mod c1_control;
mod camel_join;
mod camel_odds;
mod combining;
mod comma_join;
mod context;
mod control;
mod cuts;
mod derived;
mod doubled_space;
mod entity;
mod evidence;
mod french;
mod join_odds;
mod joined_paragraphs;
mod letter_space;
mod ligature;
mod line_break;
mod line_end;
mod line_space;
mod link_break;
mod little_words;
mod marks;
mod mojibake;
mod odd_space;
mod quote_join;
mod quote_space;
mod quotes;
mod rewritten;
mod scan;
mod scorecard;
mod sentence_join;
mod space_before_punctuation;
mod split_odds;
mod word_join;
mod word_split;
mod wrap_odds;
mod zero_width;

use crate::document::learned::word_evidence::WordEvidence;
use crate::document::{Change, Edit, EditKind};
use crate::edit::Draft;

pub use rewritten::rewritten_score;

use evidence::Reading;
use marks::Marks;
use scan::Signs;

/// What is known of a text beside the text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// ISO 639-1, or ISO 639-3 where there is none; `None` where it is unknown.
    pub language: Option<&'a str>,
    /// What the corpus taught of words and word pairs.
    pub words: Option<&'a WordEvidence>,
    /// Whether this very text was counted into `words`. Words and pairs are counted once a text,
    /// so that one is then taken off every count, and no text is evidence for itself.
    pub own: Own,
}

/// Whether a text was among those that the evidence was counted from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Own {
    #[default]
    Outside,
    Counted,
}

/// One repair as `rules.csv` lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub id: &'static str,
    pub why: &'static str,
}

/// A repair of single characters: what must stand in a text for it to look, and the look.
struct CharacterRepair {
    entry: Entry,
    needs: Signs,
    find: fn(&str, &Context<'_>) -> Vec<Change>,
}

/// A repair of spacing: it looks at the places that one pass over the text has marked.
struct SpacingRepair {
    entry: Entry,
    find: fn(&str, &Marks, &Context<'_>, &mut Vec<Change>),
}

const SPACING_REPAIRS: [SpacingRepair; 12] = [
    line_space::TRAILING,
    line_space::BLANK_LINES,
    line_space::TEXT_ENDS,
    doubled_space::REPAIR,
    space_before_punctuation::REPAIR,
    sentence_join::REPAIR,
    comma_join::REPAIR,
    quote_join::REPAIR,
    quote_space::REPAIR,
    line_break::WRAP,
    line_break::HYPHEN,
    link_break::REPAIR,
];

/// A repair of words, by what the corpus taught.
struct WordRepair {
    entry: Entry,
    find: fn(&Reading<'_>, &mut Vec<Change>),
}

const WORD_REPAIRS: [WordRepair; 4] = [
    WordRepair { entry: letter_space::ENTRY, find: letter_space::find },
    WordRepair { entry: word_split::ENTRY, find: word_split::find },
    WordRepair { entry: camel_join::ENTRY, find: camel_join::find },
    WordRepair { entry: word_join::ENTRY, find: word_join::find },
];

/// In the order in which they must run: what an entity or mis-decoded bytes spell is known only
/// once they are read, so that each of the first two ends a round in which it found something.
const CHARACTER_REPAIRS: [CharacterRepair; 9] = [
    entity::REPAIR,
    mojibake::REPAIR,
    c1_control::REPAIR,
    line_end::REPAIR,
    control::REPAIR,
    zero_width::REPAIR,
    odd_space::REPAIR,
    ligature::REPAIR,
    combining::REPAIR,
];

/// Layers of damage that are looked through; nobody encodes a text more often.
const LAYERS: usize = 40;

/// How many of [`CHARACTER_REPAIRS`] end a round.
const ROUND_ENDERS: usize = 2;

/// Finds damaged characters: entities, mis-decoded bytes, control and invisible characters, odd
/// spaces, ligatures, sequences that are not composed, line ends.
///
/// Text that was encoded or mis-decoded several times over is mended through all its layers at once,
/// so that no other stage sees it half mended.
///
/// ```
/// use copydesk::repair::{Context, characters};
///
/// let changes = characters("Rain &amp; snow", &Context::default());
/// assert_eq!((changes[0].span.clone(), changes[0].after.as_str()), (5..10, "&"));
/// ```
pub fn characters(text: &str, context: &Context<'_>) -> Vec<Change> {
    let joined = joined_paragraphs::find(text, context);
    let (mut changes, more) = one_layer(text, context);
    if !more {
        if !joined.is_empty() {
            changes.extend(joined);
            changes = sorted(changes);
        }
        return changes;
    }
    let mut draft = Draft::new(text);
    draft.apply(changes);
    for _ in 0..LAYERS {
        let (changes, more) = one_layer(draft.text(), context);
        if draft.apply(changes) == 0 || !more {
            break;
        }
    }
    let layers = draft.finish().1.into_iter().flat_map(changes_of);
    sorted(layers.chain(joined).collect())
}

/// Finds what can be told in the text as it stands, and whether what it mends may hide more.
fn one_layer(text: &str, context: &Context<'_>) -> (Vec<Change>, bool) {
    let signs = scan::signs(text);
    let mut changes = Vec::new();
    if signs.is_empty() {
        return (changes, false);
    }
    // A letter and a control character may be mis-decoded bytes once the letter is composed.
    if signs.any_of(Signs::C1) && signs.any_of(combining::REPAIR.needs) {
        changes = (combining::REPAIR.find)(text, context);
        if !changes.is_empty() {
            return (sorted(changes), true);
        }
    }
    for (index, repair) in CHARACTER_REPAIRS.iter().enumerate() {
        if signs.any_of(repair.needs) {
            changes.extend((repair.find)(text, context));
        }
        if index < ROUND_ENDERS && !changes.is_empty() {
            return (sorted(changes), true);
        }
    }
    (sorted(changes), false)
}

/// An edit as the changes that lead to it: one under each of its rules, all alike.
fn changes_of(edit: Edit) -> impl Iterator<Item = Change> {
    let Edit { kind, rules, span, after, evidence, .. } = edit;
    rules.into_iter().enumerate().map(move |(index, rule)| Change {
        kind,
        rule,
        span: span.clone(),
        after: after.clone(),
        evidence: if index == 0 { evidence.clone() } else { String::new() },
    })
}

/// Finds damaged spacing: spaces too many, spaces missing, lines broken where no line ends.
///
/// Callers repeat until nothing is found.
///
/// ```
/// use copydesk::repair::{Context, spacing};
///
/// let changes = spacing("Rain fell .", &Context::default());
/// assert_eq!((changes[0].span.clone(), changes[0].after.as_str()), (9..10, ""));
/// ```
pub fn spacing(text: &str, context: &Context<'_>) -> Vec<Change> {
    let marks = marks::find(text);
    let mut changes = Vec::new();
    for repair in &SPACING_REPAIRS {
        (repair.find)(text, &marks, context, &mut changes);
    }
    // Words are looked at once nothing else is left to mend: what parts them must be sound.
    if changes.iter().all(|change| change.kind == EditKind::Suggest)
        && let Some(reading) = Reading::new(text, context)
    {
        for repair in &WORD_REPAIRS {
            (repair.find)(&reading, &mut changes);
        }
    }
    sorted(changes)
}

/// All repairs with their reasons, sorted by id.
pub fn catalogue() -> Vec<Entry> {
    let mut entries: Vec<Entry> = CHARACTER_REPAIRS
        .iter()
        .map(|r| r.entry)
        .chain(SPACING_REPAIRS.iter().map(|r| r.entry))
        .chain([joined_paragraphs::ENTRY])
        .chain(WORD_REPAIRS.iter().map(|r| r.entry))
        .collect();
    entries.sort_unstable_by_key(|entry| entry.id);
    entries
}

fn sorted(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort_by(|a, b| {
        (a.span.start, a.span.end, &a.rule).cmp(&(b.span.start, b.span.end, &b.rule))
    });
    changes
}

impl Entry {
    /// A change under this repair's name.
    fn change(&self, span: std::ops::Range<usize>, after: impl Into<String>) -> Change {
        self.change_by(span, after, "")
    }

    /// A change under this repair's name, with what speaks for it.
    fn change_by(
        &self,
        span: std::ops::Range<usize>,
        after: impl Into<String>,
        evidence: impl Into<String>,
    ) -> Change {
        Change {
            kind: EditKind::Repair,
            rule: self.id.into(),
            span,
            after: after.into(),
            evidence: evidence.into(),
        }
    }
}

#[cfg(test)]
mod tests;
