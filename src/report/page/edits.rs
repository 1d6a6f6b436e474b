//! The edits of the page.
//!
//! In: `edits.csv`, the documents whose texts are in the page, and the rules that were used. Out: the
//! edits of these documents, examples of each rule, the lines that each site was found to repeat, and
//! removals that a person should judge.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::Path;

use serde_json::{Value, json};

use super::super::cells::unescape;
use super::super::read::{RowView, TableReader};
use super::top::{Top, seeded};
use crate::Error;

/// Examples of each rule.
const EXAMPLES: u8 = 3;
/// Characters of an example.
const EXAMPLE: usize = 240;
/// Learned lines that are counted for each site, and in all.
const LINES_OF_SITE: usize = 40;
const LINES: usize = 20_000;
/// Learned lines that are shown for each site.
const SHOWN: usize = 12;
/// Removals to judge, half of them by the model and half by what was learned.
const DOUBTFUL: usize = 40;
/// Fewest words of a removal that may be prose.
const PROSE_WORDS: usize = 6;

/// One row of the table.
#[derive(Debug)]
pub struct Recorded {
    kind: String,
    rule: String,
    line: u64,
    span: [usize; 2],
    before: String,
    after: String,
    evidence: String,
}

/// What the page shows of the edits.
#[derive(Debug, Default)]
pub struct Edits {
    /// By the number of the document.
    pub of_document: HashMap<usize, Vec<Recorded>>,
    pub examples: BTreeMap<String, Vec<String>>,
    /// By the number of the site: lines with the number of their edits and the evidence of the first.
    learned: BTreeMap<u32, BTreeMap<String, (u64, String)>>,
    pub doubtful: Vec<Value>,
}

/// What is looked for in the table.
pub struct Wanted<'w> {
    /// The documents with a text in the page, by their ids.
    pub documents: HashMap<&'w str, usize>,
    /// The rules that were used, with their kinds.
    pub rules: HashMap<&'w str, &'w str>,
    /// The site of each document, by the hash of its id.
    pub sites: &'w HashMap<u64, u32>,
}

impl Edits {
    /// Reads the table once.
    pub fn read(out: &Path, wanted: &Wanted<'_>) -> Result<Edits, Error> {
        let mut edits = Edits::default();
        let mut lines = 0;
        let mut doubtful = [Top::new(DOUBTFUL), Top::new(DOUBTFUL)];
        let missing: RefCell<HashMap<&str, u8>> =
            RefCell::new(wanted.rules.keys().map(|rule| (*rule, EXAMPLES)).collect());
        let decides = |rule: &str| matches!(wanted.rules.get(rule), Some(&("learned" | "model")));
        // The first two cells are the document and the rules; only rows of interest are parsed.
        let is_wanted = |line: &[u8]| {
            let mut cells = line.split(|&byte| byte == b',').map(|cell| str::from_utf8(cell));
            let (Some(Ok(id)), Some(Ok(rules))) = (cells.next(), cells.next()) else { return true };
            let missing = missing.borrow();
            wanted.documents.contains_key(id)
                || rules.starts_with('"')
                || rules.split('+').any(|rule| decides(rule) || missing.contains_key(rule))
        };
        TableReader::open(out, "edits")?.rows_where(is_wanted, |row| {
            let id = row.get("article_id");
            if let Some(number) = wanted.documents.get(id) {
                edits.of_document.entry(*number).or_default().push(Recorded::new(row));
            }
            for rule in row.get("rule_id").split('+') {
                let mut missing = missing.borrow_mut();
                if let Some(left) = missing.get_mut(rule) {
                    *left -= 1;
                    let example = shown(row.get("before"));
                    edits.examples.entry(rule.to_owned()).or_default().push(example);
                    if *left == 0 {
                        missing.remove(rule);
                    }
                }
            }
            let rule = row.get("rule_id");
            if row.get("kind") == "remove" && decides(rule) {
                let site = wanted.sites.get(&seeded(id)).copied();
                let is_model = wanted.rules.get(rule) == Some(&"model");
                if let (Some(site), false) = (site, is_model) {
                    edits.learn(site, row, &mut lines);
                }
                if let Some(kind) = doubtful.get_mut(usize::from(is_model)) {
                    doubt(kind, row, site);
                }
            }
            ControlFlow::Continue(())
        })?;
        edits.doubtful = doubtful.into_iter().flat_map(Top::into_values).collect();
        Ok(edits)
    }

    /// Counts a removal as a line that its site repeats.
    fn learn(&mut self, site: u32, row: RowView<'_>, lines: &mut usize) {
        let text = shown(row.get("before"));
        let of_site = self.learned.entry(site).or_default();
        if let Some((count, _)) = of_site.get_mut(&text) {
            *count += 1;
        } else if of_site.len() < LINES_OF_SITE && *lines < LINES {
            of_site.insert(text, (1, row.get("evidence").to_owned()));
            *lines += 1;
        }
    }

