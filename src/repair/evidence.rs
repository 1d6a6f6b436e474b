//! How a text's words stand in what the corpus taught.
//!
//! In: a text, its language, word evidence. Out: its words with their counts, and the questions that
//! the repairs of words ask. A text whose words are mostly unseen gives nothing to ask: it is in
//! another language than was said, or code, or of a field of its own.

use std::cell::OnceCell;
use std::ops::Range;

use super::context::{is_code, line_around};
use super::{Context, Own};
use crate::document::learned::word_evidence::LanguageWords;
use crate::key::{joined_key, joined_key_at, letters_end, next_letter, word_key, word_key_at};

/// Texts below which a language teaches nothing yet.
const FEWEST_TEXTS: u32 = 200;

/// A text with the counts of its words.
pub(super) struct Reading<'a> {
    pub text: &'a str,
    words: &'a LanguageWords,
    english: bool,
    /// Taken off every count.
    own: u32,
    pub tokens: Vec<Token>,
    /// Whether a line is code, once it was asked.
    code: OnceCell<bool>,
}

/// A run of letters, apostrophes between them included.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub span: Range<usize>,
    /// In how many other texts it stands.
    pub count: u32,
    /// In how many of them in small letters.
    pub small: u32,
    /// Whether one plain space parts it from the token before.
    pub follows: bool,
}

