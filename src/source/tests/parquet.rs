//! Parquet files, whole and damaged, written for each test.

use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::{folder, settings};
use crate::document::ProblemCode;
use crate::source::walk;

/// A file of groups of rows, each with a text, a title in a group, a day and a share.
fn file(groups: &[&[&str]], compression: Compression) -> Vec<u8> {
    let schema = "message stories {
        REQUIRED BYTE_ARRAY text (UTF8);
        REQUIRED GROUP story { REQUIRED BYTE_ARRAY title; }
        REQUIRED INT32 date (DATE);
        REQUIRED DOUBLE share;
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    for texts in groups {
        let strings: Vec<ByteArray> = texts.iter().map(|text| ByteArray::from(*text)).collect();
        let mut group = writer.next_row_group().unwrap();
        for column in 0..4 {
            let mut open = group.next_column().unwrap().unwrap();
            let count = texts.len();
            match column {
                0 => open.typed::<ByteArrayType>().write_batch(&strings, None, None),
                1 => {
                    let title = vec![ByteArray::from("Ebb \"tide\"\n"); count];
                    open.typed::<ByteArrayType>().write_batch(&title, None, None)
                }
                2 => open.typed::<Int32Type>().write_batch(&vec![19_000; count], None, None),
                _ => open.typed::<DoubleType>().write_batch(&vec![0.5; count], None, None),
            }
            .unwrap();
            open.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

/// The records of a file with their numbers, and the problems.
#[allow(clippy::type_complexity)]
fn read(
    name: &str,
    bytes: &[u8],
) -> (Vec<(u64, serde_json::Value)>, Vec<(Option<u64>, ProblemCode)>) {
    let root = folder(&[(name, bytes), ("beside.txt", b"Rain fell.")]);
    let settings = settings(&[root.path()]);
    let walk = walk(&settings, None).unwrap();
    let (mut records, mut problems) = (Vec::new(), Vec::new());
    for batch in walk.batches(&settings) {
        for document in batch.documents {
            if let Some(number) = document.id.record {
                records.push((number, serde_json::from_slice(&document.bytes).unwrap()));
            }
        }
        problems.extend(batch.problems.iter().map(|p| (p.id.record, p.code)));
    }
    (records, problems)
}

#[test]
fn rows_are_records_under_any_compression() {
    let kinds = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(ZstdLevel::default()),
        Compression::GZIP(Default::default()),
        Compression::LZ4_RAW,
    ];
    for kind in kinds {
        let bytes = file(&[&["Rain", "Wind"], &["Sun"]], kind);
        let (records, problems) = read("stories.data", &bytes);
        assert_eq!(problems, [], "{kind}");
        let numbers: Vec<u64> = records.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 2, 3]);
        let first = serde_json::json!({
            "text": "Rain", "story": { "title": "Ebb \"tide\"\n" }, "date": "2022-01-08"
        });
        assert_eq!(records[0].1, first);
    }
}

#[test]
fn a_compressed_file_and_a_member_are_read_from_memory() {
    use std::io::Write;
    let bytes = file(&[&["Rain"]], Compression::SNAPPY);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
    encoder.write_all(&bytes).unwrap();
    assert_eq!(read("a.parquet.gz", &encoder.finish().unwrap()).0.len(), 1);
    let archive = super::archive::tar(&[("a.parquet", &bytes, b'0')]);
    assert_eq!(read("a.tar", &archive).0.len(), 1);
}

#[test]
fn a_damaged_group_costs_its_rows_and_no_others() {
    let texts: Vec<String> =
        (0..400u32).map(|n| format!("{n} {}", n.wrapping_mul(2_654_435_761))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let whole = file(&[&texts, &["Sun"]], Compression::ZSTD(ZstdLevel::default()));
    let mut damaged = whole.clone();
    damaged[60..400].fill(0xa5);
    let (records, problems) = read("a.parquet", &damaged);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].1, ProblemCode::BadArchive);
    assert_eq!(
        records.last().map(|(number, record)| (*number, record["text"].as_str())),
        Some((401, Some("Sun")))
    );
    for end in [6, whole.len() / 2, whole.len() - 3] {
        let (records, problems) = read("a.parquet", &whole[..end]);
        assert!(records.is_empty());
        assert_eq!(problems.len(), 1, "cut at {end}");
    }
}

#[test]
fn columns_that_nest_too_deep_are_refused() {
    let inner = "REQUIRED GROUP g {".repeat(300) + " REQUIRED BYTE_ARRAY t;" + &"}".repeat(300);
    let schema = Arc::new(parse_message_type(&format!("message m {{ {inner} }}")).unwrap());
    let writer = SerializedFileWriter::new(Vec::new(), schema, Default::default()).unwrap();
    let (_, problems) = read("a.parquet", &writer.into_inner().unwrap());
    assert_eq!(problems, [(None, ProblemCode::JsonTooDeep)]);
}

#[test]
fn any_byte_may_be_wrong() {
    let whole = file(&[&["Rain", "Wind"], &["Sun"]], Compression::SNAPPY);
    for at in (0..whole.len()).step_by(3) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        // Read or refused, never lost without a word.
        let (records, problems) = read("a.parquet", &bytes);
        assert!(records.len() == 3 || !problems.is_empty(), "byte {at}");
    }
}

#[test]
fn a_file_that_grows_too_much_is_left() {
    let story = "rain ".repeat(200_000);
    let bytes = file(&[&vec![story.as_str(); 600]], Compression::ZSTD(ZstdLevel::default()));
    let (records, problems) = read("a.parquet", &bytes);
    assert!(records.len() < 600);
    assert_eq!(problems.last().map(|(_, code)| *code), Some(ProblemCode::BombRatio));
}
