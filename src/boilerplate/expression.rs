//! A regular expression in two forms: one for lines of common characters, one for all others. Until a
//! pattern was tried on a number of lines, its program answers instead, so that most are never compiled.
//!
//! In: a pattern. Out: [`Expression`], whose forms are compiled on first use. It looks at no layout.
//!
//! Most lines of news have common characters only: ASCII, Latin-1 and general punctuation. On such a
//! line a pattern matches what it matches with its classes cut down to these characters. The cut
//! pattern compiles about ten times as fast and takes less memory, because `\p{Lu}` and `.` have a
//! few ranges left of hundreds.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use regex::Regex;
use regex_syntax::hir::{
    Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition,
};

use super::line_program::Program;
use super::prefilter_file;

/// The common characters.
const COMMON: [(char, char); 2] = [('\0', '\u{ff}'), ('\u{2000}', '\u{207f}')];

/// Whether a line has common characters only.
pub(super) fn is_common(line: &str) -> bool {
    line.is_ascii() || line.chars().all(is_common_character)
}

fn is_common_character(c: char) -> bool {
    COMMON.iter().any(|&(first, last)| (first..=last).contains(&c))
}

/// A pattern and its compiled forms.
#[derive(Debug)]
pub(super) struct Expression {
    pub pattern: String,
    /// For lines of common characters.
    common: OnceLock<Option<Regex>>,
    /// For every line.
    any: OnceLock<Option<Regex>>,
    /// The lines that its program was tried on.
    tries: AtomicU32,
}

/// Lines after which a pattern is compiled. A program takes as long for them as that, or less.
const FEW_LINES: u32 = 100;

/// Longer lines, in bytes, are left to compiled expressions.
const PROGRAM_BYTES: usize = 1000;

impl Expression {
    pub fn new(pattern: String) -> Expression {
        let (common, any) = (OnceLock::new(), OnceLock::new());
        Expression { pattern, common, any, tries: AtomicU32::new(0) }
    }

    /// Whether the pattern matches somewhere in a line that has, or may not have, common characters only.
    pub fn is_match(&self, line: &str, line_is_common: bool) -> bool {
        if line_is_common
            && line.len() <= PROGRAM_BYTES
            && self.common.get().is_none()
            && self.tries.fetch_add(1, Ordering::Relaxed) < FEW_LINES
            && let Some(program) = Program::of(&self.pattern)
        {
            return program.is_match(line);
        }
        self.regex(line_is_common).is_some_and(|regex| regex.is_match(line))
    }

    /// The expression for a line that has, or may not have, common characters only; `None` if the
    /// pattern is not valid.
    pub fn regex(&self, line_is_common: bool) -> Option<&Regex> {
        if !line_is_common {
            return self.any.get_or_init(|| Regex::new(&self.pattern).ok()).as_ref();
        }
        let compile = || {
            let known = prefilter_file::cut_pattern(&self.pattern).map(Cow::Borrowed);
            Regex::new(&known.or_else(|| cut_pattern(&self.pattern).map(Cow::Owned))?).ok()
        };
        self.common.get_or_init(compile).as_ref()
    }
}

/// The pattern that matches the same on lines of common characters; `None` if the pattern is not
/// valid.
pub(super) fn cut_pattern(pattern: &str) -> Option<String> {
    Some(cut(&regex_syntax::parse(pattern).ok()?).to_string())
}

/// An expression without the characters that are not common.
fn cut(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) if !text.chars().all(is_common_character) => Hir::fail(),
            _ => hir.clone(),
        },
        HirKind::Class(Class::Unicode(class)) => {
            let common = COMMON.map(|(first, last)| ClassUnicodeRange::new(first, last));
            let mut class = class.clone();
            class.intersect(&ClassUnicode::new(common));
            Hir::class(Class::Unicode(class))
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => hir.clone(),
        HirKind::Repetition(repetition) => {
            let sub = cut(&repetition.sub);
            match repetition.min {
                0 if never_matches(&sub) => Hir::empty(),
                _ if never_matches(&sub) => Hir::fail(),
                _ => Hir::repetition(Repetition {
                    sub: Box::new(grouped(sub)),
                    ..repetition.clone()
                }),
            }
        }
        HirKind::Capture(capture) => match cut(&capture.sub) {
            sub if never_matches(&sub) => Hir::fail(),
            sub => Hir::capture(Capture { sub: Box::new(sub), ..capture.clone() }),
        },
        HirKind::Concat(parts) => {
            let parts: Vec<Hir> = parts.iter().map(cut).collect();
            if parts.iter().any(never_matches) { Hir::fail() } else { Hir::concat(parts) }
        }
        HirKind::Alternation(parts) => {
            Hir::alternation(parts.iter().map(cut).filter(|part| !never_matches(part)).collect())
        }
    }
}

