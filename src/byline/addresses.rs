//! Takes addresses out of a byline.
//!
//! In: a byline without character references. Out: the same text without e-mail addresses, handles and parts in
//! brackets, and whether a part is the address of a site. It does not look for names.

/// The text without e-mail addresses, handles and parts in brackets.
pub(super) fn without_addresses(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '(' | '[' | '<' | '（' => depth += 1,
            ')' | ']' | '>' | '）' if depth > 0 => depth -= 1,
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let plain = if plain.contains(char::is_alphanumeric) { &plain } else { inside(text) };
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.contains('@')).collect();
    words.join(" ")
}

/// A text that is all in brackets, without them and the marks around them: "(Reuters):".
fn inside(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "()[]<>（）:：.,،-–—".contains(c))
}

/// Whether a part is the address of a site: "harrow.example".
pub(super) fn is_domain(part: &str) -> bool {
    let ends = part.rsplit_once('.').is_some_and(|(head, end)| {
        !head.is_empty()
            && (2..=8).contains(&end.len())
            && end.bytes().all(|b| b.is_ascii_lowercase())
    });
    ends && !part.contains(char::is_whitespace) && part.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::names;

    #[test]
    fn the_place_of_an_outlet_is_no_author() {
        assert!(names("harrow.example, Calder, Germany").is_empty());
        assert!(names("harrow.example, Port-Calder, France").is_empty());
        assert_eq!(names("Ines Falk, harrow.example"), ["Ines Falk"]);
        assert_eq!(names("J. Falk, Jo Reed"), ["J. Falk", "Jo Reed"]);
    }
}
