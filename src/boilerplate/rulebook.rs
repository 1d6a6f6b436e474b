//! The rulebook: rule files read, checked and compiled.
//!
//! In: the TOML files of `data/rules`, compiled in, or a user's own. Out: [`Rulebook`], which
//! answers which rules may match a line. It changes no text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use regex::Regex;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::matcher::Matcher;
use super::rule::{Action, Rule};
use crate::document::RuleId;

/// The kinds of the built-in book and their files.
const FILES: &[(&str, &str)] = &[
    ("markup", include_str!("../../data/rules/markup.toml")),
    ("advertising", include_str!("../../data/rules/advertising.toml")),
    ("player", include_str!("../../data/rules/player.toml")),
    ("photo", include_str!("../../data/rules/photo.toml")),
    ("related", include_str!("../../data/rules/related.toml")),
    ("share", include_str!("../../data/rules/share.toml")),
    ("promotion", include_str!("../../data/rules/promotion.toml")),
    ("paywall", include_str!("../../data/rules/paywall.toml")),
    ("cookies", include_str!("../../data/rules/cookies.toml")),
    ("timestamp", include_str!("../../data/rules/timestamp.toml")),
    ("byline", include_str!("../../data/rules/byline.toml")),
    ("headline", include_str!("../../data/rules/headline.toml")),
    ("dateline", include_str!("../../data/rules/dateline.toml")),
    ("update", include_str!("../../data/rules/update.toml")),
    ("contributor", include_str!("../../data/rules/contributor.toml")),
    ("contact", include_str!("../../data/rules/contact.toml")),
    ("copyright", include_str!("../../data/rules/copyright.toml")),
    ("biography", include_str!("../../data/rules/biography.toml")),
    ("comments", include_str!("../../data/rules/comments.toml")),
    ("tags", include_str!("../../data/rules/tags.toml")),
    ("breadcrumbs", include_str!("../../data/rules/breadcrumbs.toml")),
    ("pagination", include_str!("../../data/rules/pagination.toml")),
    ("endmark", include_str!("../../data/rules/endmark.toml")),
    ("site", include_str!("../../data/rules/site.toml")),
];

/// Shapes that patterns may name between `%` signs.
const SHAPES: &str = include_str!("../../data/rules/shapes.toml");

/// Why a rule file cannot be used.
#[derive(Debug, Error)]
pub enum RuleError {
    #[error("{file}: {message}")]
    Toml { file: String, message: String },
    #[error("rule {id}: {message}")]
    Rule { id: String, message: String },
}

/// A set of rules in the order of their files.
#[derive(Debug)]
pub struct Rulebook {
    rules: Vec<Arc<CompiledRule>>,
    by_id: BTreeMap<RuleId, usize>,
    sha256: [u8; 32],
    /// One matcher a language that rules name; the empty name holds the rules of any language,
    /// and `None` of all.
    matchers: BTreeMap<Option<String>, OnceLock<Matcher>>,
}

/// A rule and its expressions, compiled when they are first needed.
#[derive(Debug)]
pub(super) struct CompiledRule {
    pub rule: Rule,
    pub id: RuleId,
    /// The pattern with its shapes filled in.
    pub pattern: String,
    unless: Option<String>,
    /// The expressions of the thread's signs; the last one closes an entry.
    signs: Vec<String>,
    signs_regex: OnceLock<Option<Signs>>,
    pattern_regex: OnceLock<Option<Regex>>,
    unless_regex: OnceLock<Option<Regex>>,
}

impl CompiledRule {
    pub fn regex(&self) -> Option<&Regex> {
        self.pattern_regex.get_or_init(|| Regex::new(&self.pattern).ok()).as_ref()
    }

    /// The signs of the entries below the line, where the rule heads a thread.
    pub fn thread_signs(&self) -> Option<&Signs> {
        let compile = || -> Option<Vec<Regex>> {
            self.signs.iter().map(|sign| Regex::new(sign).ok()).collect()
        };
        let signs = self.signs_regex.get_or_init(|| compile().map(Signs));
        signs.as_ref().filter(|signs| signs.kinds() > 0)
    }

    pub fn vetoes(&self, line: &str) -> bool {
        let regex = self
            .unless_regex
            .get_or_init(|| self.unless.as_deref().and_then(|u| Regex::new(u).ok()))
            .as_ref();
        regex.is_some_and(|r| r.is_match(line))
    }
}

/// The signs of a thread's entries, ready to be looked for.
#[derive(Debug)]
pub(super) struct Signs(Vec<Regex>);

impl Signs {
    pub fn kinds(&self) -> usize {
        self.0.len()
    }

    /// Which sign a line is.
    pub fn kind_of(&self, line: &str) -> Option<usize> {
        self.0.iter().position(|sign| sign.is_match(line))
    }

