//! Parquet: columns of records, in groups of rows.
//!
//! In: a file, or the bytes of a compressed one. Out: each row as a JSON object whose keys are the
//! names of the columns; a nested column is a nested object. Dates and times are written in ISO 8601.
//! One group of rows is read at a time, and one page of each column. A damaged group is one problem,
//! and the next group is read. Columns of fractions hold no text and are not read.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::basic::Type as Physical;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::{Type, TypePtr};

use super::compression::RATIO_FROM;
use super::read_error::Refusal;
use super::records::{Records, Sink, Stopped};
use super::stream::Stream;
use super::table::escape;
use crate::config::Limits;
use crate::document::{DocumentId, ProblemCode, Stage};

/// Rows that are taken from the columns at a time.
const ROWS_AT_ONCE: usize = 64;
/// Bytes of stack for each byte of the table of contents. The crate reads a schema recursively, and
/// one level of nesting takes at least five bytes of it.
const STACK_A_BYTE: u64 = 256;
/// The largest table of contents. No corpus of texts needs a larger one.
const MOST_CONTENTS: u64 = 16 << 20;
const DAMAGED: &str = "the Parquet file is damaged";

/// Reads the rows of a file.
pub(super) fn read_file(
    file: File,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let bytes = file.metadata().map_or(0, |metadata| metadata.len());
    read(file, bytes, id, limits, sink)
}

/// Reads the rows of a stream. It is kept in memory, because the table of contents is at its end.
pub(super) fn read_stream(
    stream: Stream<'_>,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    match stream.into_bytes(limits.record_bytes) {
        Ok(bytes) => {
            let count = bytes.len() as u64;
            read(bytes::Bytes::from(bytes), count, id, limits, sink)
        }
        Err(error) => sink.error(id.clone(), &error),
    }
}

fn read<R: ChunkReader + 'static>(
    input: R,
    bytes: u64,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let opened = match open(input, limits.json_depth) {
        Ok(opened) => opened,
        Err((code, message)) => return sink.problem(id.clone(), Stage::Open, code, message),
    };
    let mut records = Records::new(sink, id.clone(), None, false);
    let mut budget = Budget { left: bytes.saturating_mul(limits.expansion_ratio).max(RATIO_FROM) };
    for group in 0..opened.reader.num_row_groups() {
        let before = records.count();
        let rows = opened.reader.metadata().row_group(group).num_rows();
        let end = before.saturating_add(u64::try_from(rows).unwrap_or(0));
        match group_of_rows(&opened, group, limits, &mut budget, &mut records)? {
            End::Rows => lost(end, &mut records)?,
            End::Bomb => {
                let refusal = Refusal::BombRatio(limits.expansion_ratio);
                return records.problem(ProblemCode::BombRatio, refusal.to_string());
            }
        }
    }
    let all = opened.reader.metadata().file_metadata().num_rows();
    lost(u64::try_from(all).unwrap_or(0), &mut records)?;
    records.finish()
}

/// Reports the rows that are missing up to `end`.
fn lost(end: u64, records: &mut Records<'_, '_>) -> Result<(), Stopped> {
    let lost = end.saturating_sub(records.count());
    if lost > 0 {
        let rows = if lost == 1 { "row is" } else { "rows are" };
        records.problem(ProblemCode::BadArchive, format!("{DAMAGED}: {lost} {rows} lost"))?;
        records.pass_over(lost - 1);
    }
    Ok(())
}

/// A file whose table of contents is read, and the columns to read.
struct Opened<R: ChunkReader> {
    reader: SerializedFileReader<R>,
    wanted: Type,
}

type Refused = (ProblemCode, String);

/// Reads the table of contents, on a thread with enough stack for any schema. A schema that nests
/// too deep is refused.
fn open<R: ChunkReader + 'static>(input: R, depth: usize) -> Result<Opened<R>, Refused> {
    let damaged = || (ProblemCode::BadArchive, DAMAGED.to_owned());
    let contents = contents_bytes(&input)
        .ok_or_else(|| (ProblemCode::Truncated, "the Parquet file ends early".to_owned()))?;
    if contents > MOST_CONTENTS {
        let message = format!("a table of contents of more than {MOST_CONTENTS} bytes");
        return Err((ProblemCode::TooLarge, message));
    }
    let stack = (1 << 20) + contents * STACK_A_BYTE;
    let open = move || -> Result<Opened<R>, Refused> {
        let reader = SerializedFileReader::new(input).map_err(|error| match error {
            ParquetError::NYI(_) => {
                (ProblemCode::Unsupported, "a Parquet file that is encrypted or newer".to_owned())
            }
            ParquetError::EOF(_) => (ProblemCode::Truncated, "the Parquet file ends early".into()),
            _ => damaged(),
        })?;
        let schema = reader.metadata().file_metadata().schema_descr().root_schema();
        if is_deeper(schema, depth) {
            let message = format!("columns nested deeper than {depth} levels");
            return Err((ProblemCode::JsonTooDeep, message));
        }
        let wanted = without_fractions(schema)
            .ok_or_else(|| (ProblemCode::NoText, "no column holds text".to_owned()))?;
        Ok(Opened { reader, wanted })
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(stack as usize);
        let opening = thread.spawn_scoped(scope, || catch_unwind(AssertUnwindSafe(open)));
        let opened = opening.map_err(|error| (ProblemCode::IoError, error.to_string()))?;
        opened.join().ok().and_then(Result::ok).unwrap_or_else(|| Err(damaged()))
    })
}

