//! Running prose: how many words of a text are sentences, not labels, lists, tables or code.
//!
//! In: a text of one line. Out: a count of words. It uses the shape of the text only: letters,
//! punctuation and, in scripts that have it, case. It has no word lists and knows no language.

/// Words for each sentence of prose, at most.
const SENTENCE_WORDS: usize = 60;
/// Letters for each sign of code, at least. A character of a script without spaces says as much as
/// three letters.
const CODE_LETTERS: usize = 12;
const IDEOGRAPH_LETTERS: usize = 3;
/// Letters for each digit, at least.
const DIGIT_LETTERS: usize = 3;
/// What divides the fields of a record that was joined into one line.
const SEPARATORS: [&str; 4] = ["###", "|||", "@@@", "~~~"];
/// Characters that make a word in scripts without spaces: Chinese and Japanese, and those of
/// South-East Asia.
const IDEOGRAPHS: usize = 2;
const SYLLABICS: usize = 5;

/// The words of a text if it is running prose, else 0.
///
/// Words are counted by letters, so that a row of numbers has none. In scripts without spaces the
/// count is an estimate from the number of characters. Of a text that is no prose as a whole, the parts
/// between the separators of a joined record count.
pub(super) fn prose_words(text: &str) -> usize {
    let shape = Shape::of(text);
    if shape.is_prose() {
        return shape.all_words();
    }
    let Some(separator) = SEPARATORS.iter().find(|separator| text.contains(**separator)) else {
        return 0;
    };
    let parts = text.split(separator).map(Shape::of);
    parts.filter(Shape::is_prose).map(|part| part.all_words()).sum()
}

/// The words of a text, prose or not, counted as [`prose_words`] counts them.
pub(super) fn word_count(text: &str) -> usize {
    Shape::of(text).all_words()
}

/// Counts over the characters of a text.
#[derive(Debug, Default)]
struct Shape {
    letters: usize,
    digits: usize,
    /// Brackets, slashes and other signs that code and markup are full of.
    code: usize,
    sentence_ends: usize,
    commas: usize,
    /// Words that begin with a small letter, with a capital, and in scripts without case.
    small: usize,
    capital: usize,
    caseless: usize,
    ideographs: usize,
    syllabics: usize,
}

impl Shape {
    fn of(text: &str) -> Shape {
        let mut shape = Shape::default();
        let (mut in_word, mut after_word, mut ended) = (false, false, false);
        for c in text.chars() {
            if c.is_alphabetic() {
                shape.letter(c, in_word);
                (in_word, after_word, ended) = (true, true, false);
                continue;
            }
            // An apostrophe, a joiner or a vowel sign does not end a word.
            if matches!(c, '\'' | '’' | '\u{200c}' | '\u{200d}') || (!c.is_ascii() && is_mark(c))
            {
                continue;
            }
            in_word = false;
            match c {
                // These count once white space or the end of the text follows.
                '.' | '!' | '?' | '…' => ended |= after_word,
                '"' | '”' | '“' | '»' | ')' => {}
                _ => {
                    shape.sentence_ends += usize::from(ended && c.is_whitespace());
                    ended = false;
                    shape.sign(c);
                }
            }
            after_word = c.is_ascii_digit() || (after_word && matches!(c, '"' | '”' | '»' | ')'));
        }
        shape.sentence_ends += usize::from(ended);
        shape
    }

    fn sign(&mut self, c: char) {
        match c {
            '0'..='9' => self.digits += 1,
            '。' | '！' | '？' | '؟' | '۔' | '।' | '॥' | '።' | '။' => {
                self.sentence_ends += 1
            }
            ',' | '،' | '、' | '，' | '؛' => self.commas += 1,
            '{' | '}' | ';' | '=' | '<' | '>' | '[' | ']' | '|' | '\\' | '_' | '#' | '@' | '/'
            | '^' | '~' | '*' | '$' => self.code += 1,
            _ => {}
        }
    }

    fn letter(&mut self, c: char, in_word: bool) {
        self.letters += 1;
        match c {
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => {
                self.ideographs += 1;
            }
            '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => {
                self.syllabics += 1;
            }
            _ if in_word => {}
            _ if c.is_lowercase() => self.small += 1,
            _ if c.is_uppercase() => self.capital += 1,
            _ => self.caseless += 1,
        }
    }

    fn all_words(&self) -> usize {
        let spaced = self.small + self.capital + self.caseless;
        spaced + self.ideographs / IDEOGRAPHS + self.syllabics / SYLLABICS
    }

    fn is_prose(&self) -> bool {
        let letters = self.letters + self.ideographs * (IDEOGRAPH_LETTERS - 1);
        if self.code * CODE_LETTERS > letters || self.digits * DIGIT_LETTERS > letters {
            return false;
        }
        let words = self.all_words();
        let within = |marks: usize| marks > 0 && marks * SENTENCE_WORDS >= words;
        let cased = self.small + self.capital;
        // Thai and its neighbours end no sentence with a mark.
        within(self.sentence_ends)
            || (cased * 2 > words && self.small * 3 >= cased * 2)
            || (self.caseless * 2 > words && within(self.commas))
            || self.syllabics / SYLLABICS * 2 > words
    }
}

/// Whether a character is a combining mark of a script whose vowels are marks.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05c7}' | '\u{064b}'..='\u{065f}'
        | '\u{0900}'..='\u{0903}' | '\u{093a}'..='\u{094f}' | '\u{0980}'..='\u{0983}'
        | '\u{09bc}'..='\u{09cd}' | '\u{0a3c}'..='\u{0a4d}' | '\u{0b3c}'..='\u{0b4d}'
        | '\u{0bbe}'..='\u{0bcd}' | '\u{0c3e}'..='\u{0c4d}' | '\u{0cbe}'..='\u{0ccd}'
        | '\u{0d3e}'..='\u{0d4d}' | '\u{0e31}' | '\u{0e34}'..='\u{0e3a}' | '\u{0e47}'..='\u{0e4e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_of_any_script_is_counted() {
        for (text, least) in [
            ("The mayor of Harrow Falls said on Monday that the dam would hold until spring.", 15),
            ("قال رئيس البلدية يوم الاثنين إن السد سيصمد حتى الربيع، وإن الجسر سيعاد بناؤه.", 12),
            ("市长星期一表示，水坝将坚持到春天，桥梁也会在夏天之前重建完成。", 12),
            ("नगर के मेयर ने सोमवार को कहा कि बाँध वसंत तक टिका रहेगा।", 11),
            ("นายกเทศมนตรีกล่าวเมื่อวันจันทร์ว่าเขื่อนจะอยู่ได้จนถึงฤดูใบไม้ผลิและสะพานจะถูกสร้างใหม่", 10),
            ("the mayor said that the dam would hold and nobody asked how long it would do so", 15),
        ] {
            assert!(prose_words(text) >= least, "{text}: {}", prose_words(text));
        }
    }

    #[test]
    fn lists_tables_and_code_are_no_prose() {
        for text in [
            "Home News Sport Weather Travel Culture Opinion Letters Crosswords Jobs Notices Archive",
            "window.dataLayer = window.dataLayer || []; function gtag(){dataLayer.push(arguments);}",
            "2019 1,204 1,310 2020 1,402 1,511 2021 1,600 1,702 Total 4,206 4,523",
        ] {
            assert_eq!(prose_words(text), 0, "{text}");
        }
    }
}
