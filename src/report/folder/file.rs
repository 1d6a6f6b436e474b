//! A file of the output while it is written.
//!
//! In: bytes in order. Out: a file that the device has. A system that holds written bytes back until
//! they are asked for would have gigabytes to write at the end, with nothing left to do meanwhile; so
//! the file is synced in the background as it grows. It does not know what is in it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crate::Error;

/// Bytes that are gathered before the system is called.
const BUFFER: usize = 1 << 18;

/// Bytes after which a sync to the device begins.
const SYNC_AFTER: usize = 64 << 20;

/// A file of the output while it is written.
#[derive(Debug)]
pub struct OutputFile {
    /// Its final path, for messages.
    path: PathBuf,
    file: BufWriter<Arc<File>>,
    /// Bytes since the last sync began.
    unsynced: usize,
    syncing: Option<JoinHandle<io::Result<()>>>,
}

impl OutputFile {
    /// An empty file. `path` is its final path.
    pub fn new(path: PathBuf, file: File) -> OutputFile {
        let file = BufWriter::with_capacity(BUFFER, Arc::new(file));
        OutputFile { path, file, unsynced: 0, syncing: None }
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file.write_all(bytes).map_err(|source| self.failed(source))?;
        self.unsynced += bytes.len();
        if self.unsynced >= SYNC_AFTER && self.syncing.as_ref().is_none_or(JoinHandle::is_finished)
        {
            self.synced().map_err(|source| self.failed(source))?;
            let file = self.file.get_ref().clone();
            // Without a thread for it the end takes longer, and that is all.
            self.syncing = thread::Builder::new().spawn(move || file.sync_data()).ok();
            self.unsynced = 0;
        }
        Ok(())
    }

    /// Writes what is buffered and waits until the device has it.
    pub fn finish(mut self) -> Result<(), Error> {
        self.file
            .flush()
            // The system reports an error of the device only to the first caller.
            .and_then(|()| self.synced())
            .and_then(|()| self.file.get_ref().sync_all())
            .map_err(|source| self.failed(source))
    }

    /// Waits for the sync in the background.
    fn synced(&mut self) -> io::Result<()> {
        let ended = self.syncing.take().map_or(Ok(Ok(())), JoinHandle::join);
        ended
            .unwrap_or_else(|_| Err(io::Error::other("the thread that syncs the file ended early")))
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Output { path: self.path.clone(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_synced_as_it_grows_is_whole() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("file");
        let mut file = OutputFile::new(path.clone(), File::create_new(&path).unwrap());
        let bytes: Vec<u8> = (0..=255).cycle().take(SYNC_AFTER / 3).collect();
        (0..7).for_each(|_| file.write(&bytes).unwrap());
        assert!(file.syncing.is_some());
        file.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes.repeat(7));
    }

    #[test]
    fn errors_of_the_background_sync_are_reported() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("file");
        let mut file = OutputFile::new(path.clone(), File::create_new(&path).unwrap());
        file.syncing = Some(thread::spawn(|| Err(io::ErrorKind::StorageFull.into())));
        let error = file.finish().unwrap_err();
        assert!(matches!(error, Error::Output { path: of, .. } if of == path));
    }
}
