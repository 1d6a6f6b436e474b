//! Compares a line with the paragraphs below it.
//!
//! In: a line, and paragraphs of a story. Out: whether the line says in a few words what they tell. A headline
//! does, a button or the name of a section does not. It judges no form.

use std::collections::HashSet;

use crate::key::is_east_asian;

/// The shortest word that is compared, and the characters of it that are.
const WORD_CHARS: usize = 4;
const STEM_CHARS: usize = 6;
/// Fewest words in common.
const COMMON: usize = 3;
/// Fewest words in common with the only line above a story, and with a question there.
const HINTS: usize = 2;
const QUESTION_HINTS: usize = 1;

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

    /// Whether some of the longer words of a line of few words are told: half of them, at least two, or one of
    /// a question.
    pub fn hints_at(&self, line: &str, is_question: bool) -> bool {
        let own = stems(line);
        let common = own.intersection(&self.0).count();
        if is_question {
            common >= QUESTION_HINTS
        } else {
            common >= HINTS && common * 2 >= own.len()
        }
    }
}

/// The beginnings of the longer words of a text, in lower case; of East Asian scripts each two characters.
fn stems(text: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let characters: Vec<char> = word.chars().collect();
        if characters.iter().any(|&c| is_east_asian(c)) {
            let pairs = characters.windows(2).filter(|pair| pair.iter().all(|&c| is_east_asian(c)));
            found.extend(pairs.map(String::from_iter));
        } else if characters.len() >= WORD_CHARS {
            let stem = characters.into_iter().take(STEM_CHARS);
            found.insert(stem.flat_map(char::to_lowercase).collect());
        }
    }
    found
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
        let hints = |line: &str| told.hints_at(line, line.ends_with('?'));
        assert!(hints("Bell keeper leaves tower") && hints("Who rings the bell?"));
        assert!(!hints("News of Harrow") && !hints("Seen enough?"));
        let told = Told::by(["镇政府星期一宣布，停运三年的渡轮将于下月恢复航行。"].into_iter());
        assert!(told.hints_at("渡轮下月复航", false) && !told.hints_at("登录阅读全文", false));
    }
}
