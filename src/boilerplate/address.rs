//! Compares a line with the address of its page.
//!
//! In: a URL, and a line or the beginning of one. Out: whether the address names the headline of the page in
//! words, and how much of it a line says. It looks at no other line.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The shortest word that is compared. Addresses leave shorter ones out.
const WORD_CHARS: usize = 3;
/// Fewest words of an address that names a headline, and of them in the line.
const WORDS: usize = 3;
/// The digits from which on a word is the number of the page.
const NUMBER_CHARS: usize = 5;
/// The least harmonic mean, in percent, of the shares of the line's words in the address and the reverse.
const AGREEMENT: usize = 80;
/// The longest beginning of a line that is compared, in bytes.
const LONGEST: usize = 300;

/// The words in which an address names the headline.
#[derive(Debug)]
pub(super) struct AddressWords(HashSet<String>);

impl AddressWords {
    /// The words of the part of an address that has most of them.
    pub fn of(url: &str) -> Option<AddressWords> {
        let path = url.split(['?', '#']).next()?;
        let path = path.split_once("://").map_or(path, |(_, rest)| rest);
        let parts = path.split(['/', ',']).skip(1).filter(|part| part.contains(['-', '_']));
        let words = parts.map(|part| words(part.split('.').next().unwrap_or(part)));
        let most = words.max_by_key(HashSet::len)?;
        (most.len() >= WORDS).then_some(AddressWords(most))
    }

    /// Whether a line says what the address says, and not much else.
    pub fn name(&self, text: &str) -> bool {
        self.agreement(text) >= AGREEMENT
    }

    /// The end of the first sentences of a line that say what the address says.
    pub fn first_sentences(&self, text: &str) -> Option<usize> {
        let ends = text.char_indices().take_while(|(at, _)| *at <= LONGEST).filter(|(at, c)| {
            let behind = text.get(at + c.len_utf8()..).unwrap_or_default();
            let stop = matches!(c, '.' | '!' | '?' | '…' | '"' | '”' | '»' | ')');
            let closes = !matches!(c, '"' | '”' | '»' | ')')
                || text.get(..*at).is_some_and(|head| head.ends_with(['.', '!', '?', '…']))
                || behind.starts_with(['.', '!', '?']);
            stop && closes && behind.starts_with(char::is_whitespace)
        });
        let scored = ends.filter_map(|(at, c)| {
            let end = at + c.len_utf8();
            Some((self.agreement(text.get(..end)?), end))
        });
        let best = scored.max_by_key(|&(agreement, end)| (agreement, std::cmp::Reverse(end)))?;
        (best.0 >= AGREEMENT).then(|| with_closing_quote(text, best.1))
    }

    /// The harmonic mean of both shares, in percent.
    fn agreement(&self, text: &str) -> usize {
        if text.len() > LONGEST {
            return 0;
        }
        let words = words(text);
        let common = words.intersection(&self.0).count();
        let all = words.len() + self.0.len();
        if common < WORDS || all == 0 { 0 } else { common * 200 / all }
    }
}

/// The end of a part of a text, moved behind the quotation mark that closes it: `"Shall it all go? "`.
fn with_closing_quote(text: &str, end: usize) -> usize {
    let (head, tail) = text.split_at_checked(end).unwrap_or((text, ""));
    let open = head.matches('"').count() % 2 == 1;
    match tail.trim_start().strip_prefix('"') {
        Some(behind) if open => text.len() - behind.len(),
        _ => end,
    }
}

/// The longer words of a text in lower case, without accents. Numbers of pages are none.
fn words(text: &str) -> HashSet<String> {
    let plain: String =
        text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let is_number = |word: &str| {
        word.len() >= NUMBER_CHARS
            && word.chars().filter(char::is_ascii_digit).count() * 2 >= word.len()
    };
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= WORD_CHARS && !is_number(word))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> AddressWords {
        AddressWords::of(url).unwrap()
    }

    #[test]
    fn a_headline_says_what_the_address_says() {
        let address = of(
            "https://harrow.example/vale/2021/03/ponte-de-calder-sera-reconstruida-antes-do-verao/",
        );
        assert!(address.name("Ponte de Calder será reconstruída antes do verão"));
        assert!(
            !address.name("A prefeita de Calder falou da ponte na segunda-feira aos moradores")
        );
        let address =
            of("http://harrow.example/geral,os-sinos-velhos-da-igreja,70002136645.html?from=home");
        assert!(address.name("Os sinos velhos da igreja"));
        assert!(!address.name("A torre da igreja"));
        for url in ["https://harrow.example/story/12345", "https://harrow.example/", "harrow", ""] {
            assert!(AddressWords::of(url).is_none(), "{url}");
        }
    }

    #[test]
    fn the_first_sentences_end_where_the_address_does() {
        let address = of("https://harrow.example/morre-aos-78-anos-o-sineiro-de-calder/");
        let text =
            "Morre, aos 78 anos, o sineiro de Calder. .  Faleceu na manhã de hoje (17) o sineiro.";
        assert_eq!(
            address.first_sentences(text),
            Some("Morre, aos 78 anos, o sineiro de Calder.".len())
        );
        let address = of("https://harrow.example/vergonha-barco-de-calder-fica-sem-mestre/");
        let text =
            "Vergonha! Barco de Calder fica sem mestre. O porto disse na segunda-feira que espera.";
        assert_eq!(
            address.first_sentences(text),
            Some("Vergonha! Barco de Calder fica sem mestre.".len())
        );
        let quoted =
            "Mestre do barco de Calder pergunta: \"Quem paga tudo? \". O porto disse que não.";
        let address =
            of("https://harrow.example/mestre-do-barco-de-calder-pergunta-quem-paga-tudo/");
        let end = address.first_sentences(quoted).unwrap();
        assert!(quoted[..end].ends_with("tudo? \""));
        assert_eq!(
            address.first_sentences("O porto disse na segunda-feira que espera. Sim."),
            None
        );
    }
}
