//! Archives, whole and damaged, built byte by byte.

use std::io::Write;

use super::{folder, settings};
use crate::document::ProblemCode;
use crate::source::walk;

/// Members of a file named `name` as `member#record`, and the problems.
fn read(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<(String, ProblemCode)>) {
    let root = folder(&[(name, bytes)]);
    let settings = settings(&[root.path()]);
    let walk = walk(&settings, None).unwrap();
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for batch in walk.batches(&settings) {
        for id in batch.documents.into_iter().map(|document| document.id) {
            let member = id.member.unwrap_or_default();
            documents.push(id.record.map_or(member.to_string(), |r| format!("{member}#{r}")));
        }
        for problem in batch.problems {
            problems.push((problem.id.member.unwrap_or_default().to_string(), problem.code));
        }
    }
    (documents, problems)
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Default::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A zip archive of deflated members with the given flags and Unix mode.
pub(super) fn zip(members: &[(&str, &[u8], u16, u32)]) -> Vec<u8> {
    let packed: Vec<_> = members.iter().map(|(_, bytes, ..)| deflate(bytes)).collect();
    let members = members.iter().zip(&packed);
    zip_of(
        members
            .map(|((name, bytes, flags, mode), data)| (*name, *bytes, &data[..], 8, *flags, *mode)),
    )
}

/// A zip archive of members: name, bytes, compressed bytes, method, flags and Unix mode.
fn zip_of<'a>(
    members: impl Iterator<Item = (&'a str, &'a [u8], &'a [u8], u16, u16, u32)>,
) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let mut count = 0u16;
    for (name, bytes, data, method, flags, mode) in members {
        count += 1;
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let mut common = Vec::new();
        for field in [20, flags, method, 0, 0] {
            common.extend_from_slice(&u16::to_le_bytes(field));
        }
        for field in [crc.sum(), data.len() as u32, bytes.len() as u32, name.len() as u32] {
            common.extend_from_slice(&field.to_le_bytes());
        }
        let offset = out.len() as u32;
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&common);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(data);
        directory.extend_from_slice(b"PK\x01\x02\x14\x03");
        directory.extend_from_slice(&common);
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&(mode << 16).to_le_bytes());
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (start, size) = (out.len() as u32, directory.len() as u32);
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&[count.to_le_bytes(); 2].concat());
    out.extend_from_slice(&[size.to_le_bytes(), start.to_le_bytes()].concat());
    out.extend_from_slice(&[0, 0]);
    out
}

