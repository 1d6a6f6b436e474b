//! The file of a model.
//!
//! In: bytes that `data/model/train.py` wrote. Out: a [`Model`], or an error. All numbers are
//! little-endian. The file has the magic, three thresholds, the word table, the names of the
//! features that the model uses, and its forest: base, counts, roots, nodes and leaves. Since
//! features have names, new features in the program leave old models valid. It scores nothing.

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::columns::Columns;
use super::features;
use super::model::Model;
use super::quickscorer::Trees;
use super::trees::{Forest, Node};
use super::word_weights::CELLS;

const MAGIC: &[u8; 8] = b"CDLINES3";
/// Most trees and nodes of a valid model: far more than any useful model has.
const MOST: u32 = 1 << 20;

/// Why a model file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ModelError {
    #[error("not a line model of this program")]
    Magic,
    #[error("the model uses a feature that this version does not compute: {0:?}")]
    Feature(String),
    #[error("the model ends too early")]
    Truncated,
    #[error("the model is damaged: {0}")]
    Damaged(&'static str),
}

impl Model {
    /// The model that is part of the program. A test checks that it can be read. If it could not, the
    /// result would be the empty model, which removes nothing.
    pub fn built_in() -> Model {
        Model::read(include_bytes!("../../../data/model/lines.bin")).unwrap_or_default()
    }

    /// Reads a model from the bytes of its file.
    pub fn read(bytes: &[u8]) -> Result<Model, ModelError> {
        let mut rest = Reader { rest: bytes };
        if rest.take(MAGIC.len())? != MAGIC {
            return Err(ModelError::Magic);
        }
        let thresholds = [rest.i32()?, rest.i32()?, rest.i32()?];
        let words = rest.take(CELLS)?.iter().map(|&byte| byte as i8).collect();
        let known = features::names();
        let forest = rest.stage(&known)?;
        let forest = Trees::new(&forest, Columns::new(known.len(), &[&forest]));
        if !rest.rest.is_empty() {
            return Err(ModelError::Damaged("bytes after its end"));
        }
        let sha256 = Sha256::digest(bytes).into();
        Ok(Model { words, forest, thresholds, sha256 })
    }
}

/// Reads the parts of a model from its bytes.
pub(in crate::boilerplate) struct Reader<'a> {
    pub rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], ModelError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(ModelError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        self.take(N)?.try_into().map_err(|_| ModelError::Truncated)
    }

    pub fn i32(&mut self) -> Result<i32, ModelError> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    pub fn u16(&mut self) -> Result<u16, ModelError> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    fn i16(&mut self) -> Result<i16, ModelError> {
        Ok(i16::from_le_bytes(self.array()?))
    }

    fn count(&mut self) -> Result<u32, ModelError> {
        let count = u32::from_le_bytes(self.array()?);
        if count > MOST { Err(ModelError::Damaged("a count out of bounds")) } else { Ok(count) }
    }

    /// A forest. Its nodes refer to the features of this version.
    pub fn stage(&mut self, known: &[&str]) -> Result<Forest, ModelError> {
        let columns: Vec<u16> =
            (0..self.count()?).map(|_| self.column(known)).collect::<Result<_, _>>()?;
        let mut forest = self.forest()?;
        if !forest.is_sound(columns.len()) {
            return Err(ModelError::Damaged("its trees do not hold together"));
        }
        for node in &mut forest.nodes {
            node.feature = columns.get(usize::from(node.feature)).copied().unwrap_or(u16::MAX);
        }
        Ok(forest)
    }

    /// The number of a feature that is given by its name.
    fn column(&mut self, known: &[&str]) -> Result<u16, ModelError> {
        let length = self.take(1)?.first().copied().unwrap_or(0);
        let name = std::str::from_utf8(self.take(usize::from(length))?)
            .map_err(|_| ModelError::Damaged("the name of a feature is no text"))?;
        let place = known.iter().position(|known| *known == name);
        place.map(|place| place as u16).ok_or_else(|| ModelError::Feature(name.to_owned()))
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
        for end in (0..FILE.len()).step_by(997) {
            assert!(Model::read(&FILE[..end]).is_err(), "cut at {end}");
        }
        assert_eq!(Model::read(b"GIF89a..."), Err(ModelError::Magic));
        let mut other = FILE.to_vec();
        let name = 8 + 12 + CELLS + 4 + 1;
        other[name] = b'?';
        assert!(matches!(Model::read(&other), Err(ModelError::Feature(n)) if n.starts_with('?')));
        assert!(matches!(Model::read(&[FILE, b"x"].concat()), Err(ModelError::Damaged(_))));
    }
}
