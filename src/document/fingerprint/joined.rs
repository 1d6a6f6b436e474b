//! Two sets of fingerprints as one: those of new documents, and after them those of a reference.
//!
//! In: both sets, each with the store of its token sequences. Out: [`Fingerprints`] that read each sequence from
//! its own store. It compares nothing.

use std::io;

use super::{Fingerprints, Sequence, Sequences};
use crate::document::DocumentNumber;
use crate::document::shingle::Token;

/// Marks the place of a sequence in the second store.
const SECOND: u64 = 1 << 63;

impl Fingerprints {
    /// These documents, and after them the others. `site` gives the site of each of the others, by its number
    /// there, in the numbers that are used here.
    pub fn followed_by(
        mut self,
        others: Fingerprints,
        site: impl Fn(DocumentNumber) -> Option<u32>,
    ) -> Fingerprints {
        let before = self.samples.len() as u64;
        for (number, mut head) in (0..).zip(others.heads) {
            head.place |= SECOND;
            head.sample_start += before;
            head.site = site(number);
            self.heads.push(head);
        }
        self.samples.extend(others.samples);
        let sequences = Joined { first: self.sequences, second: others.sequences };
        Fingerprints { sequences: Box::new(sequences), ..self }
    }
}

/// Two stores of sequences.
struct Joined {
    first: Box<dyn Sequences>,
    second: Box<dyn Sequences>,
}

impl Sequences for Joined {
    fn append(&mut self, tokens: &[Token], headline: &[u8]) -> io::Result<u64> {
        self.first.append(tokens, headline)
    }

    fn read(
        &self,
        place: u64,
        tokens: usize,
        headline: usize,
        into: &mut Sequence,
    ) -> io::Result<()> {
        if place & SECOND == 0 {
            self.first.read(place, tokens, headline, into)
        } else {
            self.second.read(place & !SECOND, tokens, headline, into)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::fingerprint::{Circumstances, Fingerprint};

    fn push(all: &mut Fingerprints, words: &[u32], site: Option<u32>) {
        let one = Fingerprint {
            sha256: [words.len() as u8; 32],
            headline_tokens: 0,
            tokens: words.iter().map(|&word| Token(word)).collect(),
            headline: "harbour wall".to_owned(),
            sample: words.to_vec(),
            is_stub: false,
            is_digest: false,
        };
        all.push(&one, Circumstances { published: None, site }).expect("memory takes it");
    }

    #[test]
    fn documents_of_both_sets_are_read_from_their_own_stores() {
        let (mut new, mut reference) = (Fingerprints::default(), Fingerprints::default());
        push(&mut new, &[4, 8], Some(0));
        push(&mut reference, &[12], Some(0));
        push(&mut reference, &[16, 20, 24], None);
        let all = new.followed_by(reference, |number| (number == 0).then_some(7));
        assert_eq!(all.len(), 3);
        let mut sequence = Sequence::default();
        for (number, words) in [(0, &[4, 8][..]), (1, &[12]), (2, &[16, 20, 24])] {
            all.sequence(number, &mut sequence).expect("memory has it");
            let found: Vec<u32> = sequence.tokens.iter().map(|token| token.0).collect();
            assert_eq!((found.as_slice(), all.sample(number)), (words, words));
        }
        let sites: Vec<_> = all.heads().iter().map(|head| head.site).collect();
        assert_eq!(sites, [Some(0), Some(7), None]);
    }
}
