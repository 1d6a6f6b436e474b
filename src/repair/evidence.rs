//! A text with the counts of its words in the corpus.
//!
//! In: a text, its language, word evidence. Out: its words with their counts, and look-ups for the
//! repairs of words. A text whose words are mostly unknown gives no reading: it is in another
//! language than declared, or code, or about a subject that the corpus does not cover.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use super::context::{is_code, line_around};
use super::definition::{Context, Own};
use super::function_words::tells_english;
use crate::document::learned::word_evidence::LanguageWords;
use crate::key::{
    is_letter, joined_key, joined_key_at, letters_end, next_letter, word_key, word_key_at,
};

/// Fewer texts in a language are no evidence.
const FEWEST_TEXTS: u32 = 200;

/// Per cent of the words of an English text that must be function words that only English has. News
/// has some 30, lists and labels fewer.
const SHARE_OF_A_TEXT: usize = 6;

/// Words of a text that is too short to tell its language.
const SHORT: usize = 25;

/// Words to either side that count as around a place.
const AROUND: usize = 20;

/// A text with the counts of its words.
pub(super) struct Reading<'a> {
    pub text: &'a str,
    words: &'a LanguageWords,
    /// Subtracted from every count.
    own: u32,
    pub tokens: Vec<Token>,
    /// Whether any line is code; computed when first needed.
    code: OnceCell<bool>,
}

/// A run of letters, apostrophes between them included.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub span: Range<usize>,
    /// In how many other texts it occurs.
    pub count: u32,
    /// In how many of them in lower case.
    pub small: u32,
    /// Whether exactly one plain space separates it from the token before.
    pub follows: bool,
    /// Whether it is a function word that only English has.
    tells_english: bool,
}

/// The words next to a token, each one space away.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Neighbours<'a> {
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
    /// Whether a hyphen connects the token to another word.
    pub hyphen: bool,
}

impl Neighbours<'_> {
    /// Whether no word is next to the token.
    pub fn is_alone(&self) -> bool {
        self.before.is_none() && self.after.is_none()
    }
}

/// Distance in words within which damage is likely to recur: about a paragraph.
const NEAR: usize = 60;

/// Whether one of these tokens is near the token of an index.
pub(super) fn is_near(tokens: &[usize], index: usize) -> bool {
    tokens.iter().any(|at| at.abs_diff(index) <= NEAR)
}

