//! Expressions as small programs, for rules that are tried on a few lines: a program needs no compiling,
//! which takes as long as cleaning many pages.
//!
//! In: the pattern of a built-in rule, a line of common characters, and `data/rules/programs.bin`. Out:
//! whether the pattern matches. On one line a program is slower than a compiled expression, and it does
//! not say where the match is. A pattern that the file does not have is a user's, or new.
//!
//! A program is run by following all its ways at once, character by character (Thompson 1968), so its
//! time grows with its length and the line's, never faster. The file begins with three counts. Then come
//! the sections: place and length of each program by the hash of its pattern; where the ranges of each
//! class start; the ranges; the instructions. Numbers are little-endian.

use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::prefilter_file::{find_hash, section, u32_at};

pub(super) const FILE: &[u8] = include_bytes!("../../data/rules/programs.bin");

/// Bytes of the record of a program: hash, place and length.
const RECORD: usize = 16;

/// The sections of the file.
#[derive(Default)]
struct Sections {
    programs: &'static [u8],
    class_starts: &'static [u8],
    /// The first and the last character of each range, in two bytes each: common characters are no larger.
    ranges: &'static [u8],
    instructions: &'static [u8],
}

static SECTIONS: LazyLock<Sections> = LazyLock::new(|| sections(FILE).unwrap_or_default());

fn sections(file: &'static [u8]) -> Option<Sections> {
    let (counts, mut rest) = file.split_at_checked(12)?;
    let count = |place: usize| Some(u32_at(counts, place)? as usize);
    let (programs, classes, ranges) = (count(0)?, count(1)?, count(2)?);
    let mut section = |bytes: usize| section(&mut rest, bytes);
    Some(Sections {
        programs: section(programs * RECORD)?,
        class_starts: section((classes + 1) * 4)?,
        ranges: section(ranges * 4)?,
        instructions: rest,
    })
}

/// What an instruction does, in two bytes: the lower twelve bits are its operand.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Instruction {
    Match,
    Character(u16),
    /// One character of the class of this number.
    Class(u16),
    /// Goes on elsewhere.
    Jump(u16),
    /// Goes on both behind this instruction and elsewhere.
    Split(u16),
    Look(Look),
}

/// A condition of the place between two characters.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Look {
    Start,
    End,
    WordBoundary,
}

/// The number of the class of word characters.
const WORD_CLASS: u16 = 0;

/// The largest operand.
const OPERANDS: u16 = 0xfff;

impl Instruction {
    fn read(number: u16) -> Option<Instruction> {
        let operand = number & OPERANDS;
        Some(match number >> 12 {
            0 => Instruction::Match,
            1 => Instruction::Character(operand),
            2 => Instruction::Class(operand),
            3 => Instruction::Jump(operand),
            4 => Instruction::Split(operand),
            5 => Instruction::Look(Look::Start),
            6 => Instruction::Look(Look::End),
            7 => Instruction::Look(Look::WordBoundary),
            _ => return None,
        })
    }
}

impl Look {
    /// Whether the condition is met between two characters; `None` is an end of the line.
    fn holds(self, before: Option<char>, after: Option<char>) -> bool {
        let is_word = |c| is_in_class(WORD_CLASS, c);
        match self {
            Look::Start => before.is_none(),
            Look::End => after.is_none(),
            Look::WordBoundary => before.is_some_and(is_word) != after.is_some_and(is_word),
        }
    }
}

fn is_in_class(class: u16, c: char) -> bool {
    let Sections { class_starts, ranges, .. } = &*SECTIONS;
    let start = |class: usize| u32_at(class_starts, class).unwrap_or_default() as usize * 4;
    let class = usize::from(class);
    let ranges = ranges.get(start(class)..start(class + 1)).unwrap_or_default();
    ranges.chunks_exact(4).any(|range| match *range {
        [a, b, d, e] => {
            let first = u32::from(u16::from_le_bytes([a, b]));
            let last = u32::from(u16::from_le_bytes([d, e]));
            (first..=last).contains(&(c as u32))
        }
        _ => false,
    })
}

/// The program of a pattern.
#[derive(Debug, Clone, Copy)]
pub(super) struct Program(&'static [u8]);

impl Program {
    /// The program of a pattern, if the file has it.
    pub fn of(pattern: &str) -> Option<Program> {
        let Sections { programs, instructions, .. } = &*SECTIONS;
        let place = find_hash(programs, RECORD, xxh3_64(pattern.as_bytes()))?;
        let record = programs.get(place * RECORD..)?;
        let (start, length) = (u32_at(record, 2)? as usize, u32_at(record, 3)? as usize);
        instructions.get(start * 2..(start + length) * 2).map(Program)
    }

    fn instruction(self, place: usize) -> Option<Instruction> {
        let bytes = self.0.get(place * 2..)?.first_chunk()?;
        Instruction::read(u16::from_le_bytes(*bytes))
    }

    /// Whether the pattern matches somewhere in a line of common characters.
    pub fn is_match(self, line: &str) -> bool {
        let is_anchored = self.instruction(0) == Some(Instruction::Look(Look::Start));
        let mut ways = Ways::new(self.0.len() / 2);
        let mut before = None;
        let mut characters = line.chars();
        loop {
            let after = characters.next();
            if ways.follow(self, before, after) {
                return true;
            }
            let Some(character) = after else { return false };
            ways.read(self, character);
            if !is_anchored {
                ways.entered.push(0);
            } else if ways.entered.is_empty() {
                return false;
            }
            before = after;
        }
    }
}

/// The ways through a program that the characters so far allow.
struct Ways {
    /// Instructions where ways go on before the next character.
    entered: Vec<usize>,
    /// Instructions that wait for the next character.
    waiting: Vec<usize>,
    /// Of each instruction, the number of characters after which it was last followed.
    followed: Vec<u32>,
    step: u32,
}

impl Ways {
    fn new(length: usize) -> Ways {
        Ways { entered: vec![0], waiting: Vec::new(), followed: vec![0; length], step: 0 }
    }

    /// Follows all ways to the next character. Whether one ends in a match.
    fn follow(&mut self, program: Program, before: Option<char>, after: Option<char>) -> bool {
        self.step += 1;
        while let Some(place) = self.entered.pop() {
            match self.followed.get_mut(place) {
                Some(step) if *step < self.step => *step = self.step,
                _ => continue,
            }
            match program.instruction(place) {
                Some(Instruction::Match) => return true,
                Some(Instruction::Character(_) | Instruction::Class(_)) => self.waiting.push(place),
                Some(Instruction::Jump(to)) => self.entered.push(to.into()),
                Some(Instruction::Split(to)) => self.entered.extend([to.into(), place + 1]),
                Some(Instruction::Look(look)) if look.holds(before, after) => {
                    self.entered.push(place + 1);
                }
                Some(Instruction::Look(_)) | None => {}
            }
        }
        false
    }

    /// Reads a character: the ways that it allows go on.
    fn read(&mut self, program: Program, character: char) {
        for place in self.waiting.drain(..) {
            let allows = match program.instruction(place) {
                Some(Instruction::Character(known)) => u32::from(known) == character as u32,
                Some(Instruction::Class(class)) => is_in_class(class, character),
                _ => false,
            };
            if allows {
                self.entered.push(place + 1);
            }
        }
    }
}

#[cfg(test)]
pub(super) mod writer;
