//! Any file, or an index with changed bytes, opens as a sound index or is refused.
#![no_main]

use std::sync::LazyLock;

use copydesk::config::{InputSettings, NightlySettings, OutputSettings};
use copydesk::destination::Overwrite;
use copydesk::index::{check, rebuild};
use copydesk::pipeline::{self, Plan};
use libfuzzer_sys::fuzz_target;

/// A sound index of three files.
static SOUND: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let home = tempfile::tempdir().unwrap();
    let corpus = home.path().join("corpus");
    std::fs::create_dir(&corpus).unwrap();
    for name in ["a", "b", "c"] {
        let text = format!("The {name} ferry left at noon and came back with the evening tide.\n");
        std::fs::write(corpus.join(name).with_extension("txt"), text).unwrap();
    }
    let index = home.path().join("index");
    let plan = Plan {
        input: InputSettings { inputs: vec![corpus], ..Default::default() },
        output: OutputSettings { folder: home.path().join("out"), ..Default::default() },
        nightly: Some(NightlySettings { index: index.clone(), ..Default::default() }),
        ..Default::default()
    };
    pipeline::run(&plan, &()).unwrap();
    copydesk::index::silence_guarded_panics();
    std::fs::read(index).unwrap()
});

fuzz_target!(|input: (bool, Vec<(u32, u8)>, Vec<u8>)| {
    let (whole, changes, bytes) = input;
    let mut file = if whole { bytes } else { SOUND.clone() };
    for (place, value) in changes {
        let length = file.len().max(1);
        if let Some(byte) = file.get_mut(place as usize % length) {
            *byte = value;
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    std::fs::write(&path, file).unwrap();
    if let Err(error) = check(&path) {
        assert_eq!(error.exit_code(), 5, "{error}");
    }
    let _ = rebuild(&path, Overwrite::OwnFiles).map(|_| check(&path).unwrap());
});
