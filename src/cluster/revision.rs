//! Recognises a revised version of a report: the same sentences with new figures and perhaps a few new names.
//!
//! In: two texts. Out: whether one is a revision of the other. It does not decide which one is later.
//!
//! In a rising death toll and in a weather form only the figures change. But a form consists of its figures, and
//! the words between them change too ("north-west", "cloudy"), or most of its names do. A report has few
//! figures, keeps its words and keeps most of its names.

use super::shingle_sets::LoadedDocument;
use crate::document::shingle::Token;

/// Tokens that a text needs at least.
const TOKENS: usize = 30;
/// At most one token in this many is a figure.
const TOKENS_PER_FIGURE: usize = 7;
/// Figures that may change: so many, and one more for this many tokens.
const FIGURES: (usize, usize) = (3, 20);
/// At most one token in this many is another word.
const TOKENS_PER_WORD: usize = 60;
/// Distinct names that may change: two persons with two names each.
const NAMES: usize = 4;
/// Tokens that a changed place has at most.
const REACH: usize = 8;
/// Equal tokens that end a changed place.
const RESUME: usize = 2;

/// Whether one text is the other with new figures and perhaps a few new names.
pub(super) fn is_revision(one: &LoadedDocument, two: &LoadedDocument) -> bool {
    let tokens = one.tokens.len().min(two.tokens.len());
    let figures = one.numbers.len().max(two.numbers.len());
    if tokens < TOKENS || figures * TOKENS_PER_FIGURE > tokens {
        return false;
    }
    let Some(changed) = changed(&one.tokens, &two.tokens) else { return false };
    let numbers = changed.iter().flatten().filter(|token| token.is_number()).count();
    let allowed = 1 + tokens / TOKENS_PER_WORD;
    numbers > 0
        && changed.iter().zip([one, two]).all(|(changed, text)| {
            let words = changed.iter().filter(|t| !t.is_number() && !t.is_capitalised()).count();
            let changed_names = names(changed);
            let figures = changed.iter().filter(|token| token.is_number()).count();
            words <= allowed
                && figures <= FIGURES.0 + tokens / FIGURES.1
                && changed_names.len() <= NAMES
                && names(&text.tokens).len() >= 2 * changed_names.len()
        })
}

/// The distinct capitalised words.
fn names(tokens: &[Token]) -> Vec<u32> {
    let mut names: Vec<u32> =
        tokens.iter().filter(|token| token.is_capitalised()).map(|token| token.word()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The tokens of each text that the other does not have at the same place. `None` if the texts differ in
/// more than short places.
fn changed(one: &[Token], two: &[Token]) -> Option<[Vec<Token>; 2]> {
    let mut changed = [Vec::new(), Vec::new()];
    let (mut a, mut b) = (0, 0);
    while a < one.len() || b < two.len() {
        let (rest_a, rest_b) = (one.get(a..)?, two.get(b..)?);
        if let (Some(x), Some(y)) = (rest_a.first(), rest_b.first())
            && x.word() == y.word()
        {
            (a, b) = (a + 1, b + 1);
            continue;
        }
        let (skip_a, skip_b) = resume(rest_a, rest_b)?;
        changed[0].extend_from_slice(rest_a.get(..skip_a)?);
        changed[1].extend_from_slice(rest_b.get(..skip_b)?);
        (a, b) = (a + skip_a, b + skip_b);
        // A quarter of the text is more than figures and names.
        if changed.iter().any(|tokens| tokens.len() * 4 > one.len().min(two.len())) {
            return None;
        }
    }
    Some(changed)
}

/// How many tokens to skip in each text until they agree again.
fn resume(one: &[Token], two: &[Token]) -> Option<(usize, usize)> {
    let agrees = |a: usize, b: usize| {
        let (rest_a, rest_b) = (one.get(a..), two.get(b..));
        let (Some(rest_a), Some(rest_b)) = (rest_a, rest_b) else { return false };
        let equal = rest_a
            .iter()
            .zip(rest_b)
            .take(RESUME)
            .take_while(|(x, y)| x.word() == y.word())
            .count();
        equal == RESUME.min(rest_a.len()).min(rest_b.len())
            && rest_a.is_empty() == rest_b.is_empty()
    };
    (1..=2 * REACH).find_map(|sum| {
        let from = sum.saturating_sub(REACH);
        // As many tokens on both sides first: most changes replace one word by another.
        let mut skips: Vec<usize> = (from..=sum.min(REACH)).collect();
        skips.sort_by_key(|a| (a.abs_diff(sum - a), *a));
        skips.into_iter().find(|a| agrees(*a, sum - a)).map(|a| (a, sum - a))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::fingerprint::Sequence;

    /// A text as words: figures are numbers, names are capitalised.
    fn text(words: &str) -> LoadedDocument {
        let hash = |word: &str| {
            word.to_lowercase()
                .bytes()
                .fold(7_u32, |h, b| h.wrapping_mul(0x0100_0193) ^ u32::from(b))
        };
        let tokens = words
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| {
                let first = word.chars().next().unwrap_or(' ');
                Token::new(hash(word) << 4, first.is_ascii_digit(), first.is_uppercase())
            })
            .collect();
        LoadedDocument::new(Sequence { tokens, headline: Vec::new() })
    }

    #[test]
    fn a_toll_that_rises_is_a_revision() {
        let bulletin = |dead: u32, hurt: u32, who: &str| {
            text(&format!(
                "At least {dead} people died and {hurt} were hurt when a footbridge fell into the Oster \
                 at Quell on Sunday, the fire brigade said. Divers were still searching the river below \
                 the mill, said {who}, who leads the rescue. Trains between Quell and Marsk were stopped."
            ))
        };
        assert!(is_revision(&bulletin(4, 17, "Ines Vorley"), &bulletin(9, 31, "Ines Vorley")));
        assert!(is_revision(&bulletin(4, 17, "Ines Vorley"), &bulletin(9, 31, "Pelle Amdal")));
    }

    #[test]
    fn a_form_with_new_values_is_not_a_revision() {
        let weather = |high: u32, low: u32, wind: &str, sky: &str| {
            text(&format!(
                "Quell will be {sky} today with a high of {high} degrees and a low of {low}. The wind \
                 blows from the {wind} at {high} kilometres an hour. The chance of rain is {low} per \
                 cent. The sun rises at 6 {high} and sets at 18 {low}. Tomorrow stays {sky}."
            ))
        };
        assert!(!is_revision(&weather(11, 4, "west", "wet"), &weather(8, 2, "east", "dry")));
        assert!(!is_revision(&weather(11, 4, "west", "wet"), &weather(8, 2, "west", "wet")));
        let game = |home: &str, away: &str, scorer: &str, keeper: &str, crowd: u32| {
            text(&format!(
                "{home} beat {away} on Sunday before a crowd of {crowd}. The home side took the lead \
                 through {scorer}, who finished from close range after a cross from the right. The \
                 visitors came back after the break and found no way past {keeper}. {away} meet \
                 {scorer} again in the spring, when the league resumes after the holidays."
            ))
        };
        let one = game("Marsk Rovers", "Quell Town", "Bo Lund", "Ari Holt", 900);
        assert!(!is_revision(&one, &game("Oster City", "Tarn Vale", "Jon Bray", "Max Elm", 700)));
    }

    #[test]
    fn texts_that_differ_in_more_than_places_are_not_revisions() {
        let one = text(&"one two three four five six seven 8 nine ten ".repeat(8));
        let two = text(&"one two three four five six seven 9 nine ten ".repeat(4));
        assert!(!is_revision(&one, &two));
    }
}
