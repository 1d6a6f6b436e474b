//! Compares a line with the paragraphs below it.
//!
//! In: a line, and paragraphs of a story. Out: whether the line says in a few words what they tell. A headline
//! does, a button or the name of a section does not. It judges no form.

use std::collections::HashSet;

/// The shortest word that is compared, and the characters of it that are.
const WORD_CHARS: usize = 4;
const STEM_CHARS: usize = 6;
/// Fewest words in common.
const COMMON: usize = 3;

/// Whether at least three of the longer words of a line, and half of them, are in the paragraphs.
pub(super) fn echoes<'t>(line: &str, paragraphs: impl Iterator<Item = &'t str>) -> bool {
    let own = stems(line);
    if own.len() < COMMON {
        return false;
    }
    let told: HashSet<String> = paragraphs.flat_map(stems).collect();
    let common = own.intersection(&told).count();
    common >= COMMON && common * 2 >= own.len()
}

/// The beginnings of the longer words of a text, in lower case.
fn stems(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= WORD_CHARS)
        .map(|word| word.chars().take(STEM_CHARS).flat_map(char::to_lowercase).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_echoes_its_story() {
        let story = [
            "Ada Rill, who kept the bell of Harrow Falls for forty years, will leave the tower.",
            "The council thanked her on Monday.",
        ];
        let of = |line: &str| echoes(line, story.into_iter());
        assert!(of("Ada Rill leaving the tower of Harrow Falls"));
        assert!(!of("Get the news of Harrow in your inbox every morning"));
        assert!(!of("Harrow Falls"));
    }
}
