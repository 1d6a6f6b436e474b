//! The file of a page model.
//!
//! In: bytes that `data/model/train_pages.py` wrote. Out: a [`PageModel`], or an error. All numbers
//! are little-endian. The file has the magic, three thresholds, three leniences, the points of the
//! calibration (16 bits each), the word table, the name table, and two stages in the layout of a line
//! model: names of features, then a forest. It scores nothing.

use std::sync::LazyLock;

use super::super::classifier::{Columns, Forest, ModelError, Reader, Trees, WORD_CELLS};
use super::features::NAME_CELLS;
use super::model::{CALIBRATION, PageModel};
use super::training::{first_names, second_names};

const MAGIC: &[u8; 8] = b"CDPAGES2";

static BUILT_IN: LazyLock<PageModel> = LazyLock::new(|| {
    PageModel::read(include_bytes!("../../../data/model/pages.bin")).unwrap_or_default()
});

impl PageModel {
    /// The model that is part of the program. A test checks that it can be read. If it could not, the
    /// result would be the empty model, which removes nothing.
    pub fn built_in() -> &'static PageModel {
        &BUILT_IN
    }

    /// Reads a model from the bytes of its file.
    pub fn read(bytes: &[u8]) -> Result<PageModel, ModelError> {
        let parts = parts(bytes)?;
        let [first, second] = parts.stages;
        // Both stages use a line's own features, so the second can reuse the rows of the first.
        let columns = Columns::new(first_names().len(), &[&first, &second]);
        let more = columns.and(second_names().len(), &[&second]);
        let (first, second) = (Trees::new(&first, columns), Trees::new(&second, more));
        Ok(PageModel {
            words: parts.words,
            names: parts.names,
            first,
            second,
            thresholds: parts.thresholds,
            lenience: parts.lenience,
            calibration: parts.calibration,
        })
    }
}

struct Parts {
    thresholds: [i32; 3],
    lenience: [i32; 3],
    calibration: [u16; CALIBRATION],
    words: Vec<i8>,
    names: Vec<i8>,
    stages: [Forest; 2],
}

fn parts(bytes: &[u8]) -> Result<Parts, ModelError> {
    let mut rest = Reader { rest: bytes };
    if rest.take(MAGIC.len())? != MAGIC {
        return Err(ModelError::Magic);
    }
    let thresholds = [rest.i32()?, rest.i32()?, rest.i32()?];
    let lenience = [rest.i32()?, rest.i32()?, rest.i32()?];
    let mut calibration = [0; CALIBRATION];
    for point in &mut calibration {
        *point = rest.u16()?;
    }
    let words = rest.take(WORD_CELLS)?.iter().map(|&byte| byte as i8).collect();
    let names = rest.take(NAME_CELLS)?.iter().map(|&byte| byte as i8).collect();
    let mut known = first_names();
    let first = rest.stage(&known)?;
    known.extend(second_names());
    let second = rest.stage(&known)?;
    if !rest.rest.is_empty() {
        return Err(ModelError::Damaged("bytes after its end"));
    }
    Ok(Parts { thresholds, lenience, calibration, words, names, stages: [first, second] })
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
