//! The mark between a dateline and the first sentence.
//!
//! In: the rest of a line behind a place, a date or an agency. Out: the mark, and how many bytes it takes. It
//! does not judge what is before the mark.

/// The Arabic stroke that lengthens letters. Alone between spaces it is a dash.
pub(super) const TATWEEL: char = '\u{640}';

/// What divides a dateline from the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Only white space.
    Nothing,
    Stop,
    Colon,
    /// A dash or a bar.
    Dash,
    StopDash,
}

impl Mark {
    /// Reads the mark at the start of a text. `None` if the word before it goes on.
    pub fn read(rest: &str) -> Option<(Mark, usize)> {
        let signs = |c: char| {
            c.is_whitespace()
                || matches!(c, '-' | '–' | '—' | '‒' | '―' | '−' | TATWEEL | ':' | '.' | '_' | '|')
        };
        let end = rest.len() - rest.trim_start_matches(signs).len();
        let mark = rest.get(..end)?;
        let dash = mark.contains(['-', '–', '—', '‒', '―', '−', TATWEEL, '_', '|']);
        let spaced = mark.ends_with(char::is_whitespace);
        let found = match () {
            () if dash && mark.trim_start().starts_with('.') => Mark::StopDash,
            // A hyphen inside a word is none.
            () if dash && (spaced || mark.contains(['–', '—', '―']) || mark.contains("--")) => {
                Mark::Dash
            }
            () if dash => return None,
            () if mark.contains(':') && spaced => Mark::Colon,
            () if mark.contains('.') && spaced => Mark::Stop,
            () if spaced => Mark::Nothing,
            () => return None,
        };
        Some((found, end))
    }

    pub fn is_dash(self) -> bool {
        matches!(self, Mark::Dash | Mark::StopDash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_with_the_space_around_them() {
        for (rest, mark) in [
            (" - The", (Mark::Dash, 3)),
            (" | The", (Mark::Dash, 3)),
            (" ـ قالت", (Mark::Dash, " ـ ".len())),
            (".- El", (Mark::StopDash, 3)),
            (": The", (Mark::Colon, 2)),
            (" The", (Mark::Nothing, 1)),
        ] {
            assert_eq!(Mark::read(rest), Some(mark), "{rest}");
        }
        assert_eq!(Mark::read("-based"), None);
    }
}