    /// Whether a sign closes an entry.
    pub fn closes(&self, kind: usize) -> bool {
        kind + 1 == self.0.len()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    #[serde(default)]
    rule: Vec<Rule>,
}

impl Rulebook {
    /// The book that is compiled in. Built once; later calls return the same.
    pub fn built_in() -> &'static Rulebook {
        static BOOK: OnceLock<Rulebook> = OnceLock::new();
        BOOK.get_or_init(|| Self::of_files(FILES).unwrap_or_else(|_| Self::empty()))
    }

    /// A book without rules.
    pub fn empty() -> Rulebook {
        Self::compile(Vec::new(), [0; 32])
    }

    /// A user's own rule file. `kind` names its rules in `rules.csv`; every pattern is tried.
    pub fn from_toml(kind: &str, text: &str) -> Result<Rulebook, RuleError> {
        let book = Self::of_files(&[(kind, text)])?;
        for rule in &book.rules {
            rule.check()?;
        }
        Ok(book)
    }

    /// The built-in book with a user's rules after its own.
    pub fn with(&self, more: &Rulebook) -> Result<Rulebook, RuleError> {
        let rules: Vec<Arc<CompiledRule>> = self.rules.iter().chain(&more.rules).cloned().collect();
        let mut hash = Sha256::new();
        hash.update(self.sha256);
        hash.update(more.sha256);
        distinct(&rules)?;
        Ok(Self::compile(rules, hash.finalize().into()))
    }

    /// The rules in the order of the book.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(|compiled| &compiled.rule)
    }

    /// SHA-256 of the files the book was read from.
    pub fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    pub(super) fn compiled(&self, index: usize) -> Option<&CompiledRule> {
        self.rules.get(index).map(Arc::as_ref)
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&CompiledRule> {
        self.by_id.get(id).and_then(|&index| self.compiled(index))
    }

    /// The rules that speak for a language.
    pub(super) fn matcher(&self, language: Option<&str>) -> &Matcher {
        let name = match language {
            Some(known) if self.matchers.contains_key(&Some(known.to_owned())) => known,
            Some(_) => "",
            None => return self.matcher_named(None, None),
        };
        self.matcher_named(Some(name.to_owned()), Some(name))
    }

    fn matcher_named(&self, key: Option<String>, language: Option<&str>) -> &Matcher {
        static NONE: OnceLock<Matcher> = OnceLock::new();
        let Some(cell) = self.matchers.get(&key) else {
            return NONE.get_or_init(|| Matcher::new(std::iter::empty()));
        };
        cell.get_or_init(|| {
            let speaking = self.rules.iter().enumerate();
            Matcher::new(speaking.filter(|(_, c)| c.rule.speaks(language)).map(|(i, c)| (i, &**c)))
        })
    }

    fn of_files(files: &[(&str, &str)]) -> Result<Rulebook, RuleError> {
        let shapes: BTreeMap<String, String> = read("shapes", SHAPES)?;
        let mut rules = Vec::new();
        let mut hash = Sha256::new();
        hash.update(SHAPES);
        for (kind, text) in files {
            hash.update(kind);
            hash.update(text);
            let file: RuleFile = read(kind, text)?;
            for mut rule in file.rule {
                rule.kind = (*kind).to_owned();
                rules.push(Arc::new(CompiledRule::new(rule, &shapes)?));
            }
        }
        distinct(&rules)?;
        Ok(Self::compile(rules, hash.finalize().into()))
    }

    fn compile(rules: Vec<Arc<CompiledRule>>, sha256: [u8; 32]) -> Rulebook {
        let mut matchers: BTreeMap<Option<String>, OnceLock<Matcher>> = BTreeMap::new();
        matchers.insert(None, OnceLock::new());
        matchers.insert(Some(String::new()), OnceLock::new());
        for language in rules.iter().flat_map(|c| &c.rule.languages) {
            matchers.insert(Some(language.clone()), OnceLock::new());
        }
        let by_id = rules.iter().enumerate().map(|(i, c)| (c.id.clone(), i)).collect();
        Rulebook { rules, by_id, sha256, matchers }
    }
}

