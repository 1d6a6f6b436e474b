//! Takes addresses out of a byline.
//!
//! In: a byline without character references. Out: the same text without e-mail addresses, handles and parts in
//! brackets. It does not look for names.

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
