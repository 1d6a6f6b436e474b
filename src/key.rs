//! Keys: hashes under which words, sentences and lines are counted, and the shape of a line.
//!
//! In: a word or a line of text. Out: hashes that are the same on every machine, and [`Shape`].
//! Learning counts under these keys; cleaning and repair look them up. This module keeps no text,
//! knows no site and decides nothing.

mod doubled_name;
mod heading_word;
mod letter;
mod line_key;
mod sentence_end;
mod shape;
mod word_key;

pub use doubled_name::{DoubledName, capital_words, doubled_names};
pub use letter::{is_capital, is_east_asian, is_hangul, is_letter, is_letter_or_digit, is_numeric};
pub use line_key::{
    KeySelection, Label, LineKeys, Part, counted_keys, key, keys_of_line, keys_of_long_line,
};
pub use sentence_end::{before_closing, ends_sentence};
pub use shape::{Shape, is_terminal};
pub use word_key::{
    Case, form_key, joined_key, joined_key_at, letters_end, next_letter, pair_key, word_key,
    word_key_and_case_at, word_key_at,
};
