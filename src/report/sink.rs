//! A file of the output as libraries take it that write into a [`Write`].
//!
//! In: bytes in order. Out: the same in an [`OutputFile`]. An error of the file passes through the library
//! whole; [`failed`] finds it again.

use std::io::{self, Write};
use std::path::Path;

use crate::Error;

use super::folder::OutputFile;

/// An output file that is a [`Write`].
#[derive(Debug)]
pub struct Sink(pub OutputFile);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The error inside an error of a stream.
pub fn failed(path: &Path, source: io::Error) -> Error {
    source
        .downcast::<Error>()
        .unwrap_or_else(|source| Error::Output { path: path.to_owned(), source })
}