/// A repetition as a group: written without one, `(?:a{1,4})?` becomes `a{1,4}?`, which is lazy and not optional.
fn grouped(hir: Hir) -> Hir {
    match hir.kind() {
        HirKind::Repetition(_) => {
            Hir::capture(Capture { index: 0, name: None, sub: Box::new(hir) })
        }
        _ => hir,
    }
}

fn never_matches(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Class(class) if class.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boilerplate::Rulebook;

    /// Pieces of invented lines: letters of several scripts, digits, marks.
    const LINES: [&str; 12] = [
        "By Ines Falk, Élan Ærø",
        "By INES FALK",
        "3 March 2021 – 10:45",
        "naïve “quoted” … text’s end.",
        "Фото: Инес Фальк",
        "by ſines Kelvin \u{212a}",
        "Şehir haberleri",
        "اقرأ أيضا",
        "",
        "a_b\u{a0}c\td",
        "x²⁵ œuvre",
        "@handle · 5h",
    ];

    /// Parts of expressions as rules have them.
    const PATTERNS: [&str; 14] = [
        r"(?i)^by\s+(?P<value>\p{Lu}[\p{L}'’.-]+(?: \p{Lu}[\p{L}'’-]+){0,3}),?",
        r"^(?:Фото|(?P<value>[0-9]{1,2} \w+ [0-9]{4})|Şehir).*$",
        r"\bkelvin\b|(?i:KELVIN K)",
        r"[^\x00-\x7f]+",
        r"^(?:\p{Arabic}+|\P{L}+)$",
        r"(?:ø|œ)+?",
        r"^.{0,5}$",
        r"\S+ · \d+h$",
        r"(?:Ы)?x(?:Ы){0,2}²",
        r"(?:Ы)+|(?:(Ы)|b)y",
        r"\s(?i:s)",
        r"^(?:(?:By ){1,4})?\p{Lu}",
        r"^(?:\w+)?(?P<value>(?:\W+){2})?",
        r"",
    ];

    #[test]
    fn both_forms_match_the_same_on_common_lines() {
        let mut common = 0;
        for pattern in PATTERNS {
            let expression = Expression::new(pattern.to_owned());
            for line in LINES.into_iter().filter(|line| is_common(line)) {
                common += 1;
                let [cut, any] = [true, false].map(|is_common| {
                    let captures = expression.regex(is_common).unwrap().captures(line)?;
                    Some((captures.get(0)?.range(), captures.name("value").map(|v| v.range())))
                });
                assert_eq!(cut, any, "{pattern} on {line}");
            }
        }
        assert_eq!(common, 7 * PATTERNS.len());
    }

    #[test]
    fn a_pattern_is_tried_by_its_program_first_and_compiled_later() {
        let pattern =
            Rulebook::built_in().compiled(0).map(|compiled| compiled.pattern().to_owned());
        let expression = Expression::new(pattern.unwrap());
        let common = || LINES.into_iter().filter(|line| is_common(line));
        for line in common().cycle().take(2 * FEW_LINES as usize) {
            let any = expression.regex(false).unwrap().is_match(line);
            assert_eq!(expression.is_match(line, true), any, "{line}");
        }
        assert!(expression.common.get().is_some(), "compiled in the end");
    }

    #[test]
    fn a_pattern_that_is_not_valid_has_no_form() {
        let expression = Expression::new("(".to_owned());
        assert!([true, false].map(|common| expression.regex(common).is_none()) == [true; 2]);
    }
}
