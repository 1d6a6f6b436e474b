//! Text repair: fixes damaged characters, spacing and words, and changes nothing else.
//!
//! In: the current text of an article, its language if known, and the word evidence of the corpus
//! if there is any. Out: [`Change`]s of the kind repair, or suggest where the evidence is too weak;
//! each covers a minimal span and names its evidence. There are two steps, because boilerplate
//! rules run between them: [`characters`] fixes single characters, [`spacing`] fixes spaces, line
//! breaks and words. Typography (curly quotes, dashes, ellipses) is kept as written. Changes are
//! not applied here.

mod c1_control;
mod camel_join;
mod camel_names;
mod camel_odds;
mod combining;
mod comma_join;
mod context;
mod control;
mod definition;
mod derivation;
mod doubled_space;
mod entity;
mod escaped;
mod evidence;
mod french;
mod function_words;
mod join_odds;
mod joined_paragraphs;
mod letter_space;
mod lexicon;
mod ligature;
mod line_break;
mod line_end;
mod line_space;
mod link_break;
mod log_odds;
mod marks;
mod mojibake;
mod odd_space;
mod quote_join;
mod quote_space;
mod quotes;
mod rewritten;
mod scan;
mod sentence_join;
mod signs;
mod space_before_punctuation;
mod split_odds;
mod split_points;
mod word_join;
mod word_split;
mod wrap_odds;
mod wrapped_line;
mod zero_width;

use crate::document::{Change, Edit, EditKind};
use crate::edit::Draft;

pub use definition::{Context, Entry, Own};
pub use rewritten::rewritten_score;

use definition::{CharacterRepair, SpacingRepair};
use evidence::Reading;
use signs::Signs;

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

/// A repair of words. It needs word evidence.
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

/// In the order in which they must run. The text behind an escape sequence, an entity or mis-decoded bytes is known
/// only after they are decoded, so each of the first three ends the round if it found something.
const CHARACTER_REPAIRS: [CharacterRepair; 10] = [
    escaped::REPAIR,
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

/// Layers of damage that are decoded at most. Real texts have fewer.
const LAYERS: usize = 40;

/// The first repairs of [`CHARACTER_REPAIRS`] end a round.
const ROUND_ENDERS: usize = 3;

/// Finds damaged characters: entities, mis-decoded bytes, control and invisible characters, odd
/// spaces, ligatures, sequences that are not composed, line ends.
///
/// Text that was encoded or mis-decoded several times is repaired through all its layers in one
/// call, so no other stage sees it half repaired.
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

/// Finds the damage of one layer, and whether the repaired text may hold more.
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

/// Turns an edit back into changes: one for each of its rules, all with the same span and text.
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

/// Finds damaged spacing: extra spaces, missing spaces, and line breaks inside sentences.
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
    // Words are checked last: the spacing between them must be sound first.
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

#[cfg(test)]
mod tests;
