//! The file of a model.
//!
//! In: bytes that `data/model/train.py` wrote. Out: a [`Model`], or why it cannot be used. All
//! numbers are little-endian: the magic, a hash of the features' names, three thresholds, the word
//! table, then the forest: its base, its counts, roots, nodes and leaves.

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::Model;
use super::features::names;
use super::trees::{Forest, Node};
use super::words::CELLS;

const MAGIC: &[u8; 8] = b"CDLINES1";
/// Most trees and nodes: far above any model that is worth its time.
const MOST: u32 = 1 << 20;

/// Why the bytes of a model cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ModelError {
    #[error("not a line model of this program")]
    Magic,
    #[error("the model was trained for other features than this version computes")]
    Features,
    #[error("the model ends too early")]
    Truncated,
    #[error("the model is damaged: {0}")]
    Damaged(&'static str),
}

impl Model {
    /// The model that is part of the program.
    ///
    /// A test reads it; should it ever not fit, the empty model takes its place, which removes
    /// nothing.
    pub fn built_in() -> Model {
        Model::read(include_bytes!("../../../data/model/lines.bin")).unwrap_or_default()
    }

    /// Reads a model from the bytes of its file.
    pub fn read(bytes: &[u8]) -> Result<Model, ModelError> {
        let mut rest = Reader { rest: bytes };
        if rest.take(MAGIC.len())? != MAGIC {
            return Err(ModelError::Magic);
        }
        if rest.take(8)? != names_hash() {
            return Err(ModelError::Features);
        }
        let thresholds = [rest.i32()?, rest.i32()?, rest.i32()?];
        let words = rest.take(CELLS)?.iter().map(|&byte| byte as i8).collect();
        let forest = rest.forest()?;
        if !forest.is_sound(names().len()) {
            return Err(ModelError::Damaged("its trees do not hold together"));
        }
        if !rest.rest.is_empty() {
            return Err(ModelError::Damaged("bytes after its end"));
        }
        Ok(Model { words, forest, thresholds })
    }
}

/// The first eight bytes of the SHA-256 of all names, one a line.
fn names_hash() -> [u8; 8] {
    let digest = Sha256::digest(names().join("\n").as_bytes());
    let mut hash = [0; 8];
    hash.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    hash
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], ModelError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(ModelError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        self.take(N)?.try_into().map_err(|_| ModelError::Truncated)
    }

    fn i32(&mut self) -> Result<i32, ModelError> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    fn i16(&mut self) -> Result<i16, ModelError> {
        Ok(i16::from_le_bytes(self.array()?))
    }

    fn count(&mut self) -> Result<u32, ModelError> {
        let count = u32::from_le_bytes(self.array()?);
        if count > MOST { Err(ModelError::Damaged("a count out of bounds")) } else { Ok(count) }
    }

    fn forest(&mut self) -> Result<Forest, ModelError> {
        let base = self.i32()?;
        let (trees, nodes) = (self.count()?, self.count()?);
        let roots = (0..trees).map(|_| self.count()).collect::<Result<_, _>>()?;
        let nodes: Vec<Node> = (0..nodes)
            .map(|_| {
                Ok(Node {
                    feature: self.i16()? as u16,
                    threshold: self.i16()?,
                    left: self.i16()?,
                    right: self.i16()?,
                })
            })
            .collect::<Result<_, ModelError>>()?;
        let leaves =
            (0..nodes.len() + trees as usize).map(|_| self.i16()).collect::<Result<_, _>>()?;
        Ok(Forest { base, roots, nodes, leaves })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = include_bytes!("../../../data/model/lines.bin");

    #[test]
    fn the_built_in_model_fits_this_version() {
        assert_eq!(Model::read(FILE), Ok(Model::built_in()));
        assert!(FILE.len() < 2_000_000);
    }

    #[test]
    fn a_cut_or_foreign_file_is_an_error() {
        for end in (0..FILE.len()).step_by(97) {
            assert!(Model::read(&FILE[..end]).is_err(), "cut at {end}");
        }
        assert_eq!(Model::read(b"GIF89a..."), Err(ModelError::Magic));
        let mut other = FILE.to_vec();
        other[9] ^= 1;
        assert_eq!(Model::read(&other), Err(ModelError::Features));
        assert!(matches!(Model::read(&[FILE, b"x"].concat()), Err(ModelError::Damaged(_))));
    }
}
