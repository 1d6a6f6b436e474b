//! Any bytes decode to text, whatever encoding is declared.
#![no_main]

use copydesk::parse::decode;
use libfuzzer_sys::fuzz_target;

const LABELS: [Option<&str>; 8] = [
    None,
    Some("utf-8"),
    Some("windows-1252"),
    Some("windows-1256"),
    Some("UTF-16LE"),
    Some("shift_jis"),
    Some("gb18030"),
    Some("no such encoding"),
];

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (label, bytes) = input;
    let declared = LABELS[usize::from(label) % LABELS.len()];
    let valid = std::str::from_utf8(&bytes).is_ok() && !bytes.starts_with(b"\xef\xbb\xbf");
    let decoded = decode(bytes.clone(), declared);
    if valid && declared == Some("utf-8") {
        assert_eq!(decoded.text.as_bytes(), bytes);
    }
});
