//! Writes `data/rules/programs.bin`.
//!
//! In: the hashes of patterns, and the form of each for lines of common characters. Out: the bytes of the
//! file. Only tests write it.

use std::collections::BTreeMap;

use regex_syntax::hir::{self, Class, ClassUnicode, Hir, HirKind};

use super::{Instruction, Look, OPERANDS, WORD_CLASS};

/// Instructions of a program at most, so that every place is an operand. One rule in a hundred has more.
const LONGEST: usize = OPERANDS as usize;

/// The classes of all programs, each once, by their ranges.
struct Classes {
    numbers: BTreeMap<Vec<(u16, u16)>, u16>,
    by_number: Vec<Vec<(u16, u16)>>,
}

impl Classes {
    fn new(word: &str) -> Classes {
        let mut classes = Classes { numbers: BTreeMap::new(), by_number: Vec::new() };
        if let HirKind::Class(Class::Unicode(word)) = parsed(word).kind() {
            assert_eq!(classes.number(word), Some(WORD_CLASS));
        }
        classes
    }

    /// The number of a class; `None` if it has characters that are not common.
    fn number(&mut self, class: &ClassUnicode) -> Option<u16> {
        let small = |c: char| u16::try_from(c as u32).ok();
        let range =
            |range: &hir::ClassUnicodeRange| Some((small(range.start())?, small(range.end())?));
        let ranges: Vec<(u16, u16)> = class.iter().map(range).collect::<Option<_>>()?;
        Some(*self.numbers.entry(ranges).or_insert_with_key(|ranges| {
            self.by_number.push(ranges.clone());
            self.by_number.len() as u16 - 1
        }))
    }
}

/// The class of one character.
fn single(c: char) -> ClassUnicode {
    ClassUnicode::new([hir::ClassUnicodeRange::new(c, c)])
}

fn parsed(pattern: &str) -> Hir {
    // Only tests write the file, and all patterns of rules are valid.
    regex_syntax::parse(pattern).expect("a valid pattern")
}

/// The file for the common forms of patterns, by the hashes of the patterns. `word` is the common form of `\w`.
pub fn file(patterns: BTreeMap<u64, String>, word: &str) -> Vec<u8> {
    let mut classes = Classes::new(word);
    let mut records = Vec::new();
    let mut instructions: Vec<u16> = Vec::new();
    for (hash, pattern) in patterns {
        let mut program = Vec::new();
        let compiled = compile(&parsed(&pattern), &mut classes, &mut program);
        if compiled.is_none() || program.len() >= LONGEST {
            continue;
        }
        program.push(Instruction::Match);
        records.push((hash, instructions.len() as u32, program.len() as u32));
        instructions.extend(program.into_iter().map(number));
    }
    let ranges: usize = classes.by_number.iter().map(Vec::len).sum();
    let mut file = Vec::new();
    for count in [records.len(), classes.by_number.len(), ranges] {
        file.extend((count as u32).to_le_bytes());
    }
    for (hash, start, length) in records {
        file.extend(hash.to_le_bytes());
        file.extend([start, length].into_iter().flat_map(u32::to_le_bytes));
    }
    let mut start = 0_u32;
    for length in classes.by_number.iter().map(|class| class.len() as u32).chain([0]) {
        file.extend(start.to_le_bytes());
        start += length;
    }
    for (first, last) in classes.by_number.into_iter().flatten() {
        file.extend([first, last].into_iter().flat_map(u16::to_le_bytes));
    }
    file.extend(instructions.into_iter().flat_map(u16::to_le_bytes));
    file
}

/// An instruction as [`Instruction::read`] reads it.
fn number(instruction: Instruction) -> u16 {
    let (kind, operand) = match instruction {
        Instruction::Match => (0, 0),
        Instruction::Character(c) => (1, c),
        Instruction::Class(class) => (2, class),
        Instruction::Jump(to) => (3, to),
        Instruction::Split(to) => (4, to),
        Instruction::Look(Look::Start) => (5, 0),
        Instruction::Look(Look::End) => (6, 0),
        Instruction::Look(Look::WordBoundary) => (7, 0),
    };
    assert!(operand <= OPERANDS);
    kind << 12 | operand
}

/// Adds the instructions of an expression. `None` if it has what programs cannot say, or is too long.
fn compile(hir: &Hir, classes: &mut Classes, program: &mut Vec<Instruction>) -> Option<()> {
    if program.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty => {}
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            for c in text.chars() {
                program.push(match u16::try_from(c as u32) {
                    Ok(small) if small <= OPERANDS => Instruction::Character(small),
                    _ => Instruction::Class(classes.number(&single(c))?),
                });
            }
        }
        HirKind::Class(Class::Unicode(class)) => {
            program.push(Instruction::Class(classes.number(class)?));
        }
        HirKind::Class(Class::Bytes(class)) => {
            let class = class.to_unicode_class()?;
            program.push(Instruction::Class(classes.number(&class)?));
        }
        HirKind::Look(look) => program.push(Instruction::Look(match look {
            hir::Look::Start => Look::Start,
            hir::Look::End => Look::End,
            hir::Look::WordUnicode => Look::WordBoundary,
            _ => return None,
        })),
        HirKind::Repetition(repetition) => repeat(repetition, classes, program)?,
        HirKind::Capture(capture) => compile(&capture.sub, classes, program)?,
        HirKind::Concat(parts) => {
            parts.iter().try_for_each(|part| compile(part, classes, program))?;
        }
        HirKind::Alternation(parts) => choose(parts, classes, program)?,
    }
    Some(())
}

fn repeat(
    repetition: &hir::Repetition,
    classes: &mut Classes,
    program: &mut Vec<Instruction>,
) -> Option<()> {
    for _ in 0..repetition.min {
        compile(&repetition.sub, classes, program)?;
    }
    let Some(most) = repetition.max else {
        let again = program.len();
        program.push(Instruction::Match);
        compile(&repetition.sub, classes, program)?;
        program.push(Instruction::Jump(again as u16));
        program[again] = Instruction::Split(program.len() as u16);
        return Some(());
    };
    let mut ends = Vec::new();
    for _ in repetition.min..most {
        ends.push(program.len());
        program.push(Instruction::Match);
        compile(&repetition.sub, classes, program)?;
    }
    for place in ends {
        program[place] = Instruction::Split(program.len() as u16);
    }
    Some(())
}

fn choose(parts: &[Hir], classes: &mut Classes, program: &mut Vec<Instruction>) -> Option<()> {
    let mut ends = Vec::new();
    let (last, others) = parts.split_last()?;
    for part in others {
        let split = program.len();
        program.push(Instruction::Match);
        compile(part, classes, program)?;
        ends.push(program.len());
        program.push(Instruction::Match);
        program[split] = Instruction::Split(program.len() as u16);
    }
    compile(last, classes, program)?;
    for place in ends {
        program[place] = Instruction::Jump(program.len() as u16);
    }
    Some(())
}