    /// The lines of a site, the most frequent ones first.
    pub fn lines_of(&self, site: u32) -> Vec<Value> {
        let mut lines: Vec<_> = self.learned.get(&site).into_iter().flatten().collect();
        lines.sort_by_key(|(text, (count, _))| (u64::MAX - count, (*text).clone()));
        let value =
            |(text, (count, evidence)): (&String, &(u64, String))| json!([text, count, evidence]);
        lines.into_iter().take(SHOWN).map(value).collect()
    }
}

/// Offers a removal to judge. What reads like prose comes first, then what the model was least sure of.
fn doubt(kind: &mut Top<(bool, u64), Value>, row: RowView<'_>, site: Option<u32>) {
    let text = unescape(row.get("before"));
    let text = text.trim();
    let is_prose = text.split_whitespace().nth(PROSE_WORDS - 1).is_some()
        && text.ends_with(['.', '!', '?', '”', '"', '»', '。', '؟', '…']);
    let evidence = row.get("evidence");
    // `probability .914`: fewer digits after the point are larger steps.
    let sure = evidence.strip_prefix("probability .").and_then(|digits| digits.parse().ok());
    let name = format!("{site:?} {text}");
    kind.offer((!is_prose, sure.unwrap_or_else(|| seeded(&name))), &name, || {
        let cut: String = text.chars().take(2000).collect();
        json!([row.get("article_id"), site, cut, row.get("rule_id"), evidence])
    });
}

/// A text of an edit without the blanks around it, cut.
fn shown(cell: &str) -> String {
    unescape(cell).trim().chars().take(EXAMPLE).collect()
}

impl Recorded {
    fn new(row: RowView<'_>) -> Recorded {
        let number = |column| row.get(column).parse().unwrap_or(0);
        Recorded {
            kind: row.get("kind").to_owned(),
            rule: row.get("rule_id").to_owned(),
            line: row.get("line").parse().unwrap_or(0),
            span: [number("byte_start"), number("byte_end")],
            before: unescape(row.get("before")),
            after: unescape(row.get("after")),
            evidence: row.get("evidence").to_owned(),
        }
    }
}

/// The edits of a clean text as the page replays them: each with the number of UTF-16 units of the
/// clean text that stand before it, after the last edit. `None` if they do not fit the text.
pub fn replayed(text: &str, edits: &[Recorded]) -> Option<Vec<Value>> {
    let (mut at, mut original) = (0, 0);
    let mut replayed = Vec::with_capacity(edits.len());
    for edit in edits {
        let is_applied = edit.kind != "suggest";
        let mut gap = 0;
        if is_applied {
            let kept = text.get(at..at + edit.span[0].checked_sub(original)?)?;
            gap = kept.encode_utf16().count();
            at += kept.len();
            if !text.get(at..)?.starts_with(edit.after.as_str()) {
                return None;
            }
            at += edit.after.len();
            original = edit.span[1];
        }
        replayed.push(json!([
            gap,
            edit.kind,
            edit.rule,
            edit.before,
            edit.after,
            edit.evidence,
            edit.line,
        ]));
    }
    Some(replayed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(kind: &str, span: [usize; 2], before: &str, after: &str) -> Recorded {
        Recorded {
            kind: kind.into(),
            rule: "rule".into(),
            line: 1,
            span,
            before: before.into(),
            after: after.into(),
            evidence: String::new(),
        }
    }

    /// What the script of the page does.
    fn original(text: &str, replayed: &[Value]) -> String {
        let units: Vec<u16> = text.encode_utf16().collect();
        let (mut at, mut original) = (0, Vec::new());
        for edit in replayed {
            if edit[1] == "suggest" {
                continue;
            }
            let gap = edit[0].as_u64().unwrap() as usize;
            original.extend_from_slice(&units[at..at + gap]);
            original.extend(edit[3].as_str().unwrap().encode_utf16());
            at += gap + edit[4].as_str().unwrap().encode_utf16().count();
        }
        original.extend_from_slice(&units[at..]);
        String::from_utf16(&original).unwrap()
    }

    #[test]
    fn the_original_is_rebuilt_in_the_units_of_the_script() {
        let before = "Share 🐟\nZoë’s 🐟 stall ,  open\nMore";
        let removed = "Share 🐟\n";
        let comma = before.find(" ,").unwrap();
        let spaces = before.find("  open").unwrap();
        let tail = before.find("\nMore").unwrap();
        let edits = [
            edit("remove", [0, removed.len()], removed, ""),
            edit("repair", [comma, comma + 1], " ", ""),
            edit("suggest", [comma, comma + 3], "x", "y"),
            edit("repair", [spaces, spaces + 2], "  ", " "),
            edit("remove", [tail, before.len()], "\nMore", ""),
        ];
        let clean = "Zoë’s 🐟 stall, open";
        assert_eq!(original(clean, &replayed(clean, &edits).unwrap()), before);
        assert_eq!(replayed("other", &edits), None);
    }
}
