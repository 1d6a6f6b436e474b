//! Tests of `plan`.

use super::*;
use crate::cli::arguments::Arguments;
use clap::CommandFactory;

#[test]
fn sizes_are_read() {
    assert_eq!(size_of("--memory", "512").unwrap(), 512);
    assert_eq!(size_of("--memory", "16M").unwrap(), 16 << 20);
    assert_eq!(size_of("--memory", "2GiB").unwrap(), 2 << 30);
    assert!(size_of("--memory", "").is_err());
    assert!(size_of("--memory", "M").is_err());
    assert!(size_of("--memory", "99999999999G").is_err());
}

#[test]
fn thresholds_are_set_by_name_and_a_flag_overrides_them() {
    let options = MatchingOptions {
        near: Some(0.5),
        threshold: vec!["in_common=2500".into(), "near=1".into(), "in_common=2600".into()],
        ..MatchingOptions::default()
    };
    let settings = match_settings(&options).unwrap();
    assert_eq!((settings.in_common, settings.near), (2_600, 5_000));
    for wrong in ["in_common", "in_common=few", "sampling=3", "nothing=3", "near=0", "far=10001"] {
        assert!(with_thresholds(&[wrong.to_owned()]).is_err(), "{wrong}");
    }
    let message = with_thresholds(&["nothing=3".to_owned()]).unwrap_err().to_string();
    assert!(message.contains("gate_hours"), "{message}");
}

#[test]
fn shares_lie_over_nothing_and_up_to_one() {
    for wrong in [0.0, -0.5, 1.01, f64::NAN, 0.000_01] {
        let error = share("--near", Some(wrong)).unwrap_err().to_string();
        assert!(error.contains("--near"), "{error}");
    }
    assert_eq!(share("--near", Some(1.0)).unwrap(), Some(10_000));
    assert_eq!(share("--near", Some(0.45)).unwrap(), Some(4_500));
}

#[test]
fn flags_of_thresholds_have_a_range() {
    let options =
        |sample, time_gate| MatchingOptions { sample, time_gate, ..MatchingOptions::default() };
    for (options, message) in [
        (options(Some(0), None), "--sample 0: give a value from 1 to 4096"),
        (options(None, Some(u32::MAX)), "--time-gate 4294967295: give a value from 0 to 1000000"),
    ] {
        let found = match_settings(&options).unwrap_err().to_string();
        assert!(found.contains(message), "{found}");
    }
}

#[test]
fn more_threads_than_the_machine_can_use_are_capped() {
    let options = |threads| WorkOptions { threads: Some(threads), ..WorkOptions::default() };
    assert_eq!(work_settings(&options(7)).unwrap().threads, Some(7));
    let most = work_settings(&options(1_000_000)).unwrap().threads.unwrap();
    assert!((16..100_000).contains(&most), "{most}");
    assert!(work_settings(&options(0)).is_err());
}

#[test]
fn the_command_is_consistent() {
    Arguments::command().debug_assert();
}
