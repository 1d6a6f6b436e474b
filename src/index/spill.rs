//! A temporary file of records: written once in order, read back in order or by number.
//!
//! In: values in order, best in batches of a few thousand. Out: the same values. Encoding and
//! decoding run on the current rayon pool; memory is one batch and eight bytes for each record. The
//! file has no name once it is open, so a killed run leaves none behind. It is not a format: only the
//! process that wrote it reads it.

use std::fs::{File, OpenOptions};
use std::io;
use std::marker::PhantomData;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Error;

/// Encoded bytes of one batch that is read back, unless a single record is larger.
const BATCH_BYTES: u64 = 4 << 20;

/// Most bytes that are reserved before records are encoded.
const MOST_AHEAD: usize = 1 << 20;

/// Records of one batch that is read back.
const BATCH_RECORDS: usize = 4096;

/// A sequence of records in a file.
///
/// ```
/// use copydesk::index::Spill;
///
/// # fn main() -> Result<(), copydesk::Error> {
/// let mut spill: Spill<String> = Spill::create(&std::env::temp_dir(), "lines")?;
/// spill.append_all(&["Rain fell.".to_owned(), "It stopped.".to_owned()])?;
/// assert_eq!(spill.get(1)?.as_deref(), Some("It stopped."));
/// let batches: Result<Vec<_>, _> = spill.batches().collect();
/// assert_eq!(batches?.concat(), ["Rain fell.", "It stopped."]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Spill<T> {
    file: File,
    /// The former name of the file, for messages.
    path: PathBuf,
    /// For each record, the byte after its last.
    ends: Vec<u64>,
    records: PhantomData<fn() -> T>,
}

impl<T> Spill<T> {
    /// Opens an empty file in a folder that exists. The file's name includes `name`.
    pub fn create(folder: &Path, name: &str) -> Result<Self, Error> {
        let path = folder.join(format!(".copydesk-{name}-{}", std::process::id()));
        let failed = |source| Error::Output { path: path.clone(), source };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        let file = match options.open(&path) {
            // Left by a killed run with the same process number.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                std::fs::remove_file(&path).map_err(failed)?;
                options.open(&path).map_err(failed)?
            }
            opened => opened.map_err(failed)?,
        };
        std::fs::remove_file(&path).map_err(failed)?;
        Ok(Spill { file, path, ends: Vec::new(), records: PhantomData })
    }

    /// The number of records.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Encoded bytes of all records.
    pub fn bytes(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Output { path: self.path.clone(), source }
    }

    /// The byte where a record begins; `number` may be one past the last.
    fn start(&self, number: usize) -> u64 {
        number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0)
    }

    fn read(&self, from: u64, to: u64) -> Result<Vec<u8>, Error> {
        let size = usize::try_from(to.saturating_sub(from))
            .map_err(|_| self.failed(io::ErrorKind::OutOfMemory.into()))?;
        let mut bytes = vec![0; size];
        self.file.read_exact_at(&mut bytes, from).map_err(|error| self.failed(error))?;
        Ok(bytes)
    }
}

impl<T: Serialize + Sync> Spill<T> {
    /// Adds records at the end.
    pub fn append_all(&mut self, records: &[T]) -> Result<(), Error> {
        // Parts large enough for little overhead, small enough for all threads to have some.
        let size = (records.len() / 64).clamp(1, 256);
        let mean = self.bytes().checked_div(self.len() as u64).unwrap_or(0) as usize;
        let parts: Vec<(Vec<u8>, Vec<usize>)> = records
            .par_chunks(size)
            .map(|part| encode(part, mean))
            .collect::<Result<_, _>>()
            .map_err(|error| self.failed(io::Error::other(error)))?;
        let mut at = self.bytes();
        let mut ends = Vec::with_capacity(records.len());
        for (bytes, lengths) in &parts {
            // At its offset, so that the rest of a failed write is overwritten.
            self.file.write_all_at(bytes, at).map_err(|error| self.failed(error))?;
            ends.extend(lengths.iter().map(|&length| {
                at += length as u64;
                at
            }));
        }
        self.ends.extend(ends);
        Ok(())
    }
}

/// The bytes of some records, and the length of each; `mean` is the usual length.
fn encode<T: Serialize>(records: &[T], mean: usize) -> postcard::Result<(Vec<u8>, Vec<usize>)> {
    let mut bytes = Vec::with_capacity((records.len() * (mean + mean / 4)).min(MOST_AHEAD));
    let mut lengths = Vec::with_capacity(records.len());
    for record in records {
        let before = bytes.len();
        bytes = postcard::to_extend(record, bytes)?;
        lengths.push(bytes.len() - before);
    }
    Ok((bytes, lengths))
}

impl<T: DeserializeOwned + Send> Spill<T> {
    /// One record by its number, counting from 0; `None` past the last. Any number of threads may
    /// ask at once.
    pub fn get(&self, number: usize) -> Result<Option<T>, Error> {
        let Some(&end) = self.ends.get(number) else { return Ok(None) };
        let bytes = self.read(self.start(number), end)?;
        self.decode(&bytes).map(Some)
    }

