//! A file of JSON lines, perhaps compressed.
//!
//! In: lines as bytes, in order. Out: one file of the output folder. [`open`] reads such a file back. It
//! does not know what the lines say.
//!
//! The bytes of a compressed file depend on the lines alone, not on how they are split into calls.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use zstd::stream::write::Encoder;

use super::folder::{OutputFile, OutputFolder};
use super::sink::{Sink, failed};
use crate::Error;
use crate::config::TextCompression;

/// Bytes that gzip compresses at a time.
const GZIP_BLOCK: usize = 1 << 16;

/// The level of zstd, its own default.
const ZSTD_LEVEL: i32 = 3;

/// A file of JSON lines while it is written.
pub struct TextFile {
    /// Its final path, for messages.
    path: PathBuf,
    stream: Stream,
}

enum Stream {
    Plain(OutputFile),
    Zstd(Box<Encoder<'static, Sink>>),
    Gzip(Box<Gzip>),
}

/// A compressor of gzip that gets blocks of one size: zlib compresses a block that is cut elsewhere in
/// another way.
struct Gzip {
    encoder: GzEncoder<Sink>,
    /// The beginning of the next block.
    waiting: Vec<u8>,
}

impl Gzip {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.waiting.extend_from_slice(bytes);
        let whole = self.waiting.len() - self.waiting.len() % GZIP_BLOCK;
        let blocks = self.waiting.get(..whole).unwrap_or_default().chunks(GZIP_BLOCK);
        blocks.into_iter().try_for_each(|block| self.encoder.write_all(block))?;
        self.waiting.drain(..whole);
        Ok(())
    }

    fn finish(mut self) -> io::Result<Sink> {
        self.encoder.write_all(&self.waiting)?;
        self.encoder.finish()
    }
}

impl TextFile {
    /// An empty file. The ending of the compression is added to its name.
    pub fn create(
        folder: &OutputFolder,
        name: &str,
        compression: TextCompression,
    ) -> Result<TextFile, Error> {
        let name = format!("{name}{}", compression.ending());
        let (path, file) = (folder.places().out.join(&name), folder.create(&name)?);
        let failed = |source| Error::Output { path: path.clone(), source };
        let stream = match compression {
            TextCompression::None => Stream::Plain(file),
            TextCompression::Zstd => {
                let mut encoder = Encoder::new(Sink(file), ZSTD_LEVEL).map_err(failed)?;
                encoder.include_checksum(true).map_err(failed)?;
                Stream::Zstd(Box::new(encoder))
            }
            TextCompression::Gzip => {
                let encoder = GzEncoder::new(Sink(file), Compression::default());
                Stream::Gzip(Box::new(Gzip { encoder, waiting: Vec::new() }))
            }
        };
        Ok(TextFile { path, stream })
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let written = match &mut self.stream {
            Stream::Plain(file) => return file.write(bytes),
            Stream::Zstd(encoder) => encoder.write_all(bytes),
            Stream::Gzip(gzip) => gzip.write(bytes),
        };
        written.map_err(|source| failed(&self.path, source))
    }

    /// Ends the file and waits until the device has it.
    pub fn finish(self) -> Result<(), Error> {
        let ended = match self.stream {
            Stream::Plain(file) => return file.finish(),
            Stream::Zstd(encoder) => encoder.finish(),
            Stream::Gzip(gzip) => gzip.finish(),
        };
        ended.map_err(|source| failed(&self.path, source))?.0.finish()
    }
}

/// A file that was found: its path, and its decompressed bytes.
pub type OpenFile = (PathBuf, Box<dyn BufRead>);

/// Bytes that are read at a time.
const BUFFER: usize = 1 << 18;

/// Opens the first of these files that a run wrote, with or without compression; with its path.
pub fn open(out: &Path, names: &[&str]) -> Result<Option<OpenFile>, Error> {
    use TextCompression::{Gzip, None as Plain, Zstd};
    for name in names {
        for compression in [Plain, Zstd, Gzip] {
            let path = out.join(format!("{name}{}", compression.ending()));
            let file = match File::open(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                file => file.map(|file| BufReader::with_capacity(BUFFER, file)),
            };
            let reader = file.and_then(|file| {
                Ok(match compression {
                    Plain => Box::new(file) as Box<dyn BufRead>,
                    Zstd => {
                        let decoder = zstd::stream::read::Decoder::with_buffer(file)?;
                        Box::new(BufReader::with_capacity(BUFFER, decoder))
                    }
                    Gzip => Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(file))),
                })
            });
            let reader = reader.map_err(|source| Error::Input { path: path.clone(), source })?;
            return Ok(Some((path, reader)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read;

    use super::*;

    /// Writes lines in pieces of some size and returns the file's bytes and what is read back.
    fn written(compression: TextCompression, piece: usize) -> (Vec<u8>, String) {
        let home = tempfile::tempdir().unwrap();
        let folder = OutputFolder::open(&home.path().join("out")).unwrap();
        let lines: String =
            (0..20_000).map(|n| format!("{{\"text\":\"Ferry {}\"}}\n", n * n)).collect();
        let mut file = TextFile::create(&folder, "some.jsonl", compression).unwrap();
        lines.as_bytes().chunks(piece).for_each(|piece| file.write(piece).unwrap());
        file.finish().unwrap();
        let name = format!("some.jsonl{}", compression.ending());
        let bytes = fs::read(folder.staging().join(name)).unwrap();
        let (_, mut reader) =
            open(folder.staging(), &["other.jsonl", "some.jsonl"]).unwrap().unwrap();
        let mut read = String::new();
        reader.read_to_string(&mut read).unwrap();
        assert!(read == lines, "{compression:?}");
        assert!(open(folder.staging(), &["other.jsonl"]).unwrap().is_none());
        (bytes, read)
    }

    #[test]
    fn what_is_written_is_read_back_and_the_bytes_do_not_depend_on_the_calls() {
        for compression in [TextCompression::None, TextCompression::Zstd, TextCompression::Gzip] {
            let (bytes, text) = written(compression, 1 << 20);
            assert!(bytes == written(compression, 777).0, "{compression:?}");
            let compressed = compression != TextCompression::None;
            assert_eq!(bytes.len() < text.len() / 2, compressed, "{compression:?}");
        }
    }
}