impl<'a> Reading<'a> {
    /// Reads a text; `None` where the evidence does not cover it.
    ///
    /// Only English has fitted weights, so the text must be English by its own function words as
    /// well: the declared or detected language of a text may be wrong.
    pub fn new(text: &'a str, context: &Context<'a>) -> Option<Reading<'a>> {
        let known = match context.language {
            Some("en") => 60,
            None => 75,
            Some(_) => return None,
        };
        let words = context.words?.language(Some("en"))?;
        if words.texts < FEWEST_TEXTS {
            return None;
        }
        let own = u32::from(context.own == Own::Counted);
        let (tokens, code) = (Vec::new(), OnceCell::new());
        let mut reading = Reading { text, words, own, tokens, code };
        reading.tokens = reading.read_tokens();
        (reading.knows_most_words(known) && reading.is_english()).then_some(reading)
    }

    /// Finds all words first and looks them up afterwards, so that memory accesses overlap.
    fn read_tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::with_capacity(self.text.len() / 6);
        let mut keys: Vec<u64> = Vec::with_capacity(self.text.len() / 6);
        let mut end = 0;
        while let Some(span) = next_token(self.text, end) {
            let follows = end + 1 == span.start && self.text.as_bytes().get(end) == Some(&b' ');
            end = span.end;
            keys.push(word_key_at(self.text, span.clone()));
            tokens.push(Token { span, count: 0, small: 0, follows, tells_english: false });
        }
        for (token, key) in tokens.iter_mut().zip(keys) {
            token.tells_english = tells_english(key);
            let (any, small) = self.words.any_and_small(key);
            token.count = any.saturating_sub(self.own);
            token.small = small.saturating_sub(self.own);
        }
        tokens
    }

    /// Whether at least `percent` of the words are known; single letters do not count.
    fn knows_most_words(&self, percent: usize) -> bool {
        let words = self.tokens.iter().filter(|token| token.span.len() > 1).count();
        let known =
            self.tokens.iter().filter(|token| token.span.len() > 1 && token.count > 1).count();
        known >= 3 && known * 100 >= words * percent
    }

    /// Whether enough words are function words that only English has.
    fn is_english(&self) -> bool {
        let words = self.tokens.iter().filter(|token| token.span.len() > 1).count();
        let telling = self.tokens.iter().filter(|token| token.tells_english).count();
        // A label or a headline may have none.
        (telling >= 1 && telling * 100 >= words * SHARE_OF_A_TEXT)
            || (words <= SHORT && self.knows_most_words(80))
    }

    /// Whether one of the words around a token tells English: texts quote other languages.
    pub fn is_english_near(&self, index: usize) -> bool {
        let start = index.saturating_sub(AROUND);
        let end = (index + AROUND + 1).min(self.tokens.len());
        let around = self.tokens.get(start..end).unwrap_or_default();
        self.tokens.len() <= SHORT || around.iter().any(|token| token.tells_english)
    }

    pub fn word(&self, token: &Token) -> &'a str {
        self.text.get(token.span.clone()).unwrap_or_default()
    }

    /// In how many other texts a token occurs in its own case: `ed` is not Ed.
    pub fn count_as_written(&self, token: &Token) -> u32 {
        let begins_small =
            self.text.as_bytes().get(token.span.start).is_some_and(u8::is_ascii_lowercase);
        if begins_small { token.small } else { token.count }
    }

    /// In how many other texts a word occurs.
    pub fn count(&self, word: &str) -> u32 {
        self.words.word(word).any.saturating_sub(self.own)
    }

    /// In how many other texts the word that two parts make occurs.
    pub fn count_joined(&self, first: &str, second: &str) -> u32 {
        self.words.by_key(joined_key(first, second)).any.saturating_sub(self.own)
    }

    /// The same of two tokens.
    pub fn count_tokens_joined(&self, first: &Token, second: &Token) -> u32 {
        let key = joined_key_at(self.text, first.span.clone(), second.span.clone());
        self.words.by_key(key).any.saturating_sub(self.own)
    }

    /// In how many other texts a word occurs in lower case.
    pub fn small(&self, word: &str) -> u32 {
        self.small_by_key(word_key(word))
    }

    /// The same of the word of a key.
    pub fn small_by_key(&self, key: u64) -> u32 {
        self.words.by_key(key).small.saturating_sub(self.own)
    }

    /// In how many other texts a word occurs in exactly this form.
    pub fn form(&self, word: &str) -> u32 {
        self.words.form(word).saturating_sub(self.own)
    }

    /// In how many other texts two words are adjacent.
    pub fn pair(&self, first: &str, second: &str) -> u32 {
        self.words.pair(first, second).saturating_sub(self.own)
    }

    /// In how many texts two words would be adjacent if they were independent.
    pub fn expected(&self, first: &str, second: &str) -> u32 {
        let product = u64::from(self.count(first)) * u64::from(self.count(second));
        u32::try_from(product / u64::from(self.words.texts.max(1))).unwrap_or(u32::MAX)
    }

    /// How many known words begin with the first, and how many end in the last: a part of many
    /// compounds may be part of another.
    pub fn builds(&self, first: &str, last: &str) -> (u32, u32) {
        (self.words.word(first).begins.into(), self.words.word(last).ends.into())
    }

    /// Whether a run of letters is a known word of three letters or more, or the plural of one.
    pub fn is_word_or_plural(&self, part: &str) -> bool {
        let known = |word: &str| word.chars().nth(2).is_some() && self.small(word) >= 5;
        known(part) || part.strip_suffix('s').is_some_and(known)
    }

    /// Whether the text has a line of code.
    pub fn has_code(&self) -> bool {
        *self.code.get_or_init(|| self.text.lines().any(is_code))
    }

    /// Whether a sentence or line begins with the token of that index.
    pub fn begins_sentence_at(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| self.begins_sentence(token))
    }

    /// Whether a sentence or a line begins with a token.
    pub fn begins_sentence(&self, token: &Token) -> bool {
        let head = self.text.get(..token.span.start).unwrap_or_default();
        let head = head.trim_end_matches([' ', '"', '“', '‘', '\'', '(', '-', '•', '*', '–']);
        head.is_empty() || head.ends_with(['.', '!', '?', ':', '\n', '…', '”'])
    }

    /// The given share of all texts in thousandths, but at least `fewest`.
    pub fn share(&self, thousandths: u32, fewest: u32) -> u32 {
        let share = u64::from(self.words.texts) * u64::from(thousandths) / 1000;
        u32::try_from(share).unwrap_or(u32::MAX).max(fewest)
    }

    /// Number of texts counted.
    pub fn texts(&self) -> u32 {
        self.words.texts
    }

    /// Whether the line of a token is code.
    pub fn in_code(&self, token: &Token) -> bool {
        let line = line_around(self.text, token.span.start);
        is_code(self.text.get(line).unwrap_or_default())
    }

    /// Whether other words are on the line of a token. A word alone on its line is usually a name.
    pub fn is_in_a_line(&self, index: usize) -> bool {
        let near = self.tokens.get(index.saturating_sub(2)..).unwrap_or_default();
        let near = near.get(..near.len().min(3 + index.min(2))).unwrap_or_default();
        let joined = |pair: &&[Token]| match pair {
            [one, two] => {
                let between = self.text.get(one.span.end..two.span.start).unwrap_or_default();
                !between.contains('\n')
            }
            _ => false,
        };
        let ahead = near.windows(2).take(index.min(2));
        let behind = near.windows(2).skip(index.min(2));
        let count = ahead.rev().take_while(joined).count() + behind.take_while(joined).count();
        count >= 2
    }

    /// The token before, if one space separates them.
    pub fn before(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index).filter(|token| token.follows)?;
        self.tokens.get(index.checked_sub(1)?)
    }

    /// The token after, if one space separates them.
    pub fn after(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index + 1).filter(|token| token.follows)
    }

    /// The words next to a token.
    pub fn neighbours(&self, index: usize) -> Neighbours<'a> {
        Neighbours {
            before: self.before(index).map(|token| self.word(token)),
            after: self.after(index).map(|token| self.word(token)),
            hyphen: self.tokens.get(index).is_some_and(|token| !self.is_free(token)),
        }
    }

    /// How often each form of the tokens that pass a filter occurs in the text.
    pub fn occurrences(&self, filter: impl Fn(&Token) -> bool) -> HashMap<&'a str, u32> {
        let mut occurrences = HashMap::new();
        for token in self.tokens.iter().filter(|token| filter(token)) {
            *occurrences.entry(self.word(token)).or_insert(0) += 1;
        }
        occurrences
    }

    /// Whether a word next to a token is unknown to the corpus.
    pub fn is_beside_unknown(&self, index: usize) -> bool {
        let unknown = |token: &Token| token.count <= 1;
        self.before(index).is_some_and(unknown) || self.after(index).is_some_and(unknown)
    }

    /// Whether a token is a whole word: not part of an address, a handle, a number, a hyphenated
    /// compound or code.
    pub fn is_free(&self, token: &Token) -> bool {
        let beside = |at: usize| self.text.as_bytes().get(at) == Some(&b'-');
        let hyphen = beside(token.span.end) || token.span.start.checked_sub(1).is_some_and(beside);
        !hyphen && self.is_prose(token)
    }

    /// Like [`Reading::is_free`], but a hyphen may be next to it.
    pub fn is_prose(&self, token: &Token) -> bool {
        let (Some(head), Some(tail)) =
            (self.text.get(..token.span.start), self.text.get(token.span.end..))
        else {
            return false;
        };
        let bound = |c: char| c.is_alphanumeric() || "@#$_/\\&*+=<>|~^`%™®©".contains(c);
        let mut preceding = head.chars().rev();
        let before = preceding.next();
        // open(toMoor) is a call.
        let called = before == Some('(') && preceding.next().is_some_and(char::is_alphanumeric);
        let mut following = tail.chars();
        let after = following.next();
        let point = matches!(after, Some('.' | ':' | '\'' | '’'))
            && following.next().is_some_and(char::is_alphanumeric);
        let dotted = matches!(before, Some('.' | ':' | '\'' | '’'))
            && head.chars().rev().nth(1).is_some_and(char::is_alphanumeric);
        // (M)isinformation, [E]ither, word(s).
        let bracketed = matches!(before, Some(')' | ']')) || matches!(after, Some('(' | '['));
        !called
            && !bracketed
            && !before.is_some_and(bound)
            && !after.is_some_and(bound)
            && !point
            && !dotted
    }
}

/// The next run of letters at or after a position, apostrophes between letters included.
fn next_token(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let start = next_letter(text, at, is_letter);
    if start >= bytes.len() {
        return None;
    }
    let mut end = start;
    loop {
        end = letters_end(text, end, goes_on);
        let joint = match bytes.get(end) {
            Some(b'\'') => 1,
            Some(0xE2) if text.get(end..).is_some_and(|tail| tail.starts_with('’')) => 3,
            _ => return Some(start..end),
        };
        let next = text.get(end + joint..).and_then(|tail| tail.chars().next());
        if !next.is_some_and(is_letter) {
            return Some(start..end);
        }
        end += joint;
    }
}

/// Letters, and joiners and combining marks inside a run of them.
fn goes_on(c: char) -> bool {
    is_letter(c) || matches!(c, '\u{200c}' | '\u{200d}' | '\u{300}'..='\u{36f}')
}
