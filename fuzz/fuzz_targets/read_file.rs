//! Any bytes under any file name give documents or problems of that file.
#![no_main]

use copydesk::config::InputSettings;
use copydesk::source::walk;
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 12] = [
    "a.txt", "a.html", "a.json", "a.jsonl", "a.csv", "a.tsv", "a.gz", "a.zst", "a.zip", "a.tar",
    "a.warc", "a.xz",
];

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (name, bytes) = input;
    let folder = tempfile::tempdir().unwrap();
    let name = NAMES[usize::from(name) % NAMES.len()];
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let mut settings = InputSettings { inputs: vec![folder.path().into()], ..Default::default() };
    settings.limits.document_bytes = 1 << 20;
    settings.limits.expanded_bytes = 8 << 20;
    let walk = walk(&settings, None).unwrap();
    let mut found = 0;
    for batch in walk.batches(&settings) {
        found += batch.documents.len() + batch.problems.len();
        assert!(batch.documents.iter().all(|document| &*document.id.path == name));
        assert!(batch.problems.iter().all(|problem| &*problem.id.path == name));
    }
    assert!(found > 0, "a file disappeared");
});
