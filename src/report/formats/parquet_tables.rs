//! `parquet/NAME.parquet`: a table as Parquet, compressed by zstd.
//!
//! In: a table that is written, CSV or JSON lines. Out: the same rows in columns with the types of the
//! dictionary: texts, 64-bit integers and doubles. A missing value is null. The bytes depend on the rows
//! alone: there is no time in the file.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use crate::Error;

use super::super::folder::OutputFolder;
use super::super::schema::{Column, ColumnType, Table};
use super::super::sink::{self, Sink};
use super::rows::TableRows;

/// Rows of a row group, and the bytes of its texts: a group is in memory until it is written.
const GROUP_ROWS: usize = 100_000;
const GROUP_BYTES: usize = 64 << 20;

/// The level of zstd, its own default.
const ZSTD_LEVEL: i32 = 3;

pub fn write(folder: &OutputFolder, table: &Table, rows: TableRows) -> Result<(), Error> {
    let name = format!("parquet/{}.parquet", table.name);
    let path = folder.places().out.join(&name);
    let sink = Sink(folder.create(&name)?);
    let failed = |error| failed(&path, error);
    let schema = schema(table).map_err(failed)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL).map_err(failed)?))
        .set_created_by(concat!("copydesk ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut writer =
        SerializedFileWriter::new(sink, schema, Arc::new(properties)).map_err(failed)?;
    let mut group = Group::new(table, &path);
    rows.each(|row| {
        group.add(row.iter())?;
        if group.rows >= GROUP_ROWS || group.bytes >= GROUP_BYTES {
            group.write(&mut writer)?;
        }
        Ok(())
    })?;
    if group.rows > 0 {
        group.write(&mut writer)?;
    }
    writer.into_inner().map_err(failed)?.0.finish()
}

/// The columns with their types.
fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let field = |column: &Column| {
        let (physical, logical) = match column.kind {
            // An object as its JSON: not all readers know the type for it.
            ColumnType::String | ColumnType::Object => {
                (Physical::BYTE_ARRAY, Some(LogicalType::String))
            }
            ColumnType::Integer => (Physical::INT64, None),
            ColumnType::Number => (Physical::DOUBLE, None),
        };
        let repetition = if column.required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
        Type::primitive_type_builder(&column.name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    let fields = table.columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    Type::group_type_builder("schema").with_fields(fields).build().map(Arc::new)
}

/// Rows that are not yet written, by column.
struct Group<'t> {
    columns: Vec<Values<'t>>,
    rows: usize,
    bytes: usize,
    path: PathBuf,
}

/// The values of one column. A level is 1 for a value and 0 for a missing one.
struct Values<'t> {
    column: &'t Column,
    levels: Vec<i16>,
    values: Typed,
}

enum Typed {
    Texts(Vec<ByteArray>),
    Integers(Vec<i64>),
    Numbers(Vec<f64>),
}

impl<'t> Group<'t> {
    fn new(table: &'t Table, path: &Path) -> Group<'t> {
        let values = |column: &'t Column| {
            let values = match column.kind {
                ColumnType::String | ColumnType::Object => Typed::Texts(Vec::new()),
                ColumnType::Integer => Typed::Integers(Vec::new()),
                ColumnType::Number => Typed::Numbers(Vec::new()),
            };
            Values { column, levels: Vec::new(), values }
        };
        let columns = table.columns.iter().map(values).collect();
        Group { columns, rows: 0, bytes: 0, path: path.to_owned() }
    }

    fn add<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> Result<(), Error> {
        for (values, cell) in self.columns.iter_mut().zip(cells) {
            self.bytes += cell.len();
            values.add(cell).map_err(|message| Error::Output {
                path: self.path.clone(),
                source: io::Error::other(message),
            })?;
        }
        self.rows += 1;
        Ok(())
    }

    /// Writes the rows as one row group and forgets them.
    fn write(&mut self, writer: &mut SerializedFileWriter<Sink>) -> Result<(), Error> {
        let path = &self.path;
        let failed = |error| failed(path, error);
        let mut group = writer.next_row_group().map_err(failed)?;
        for values in &mut self.columns {
            let Some(mut out) = group.next_column().map_err(failed)? else { break };
            values.write(&mut out).and_then(|()| out.close()).map_err(failed)?;
        }
        group.close().map_err(failed)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl Values<'_> {
    /// Adds a cell; an error if it is not of the type that the dictionary says.
    fn add(&mut self, cell: &str) -> Result<(), String> {
        let is_missing = cell.is_empty() && !self.column.required;
        self.levels.push(i16::from(!is_missing));
        if is_missing {
            return Ok(());
        }
        let wrong = || format!("{cell:?} in the column {} is no number", self.column.name);
        match &mut self.values {
            Typed::Texts(texts) => texts.push(cell.into()),
            Typed::Integers(all) => all.push(cell.parse().map_err(|_| wrong())?),
            Typed::Numbers(all) => all.push(cell.parse().map_err(|_| wrong())?),
        }
        Ok(())
    }

    fn write(&mut self, out: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = std::mem::take(&mut self.levels);
        let levels = (!self.column.required).then_some(levels.as_slice());
        match &mut self.values {
            Typed::Texts(texts) => batch::<ByteArrayType>(out, texts, levels),
            Typed::Integers(all) => batch::<Int64Type>(out, all, levels),
            Typed::Numbers(all) => batch::<DoubleType>(out, all, levels),
        }
    }
}

fn batch<T: DataType>(
    out: &mut SerializedColumnWriter<'_>,
    values: &mut Vec<T::T>,
    levels: Option<&[i16]>,
) -> Result<(), ParquetError> {
    out.typed::<T>().write_batch(values, levels, None)?;
    values.clear();
    Ok(())
}

/// The error of the file inside an error of the library.
fn failed(path: &Path, error: ParquetError) -> Error {
    let source = match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(source) => *source,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    };
    sink::failed(path, source)
}
