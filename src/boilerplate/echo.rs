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

/// What paragraphs of a story tell.
#[derive(Debug)]
pub(super) struct Told(HashSet<String>);

impl Told {
    pub fn by<'t>(paragraphs: impl Iterator<Item = &'t str>) -> Told {
        Told(paragraphs.flat_map(stems).collect())
    }

    /// Whether at least three of the longer words of a line, and half of them, are told.
    pub fn echoes(&self, line: &str) -> bool {
        let own = stems(line);
        let common = own.intersection(&self.0).count();
        common >= COMMON && common * 2 >= own.len()
    }
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
        let told = Told::by(story.into_iter());
        let of = |line: &str| told.echoes(line);
        assert!(of("Ada Rill leaving the tower of Harrow Falls"));
        assert!(!of("Get the news of Harrow in your inbox every morning"));
        assert!(!of("Harrow Falls"));
    }
}