impl<'a> Reading<'a> {
    /// Reads a text; `None` where the evidence has nothing to say on it.
    pub fn new(text: &'a str, context: &Context<'a>) -> Option<Reading<'a>> {
        let evidence = context.words?;
        let own = u32::from(context.own == Own::Counted);
        match context.language {
            Some(language) => {
                Reading::read(text, (language, evidence.language(context.language)?), own)
                    .filter(|reading| reading.is_at_home(60))
            }
            // The language of a short text is often unknown: that in which its words are known.
            None => evidence
                .languages
                .iter()
                .filter_map(|(language, words)| Reading::read(text, (language, words), own))
                .filter(|reading| reading.is_at_home(75))
                .max_by_key(Reading::known),
        }
    }

    fn read(
        text: &'a str,
        (language, words): (&str, &'a LanguageWords),
        own: u32,
    ) -> Option<Reading<'a>> {
        if words.texts < FEWEST_TEXTS {
            return None;
        }
        let mut reading = Reading {
            text,
            words,
            english: language == "en",
            own,
            tokens: Vec::new(),
            code: OnceCell::new(),
        };
        reading.tokens = reading.read_tokens();
        Some(reading)
    }

    /// The words first and their counts after: look-ups that do not wait for one another overlap.
    fn read_tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::with_capacity(self.text.len() / 6);
        let mut keys: Vec<u64> = Vec::with_capacity(self.text.len() / 6);
        let mut end = 0;
        while let Some(span) = next_token(self.text, end) {
            let follows = end + 1 == span.start && self.text.as_bytes().get(end) == Some(&b' ');
            end = span.end;
            keys.push(word_key_at(self.text, span.clone()));
            tokens.push(Token { span, count: 0, small: 0, follows });
        }
        for (token, key) in tokens.iter_mut().zip(keys) {
            let (any, small) = self.words.any_and_small(key);
            token.count = any.saturating_sub(self.own);
            token.small = small.saturating_sub(self.own);
        }
        tokens
    }

    fn known(&self) -> usize {
        self.tokens.iter().filter(|token| token.count > 1).count()
    }

    /// Whether most words of the text are known; single letters do not count.
    fn is_at_home(&self, percent: usize) -> bool {
        let words = self.tokens.iter().filter(|token| token.span.len() > 1).count();
        let known =
            self.tokens.iter().filter(|token| token.span.len() > 1 && token.count > 1).count();
        known >= 3 && known * 100 >= words * percent
    }

    pub fn word(&self, token: &Token) -> &'a str {
        self.text.get(token.span.clone()).unwrap_or_default()
    }

    /// In how many other texts a token stands as a word that is written as it is: `ed` is not Ed.
    pub fn count_as_written(&self, token: &Token) -> u32 {
        let begins_small =
            self.text.as_bytes().get(token.span.start).is_some_and(u8::is_ascii_lowercase);
        if begins_small { token.small } else { token.count }
    }

    /// In how many other texts a word stands.
    pub fn count(&self, word: &str) -> u32 {
        self.words.word(word).any.saturating_sub(self.own)
    }

    /// In how many other texts a word stands that two parts make.
    pub fn count_joined(&self, first: &str, second: &str) -> u32 {
        self.words.by_key(joined_key(first, second)).any.saturating_sub(self.own)
    }

    /// The same of two tokens.
    pub fn count_tokens_joined(&self, first: &Token, second: &Token) -> u32 {
        let key = joined_key_at(self.text, first.span.clone(), second.span.clone());
        self.words.by_key(key).any.saturating_sub(self.own)
    }

    /// In how many other texts a word stands in small letters.
    pub fn small(&self, word: &str) -> u32 {
        self.small_by_key(word_key(word))
    }

    /// The same of the word of a key.
    pub fn small_by_key(&self, key: u64) -> u32 {
        self.words.by_key(key).small.saturating_sub(self.own)
    }

    /// In how many other texts a word stands in exactly this form.
    pub fn form(&self, word: &str) -> u32 {
        self.words.form(word).saturating_sub(self.own)
    }

    /// In how many other texts two words stand side by side.
    pub fn pair(&self, first: &str, second: &str) -> u32 {
        self.words.pair(first, second).saturating_sub(self.own)
    }

    /// In how many texts two words would stand side by side if the one had nothing to do with the other.
    pub fn expected(&self, first: &str, second: &str) -> u32 {
        let product = u64::from(self.count(first)) * u64::from(self.count(second));
        u32::try_from(product / u64::from(self.words.texts.max(1))).unwrap_or(u32::MAX)
    }

    /// How many known words the first begins, and how many the last ends: what builds many compounds
    /// may build another.
    pub fn builds(&self, first: &str, last: &str) -> (u32, u32) {
        (self.words.word(first).begins.into(), self.words.word(last).ends.into())
    }

    /// Whether the words are English.
    pub fn is_english(&self) -> bool {
        self.english
    }

    /// Whether a run of letters is a word of three letters or more, or the plural of one.
    pub fn stands_alone(&self, part: &str) -> bool {
        let known = |word: &str| word.chars().nth(2).is_some() && self.small(word) >= 5;
        known(part) || part.strip_suffix('s').is_some_and(known)
    }

    /// Whether the text has a line of code.
    pub fn has_code(&self) -> bool {
        *self.code.get_or_init(|| self.text.lines().any(is_code))
    }

    /// The same for the token of that number.
    pub fn begins_sentence_at(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| self.begins_sentence(token))
    }

    /// Whether a sentence or line begins with a token.
    pub fn begins_sentence(&self, token: &Token) -> bool {
        let head = self.text.get(..token.span.start).unwrap_or_default();
        let head = head.trim_end_matches([' ', '"', '“', '‘', '\'', '(', '-', '•', '*', '–']);
        head.is_empty() || head.ends_with(['.', '!', '?', ':', '\n', '…', '”'])
    }

    /// A count that so many in a thousand texts reach, and at least `fewest`.
    pub fn share(&self, thousandths: u32, fewest: u32) -> u32 {
        let share = u64::from(self.words.texts) * u64::from(thousandths) / 1000;
        u32::try_from(share).unwrap_or(u32::MAX).max(fewest)
    }

    /// Texts counted.
    pub fn texts(&self) -> u32 {
        self.words.texts
    }

    /// Whether the line of a token is code.
    pub fn in_code(&self, token: &Token) -> bool {
        let line = line_around(self.text, token.span.start);
        is_code(self.text.get(line).unwrap_or_default())
    }

    /// Whether other words stand on the line of a token: one alone on its line is a name.
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

    /// The token before, if one space parts them.
    pub fn before(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index).filter(|token| token.follows)?;
        self.tokens.get(index.checked_sub(1)?)
    }

    /// The token behind, if one space parts them.
    pub fn after(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index + 1).filter(|token| token.follows)
    }

    /// Whether a token stands by itself: not in an address, a handle, a number, a compound or code.
    pub fn is_free(&self, token: &Token) -> bool {
        let beside = |at: usize| self.text.as_bytes().get(at) == Some(&b'-');
        let hyphen = beside(token.span.end) || token.span.start.checked_sub(1).is_some_and(beside);
        !hyphen && self.is_prose(token)
    }

    /// The same, but a hyphen may stand beside it.
    pub fn is_prose(&self, token: &Token) -> bool {
        let (Some(head), Some(tail)) =
            (self.text.get(..token.span.start), self.text.get(token.span.end..))
        else {
            return false;
        };
        let bound = |c: char| c.is_alphanumeric() || "@#$_/\\&*+=<>|~^`%".contains(c);
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
        !called && !before.is_some_and(bound) && !after.is_some_and(bound) && !point && !dotted
    }
}

/// The next run of letters at or behind a place, apostrophes between letters included.
fn next_token(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let start = next_letter(text, at, char::is_alphabetic);
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
        if !next.is_some_and(char::is_alphabetic) {
            return Some(start..end);
        }
        end += joint;
    }
}

/// Letters and what may stand inside a run of them: joiners and combining marks.
fn goes_on(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{200c}' | '\u{200d}' | '\u{300}'..='\u{36f}')
}
