//! Features of a line from the whole text: the text's size and shape, its headline, and the line's
//! place in it.
//!
//! In: the scanned lines of a document and its headline. Out: features with their names. It uses no
//! scores and no votes.

use super::feature_value::share;
use super::scan::{Class, Scan, Word, scan};

/// Fewest words of a long paragraph.
const LONG_WORDS: u32 = 25;

/// Counts of the whole text, and the features of each line.
#[derive(Debug, Default)]
pub(super) struct TextShape {
    lines: u32,
    words: u32,
    good: u32,
    good_words: u32,
    ended: u32,
    capital_starts: u32,
    middle_words: u32,
    /// The first and the last line that look like paragraphs.
    first_good: usize,
    last_good: usize,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Row {
    /// The share of the line's words of five letters or more that are in the headline, and the share
    /// of the headline's that are in the line.
    in_headline: i32,
    of_headline: i32,
    is_headline: bool,
    /// Whether the same line occurs above.
    seen: bool,
    /// The length of the run of lines with the same shape.
    same_shape: u32,
    /// Lines since the last long line, and until the next.
    since_long: u32,
    until_long: u32,
}

impl TextShape {
    pub fn new(scans: &[Scan], store: &[Word], headline: Option<&str>) -> TextShape {
        let mut page = TextShape { lines: scans.len() as u32, ..TextShape::default() };
        for scan in scans {
            page.words += scan.word_count();
            page.ended += u32::from(scan.terminal());
            page.capital_starts += u32::from(scan.first == Class::Upper);
            if scan.is_good() {
                page.good += 1;
                page.good_words += scan.word_count();
            }
        }
        let mut lengths: Vec<u32> = scans.iter().map(Scan::word_count).collect();
        lengths.sort_unstable();
        page.middle_words = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
        page.first_good = scans.iter().position(Scan::is_good).unwrap_or(scans.len());
        page.last_good = scans.iter().rposition(Scan::is_good).unwrap_or(0);
        page.rows = vec![Row::default(); scans.len()];
        page.against_headline(scans, store, headline);
        page.seen_above(scans);
        page.shapes(scans);
        page.find_long(scans);
        page
    }

    fn against_headline(&mut self, scans: &[Scan], store: &[Word], headline: Option<&str>) {
        let mut words = Vec::new();
        let Some(headline) = headline else {
            self.rows.iter_mut().for_each(|row| (row.in_headline, row.of_headline) = (-1, -1));
            return;
        };
        let key = scan(headline, &mut words).key;
        let mut wanted: Vec<u32> = words.iter().filter(|w| w.length >= 5).map(|w| w.hash).collect();
        wanted.sort_unstable();
        wanted.dedup();
        for (row, scan) in self.rows.iter_mut().zip(scans) {
            let own = store.get(scan.words.clone()).unwrap_or_default();
            let longer = own.iter().filter(|w| w.length >= 5);
            let mut found: Vec<u32> = longer
                .clone()
                .map(|w| w.hash)
                .filter(|h| wanted.binary_search(h).is_ok())
                .collect();
            row.in_headline = share(found.len() as u32, longer.count() as u32);
            found.sort_unstable();
            found.dedup();
            row.of_headline = share(found.len() as u32, wanted.len() as u32);
            row.is_headline = scan.key == key;
        }
    }

    fn seen_above(&mut self, scans: &[Scan]) {
        let mut order: Vec<usize> = (0..scans.len()).collect();
        let key = |&at: &usize| scans.get(at).map_or(0, |s| s.key);
        order.sort_unstable_by_key(|at| (key(at), *at));
        for same in order.chunk_by(|a, b| key(a) == key(b)) {
            for &at in same.iter().skip(1) {
                if let Some(row) = self.rows.get_mut(at) {
                    row.seen = true;
                }
            }
        }
    }

