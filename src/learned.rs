//! Learning: what a corpus teaches is counted here and becomes one immutable state.
//!
//! In: stories of a corpus, one for each set of copies. Out: the parts of a [`LearnedState`], and
//! its file, read and written. It does not clean and does not read the corpus.

pub mod chrome;
mod dates;
mod headlines;

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::document::learned::LearnedState;

pub use dates::DateOrderCounter;
pub use headlines::HeadlineCounter;

const MAGIC: &[u8; 16] = b"copydesk-learned";
/// Changes with every change to the shape of [`LearnedState`].
const VERSION: u32 = 1;
/// Largest state that is read.
const MOST_BYTES: u64 = 4 << 30;

/// Why a learned state cannot be read or written.
#[derive(Debug, Error)]
pub enum StateError {
    #[error("{path}: {source}", path = path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{path} was not written by `copydesk learn`", path = path.display())]
    Foreign { path: PathBuf },
    #[error("{path} is of version {found}, this program reads {VERSION}: learn again", path = path.display())]
    Version { path: PathBuf, found: u32 },
    #[error("{path} is longer than any learned state", path = path.display())]
    TooLarge { path: PathBuf },
    #[error("{path} is damaged: {what}", path = path.display())]
    Damaged { path: PathBuf, what: &'static str },
}

/// The name of a state: the SHA-256 of its bytes, in hexadecimal.
pub fn name(state: &LearnedState) -> String {
    hexadecimal(&Sha256::digest(encode(state)))
}

/// Writes a state to one file: beside its place first, then renamed into it. Returns its name.
pub fn save(state: &LearnedState, path: &Path) -> Result<String, StateError> {
    let payload = encode(state);
    let digest = Sha256::digest(&payload);
    let fail = |source| StateError::Io { path: path.to_owned(), source };
    let mut beside = path.as_os_str().to_owned();
    beside.push(".partial");
    let beside = PathBuf::from(beside);
    let write = || -> std::io::Result<()> {
        let mut file = File::create(&beside)?;
        file.write_all(MAGIC)?;
        file.write_all(&VERSION.to_le_bytes())?;
        file.write_all(&(payload.len() as u64).to_le_bytes())?;
        file.write_all(&digest)?;
        file.write_all(&payload)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)?;
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    };
    write().map_err(fail)?;
    Ok(hexadecimal(&digest))
}

/// Reads a state and its name.
pub fn load(path: &Path) -> Result<(LearnedState, String), StateError> {
    let fail = |source| StateError::Io { path: path.to_owned(), source };
    let damaged = |what| StateError::Damaged { path: path.to_owned(), what };
    let file = File::open(path).map_err(fail)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(StateError::TooLarge { path: path.to_owned() });
    }
    let rest =
        bytes.strip_prefix(MAGIC).ok_or_else(|| StateError::Foreign { path: path.to_owned() })?;
    let (version, rest) = rest.split_first_chunk::<4>().ok_or(damaged("it ends too early"))?;
    let found = u32::from_le_bytes(*version);
    if found != VERSION {
        return Err(StateError::Version { path: path.to_owned(), found });
    }
    let (length, rest) = rest.split_first_chunk::<8>().ok_or(damaged("it ends too early"))?;
    let (digest, payload) = rest.split_first_chunk::<32>().ok_or(damaged("it ends too early"))?;
    if payload.len() as u64 != u64::from_le_bytes(*length) {
        return Err(damaged("its length is not the stated one"));
    }
    if Sha256::digest(payload).as_slice() != digest {
        return Err(damaged("its content does not match its checksum"));
    }
    let state = postcard::from_bytes(payload).map_err(|_| damaged("its content cannot be read"))?;
    Ok((state, hexadecimal(digest)))
}

/// The state as bytes: the same state gives the same bytes, because its tables are sorted.
fn encode(state: &LearnedState) -> Vec<u8> {
    // Writing plain tables to memory cannot fail; an empty payload would fail on loading.
    postcard::to_allocvec(state).unwrap_or_default()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::learned::chrome::{Entry, Form, Place, Site};

    fn state() -> LearnedState {
        let mut state = LearnedState::default();
        state.headlines.hashes = vec![3, 5, 8];
        let entry = Entry {
            form: Form::Line,
            key: 7,
            place: Place::Tail,
            stories: 12,
            example: "Set at the mill works.".into(),
        };
        let site =
            Site { stories: 20, sampled: 20, entries: vec![entry], longest: 22, titles: vec![9] };
        state.chrome.sites.insert("mill.example".into(), site);
        state.date_orders.sites.insert("mill.example".into(), true);
        state
    }

    #[test]
    fn a_saved_state_comes_back_under_its_name() -> Result<(), StateError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let saved = save(&state(), &path)?;
        let (loaded, found) = load(&path)?;
        assert_eq!(loaded, state());
        assert_eq!((found.as_str(), saved.len()), (saved.as_str(), 64));
        assert_eq!(saved, name(&state()));
        assert_ne!(saved, name(&LearnedState::default()));
        Ok(())
    }

    #[test]
    fn every_flipped_or_missing_byte_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        save(&state(), &path).unwrap();
        let good = std::fs::read(&path).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            std::fs::write(&path, &bad).unwrap();
            assert!(load(&path).is_err(), "byte {at}");
            std::fs::write(&path, &good[..at]).unwrap();
            assert!(load(&path).is_err(), "cut at {at}");
        }
        std::fs::write(&path, b"something else").unwrap();
        assert!(matches!(load(&path), Err(StateError::Foreign { .. })));
        assert!(matches!(load(&folder.path().join("none")), Err(StateError::Io { .. })));
    }
}
