//! Turns a headline and a text into a fingerprint: the tokens, a sample of their shingles, and the
//! SHA-256 of the text.
//!
//! In: a headline and a text, clean or original. Out: a [`Fingerprint`]. It compares nothing and keeps only
//! buffers between documents.
//!
//! Tokens are runs of letters and digits. Spacing, punctuation, thousands separators, case, accents, Arabic
//! vowel signs and letter variants, full-width forms, soft hyphens and zero-width characters have no effect.
//! In scripts without spaces between words, clusters of letters are tokens (`unspaced`).

mod digest;
mod fold;
mod stub;
mod token;
mod token_spans;
mod unspaced;

use sha2::{Digest, Sha256};

pub use stub::is_stub;
pub use token_spans::token_spans;

use crate::document::fingerprint::{Fingerprint, HEADLINE_BYTES};
use crate::document::shingle::{Sampling, Token};

/// Makes fingerprints and reuses its buffers.
#[derive(Debug, Clone, Default)]
pub struct Fingerprinter {
    sampling: Sampling,
    folded: Vec<u8>,
    normal: Vec<u8>,
    order: Vec<u64>,
    tokens: Vec<Token>,
}

impl Fingerprinter {
    /// A fingerprinter with the given sampling.
    pub fn new(sampling: Sampling) -> Fingerprinter {
        Fingerprinter { sampling, ..Fingerprinter::default() }
    }

    /// The fingerprint of a text.
    ///
    /// ```
    /// use copydesk::fingerprint::Fingerprinter;
    /// let mut fingerprinter = Fingerprinter::default();
    /// let one = fingerprinter.fingerprint(Some("Harbour wall"), "The wall’s repair  took 3 years.");
    /// let two = fingerprinter.fingerprint(Some("HARBOUR WALL"), "the wall's repair took 3 years");
    /// assert_eq!(one.sample, two.sample);
    /// assert_ne!(one.sha256, two.sha256);
    /// ```
    pub fn fingerprint(&mut self, headline: Option<&str>, text: &str) -> Fingerprint {
        self.tokens.clear();
        let mut comparable_headline = String::new();
        if let Some(headline) = headline {
            fold::fold(headline, &mut self.folded);
            token::tokenise(&mut self.folded, &mut self.tokens);
            comparable_headline = comparable(&self.folded);
        }
        let headline_tokens = self.tokens.len() as u32;
        fold::fold(text, &mut self.folded);
        token::tokenise(&mut self.folded, &mut self.tokens);
        fold::normalise(text, &mut self.normal);
        Fingerprint {
            sha256: Sha256::digest(&self.normal).into(),
            headline_tokens,
            sample: self.sampling.sample(&self.tokens, &mut self.order),
            tokens: self.tokens.as_slice().to_vec(),
            headline: comparable_headline,
            is_stub: stub::is_stub(text),
            is_digest: headline.is_some_and(digest::names_several),
        }
    }
}

/// The fingerprint of one text, with the default sampling.
pub fn fingerprint(headline: Option<&str>, text: &str) -> Fingerprint {
    Fingerprinter::default().fingerprint(headline, text)
}

/// The words of a folded headline, joined by single spaces. Cut at a word boundary to at most
/// [`HEADLINE_BYTES`].
fn comparable(folded: &[u8]) -> String {
    let mut words = Vec::with_capacity(folded.len().min(HEADLINE_BYTES));
    for word in folded.split(|&byte| !token::in_word(byte)).filter(|word| !word.is_empty()) {
        if words.len() + word.len() + usize::from(!words.is_empty()) > HEADLINE_BYTES {
            break;
        }
        if !words.is_empty() {
            words.push(b' ');
        }
        words.extend_from_slice(word);
    }
    String::from_utf8_lossy(&words).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<u32> {
        fingerprint(None, text).tokens.iter().map(|token| token.word()).collect()
    }

    #[test]
    fn spellings_of_one_word_give_the_same_tokens() {
        for (left, right) in [
            ("The “ferry” isn’t late", "the \"FERRY\" isn't  late"),
            ("co\u{ad}operative ware\u{200b}house", "cooperative warehouse"),
            ("ＡＢＣ １２３", "abc 123"),
            ("élève Ærø", "eleve ærø"),
            ("e\u{301}le\u{300}ve", "élève"),
            ("كِتَابٌ", "كتاب"),
            ("أحمد إلى", "احمد الى"),
            ("کتاب فارسی", "كتاب فارسي"),
            ("٢٠٢٤ ۲۰۲۴", "2024 2024"),
            ("日本語。テスト", "日 本 語 テ ス ト"),
            ("oﬃce", "office"),
        ] {
            assert_eq!(words(left), words(right), "{left} | {right}");
        }
    }

    #[test]
    fn different_words_give_different_tokens() {
        for (left, right) in
            [("ferry", "ferries"), ("1987", "1986"), ("нет", "нит"), ("हिंदी", "हिदा")]
        {
            assert_ne!(words(left), words(right), "{left} | {right}");
        }
    }

    #[test]
    fn numbers_and_capitals_are_marked() {
        let made = fingerprint(None, "On 3 May Émile paid 40pc");
        let marks: Vec<(bool, bool)> =
            made.tokens.iter().map(|token| (token.is_number(), token.is_capitalised())).collect();
        assert_eq!(
            marks,
            [
                (false, true),
                (true, false),
                (false, true),
                (false, true),
                (false, false),
                (true, false)
            ]
        );
    }

    #[test]
    fn the_headline_is_kept_for_comparing_and_bounded() {
        let made = fingerprint(Some("UPDATE 1-Mill’s owner…  quits"), "It was so.");
        assert_eq!(made.headline, "update 1 mill s owner quits");
        assert_eq!((made.headline_tokens, made.text_tokens()), (6, 3));
        assert!(fingerprint(Some(&"weir ".repeat(100)), "").headline.len() <= HEADLINE_BYTES);
    }

    #[test]
    fn the_hash_of_the_text_ignores_spacing_only() {
        let hash = |text| fingerprint(None, text).sha256;
        assert_eq!(
            hash(" The mill\u{a0}closed.\n\n It\u{200b} rained. "),
            hash("The mill closed. It rained.")
        );
        assert_ne!(hash("The mill closed."), hash("The mill closed"));
        assert_ne!(hash("The mill closed"), hash("the mill closed"));
    }

    proptest! {
        #[test]
        fn any_text_has_a_fingerprint(headline in ".{0,80}", text in "\\PC{0,400}") {
            let made = fingerprint(Some(&headline), &text);
            prop_assert!(made.headline_tokens as usize <= made.tokens.len());
            prop_assert!(made.sample.len() <= made.tokens.len());
        }

        #[test]
        fn the_offset_of_a_word_does_not_matter(pad in 0_usize..130, word in "[a-z0-9é]{1,40}") {
            let text = format!("{}{word}", " ".repeat(pad));
            prop_assert_eq!(words(&text), words(&word));
        }
    }
}
