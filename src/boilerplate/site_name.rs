//! Knows what the names of outlets look like.
//!
//! In: a short line. Out: whether it looks like the name of an outlet. It does not know the article's site.

use crate::key::ends_sentence;

/// Whether a short line looks like the name of an outlet. Between a date and the headline any name
/// does.
pub(super) fn names_site(text: &str, dated: bool) -> bool {
    const WORDS: &[&str] = &[
        "news",
        "times",
        "post",
        "herald",
        "daily",
        "gazette",
        "tribune",
        "journal",
        "courier",
        "chronicle",
        "observer",
        "guardian",
        "telegraph",
        "standard",
        "press",
        "weekly",
        "examiner",
        "inquirer",
        "sentinel",
        "bulletin",
        "dispatch",
        "register",
        "star",
        "mail",
        "mirror",
        "wire",
        "zeitung",
        "nachrichten",
        "tageblatt",
        "anzeiger",
        "kurier",
        "journal",
        "actualités",
        "diario",
        "noticias",
        "periódico",
        "jornal",
        "notícias",
        "folha",
        "giornale",
        "corriere",
        "gazzetta",
        "notizie",
        "krant",
        "dagblad",
        "nieuws",
        "berita",
        "kompas",
        "haber",
        "gazetesi",
        "новости",
        "газета",
        "вести",
        "أخبار",
        "صحيفة",
        "جريدة",
        "خبرگزاری",
        "روزنامه",
    ];
    if ends_sentence(text) || text.ends_with(':') || !text.chars().any(char::is_alphabetic) {
        return false;
    }
    let lower = text.to_lowercase();
    let domain = !lower.contains(' ') && lower.contains('.') && lower.len() > 5;
    let capital =
        text.split_whitespace().all(|w| !w.starts_with(char::is_lowercase) || w.len() <= 3);
    domain || (capital && (dated || lower.split_whitespace().any(|w| WORDS.contains(&w))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_have_words_of_their_own() {
        assert!(names_site("Harrow Herald", false) && names_site("harrow.example", false));
        assert!(names_site("Calder Valley", true) && !names_site("Calder Valley", false));
        assert!(!names_site("News from the river.", true));
    }
}
