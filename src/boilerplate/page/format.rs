//! The file of a page model.
//!
//! In: bytes that `data/model/train_pages.py` wrote. Out: a [`PageModel`], or why it cannot be used.
//! All numbers are little-endian: the magic, a hash of the features' names, three thresholds, the
//! tables of words and names, then two forests: base, counts, roots, nodes and leaves.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use super::super::classifier::{Forest, ModelError, Node, WORD_CELLS};
use super::PageModel;
use super::features::NAME_CELLS;
use super::training::{first_names, second_names};

const MAGIC: &[u8; 8] = b"CDPAGES1";
/// Most trees and nodes: far above any model that is worth its time.
const MOST: u32 = 1 << 20;

static BUILT_IN: LazyLock<PageModel> = LazyLock::new(|| {
    PageModel::read(include_bytes!("../../../data/model/pages.bin")).unwrap_or_default()
});

impl PageModel {
    /// The model that is part of the program.
    ///
    /// A test reads it; should it ever not fit, the empty model takes its place, which removes
    /// nothing.
    pub fn built_in() -> &'static PageModel {
        &BUILT_IN
    }

    /// Reads a model from the bytes of its file.
    pub fn read(bytes: &[u8]) -> Result<PageModel, ModelError> {
        let mut rest = Reader { rest: bytes };
        if rest.take(MAGIC.len())? != MAGIC {
            return Err(ModelError::Magic);
        }
        let (first, second) = (first_names(), second_names());
        let features = first.len();
        let all: Vec<&str> = first.into_iter().chain(second).collect();
        let hash = Sha256::digest(all.join("\n").as_bytes());
        if hash.get(..8) != Some(rest.take(8)?) {
            return Err(ModelError::Features);
        }
        let thresholds = [rest.i32()?, rest.i32()?, rest.i32()?];
        let words = rest.take(WORD_CELLS)?.iter().map(|&byte| byte as i8).collect();
        let names = rest.take(NAME_CELLS)?.iter().map(|&byte| byte as i8).collect();
        let (first, second) = (rest.forest()?, rest.forest()?);
        if !first.is_sound(features) || !second.is_sound(all.len()) {
            return Err(ModelError::Damaged("its trees do not hold together"));
        }
        if !rest.rest.is_empty() {
            return Err(ModelError::Damaged("bytes after its end"));
        }
        Ok(PageModel { words, names, first, second, thresholds })
    }
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

    const FILE: &[u8] = include_bytes!("../../../data/model/pages.bin");

    #[test]
    fn the_built_in_model_fits_this_version() {
        assert_eq!(PageModel::read(FILE).as_ref(), Ok(PageModel::built_in()));
        assert!(FILE.len() < 2_000_000);
    }

    #[test]
    fn a_cut_or_foreign_file_is_an_error() {
        for end in (0..FILE.len()).step_by(997) {
            assert!(PageModel::read(&FILE[..end]).is_err(), "cut at {end}");
        }
        assert_eq!(PageModel::read(b"GIF89a..."), Err(ModelError::Magic));
        assert!(matches!(PageModel::read(&[FILE, b"x"].concat()), Err(ModelError::Damaged(_))));
    }
}
