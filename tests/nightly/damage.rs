//! Damage of an index is detected: it never gives a wrong result or a panic.

use std::fs;

use super::desk::{Event, Written, after_one_night, assert_same, tables};

/// Copies of an index with one damage each: flipped bits, missing ends, pages of zeros.
fn damages(index: &[u8], number: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |bound: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % bound
    };
    (0..number).map(move |n| {
        let mut bytes = index.to_vec();
        match n % 4 {
            0 => bytes[next(index.len())] ^= 1 << next(8),
            1 => bytes.truncate(next(index.len())),
            2 => {
                let page = next(index.len() / 4096);
                bytes[page * 4096..(page + 1) * 4096].fill(0);
            }
            // The header of the file, which everything depends on.
            _ => bytes[next(320)] ^= 1 << next(8),
        }
        bytes
    })
}

fn try_damages(number: usize) -> (usize, usize) {
    let mut desk = after_one_night();
    desk.happen(Event::Write(Written { site: 1, name: 4, story: 5, form: 1 }));
    let (index, out) = (desk.place("index"), desk.place("out"));
    let sound = fs::read(&index).unwrap();
    desk.nightly(|_| {}).unwrap();
    let expected = tables(&out);
    let (mut refused, mut unharmed) = (0, 0);
    for bytes in damages(&sound, number) {
        fs::write(&index, bytes).unwrap();
        let _ = fs::remove_dir_all(&out);
        match desk.nightly(|_| {}) {
            Ok(()) => {
                unharmed += 1;
                assert_same(&tables(&out), &expected);
            }
            Err(error) => {
                refused += 1;
                assert_eq!(error.exit_code(), 5, "{error}");
                assert!(error.to_string().contains("copydesk index rebuild"), "{error}");
            }
        }
    }
    (refused, unharmed)
}

#[test]
fn damage_is_refused_or_harmless() {
    let (refused, unharmed) = try_damages(48);
    assert!(refused > 0 && refused + unharmed == 48, "{refused} refused, {unharmed} unharmed");
}

#[test]
#[ignore = "takes minutes; .ci/full runs it"]
fn a_thousand_damages_are_refused_or_harmless() {
    println!("refused, unharmed: {:?}", try_damages(1_000));
}
