//! The file of a learned state: named, checked, versioned.
//!
//! In: a [`LearnedState`], or a path. Out: a file, or the state in it. A file that is damaged or
//! from another version is an error that names the cure, never half a state.
//!
//! Layout: a line that says what it is and its version, 32 bytes of SHA-256, then the state as
//! zstd. The hash is over the bytes before compression, and is the name of the state.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::Error;
use crate::destination::{Destination, Signature, begins_with};
use crate::document::learned::LearnedState;

/// The first bytes of a file, with the version of the format.
const HEAD: &[u8] = b"copydesk learned state 4\n";
/// The same without the version.
const ANY_HEAD: &[u8] = b"copydesk learned state ";
/// A larger state is rejected as damaged.
const MOST_BYTES: u64 = 4 << 30;

/// The name of a state: its SHA-256 in hexadecimal digits.
pub fn name(state: &LearnedState) -> String {
    hexadecimal(&Sha256::digest(encode(state)))
}

/// How a file of a learned state is recognised.
pub const SIGNATURE: Signature =
    Signature { kind: "a learned state", matches: |file| begins_with(file, ANY_HEAD) };

/// Writes a state. Returns its name.
///
/// # Errors
/// As [`Destination::write`].
pub fn save(state: &LearnedState, destination: Destination) -> Result<String, Error> {
    let bytes = encode(state);
    let hash = Sha256::digest(&bytes);
    destination.write(|file| {
        file.write_all(HEAD)?;
        file.write_all(&hash)?;
        let mut encoder = zstd::Encoder::new(file, 3)?;
        encoder.write_all(&bytes)?;
        encoder.finish().map(|_| ())
    })?;
    Ok(hexadecimal(&hash))
}

/// Reads a state.
///
/// # Errors
/// [`Error::Input`] when the file cannot be read, [`Error::Damaged`] when it is not what `save`
/// wrote.
pub fn load(path: &Path) -> Result<LearnedState, Error> {
    let input = |source| Error::Input { path: path.to_owned(), source };
    let damaged = |message: &str| Error::Damaged {
        path: path.to_owned(),
        message: format!("{message}; make a new one with `copydesk learn INPUT -o FILE`"),
    };
    let mut file = File::open(path).map_err(input)?;
    let mut head = vec![0; HEAD.len()];
    let read = file.read_exact(&mut head);
    if read.is_err() || !head.starts_with(ANY_HEAD) {
        return Err(damaged("this is not a learned state"));
    }
    if head != HEAD {
        return Err(damaged("this learned state is from another version"));
    }
    let mut hash = [0; 32];
    file.read_exact(&mut hash).map_err(|_| damaged("the learned state is cut short"))?;
    let mut bytes = Vec::new();
    zstd::Decoder::new(file)
        .and_then(|decoder| decoder.take(MOST_BYTES).read_to_end(&mut bytes))
        .map_err(|_| damaged("the learned state is damaged"))?;
    if Sha256::digest(&bytes)[..] != hash {
        return Err(damaged("the learned state is damaged"));
    }
    postcard::from_bytes(&bytes).map_err(|_| damaged("the learned state is damaged"))
}

/// Encoding a state of tables into memory cannot fail; should it, the empty bytes have a name too.
fn encode(state: &LearnedState) -> Vec<u8> {
    postcard::to_stdvec(state).unwrap_or_default()
}

/// Bytes as hexadecimal digits in lower case.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::destination::Overwrite;
    use crate::document::learned::Headlines;

    fn destination(path: &Path) -> Destination {
        Destination::open(path, SIGNATURE, Overwrite::OwnFiles).unwrap()
    }

    fn state() -> LearnedState {
        LearnedState {
            headlines: Headlines {
                hashes: vec![3, 5],
                joined: vec!["mill".to_owned()],
                recurrent: vec![7],
            },
            ..LearnedState::default()
        }
    }

    #[test]
    fn a_state_comes_back_under_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let written = save(&state(), destination(&path)).unwrap();
        assert_eq!(load(&path).unwrap(), state());
        assert_eq!(written, name(&state()));
        assert_ne!(written, name(&LearnedState::default()));
    }

    #[test]
    fn any_flipped_or_missing_byte_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        save(&state(), destination(&path)).unwrap();
        let good = std::fs::read(&path).unwrap();
        for place in 0..good.len() {
            let mut bad = good.clone();
            bad[place] ^= 0x10;
            std::fs::write(&path, &bad).unwrap();
            // The checksum of the compressed frame's own header may forgive; the content may not.
            if let Ok(read) = load(&path) {
                assert_eq!(read, state(), "byte {place}");
            }
            std::fs::write(&path, &good[..place]).unwrap();
            assert_eq!(load(&path).unwrap_err().exit_code(), 5, "cut at {place}");
        }
    }
}
