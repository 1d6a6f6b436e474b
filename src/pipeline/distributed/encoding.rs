//! Values as the bytes of rows.
//!
//! In: values, or bytes that this file made. Out: the other one. Bytes of another version are an error. It is not
//! a format: only the program that wrote the bytes reads them.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Error;

/// A value as bytes.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
    postcard::to_stdvec(value).map_err(|_| damaged("a value has no form in bytes"))
}

/// The value of some bytes.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    postcard::from_bytes(bytes)
        .map_err(|_| damaged("this row is of another version: install one version everywhere"))
}

/// Numbers as bytes, four each, little-endian.
pub fn encode_words(words: impl Iterator<Item = u32>) -> Vec<u8> {
    words.flat_map(u32::to_le_bytes).collect()
}

/// The numbers of some bytes.
pub fn decode_words(bytes: &[u8]) -> Vec<u32> {
    let (words, _) = bytes.as_chunks::<4>();
    words.iter().map(|word| u32::from_le_bytes(*word)).collect()
}

/// The error of rows that cannot be read.
pub fn damaged(message: &str) -> Error {
    Error::Damaged { path: "rows".into(), message: message.to_owned() }
}

/// The error of token sequences: they are in memory here, so this is damage.
pub fn unreadable(source: io::Error) -> Error {
    damaged(&format!("a token sequence cannot be read: {source}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_and_others_are_refused() {
        let value = (7_u32, "mill".to_owned());
        assert_eq!(decode::<(u32, String)>(&encode(&value).unwrap()).unwrap(), value);
        assert_eq!(decode::<(u32, String)>(&[7, 200]).unwrap_err().exit_code(), 5);
        assert_eq!(decode_words(&encode_words([1, u32::MAX].into_iter())), [1, u32::MAX]);
    }
}