/// A tar archive of members with their type flags.
pub(super) fn tar(members: &[(&str, &[u8], u8)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes, flag) in members {
        let mut header = [0; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
        header[148..156].fill(b' ');
        header[156] = *flag;
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = header.iter().map(|b| u32::from(*b)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        out.extend_from_slice(&header);
        out.extend_from_slice(bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

#[test]
fn members_of_a_zip_come_in_the_order_of_their_names() {
    let lines = b"{\"text\": \"1\"}\n{\"text\": \"2\"}\n";
    let inner = zip(&[("x.txt", b"Rain", 0, 0)]);
    let archive = zip(&[
        ("same.txt", b"Rain", 0, 0o100_644),
        ("same.txt", b"Wind", 0, 0o100_644),
        ("a/rows.jsonl", lines, 0, 0),
        ("a/", b"", 0, 0),
        ("../up.txt", b"Sun", 0, 0),
        ("rows.jsonl.gz", &gzip(lines), 0, 0),
        ("locked.txt", b"Rain", 1, 0),
        ("link.txt", b"/etc/passwd", 0, 0o120_777),
        ("inner.zip", &inner, 0, 0),
        ("bomb.txt", &vec![b'a'; 4 << 20], 0, 0),
    ]);
    let members = [
        "../up.txt",
        "a/rows.jsonl#1",
        "a/rows.jsonl#2",
        "rows.jsonl.gz#1",
        "rows.jsonl.gz#2",
        "same.txt",
        "same.txt%232",
    ];
    let problems = [
        ("bomb.txt", ProblemCode::BombRatio),
        ("inner.zip", ProblemCode::NestedArchive),
        ("link.txt", ProblemCode::UnsafeMember),
        ("locked.txt", ProblemCode::Encrypted),
    ];
    let problems = problems.map(|(name, code)| (name.to_owned(), code)).to_vec();
    let found = read("a.zip", &archive);
    assert_eq!(found, (members.map(str::to_owned).to_vec(), problems.clone()));
    let moved = [b"#!/bin/sh\n", &archive[..]].concat();
    assert_eq!(read("a.zip", &moved), found);
    let hidden = read("a.txt", &archive);
    assert_eq!(hidden, found);
}

#[test]
fn a_damaged_zip_is_a_problem() {
    let archive = zip(&[("a.txt", b"Rain fell on the harbour.", 0, 0), ("b.txt", b"Sun", 0, 0)]);
    let whole = |code| (Vec::<String>::new(), vec![(String::new(), code)]);
    assert_eq!(read("a.zip", &archive[..archive.len() - 10]), whole(ProblemCode::BadArchive));
    assert_eq!(read("a.zip", &zip(&[])), whole(ProblemCode::Empty));
    let mut flipped = archive.clone();
    flipped[40] ^= 0x10;
    let (documents, problems) = read("a.zip", &flipped);
    assert_eq!(documents, ["b.txt"]);
    assert_eq!(problems[0].0, "a.txt");
    assert!(matches!(problems[0].1, ProblemCode::BadArchive | ProblemCode::Truncated));
}

#[test]
fn members_of_a_zip_in_each_compression() {
    let text = b"Rain fell on the harbour.\n".repeat(3);
    let zstd = zstd::encode_all(&text[..], 3).unwrap();
    let methods = |members: &[(u16, &[u8])]| {
        let names: Vec<String> =
            members.iter().map(|(method, _)| format!("{method}.txt")).collect();
        let members = members.iter().zip(&names);
        let archive = zip_of(
            members.map(|((method, data), name)| (name.as_str(), &text[..], *data, *method, 0, 0)),
        );
        read("a.zip", &archive)
    };
    let found = methods(&[(0, &text), (93, &zstd), (98, b"x")]);
    assert_eq!(found.0, ["0.txt", "93.txt"]);
    assert_eq!(found.1, [("98.txt".to_owned(), ProblemCode::Unsupported)]);
    #[cfg(feature = "full")]
    {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(&text).unwrap();
        let bzip2 = encoder.finish().unwrap();
        // Without matches of 258 bytes, Deflate64 is written as deflate is.
        let deflate64 = deflate(&text);
        let lzma = [
            0x09, 0x04, 0x05, 0x00, 0x5d, 0x00, 0x00, 0x80, 0x00, 0x00, 0x29, 0x18, 0x49, 0x27,
            0x0d, 0x04, 0xa9, 0x6c, 0x67, 0x29, 0xb3, 0x55, 0x03, 0xa1, 0x06, 0x13, 0x5e, 0xe9,
            0x29, 0x3e, 0x86, 0xdb, 0x07, 0xe7, 0x14, 0x85, 0xee, 0x8b, 0x68, 0x4b, 0xee, 0xf3,
            0xff, 0xff, 0xfa, 0x95, 0x70, 0x00,
        ];
        let mut greedy = lzma;
        greedy[5..9].copy_from_slice(&u32::to_le_bytes(3 << 30));
        let found = methods(&[(9, &deflate64), (12, &bzip2), (14, &lzma)]);
        assert_eq!(found, (vec!["12.txt".into(), "14.txt".into(), "9.txt".into()], vec![]));
        assert_eq!(methods(&[(14, &greedy)]).1[0].1, ProblemCode::TooLarge);
        assert_eq!(methods(&[(14, &lzma[..20])]).1[0].1, ProblemCode::Truncated);
    }
    #[cfg(not(feature = "full"))]
    assert_eq!(methods(&[(9, b"x")]).1[0].1, ProblemCode::Unsupported);
}

#[test]
fn members_of_a_tar_come_in_the_order_of_their_names() {
    let long = format!("{}.txt", "n".repeat(150));
    let pax = "19 path=p/\u{e9}.txt  \n";
    let archive = tar(&[
        ("z.txt", b"Rain", b'0'),
        ("d/", b"", b'5'),
        ("././@LongLink", long.as_bytes(), b'L'),
        ("nnn", b"Wind", b'0'),
        ("PaxHeader", pax.as_bytes(), b'x'),
        ("short", b"Sun", b'0'),
        ("link", b"", b'2'),
        ("pipe", b"", b'6'),
        ("a.csv", b"id,text\n1,Rain\n2,Sun\n", b'0'),
    ]);
    let (documents, problems) = read("a.tar", &archive);
    assert_eq!(documents, ["a.csv#1", "a.csv#2", &long, "p/é.txt  ", "z.txt"]);
    let expected = [("link", ProblemCode::UnsafeMember), ("pipe", ProblemCode::SpecialFile)];
    assert_eq!(problems, expected.map(|(name, code)| (name.to_owned(), code)));
    assert_eq!(read("a.tar.gz", &gzip(&archive)), (documents, problems));
}

#[test]
fn a_cut_tar_gives_what_stands_before_the_cut() {
    let noise: String = (0..500u32).map(|n| n.wrapping_mul(2_654_435_761).to_string()).collect();
    let archive = tar(&[("a.txt", b"Rain", b'0'), ("b.txt", noise.as_bytes(), b'0')]);
    let (documents, problems) = read("a.tar", &archive[..2000]);
    assert_eq!(documents, ["a.txt"]);
    assert_eq!(problems.iter().filter(|p| p.1 == ProblemCode::Truncated).count(), problems.len());
    assert!(!problems.is_empty());
}

#[test]
fn the_end_of_a_tar_may_lack_its_padding() {
    let archive = tar(&[("a.txt", b"Rain", b'0'), ("b.txt", b"Sun", b'0')]);
    let end = 3 * 512 + 3;
    assert_eq!(read("a.tar", &archive[..end]).0, ["a.txt", "b.txt"]);
    assert_eq!(read("a.tar", &archive[..end]).1, []);
    let (documents, problems) = read("a.tar", &archive[..1024 + 100]);
    assert_eq!((documents.len(), problems[0].1), (1, ProblemCode::Truncated));
}

#[test]
fn a_name_longer_than_the_limit_damages_a_tar() {
    let long = vec![b'n'; 6 << 20];
    let archive =
        tar(&[("a.txt", b"Rain", b'0'), ("././@LongLink", &long, b'L'), ("nnn", b"Wind", b'0')]);
    let (documents, problems) = read("a.tar", &archive);
    assert_eq!((documents.len(), problems.len()), (1, 1));
    assert_eq!(problems[0].1, ProblemCode::BadArchive);
}

/// A tar archive of one sparse file in the old GNU form: `data` behind a hole of `hole` bytes.
fn sparse_tar(data: &[u8], hole: u64) -> Vec<u8> {
    let mut archive = tar(&[("holes.txt", data, b'S')]);
    let size = hole + data.len() as u64;
    archive[257..265].copy_from_slice(b"ustar  \0");
    for (at, number) in [(386, hole), (398, data.len() as u64), (483, size)] {
        archive[at..at + 11].copy_from_slice(format!("{number:011o}").as_bytes());
    }
    archive[148..156].fill(b' ');
    let sum: u32 = archive[..512].iter().map(|byte| u32::from(*byte)).sum();
    archive[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    archive
}

#[test]
fn sparse_files_of_a_tar() {
    assert_eq!(read("a.tar", &sparse_tar(b"Rain fell on the harbour.", 0)).0, ["holes.txt"]);
    let huge = read("a.tar", &sparse_tar(b"Rain fell on the harbour.", 4 << 30));
    assert_eq!(huge.1, [("holes.txt".to_owned(), ProblemCode::BombRatio)]);
    let map = b"22 GNU.sparse.major=1\n";
    let archive = tar(&[("x", map, b'x'), ("GNUSparseFile.0/a", b"1\n0\n4\nRain", b'0')]);
    assert_eq!(read("a.tar", &archive).1[0].1, ProblemCode::Unsupported);
}

/// One record of a web archive.
pub(super) fn page(url: &str, http: &[u8], length: Option<usize>) -> Vec<u8> {
    let length = length.unwrap_or(http.len());
    let header = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n"
    );
    [header.as_bytes(), http, b"\r\n\r\n"].concat()
}

fn answer(headers: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes(), body].concat()
}

#[test]
fn pages_of_a_web_archive() {
    let html = answer("Content-Type: text/html; charset=koi8-r\r\n", b"<p>Rain");
    let packed = answer("Content-Encoding: gzip\r\n", &gzip(b"Rain fell on the harbour."));
    let bomb = answer("Content-Encoding: gzip\r\n", &gzip(&vec![b'a'; 4 << 20]));
    let gone = b"HTTP/1.1 404 Not Found\r\n\r\nnothing";
    let records = [
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 2\r\n\r\nab\r\n\r\n".to_vec(),
        page("http://h.example/1", &html, None),
        page("http://h.example/2", &html, Some(40)),
        page("http://h.example/3", &packed, None),
        page("http://h.example/4", &bomb, None),
        page("http://h.example/5", &html, Some(1 << 60)),
        page("http://h.example/6", gone, None),
        page("http://h.example/7", &html, None),
    ];
    let gzipped: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    for (name, bytes) in [("a.warc", records.concat()), ("a.warc.gz", gzipped)] {
        let root = folder(&[(name, &bytes)]);
        let settings = settings(&[root.path()]);
        let walk = walk(&settings, None).unwrap();
        let batches: Vec<_> = walk.batches(&settings).collect();
        let documents: Vec<_> = batches.iter().flat_map(|batch| &batch.documents).collect();
        let numbers: Vec<_> = documents.iter().filter_map(|d| d.id.record).collect();
        assert_eq!(numbers, [1, 3, 7]);
        assert_eq!(documents[0].fields.url.as_deref(), Some("http://h.example/1"));
        assert_eq!(documents[0].declared_encoding.as_deref(), Some("koi8-r"));
        assert_eq!(documents[1].bytes, b"Rain fell on the harbour.");
        let problems = batches.iter().flat_map(|batch| &batch.problems);
        let problems: Vec<_> = problems.map(|p| (p.id.record, p.code)).collect();
        let expected = [
            (Some(2), ProblemCode::BadWarc),
            (Some(4), ProblemCode::BombRatio),
            (Some(5), ProblemCode::BadWarc),
            (Some(6), ProblemCode::NoText),
        ];
        assert_eq!(problems, expected, "{name}");
    }
    let cut = gzip(&page("http://h.example/1", &html, None));
    let (_, problems) = read("a.warc.gz", &cut[..cut.len() - 30]);
    assert_eq!(problems[0].1, ProblemCode::Truncated);
    assert_eq!(read("a.warc", b"Rain fell.").1[0].1, ProblemCode::BadWarc);
}

#[cfg(feature = "full")]
#[test]
fn bzip2_and_xz() {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(b"{\"text\": \"1\"}\n").unwrap();
    let one = encoder.finish().unwrap();
    let two = [&one[..], &one[..]].concat();
    assert_eq!(read("a.jsonl.bz2", &two).0, ["#1", "#2"]);
    assert_eq!(read("a.jsonl.bz2", &one[..one.len() - 8]).1[0].1, ProblemCode::Truncated);
    let xz: [u8; 60] = [
        0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4, 0xe6, 0xd6, 0xb4, 0x46, 2, 0, 0x21, 1, 0x16, 0, 0,
        0, 0x74, 0x2f, 0xe5, 0xa3, 1, 0, 3, b'R', b'a', b'i', b'n', 0, 0x8c, 0x64, 0xb4, 0xd4,
        0xaa, 0xf5, 0x37, 0x35, 0, 1, 0x1c, 4, 0x6f, 0x2c, 0x9c, 0xc1, 0x1f, 0xb6, 0xf3, 0x7d, 1,
        0, 0, 0, 0, 4, 0x59, 0x5a,
    ];
    assert_eq!(read("a.txt.xz", &xz).0, [""]);
    assert_eq!(read("a.txt.xz", &xz[..40]).1[0].1, ProblemCode::Truncated);
}