    /// All records in order, a few thousand at a time.
    pub fn batches(&self) -> Batches<'_, T> {
        Batches { spill: self, next: 0 }
    }

    /// All records as spans of at most so many records and encoded bytes, unless a single record has
    /// more.
    pub fn spans(&self, records: usize, bytes: u64) -> impl Iterator<Item = Range<usize>> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let window = self.ends.get(from..).filter(|window| !window.is_empty())?;
            let limit = self.start(from).saturating_add(bytes);
            let count = window.partition_point(|&end| end <= limit).clamp(1, records.max(1));
            let span = from..from + count;
            from = span.end;
            Some(span)
        })
    }

    /// The records of a span, decoded on this thread. Any number of threads may ask at once.
    pub fn span(&self, span: Range<usize>) -> Result<Vec<T>, Error> {
        let base = self.start(span.start);
        let bytes = self.read(base, self.start(span.end))?;
        span.map(|number| self.decode(self.of_range(&bytes, base, number))).collect()
    }

    /// The bytes of a record among those that begin at `base`.
    fn of_range<'b>(&self, bytes: &'b [u8], base: u64, number: usize) -> &'b [u8] {
        let place = |at: u64| usize::try_from(at.saturating_sub(base)).unwrap_or(usize::MAX);
        let span = place(self.start(number))..place(self.start(number + 1));
        bytes.get(span).unwrap_or_default()
    }

    fn decode(&self, bytes: &[u8]) -> Result<T, Error> {
        postcard::from_bytes(bytes)
            .map_err(|error| self.failed(io::Error::new(io::ErrorKind::InvalidData, error)))
    }

    /// The records `from..to`, decoded on all threads.
    fn range(&self, from: usize, to: usize) -> Result<Vec<T>, Error> {
        let base = self.start(from);
        let bytes = self.read(base, self.start(to))?;
        (from..to)
            .into_par_iter()
            .with_min_len(16)
            .map(|number| self.decode(self.of_range(&bytes, base, number)))
            .collect()
    }
}

/// The records of a [`Spill`] in order; see [`Spill::batches`].
#[derive(Debug)]
pub struct Batches<'s, T> {
    spill: &'s Spill<T>,
    next: usize,
}

impl<T: DeserializeOwned + Send> Iterator for Batches<'_, T> {
    type Item = Result<Vec<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let (from, spill) = (self.next, self.spill);
        if from >= spill.len() {
            return None;
        }
        let limit = spill.start(from).saturating_add(BATCH_BYTES);
        let window = spill.ends.get(from..).unwrap_or_default();
        let count = window.partition_point(|&end| end <= limit).clamp(1, BATCH_RECORDS);
        let to = from + count;
        let batch = spill.range(from, to);
        // After an error the iterator ends.
        self.next = if batch.is_ok() { to } else { spill.len() };
        Some(batch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn records_come_back_in_order_and_by_number() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill: Spill<(u32, String)> = Spill::create(folder.path(), "test").unwrap();
        let all: Vec<_> = (0..20_000u32).map(|n| (n, "x".repeat(n as usize % 97))).collect();
        for batch in all.chunks(777) {
            spill.append_all(batch).unwrap();
        }
        let back: Vec<_> = spill.batches().map(Result::unwrap).collect();
        assert!(back.len() > 1);
        assert_eq!(back.concat(), all);
        assert_eq!(spill.get(12_345).unwrap().as_ref(), all.get(12_345));
        assert_eq!(spill.get(20_000).unwrap(), None);
    }

    #[test]
    fn a_record_larger_than_a_batch_is_a_batch_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill: Spill<Vec<u8>> = Spill::create(folder.path(), "test").unwrap();
        let large = vec![7; BATCH_BYTES as usize + 1];
        spill.append_all(&[vec![1], large, vec![2]]).unwrap();
        let sizes: Vec<_> =
            spill.batches().map(|b| b.unwrap().iter().map(Vec::len).collect::<Vec<_>>()).collect();
        assert_eq!(sizes, [vec![1], vec![BATCH_BYTES as usize + 1], vec![1]]);
    }

    #[test]
    fn no_file_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let spill: Spill<u8> = Spill::create(folder.path(), "test").unwrap();
        assert!(spill.is_empty());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(spill.batches().next().is_none());
    }

    #[test]
    fn a_missing_folder_is_an_output_error_that_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let error = Spill::<u8>::create(&folder.path().join("gone"), "test").unwrap_err();
        assert!(matches!(error, Error::Output { .. }));
        assert!(error.to_string().contains("copydesk-test"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn any_split_into_batches_reads_the_same(
            batches in prop::collection::vec(prop::collection::vec(".{0,12}", 0..9), 0..9),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let mut spill: Spill<String> = Spill::create(folder.path(), "test").unwrap();
            for batch in &batches {
                spill.append_all(batch).unwrap();
            }
            let back: Vec<String> = spill.batches().flat_map(Result::unwrap).collect();
            prop_assert_eq!(&back, &batches.concat());
            let spans: Vec<_> = spill.spans(4, 20).collect();
            prop_assert!(spans.iter().all(|span| (1..=4).contains(&span.len())));
            let back: Vec<String> = spans.into_iter().flat_map(|s| spill.span(s).unwrap()).collect();
            prop_assert_eq!(back, batches.concat());
        }
    }
}
