//! Folds text so that different spellings of one word become the same bytes.
//!
//! In: any text. Out: bytes where words are ASCII letters and digits (case kept) or lower-case UTF-8, and
//! everything else is other ASCII. It does not split text into tokens.

use std::sync::OnceLock;

use super::unspaced::{Run, is_unspaced};

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// The folding of code points below this is in a table.
const TABLED: usize = 0x3000;
/// Table entries that are not a character.
const SEPARATOR: u32 = 0;
const NOTHING: u32 = 1;
const SLOW: u32 = 2;

/// Replaces `out` with the folded text.
pub(super) fn fold(text: &str, out: &mut Vec<u8>) {
    out.clear();
    out.reserve(text.len() + 192);
    let table = table();
    let mut run = Run::default();
    each_stretch(text, |ascii, rest| {
        run.pass_ascii(ascii);
        out.extend_from_slice(ascii);
        for character in rest.chars() {
            match table.get(character as usize).copied().unwrap_or(SLOW) {
                SEPARATOR => out.push(b' '),
                NOTHING => {}
                SLOW => fold_slowly(character, &mut |folded| write(folded, &mut run, out)),
                code => write(char::from_u32(code).unwrap_or(' '), &mut run, out),
            }
        }
    });
}

/// The folded text, and for each of its bytes the place in the text of the character that it comes from.
pub(super) fn fold_with_places(text: &str) -> (Vec<u8>, Vec<usize>) {
    let (mut out, mut places) = (Vec::new(), Vec::new());
    let mut run = Run::default();
    for (at, character) in text.char_indices() {
        if character.is_ascii() {
            run.pass_ascii(&[character as u8]);
            out.push(character as u8);
            places.push(at);
            continue;
        }
        each_folded(character, &mut |folded| {
            write(folded, &mut run, &mut out);
            // A character that joins the token before it replaces the spaces in between.
            let end = if is_unspaced(folded) { run.token_end() } else { out.len() };
            places.truncate(end.saturating_sub(folded.len_utf8()));
            places.resize(out.len(), at);
        });
    }
    (out, places)
}

/// Whether a character leaves nothing in a folded text: a mark, or an invisible character.
pub(super) fn is_silent(character: char) -> bool {
    let mut silent = !character.is_ascii();
    if silent {
        each_folded(character, &mut |_| silent = false);
    }
    silent
}

/// Emits what a character that is not ASCII folds to.
fn each_folded(character: char, emit: &mut impl FnMut(char)) {
    match table().get(character as usize).copied().unwrap_or(SLOW) {
        SEPARATOR => emit(' '),
        NOTHING => {}
        SLOW => fold_slowly(character, emit),
        code => emit(char::from_u32(code).unwrap_or(' ')),
    }
}

/// Replaces `out` with the text without invisible characters, with each run of white space as one space and
/// none at the ends.
pub(super) fn normalise(text: &str, out: &mut Vec<u8>) {
    out.clear();
    out.reserve(text.len() + 1);
    let mut space = true;
    each_stretch(text, |ascii, rest| {
        let mut rest_of = ascii;
        while !rest_of.is_empty() {
            // Copy the part that is normal already at once.
            let normal = normal_length(rest_of, space);
            let (whole, odd) = rest_of.split_at_checked(normal).unwrap_or((&[], rest_of));
            out.extend_from_slice(whole);
            space = whole.last().map_or(space, |last| *last == b' ');
            let (block, after) = odd.split_at_checked(BLOCK).unwrap_or((odd, &[]));
            normalise_ascii(block, &mut space, out);
            rest_of = after;
        }
        for character in rest.chars() {
            if character.is_whitespace() {
                if !space {
                    out.push(b' ');
                }
                space = true;
            } else if !is_invisible(character) {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                space = false;
            }
        }
    });
    if out.last() == Some(&b' ') {
        out.pop();
    }
}

/// Bytes that are examined together.
const BLOCK: usize = 32;

/// The length of the leading whole blocks that have no white space except single spaces. `space` is whether
/// a space precedes them.
fn normal_length(ascii: &[u8], mut space: bool) -> usize {
    let (blocks, _) = ascii.as_chunks::<BLOCK>();
    let normal = blocks.iter().take_while(|block| {
        let good = is_normal(block) && !(space && block.first() == Some(&b' '));
        space = block.last() == Some(&b' ');
        good
    });
    normal.count() * BLOCK
}

/// Whether a block has no white space except single spaces. The loops over arrays have no branch, so that
/// they compile to vector instructions.
#[inline]
fn is_normal(block: &[u8; BLOCK]) -> bool {
    let mut odd = 0;
    for byte in block {
        odd |= u8::from(*byte < b' ');
    }
    if let (Some(these), Some(next)) =
        (block.first_chunk::<{ BLOCK - 1 }>(), block.last_chunk::<{ BLOCK - 1 }>())
    {
        for (a, b) in these.iter().zip(next) {
            odd |= u8::from(*a == b' ') & u8::from(*b == b' ');
        }
    }
    odd == 0
}

fn normalise_ascii(ascii: &[u8], space: &mut bool, out: &mut Vec<u8>) {
    for &byte in ascii {
        let blank = byte == b' ' || byte.wrapping_sub(9) < 5;
        if !(blank && *space) {
            out.push(if blank { b' ' } else { byte });
        }
        *space = blank;
    }
}

