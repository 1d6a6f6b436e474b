//! Finds blocks of links that a page hides behind a name, glued into a sentence.
//!
//! In: a line, and the words that end such blocks in the corpus. Out: spans of the line. A block is
//! the name again, headlines of other stories, and a word in capitals: "Orla FinchOrla Mae
//! FinchTunnel leak worries villages MORE (D-Calmere), said". The first mention stays.

use std::ops::Range;

use crate::key::{capital_words, doubled_names, key};

/// Most bytes of a block behind the second mention.
const BLOCK_BYTES: usize = 600;
/// Fewest words between the second mention and the end.
const HEADLINE_WORDS: usize = 2;

/// Words that end a block, in the languages of the rulebook.
const ENDS: [&str; 12] =
    ["MORE", "MEHR", "PLUS", "MÁS", "MAS", "MAIS", "ALTRO", "MEER", "MER", "MERE", "ЕЩЕ", "ДАЛЕЕ"];

/// The blocks of a line, in order. `learned` has the keys of the words that end blocks in the
/// corpus, ascending.
pub(super) fn linked_names(line: &str, learned: &[u64]) -> Vec<Range<usize>> {
    let capitals = capital_words(line);
    if capitals.is_empty() {
        return Vec::new();
    }
    let ends_block = |word: &&Range<usize>| {
        line.get((*word).clone())
            .is_some_and(|word| ENDS.contains(&word) || learned.binary_search(&key(word)).is_ok())
    };
    let ends: Vec<&Range<usize>> = capitals.iter().filter(ends_block).collect();
    if ends.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for name in doubled_names(line) {
        let end = ends.iter().find(|word| word.start > name.second_end).map(|word| word.end);
        let Some(end) = end.filter(|&end| end <= name.second_end + BLOCK_BYTES) else { continue };
        let block = line.get(name.second_end..end).unwrap_or_default();
        let again = found.last().is_some_and(|last| name.first_end < last.end);
        let is_block = block.split_whitespace().count() > HEADLINE_WORDS && !has_sentence(block);
        if is_block && !again {
            found.push(name.first_end..end);
        }
    }
    found
}

/// Whether a text has the end of a sentence in it, or a mark between paragraphs. Headlines have none
/// but question marks and abbreviations.
fn has_sentence(text: &str) -> bool {
    let ends = |(at, _): (usize, &str)| {
        let before = text.get(..at).unwrap_or_default();
        before.chars().rev().take_while(|c| c.is_lowercase()).count() > 3
    };
    text.contains("###") || text.match_indices(". ").any(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(line: &str) -> String {
        let mut line = line.to_owned();
        for span in linked_names(&line, &[key("WEITERLESEN")]).into_iter().rev() {
            line.replace_range(span, "");
        }
        line
    }

    #[test]
    fn the_block_goes_and_the_sentence_stays() {
        assert_eq!(
            without(
                "The member, Sen. Orla FinchOrla Mae FinchTunnel leak worries villages Quarry \
                 owner to be heard MORE (D-Calmere), said that trains must not stop."
            ),
            "The member, Sen. Orla Finch (D-Calmere), said that trains must not stop."
        );
        assert_eq!(
            without(
                "Both Bo McTarn Bohumil (Bo) Karl McTarn FBI asks for files Who will pay? MORE and \
                 Ada RillAda RillMill burns again in Harrow MORE agreed."
            ),
            "Both Bo McTarn and Ada Rill agreed."
        );
        assert_eq!(
            without(
                "Minister Jan KroppJan KroppDeich wird teurer Hafen ohne Kran WEITERLESEN sagte zu."
            ),
            "Minister Jan Kropp sagte zu."
        );
    }

    #[test]
    fn prose_with_capitals_stays() {
        for line in [
            "Orla Finch wants MORE money for the tunnel, and NATO wants it too.",
            "She moved from New Corley, New Corley County, and paid MORE than before.",
            "President Ada Rill Ada Rose RillHarrow is her town. She was born there in spring. MORE",
            "In New Corley, the New Corley Bank said that MORE is not better.",
        ] {
            assert_eq!(without(line), line);
        }
    }
}
