//! Tests of `scan`.

use super::*;

#[test]
fn a_line_is_counted_by_classes_and_words() {
    let mut words = Vec::new();
    let s = scan("  It's 10:45 on Élan, “the ferry” left. no 7b McGee  ", &mut words);
    assert_eq!((s.chars, s.upper, s.lower, s.digits), (49, 4, 25, 5));
    assert_eq!((s.capitalised, s.lower_words, s.clocks, s.breaks), (3, 5, 1, 0));
    assert_eq!((s.commas, s.quotes, s.colons, s.marks), (1, 2, 1, 5));
    assert_eq!((s.first, s.last), (Class::Upper, Class::Lower));
    let hashes: Vec<u32> = words.iter().map(|word| word.hash).collect();
    let own = ["its", "0", "0", "on", "élan", "the", "ferry", "left", "no", "0b", "mcgee"];
    assert_eq!(hashes, own.map(hash_of));
    assert_eq!(words.iter().map(|word| word.length).max(), Some(5));
}

#[test]
fn keys_use_letters_and_digits_only() {
    let key = |text: &str| scan(text, &mut Vec::new()).key;
    let template = |text: &str| scan(text, &mut Vec::new()).template;
    assert_eq!(key("Rain fell, again."), key("rain FELL again"));
    assert_ne!(key("Rain 7"), key("Rain 8"));
    assert_eq!(template("page 7 of 10"), template("Page 8 of 9!"));
    assert_eq!(scan("Rain fell. Then it stopped", &mut Vec::new()).breaks, 1);
    assert_eq!(scan("Rain fell. then it stopped", &mut Vec::new()).breaks, 0);
}

#[test]
fn texts_without_spaces_have_words_and_sentences() {
    let of = |text: &str| scan(text, &mut Vec::new());
    let chinese = of("市长星期一表示，水坝将坚持到春天。桥梁也会在夏天之前重建完成，AI公司说。");
    assert_eq!((chinese.word_count(), chinese.breaks), (18, 1));
    assert!(chinese.is_good());
    assert!(!of("市长星期一表示").is_good());
    let thai = of("นายกเทศมนตรีกล่าวเมื่อวันจันทร์ว่าเขื่อนจะอยู่ได้จนถึงฤดูใบไม้ผลิและสะพานจะถูกสร้างใหม่");
    assert!((12..25).contains(&thai.word_count()) && thai.is_good());
    // A sign inside a word of Hindi does not end it.
    assert_eq!(of("मुख्यमंत्री ने कहा।").word_count(), 3);
}