    fn shapes(&mut self, scans: &[Scan]) {
        let mut start = 0;
        for run in scans.chunk_by(|a, b| Shape::of(a) == Shape::of(b)) {
            let rows = self.rows.iter_mut().skip(start).take(run.len());
            rows.for_each(|row| row.same_shape = run.len() as u32);
            start += run.len();
        }
    }

    fn find_long(&mut self, scans: &[Scan]) {
        let step = |scan: &Scan, count: u32| {
            if scan.word_count() >= LONG_WORDS && scan.is_good() { 0 } else { (count + 1).min(99) }
        };
        let mut count = 99;
        for (row, scan) in self.rows.iter_mut().zip(scans) {
            row.since_long = count;
            count = step(scan, count);
        }
        count = 99;
        for (row, scan) in self.rows.iter_mut().zip(scans).rev() {
            row.until_long = count;
            count = step(scan, count);
        }
    }

    /// The features of one line, with their names.
    pub fn row(&self, at: usize, scan: &Scan, put: &mut impl FnMut(&'static str, i32)) {
        put("page lines", self.lines.min(2000) as i32);
        put("page words", self.words.min(30_000) as i32);
        put("page good lines", self.good.min(2000) as i32);
        put("page good share", share(self.good, self.lines));
        put("page good word share", share(self.good_words, self.words));
        put("page ended share", share(self.ended, self.lines));
        put("page capital share", share(self.capital_starts, self.lines));
        put("page words a line", self.words.checked_div(self.lines).unwrap_or(0) as i32);
        put("page middle words", self.middle_words.min(2000) as i32);
        let good_length = self.good_words.checked_div(self.good).unwrap_or(0);
        put("page words a good line", good_length.min(2000) as i32);
        put("words to good line", share(scan.word_count().min(2000), good_length.max(1)));
        put("words to middle", share(scan.word_count().min(2000), self.middle_words.max(1)));
        put("from first good", (at as i32).saturating_sub(self.first_good as i32));
        put("to last good", (self.last_good as i32).saturating_sub(at as i32));
        let row = self.rows.get(at).copied().unwrap_or_default();
        put("in headline", row.in_headline);
        put("of headline", row.of_headline);
        put("is headline", i32::from(row.is_headline));
        put("seen above", i32::from(row.seen));
        put("same shape", row.same_shape.min(200) as i32);
        put("since long", row.since_long as i32);
        put("until long", row.until_long as i32);
    }
}

/// The outer shape of a line: its first and last character class, and its rough length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    first: Class,
    end: Class,
    size: u32,
}

impl Shape {
    fn of(scan: &Scan) -> Shape {
        let size = u32::BITS - scan.word_count().leading_zeros();
        Shape { first: scan.first, end: scan.last_inside, size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[&str], headline: Option<&str>) -> (TextShape, Vec<Scan>) {
        let mut store = Vec::new();
        let scans: Vec<Scan> = lines.iter().map(|line| scan(line, &mut store)).collect();
        (TextShape::new(&scans, &store, headline), scans)
    }

    #[test]
    fn a_headline_is_recognised_by_its_letters_and_longer_words() {
        let lines = ["BRIDGE TO RETURN, MAYOR SAYS", "The mayor spoke of the bridge", "Share"];
        let (page, _) = page(&lines, Some("Bridge to return, mayor says"));
        let of: Vec<i32> = page.rows.iter().map(|row| row.of_headline).collect();
        assert_eq!(of, [1000, 666, 0]);
        assert_eq!(page.rows.iter().filter(|row| row.is_headline).count(), 1);
    }

    #[test]
    fn a_line_that_occurs_above_is_found() {
        let (page, _) = page(&["Share this", "Print", "share this!"], None);
        let seen: Vec<bool> = page.rows.iter().map(|row| row.seen).collect();
        assert_eq!(seen, [false, false, true]);
        assert!(page.rows.iter().all(|row| row.of_headline == -1));
    }
}
