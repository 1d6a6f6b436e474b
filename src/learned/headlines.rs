//! Collects the headlines of a corpus.
//!
//! In: headlines, in any order. Out: [`Headlines`]. It keeps hashes only: eight bytes a headline.

use std::collections::BTreeSet;

use crate::document::learned::Headlines;
use crate::key::key;

/// Collects headlines. Counters can be merged in any order.
#[derive(Debug, Clone, Default)]
pub struct HeadlineCounter {
    keys: BTreeSet<u64>,
}

impl HeadlineCounter {
    /// Adds one headline. A headline without letters and digits is ignored.
    pub fn add(&mut self, headline: &str) {
        if headline.contains(char::is_alphanumeric) {
            self.keys.insert(key(headline));
        }
    }

    /// Adds the headlines of another counter.
    pub fn merge(&mut self, other: HeadlineCounter) {
        self.keys.extend(other.keys);
    }

    pub fn finish(self) -> Headlines {
        Headlines { hashes: self.keys.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_punctuation_of_headlines_do_not_count() {
        let (mut one, mut two) = (HeadlineCounter::default(), HeadlineCounter::default());
        one.add("Ferry runs aground");
        two.add("The mill: a last shift?");
        two.add("***");
        one.merge(two);
        let headlines = one.finish();
        assert_eq!(headlines.hashes.len(), 2);
        assert!(headlines.contains_hash(key("FERRY runs aground!")));
        assert!(!headlines.contains_hash(key("Ferry runs")));
    }
}