/// Visits a text in pieces: a run of ASCII and the run of other characters after it.
fn each_stretch(text: &str, mut visit: impl FnMut(&[u8], &str)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or(&[]);
        let ascii = ascii_length(rest);
        let other = rest.iter().skip(ascii).take_while(|byte| **byte >= 0x80).count();
        let end = at + ascii + other;
        visit(rest.get(..ascii).unwrap_or(&[]), text.get(at + ascii..end).unwrap_or(""));
        at = end;
    }
}

fn ascii_length(bytes: &[u8]) -> usize {
    let (blocks, _) = bytes.as_chunks::<32>();
    let whole = blocks.iter().take_while(|block| block.is_ascii()).count() * 32;
    whole + bytes.iter().skip(whole).take_while(|byte| byte.is_ascii()).count()
}

fn write(character: char, run: &mut Run, out: &mut Vec<u8>) {
    if is_unspaced(character) {
        return run.push(character, out);
    }
    if character != ' ' {
        run.end();
    }
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

fn table() -> &'static [u32] {
    static TABLE: OnceLock<Vec<u32>> = OnceLock::new();
    TABLE.get_or_init(|| (0..TABLED as u32).map(entry).collect())
}

fn entry(code: u32) -> u32 {
    let mut folded = Vec::new();
    fold_slowly(char::from_u32(code).unwrap_or(' '), &mut |character| folded.push(character));
    match folded.as_slice() {
        [] => NOTHING,
        [one] if *one == ' ' => SEPARATOR,
        [one] => *one as u32,
        _ => SLOW,
    }
}

/// Emits what one character folds to: nothing, a space for a separator, or letters and digits.
fn fold_slowly(character: char, emit: &mut impl FnMut(char)) {
    if is_invisible(character) {
        return;
    }
    if ('\u{ac00}'..='\u{d7a3}').contains(&character) {
        // Decomposition would split a Hangul syllable into its letters.
        return emit(character);
    }
    decompose_compatible(character, |part| {
        if let Some(digit) = digit(part) {
            emit(digit);
        } else if is_combining_mark(part) {
            if is_spelling_mark(part) {
                emit(part);
            }
        } else if part.is_alphanumeric() {
            let letter = variant(part);
            emit(if letter.is_ascii() {
                letter
            } else {
                letter.to_lowercase().next().unwrap_or(letter)
            });
        } else if !is_invisible(part) {
            emit(' ');
        }
    });
}

/// Soft hyphen, joiners, direction marks, variation selectors, the Arabic lengthening stroke.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{640}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// Marks that belong to the spelling: the vowel signs of Indic and South-East Asian scripts. Accents and the
/// vowel points of Arabic and Hebrew do not: copies often omit them.
fn is_spelling_mark(mark: char) -> bool {
    matches!(mark, '\u{900}'..='\u{109f}' | '\u{1700}'..='\u{17ff}' | '\u{1a00}'..='\u{1aad}' | '\u{1b00}'..='\u{1bff}' | '\u{a800}'..='\u{abff}')
        && mark.is_alphanumeric()
}

/// Maps Arabic letters to the variant they are often exchanged with.
fn variant(letter: char) -> char {
    match letter {
        '\u{671}' => '\u{627}',
        '\u{649}' | '\u{6cc}' => '\u{64a}',
        '\u{6a9}' => '\u{643}',
        '\u{629}' | '\u{6c1}' | '\u{6d5}' => '\u{647}',
        other => other,
    }
}

/// The decimal digits of other scripts as ASCII.
fn digit(character: char) -> Option<char> {
    const ZEROS: [u32; 10] =
        [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xe50, 0x17e0, 0x1040];
    let code = character as u32;
    ZEROS
        .iter()
        .find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10))
        .and_then(|value| char::from_digit(value, 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = Vec::new();
        fold(text, &mut out);
        String::from_utf8(out).expect("folded text is UTF-8")
    }

    #[test]
    fn folding_is_the_same_by_table_and_slowly() {
        let text = "Œuvre – “Ünal” ½ ﷺ … 한국어 ไทย 漢字 \u{301}";
        let (mut slow, mut run) = (Vec::new(), Run::default());
        for character in text.chars() {
            fold_slowly(character, &mut |part| write(part, &mut run, &mut slow));
        }
        let words = |bytes: &str| bytes.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&folded(text)), words(&String::from_utf8_lossy(&slow)));
    }

    #[test]
    fn ascii_passes_unchanged_over_block_ends() {
        let text = "The Mill, 1987; ".repeat(9);
        assert_eq!(folded(&text), text);
        assert_eq!(folded(&format!("{text}é{text}")), format!("{text}e{text}"));
    }

    #[test]
    fn normalising_does_not_depend_on_block_boundaries() {
        let mut out = Vec::new();
        for words in 0..40 {
            let text = format!("{}  two\tthree  {} ", "word ".repeat(words), "x".repeat(words));
            normalise(&text, &mut out);
            let expected = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(String::from_utf8_lossy(&out), expected);
        }
    }

    #[test]
    fn normalised_text_has_single_spaces_and_all_visible_characters() {
        let mut out = Vec::new();
        normalise("\u{feff} One\t\u{2003} “two”\r\n\n three \u{200b} ", &mut out);
        assert_eq!(String::from_utf8_lossy(&out), "One “two” three");
    }
}
