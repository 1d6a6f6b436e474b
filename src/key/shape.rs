//! The shape of a line: its length, its end, and whether its words are about the page.
//!
//! In: one line or sentence. Out: [`Shape`]. It does not decide what is removed.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};
use serde::{Deserialize, Serialize};

use super::letter::{is_letter, is_numeric};

/// Properties of a line that do not depend on its neighbours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    pub words: u32,
    pub letters: u32,
    pub digits: bool,
    /// Ends like a sentence: a stop, perhaps followed by closing quotes or brackets.
    pub terminal: bool,
    /// Ends with a question mark.
    pub asks: bool,
    /// Mentions a part or service of the page: "newsletter", "all rights reserved", an address.
    pub of_the_page: bool,
    /// A name and an office or outlet, separated by a comma: the source of a quotation.
    pub attributes: bool,
    /// One word that is the heading of a part of a story: a day of a diary, "Conclusion".
    pub heads_a_part: bool,
}

impl Shape {
    /// Too short or too unfinished to be a sentence of a story: a heading, label or credit.
    pub fn is_fragment(&self) -> bool {
        (!self.terminal && self.words <= 14) || self.words <= 2
    }

    /// Too unfinished to be a sentence, and not too long for a label with tags or links.
    pub fn is_ending(&self) -> bool {
        !self.terminal && (2..=25).contains(&self.words)
    }

    /// Long and finished enough to be a sentence of a story.
    pub fn is_sentence(&self) -> bool {
        !self.is_fragment() && self.words >= 6
    }
}

/// Marks that end a sentence.
pub fn is_terminal(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '。' | '！' | '？' | '।')
}

/// The shape of a text with this number of words; `page_words` asks for [`Shape::of_the_page`].
pub(super) fn shape(text: &str, words: usize, page_words: bool) -> Shape {
    let last = text
        .trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '*' | '_')
        })
        .chars()
        .next_back();
    let (letters, digits) = letters_and_digits(text);
    Shape {
        words: words as u32,
        letters,
        digits,
        terminal: last.is_some_and(is_terminal) && !(words <= 8 && trails_off(text)),
        asks: matches!(last, Some('?' | '؟' | '？')),
        attributes: (3..=8).contains(&words) && attributes(text),
        heads_a_part: false,
        of_the_page: page_words && words as u32 <= PAGE_WORDS_MOST && mentions_the_page(text),
    }
}

/// Longer lines are not searched for page words. A form that lists all countries has some 400 words.
pub(super) const PAGE_WORDS_MOST: u32 = 600;

/// The number of letters, and whether there is a digit.
fn letters_and_digits(text: &str) -> (u32, bool) {
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
        return (letters as u32, text.bytes().any(|b| b.is_ascii_digit()));
    }
    let (mut letters, mut digits) = (0, false);
    for c in text.chars() {
        if is_letter(c) {
            letters += 1;
        } else if is_numeric(c) {
            digits = true;
        }
    }
    (letters, digits)
}

/// Two names with one comma between them, and nothing else.
fn attributes(text: &str) -> bool {
    let is_name = |part: &str| {
        let mut words = part.split_whitespace().peekable();
        words.peek().is_some()
            && words.all(|word| {
                word.starts_with(char::is_uppercase) || matches!(word, "the" | "of" | "and" | "for")
            })
    };
    let text = text.trim().trim_start_matches(['-', '–', '—', '―']).trim_start();
    text.split_once(", ")
        .is_some_and(|(name, of)| is_name(name) && !of.contains(',') && is_name(of))
}

/// Ends in dots, as buttons do more often than short sentences.
fn trails_off(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with("...") || text.ends_with('…')
}

fn mentions_the_page(text: &str) -> bool {
    PAGE_WORDS.as_ref().is_some_and(|words| words.is_match(text))
}

/// Words that pages use about themselves, in the languages of the rulebook.
static PAGE_WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let mut words = AhoCorasickBuilder::new();
    words.kind(Some(AhoCorasickKind::DFA)).ascii_case_insensitive(true);
    words.build(PAGE_PHRASES).ok()
});

#[rustfmt::skip]
const PAGE_PHRASES: &[&str] = &[
    "©", "(c) 20", "copyright", "all rights reserved", "newsletter", "subscrib", "subscription",
    "sign up", "sign in", "log in", "click here", "click to", "tap here", "read more",
    "read the full", "continue reading", "story continues", "continues below", "continued below",
    "advertisement", "advertising", "sponsored", "follow us", "follow @", "on twitter",
    "on facebook", "on instagram", "on telegram", "on whatsapp", "share this", "contact us",
    "comments", "this report", "this article", "this story", "this content", "our app",
    "download the", "privacy policy", "terms of", "cookie", "permission", "republish", "reprint",
    "inbox", "opinions expressed", "views expressed", "join the conversation", "breaking news alerts", "email", "e-mail", "whatsapp", "telegram", "facebook",
    "twitter", "instagram", "youtube", "http", "www.", ".com", "related stories", "getty images",
    "image caption", "javascript", "browser", "support our", "donate", "alle rechte vorbehalten",
    "abonnieren", "abonnement", "lesen sie auch", "mehr zum thema", "anzeige", "urheberrecht",
    "folgen sie", "tous droits réservés", "abonnez-vous", "lire aussi", "à lire aussi",
    "s'abonner", "suivez-nous", "inscrivez-vous", "publicité", "todos los derechos", "suscríb",
    "suscrib", "lea también", "lee también", "síguenos", "siguenos", "boletín", "publicidad",
    "todos os direitos", "assine", "leia também", "leia mais", "inscreva-se", "siga-nos",
    "publicidade", "tutti i diritti", "riproduzione riservata", "iscriviti", "leggi anche",
    "seguici", "abbonati", "alle rechten", "lees ook", "nieuwsbrief", "advertentie",
    "meld je aan", "volg ons", "baca juga", "hak cipta", "berlangganan", "ikuti kami",
    "simak juga", "حقوق", "اقرأ أيض", "اقرأ ايض", "للمزيد", "المزيد", "تابعنا", "تابعونا",
    "اشترك", "النشرة البريدية", "إعلان", "للتواصل", "رسالة نصية", "حق نشر", "بیشتر بخوانید",
    "کانال تلگرام", "اینستاگرام", "عضویت", "читайте также", "подпис", "все права", "реклама",
    "телеграм", "Читайте также", "Подпис", "Все права", "Реклама",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_is_not_a_sentence() {
        assert!(shape("Paid space at the mill", 5, true).is_fragment());
        assert!(!shape("The mill closed on Friday.", 5, true).is_fragment());
        assert!(!shape("He said: “The mill is closed.”", 6, true).is_fragment());
    }

    #[test]
    fn words_about_the_page_are_found() {
        assert!(shape("Sign up for the Mill letter.", 6, true).of_the_page);
        assert!(shape("Leia também", 2, true).of_the_page);
        assert!(!shape("The mill closed on Friday.", 5, true).of_the_page);
    }
}