impl CompiledRule {
    fn new(rule: Rule, shapes: &BTreeMap<String, String>) -> Result<Self, RuleError> {
        let fail =
            |message: &str| RuleError::Rule { id: rule.id.clone(), message: message.to_owned() };
        if rule.removes.is_empty() || rule.keeps.is_empty() {
            return Err(fail("needs at least one example of each kind, `removes` and `keeps`"));
        }
        if (rule.action == Action::Field) != rule.field.is_some() {
            return Err(fail("names a `field` exactly when its action is `field`"));
        }
        if rule.takes_span() && rule.literals.is_empty() && !rule.pattern.contains('^') {
            return Err(fail("a span that may stand anywhere in a line needs `literals`"));
        }
        let expand = |pattern: &str| {
            expand(pattern, shapes).map_err(|name| fail(&format!("no shape %{name}%")))
        };
        let (mut pattern, unless) =
            (expand(&rule.pattern)?, rule.unless.as_deref().map(expand).transpose()?);
        if !rule.takes_span() && rule.literals.is_empty() {
            pattern = format!("^(?:{pattern})$");
        }
        let signs = rule.thread.iter().flat_map(|t| t.opens.iter().chain([&t.closes]));
        let signs = signs.map(|sign| expand(sign).map(|sign| format!("^(?:{sign})$")));
        let signs = signs.collect::<Result<_, _>>()?;
        let id: RuleId = rule.id.as_str().into();
        let (pattern_regex, unless_regex) = (OnceLock::new(), OnceLock::new());
        let signs_regex = OnceLock::new();
        Ok(CompiledRule {
            id,
            pattern,
            unless,
            signs,
            signs_regex,
            pattern_regex,
            unless_regex,
            rule,
        })
    }

    /// Compiles both expressions, to name the one that is not an expression.
    fn check(&self) -> Result<(), RuleError> {
        for expression in std::iter::once(&self.pattern).chain(&self.unless).chain(&self.signs) {
            Regex::new(expression).map_err(|error| RuleError::Rule {
                id: self.rule.id.clone(),
                message: error.to_string(),
            })?;
        }
        Ok(())
    }
}

fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, RuleError> {
    toml::from_str(text)
        .map_err(|error| RuleError::Toml { file: file.to_owned(), message: error.to_string() })
}

fn distinct(rules: &[Arc<CompiledRule>]) -> Result<(), RuleError> {
    let mut seen = std::collections::BTreeSet::new();
    match rules.iter().find(|c| !seen.insert(&c.rule.id)) {
        Some(c) => Err(RuleError::Rule { id: c.rule.id.clone(), message: "stands twice".into() }),
        None => Ok(()),
    }
}

/// Puts shapes in place of their names, shapes within shapes too, to a fixed depth.
fn expand(pattern: &str, shapes: &BTreeMap<String, String>) -> Result<String, String> {
    let mut now = pattern.to_owned();
    for _ in 0..4 {
        if !now.contains('%') {
            break;
        }
        let mut next = String::with_capacity(now.len() * 2);
        for (place, part) in now.split('%').enumerate() {
            if place % 2 == 0 {
                next.push_str(part);
            } else {
                let shape = shapes.get(part).ok_or_else(|| part.to_owned())?;
                let _ = write!(next, "(?:{shape})");
            }
        }
        now = next;
    }
    // Short lists of digits and spaces: expressions a tenth of the size, and beginnings that the
    // matcher can list.
    Ok(now.replace("\\d", "[0-9]").replace("\\s", r"[ \t\r\x{A0}\x{202F}]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_built_in_book_is_sound() {
        let book = Rulebook::of_files(FILES).unwrap_or_else(|error| panic!("{error}"));
        for rule in &book.rules {
            rule.check().unwrap_or_else(|error| panic!("{error}"));
        }
        assert_eq!(book.sha256(), Rulebook::built_in().sha256());
        assert!(book.rules().all(|rule| rule.why.ends_with('.') && !rule.kind.is_empty()));
    }

    #[test]
    fn a_book_that_cannot_be_used_says_which_rule_is_wrong() {
        let rule = |extra: &str| {
            let text = format!(
                "[[rule]]\nid = \"a\"\nwhy = \"b\"\nwhere = \"tail\"\naction = \"drop-line\"\n\
                 removes = [\"x\"]\nkeeps = [\"y\"]\n{extra}"
            );
            Rulebook::from_toml("own", &text).map_err(|error| error.to_string())
        };
        assert!(rule("pattern = 'x'").is_ok());
        assert!(rule("pattern = '('").unwrap_err().starts_with("rule a: "));
        assert_eq!(rule("pattern = '%nothing%'").unwrap_err(), "rule a: no shape %nothing%");
        assert!(rule("pattern = 'x'\nfield = 'byline'").unwrap_err().contains("`field`"));
        assert!(rule("pattern = 'x'\nsurprise = 1").unwrap_err().contains("surprise"));
    }

    #[test]
    fn a_users_rules_stand_behind_the_built_in_ones() {
        let own = "[[rule]]\nid = \"own\"\nwhy = \"b\"\nwhere = \"anywhere\"\n\
                   action = \"drop-line\"\npattern = 'x'\nremoves = [\"x\"]\nkeeps = [\"y\"]\n";
        let own = Rulebook::from_toml("own", own).unwrap();
        let both = Rulebook::built_in().with(&own).unwrap();
        assert_eq!(both.rules().last().map(|rule| rule.kind.as_str()), Some("own"));
        assert_ne!(both.sha256(), Rulebook::built_in().sha256());
        assert!(both.with(&own).is_err());
    }
}
