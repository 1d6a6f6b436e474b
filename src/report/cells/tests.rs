//! Tests of cells: what a reader of CSV gets back is what was written.

use super::*;
use proptest::prelude::*;

fn one_cell(text: &str) -> (String, String) {
    let mut rows = Rows::new(true);
    rows.row().word("id").text(text).end();
    let (exact, twin) = rows.finish();
    (String::from_utf8(exact).unwrap(), String::from_utf8(twin).unwrap())
}

#[test]
fn ratios_are_rounded_half_up_and_have_four_digits() {
    assert_eq!(ratio(1, 3), Some(3333));
    assert_eq!(ratio(2, 3), Some(6667));
    assert_eq!(ratio(1, 20_000), Some(1));
    assert_eq!(ratio(0, 0), None);
    assert_eq!(ratio(u64::MAX, u64::MAX), Some(10_000));
    let mut rows = Rows::new(false);
    rows.row().ratio(10_000).ratio(42).ratio(None).number(7).end();
    assert_eq!(rows.finish().0, b"1.0000,0.0042,,7\n");
}

#[test]
fn a_cell_is_one_line() {
    assert_eq!(one_cell("a\r\nb\nc\u{2028}d\u{85}e").0, "id,a b c d e\n");
    assert_eq!(one_cell("a\tb\u{1b}[31m\0").0, "id,a\tb\u{fffd}[31m\u{fffd}\n");
    assert_eq!(one_cell("say \"so\", twice").0, "id,\"say \"\"so\"\", twice\"\n");
}

#[test]
fn what_a_spreadsheet_takes_for_a_formula_is_guarded_in_the_twin_only() {
    for text in [
        "=1+1",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "  =1",
        "\u{200b}=1",
        "\u{feff}=1",
        "＝1",
        "\0=1",
    ] {
        let (exact, twin) = one_cell(text);
        assert!(twin.starts_with("id,'") || twin.starts_with("id,\"'"), "{twin:?}");
        assert!(!exact.contains('\''), "{exact:?}");
    }
    assert_eq!(one_cell("5 > 3 = true").1, "id,5 > 3 = true\r\n");
    assert_eq!(one_cell("").1, "id,\r\n");
}

#[test]
fn a_spreadsheet_cell_has_room_for_its_text() {
    let long = "=".to_owned() + &"\u{1f600}".repeat(40_000);
    let twin = one_cell(&long).1;
    let cell = twin.trim_end().trim_start_matches("id,");
    assert_eq!(cell.encode_utf16().count(), spreadsheet::LONGEST - 1);
    assert!(cell.starts_with("'="));
}

proptest! {
    #[test]
    fn rows_are_what_the_crate_writes(
        rows in prop::collection::vec(prop::collection::vec("[a,\"\n\r\té]{0,4}", 2..5), 0..5),
        twin in any::<bool>(),
    ) {
        let terminator = if twin { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut crates = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(terminator)
            .from_writer(Vec::new());
        let mut ours = Cells::new(if twin { "\r\n" } else { "\n" });
        for row in &rows {
            crates.write_record(row).unwrap();
            row.iter().for_each(|cell| ours.cell(cell.as_bytes()));
            ours.end();
        }
        prop_assert_eq!(ours.bytes, crates.into_inner().unwrap());
    }

    #[test]
    fn numbers_are_in_decimal_digits(number in any::<u64>(), small in 0..10_000_u64) {
        let mut rows = Rows::new(false);
        rows.row().number(number).number(small).ratio(small).end();
        let expected = format!("{number},{small},0.{small:04}\n");
        prop_assert_eq!(String::from_utf8(rows.finish().0).unwrap(), expected);
    }

    #[test]
    fn any_text_survives_escaping(text in any::<String>()) {
        let escaped = escape(&text);
        prop_assert!(!escaped.contains(is_barred));
        prop_assert_eq!(unescape(&escaped), text);
    }

    #[test]
    fn tables_read_back_as_they_were_written(
        rows in prop::collection::vec(prop::collection::vec("[ -~\u{e9}\u{4e00}\",\n\r\0\\\\=]{0,8}", 3), 1..6),
    ) {
        let mut written = Rows::new(false);
        for cells in &rows {
            let row = written.row();
            let row = cells.iter().fold(row, |row, cell| row.escaped(cell));
            row.end();
        }
        let (bytes, _) = written.finish();
        prop_assert_eq!(bytes.iter().filter(|&&b| b == b'\n').count(), rows.len());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
        let back: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.unwrap().iter().map(unescape).collect())
            .collect();
        prop_assert_eq!(back, rows);
    }
}
