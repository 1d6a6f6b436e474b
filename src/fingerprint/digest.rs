//! Recognises a headline that names several stories.
//!
//! In: a headline. Out: whether bars or semicolons divide it into the headlines of a digest. It reads no text: the
//! guard of matching decides with the text whether a document is one.

/// Headlines that a digest names at least.
const PARTS: usize = 3;
/// Words that each of them has at least: fewer are a rubric or a list of names.
const WORDS: usize = 3;

/// Whether a headline is divided into several.
pub(super) fn names_several(headline: &str) -> bool {
    ['/', '|', ';', '؛', '／', '；'].iter().any(|mark| {
        let long = |part: &&str| part.split_whitespace().count() >= WORDS;
        headline.split(*mark).filter(long).count() >= PARTS
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_headlines_in_one_are_a_digest() {
        for digest in [
            "Mill burns in Quell / Ferry to Korrin runs again / Oster council votes on weir",
            "Mayor quits over bridge; oat harvest begins early; rowing club finds its boat",
            "حريق في المطحنة ليلا / العبارة تعود إلى العمل / المجلس يصوت على الجسر",
        ] {
            assert!(names_several(digest), "{digest}");
        }
    }

    #[test]
    fn a_headline_with_a_rubric_or_a_date_is_not() {
        for plain in [
            "Mill burns in Quell",
            "Weather / Thursday / Oster valley",
            "Sport | Rowing | Quell wins the spring race by two lengths",
            "Mill burns in Quell on Sunday night / two firemen hurt",
        ] {
            assert!(!names_several(plain), "{plain}");
        }
    }
}