/// The length of the table of contents. It is stored at the end of the file.
fn contents_bytes(input: &impl ChunkReader) -> Option<u64> {
    const END: u64 = 8;
    let before = input.len().checked_sub(END)?;
    let end = input.get_bytes(before, END as usize).ok()?;
    let (length, magic) = end.split_first_chunk()?;
    let length = u64::from(u32::from_le_bytes(*length));
    (magic.starts_with(b"PAR") && length <= before).then_some(length)
}

fn is_deeper(schema: &Type, depth: usize) -> bool {
    let mut level: Vec<&Type> = vec![schema];
    for _ in 0..=depth {
        let groups = level.into_iter().filter(|own| own.is_group());
        level = groups.flat_map(|own| own.get_fields()).map(AsRef::as_ref).collect();
    }
    !level.is_empty()
}

/// The schema without columns of fractions and without groups of only such columns.
fn without_fractions(schema: &Type) -> Option<Type> {
    let fields: Vec<TypePtr> =
        schema.get_fields().iter().filter(|own| is_wanted(own)).cloned().collect();
    let rest = Type::group_type_builder(schema.name()).with_fields(fields);
    rest.build().ok().filter(|own| !own.get_fields().is_empty())
}

fn is_wanted(column: &Type) -> bool {
    if column.is_group() {
        return column.get_fields().iter().any(|own| is_wanted(own));
    }
    let fractions = [Physical::FLOAT, Physical::DOUBLE, Physical::FIXED_LEN_BYTE_ARRAY];
    !fractions.contains(&column.get_physical_type())
}

/// Bytes that may still be read from the file.
struct Budget {
    left: u64,
}

/// How a group of rows ended.
enum End {
    /// All rows were read, or those before a damaged place.
    Rows,
    Bomb,
}

fn group_of_rows<R: ChunkReader + 'static>(
    opened: &Opened<R>,
    group: usize,
    limits: &Limits,
    budget: &mut Budget,
    records: &mut Records<'_, '_>,
) -> Result<End, Stopped> {
    let Some(Ok(reader)) = guarded(|| opened.reader.get_row_group(group)) else {
        return Ok(End::Rows);
    };
    let rows = guarded(|| RowIter::from_row_group(Some(opened.wanted.clone()), &*reader));
    let Some(Ok(rows)) = rows else { return Ok(End::Rows) };
    let mut rows = rows.with_batch_size(ROWS_AT_ONCE);
    loop {
        let row = match guarded(|| rows.next()) {
            Some(None) => return Ok(End::Rows),
            Some(Some(Ok(row))) => row,
            Some(Some(Err(_))) | None => return Ok(End::Rows),
        };
        let mut out = Vec::new();
        object(&mut out, row);
        let bytes = out.len() as u64;
        if bytes > budget.left {
            return Ok(End::Bomb);
        }
        budget.left -= bytes;
        if bytes > limits.record_bytes {
            let message = format!("a row of more than {} bytes", limits.record_bytes);
            records.problem(ProblemCode::TooLarge, message)?;
        } else {
            records.json(out)?;
        }
    }
}

/// The result of a reader; `None` if it panics on damaged data.
fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}

/// Writes a row as a JSON object.
fn object(out: &mut Vec<u8>, row: Row) {
    out.push(b'{');
    for (number, (name, value)) in row.into_columns().into_iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        escape(out, name.as_bytes());
        out.push(b':');
        json(out, value);
    }
    out.push(b'}');
}

/// Writes a value as JSON. Bytes are kept, and decoded by the parser.
fn json(out: &mut Vec<u8>, value: Field) {
    let number = match value {
        Field::Str(text) => return escape(out, text.as_bytes()),
        Field::Bytes(bytes) => return escape(out, bytes.data()),
        Field::Date(days) => return publication_time(out, date(days)),
        Field::TimestampMillis(time) => {
            return publication_time(out, time_of(time.checked_mul(1000)));
        }
        Field::TimestampMicros(time) => return publication_time(out, time_of(Some(time))),
        Field::Group(row) => return object(out, row),
        Field::ListInternal(list) => {
            out.push(b'[');
            for (number, element) in list.elements().iter().enumerate() {
                if number > 0 {
                    out.push(b',');
                }
                json(out, element.clone());
            }
            return out.push(b']');
        }
        Field::Bool(value) => value.to_string(),
        Field::Byte(number) => number.to_string(),
        Field::Short(number) => number.to_string(),
        Field::Int(number) => number.to_string(),
        Field::Long(number) => number.to_string(),
        Field::UByte(number) => number.to_string(),
        Field::UShort(number) => number.to_string(),
        Field::UInt(number) => number.to_string(),
        Field::ULong(number) => number.to_string(),
        _ => "null".to_owned(),
    };
    out.extend_from_slice(number.as_bytes());
}

fn publication_time(out: &mut Vec<u8>, text: Option<String>) {
    match text {
        Some(text) => escape(out, text.as_bytes()),
        None => out.extend_from_slice(b"null"),
    }
}

fn date(days: i32) -> Option<String> {
    let day = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?);
    day.ok().map(|day| day.to_string())
}

fn time_of(micros: Option<i64>) -> Option<String> {
    jiff::Timestamp::from_microsecond(micros?).ok().map(|time| time.to_string())
}
