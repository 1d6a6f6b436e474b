//! Every kind of file in every container and compression: the same documents come out.

use super::archive::{gzip, page, tar, zip};
use super::{folder, settings};
use crate::document::Format;
use crate::source::walk;

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

#[cfg(feature = "full")]
fn bzip2(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;

    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

type Compress = fn(&[u8]) -> Vec<u8>;

fn compressions() -> Vec<(&'static str, Compress)> {
    vec![
        ("", |bytes| bytes.to_vec()),
        (".gz", gzip),
        (".zst", zstd),
        #[cfg(feature = "full")]
        (".bz2", bzip2),
    ]
}

/// Files of each kind, how many documents they hold, and what those are.
fn kinds() -> Vec<(&'static str, Vec<u8>, usize, Format)> {
    let lines = b"{\"text\": \"Rain\"}\n{\"text\": \"Wind\"}\n";
    let html = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Rain fell";
    let web = [page("http://h.example/1", html, None), page("http://h.example/2", html, None)];
    let wet = "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://h.example/1\r\n\
               Content-Type: text/plain\r\nContent-Length: 10\r\n\r\nRain fell.\r\n\r\n";
    vec![
        ("a.txt", b"Rain fell on the harbour.".to_vec(), 1, Format::Text),
        ("a.html", b"<!doctype html><p>Rain fell".to_vec(), 1, Format::Html),
        ("a.jsonl", lines.to_vec(), 2, Format::Json),
        ("a.json", b"[{\"text\": \"Rain\"}, {\"text\": \"Wind\"}]".to_vec(), 2, Format::Json),
        ("one.json", b"{\n\"text\": \"Rain\"\n}".to_vec(), 1, Format::Json),
        ("a.csv", b"id,text\n1,\"Rain,\nwind\"\n2,Sun\n".to_vec(), 2, Format::Json),
        ("a.tsv", b"id\ttext\n1\tRain\n2\tSun\n".to_vec(), 2, Format::Json),
        (
            "a.xml",
            b"<rss><item><title>Rain</title></item><item><title>Sun</title></item></rss>".to_vec(),
            2,
            Format::Json,
        ),
        ("a.warc", web.concat(), 2, Format::Html),
        ("a.warc.wet", wet.as_bytes().to_vec(), 1, Format::Text),
    ]
}

/// Formats of the documents of one file, and its problems.
fn read(name: &str, bytes: &[u8]) -> (Vec<Format>, Vec<String>) {
    let root = folder(&[(name, bytes)]);
    let settings = settings(&[root.path()]);
    let walk = walk(&settings, None).unwrap();
    let (mut formats, mut problems) = (Vec::new(), Vec::new());
    for batch in walk.batches(&settings) {
        formats.extend(batch.documents.iter().map(|document| document.format));
        problems.extend(batch.problems.iter().map(|problem| problem.message.to_string()));
    }
    (formats, problems)
}

#[test]
fn every_kind_in_every_container_and_compression() {
    let none = Vec::<String>::new();
    for (name, bytes, count, format) in kinds() {
        for (ending, compress) in compressions() {
            let packed = compress(&bytes);
            let name = format!("{name}{ending}");
            let expected = (vec![format; count], none.clone());
            assert_eq!(read(&name, &packed), expected, "{name}");
            // A name without endings hides nothing.
            if !name.starts_with("a.t") {
                assert_eq!(read("file", &packed), expected, "{name} without its name");
            }
            let zipped = zip(&[(&name, &packed, 0, 0o100_644)]);
            assert_eq!(read("a.zip", &zipped), expected, "{name} in a zip");
            let tarred = tar(&[(&name, &packed, b'0')]);
            assert_eq!(read("a.tar", &tarred), expected, "{name} in a tar");
            assert_eq!(read("a.tar.x", &compress(&tarred)), expected, "{name} in a packed tar");
        }
    }
}

#[test]
fn a_folder_of_all_of_them() {
    let files: Vec<(String, Vec<u8>)> = kinds()
        .into_iter()
        .flat_map(|(name, bytes, ..)| {
            compressions().into_iter().map(move |(ending, compress)| {
                (format!("{name}{ending}/{name}{ending}"), compress(&bytes))
            })
        })
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let root = folder(&files);
    let settings = settings(&[root.path()]);
    let walk = walk(&settings, None).unwrap();
    let (mut documents, mut problems) = (0, 0);
    for batch in walk.batches(&settings) {
        documents += batch.documents.len();
        problems += batch.problems.len();
    }
    let expected: usize = kinds().iter().map(|kind| kind.2).sum();
    assert_eq!((documents, problems), (expected * compressions().len(), 0));
}
