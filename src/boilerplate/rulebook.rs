//! The rulebook: rule files read, checked and compiled.
//!
//! In: the rules of `data/rules`, compiled in, or a user's own file. Out: [`Rulebook`], which has
//! the rules and a matcher for each language. It looks at no text.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::book_file;
use super::compiled_rule::{CompiledRule, RuleError};
use super::matcher::Matcher;
use super::rule::Rule;
use crate::document::RuleId;

/// Named parts of patterns, used between `%` signs.
const SHAPES: &str = include_str!("../../data/rules/shapes.toml");

/// A set of rules in the order of their files.
#[derive(Debug)]
pub struct Rulebook {
    rules: Vec<Arc<CompiledRule>>,
    by_id: BTreeMap<RuleId, usize>,
    sha256: [u8; 32],
    /// One matcher for each language that rules name. The empty name has the rules for any
    /// language, `None` has all rules.
    matchers: BTreeMap<Option<String>, OnceLock<Matcher>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    #[serde(default)]
    rule: Vec<Rule>,
}

impl Rulebook {
    /// The book that is compiled in. It is built once.
    pub fn built_in() -> &'static Rulebook {
        static BOOK: OnceLock<Rulebook> = OnceLock::new();
        BOOK.get_or_init(|| match book_file::read() {
            Some((rules, sha256)) => {
                Self::compile(rules.into_iter().map(Arc::new).collect(), sha256)
            }
            None => Self::empty(),
        })
    }

    /// The same book, from the files that `data/rules/book.bin` is made of.
    #[cfg(test)]
    pub(super) fn of_built_in_files() -> &'static Rulebook {
        static BOOK: OnceLock<Rulebook> = OnceLock::new();
        // Only tests read the files. A rule that cannot be read must fail them.
        let read = || Self::of_files(tests::FILES).unwrap_or_else(|error| panic!("{error}"));
        BOOK.get_or_init(read)
    }

    /// A book without rules.
    pub fn empty() -> Rulebook {
        Self::compile(Vec::new(), [0; 32])
    }

    /// Reads a user's rule file and checks every expression. `kind` names its rules in
    /// `rules.csv`.
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

    /// The matcher of the rules that apply to a language.
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
            let rules = self.rules.iter().enumerate();
            let applying = rules.filter(|(_, c)| c.rule.applies_to(language));
            Matcher::new(applying.map(|(i, c)| (i, &**c)))
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

fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, RuleError> {
    toml::from_str(text)
        .map_err(|error| RuleError::Toml { file: file.to_owned(), message: error.to_string() })
}

fn distinct(rules: &[Arc<CompiledRule>]) -> Result<(), RuleError> {
    let mut seen = std::collections::BTreeSet::new();
    match rules.iter().find(|c| !seen.insert(&c.rule.id)) {
        Some(c) => {
            Err(RuleError::Rule { id: c.rule.id.clone(), message: "the id is used twice".into() })
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds of rules in the built-in book and their files.
    pub const FILES: &[(&str, &str)] = &[
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
        ("verdict", include_str!("../../data/rules/verdict.toml")),
    ];

    #[test]
    fn every_file_of_the_built_in_book_is_valid() {
        let book = Rulebook::of_built_in_files();
        for rule in &book.rules {
            rule.check().unwrap_or_else(|error| panic!("{error}"));
        }
        assert_eq!(book.sha256(), Rulebook::built_in().sha256());
        assert!(book.rules().all(|rule| rule.why.ends_with('.') && !rule.kind.is_empty()));
    }

    #[test]
    fn an_invalid_book_names_the_wrong_rule() {
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
    fn a_users_rules_follow_the_built_in_ones() {
        let own = "[[rule]]\nid = \"own\"\nwhy = \"b\"\nwhere = \"anywhere\"\n\
                   action = \"drop-line\"\npattern = 'x'\nremoves = [\"x\"]\nkeeps = [\"y\"]\n";
        let own = Rulebook::from_toml("own", own).unwrap();
        let both = Rulebook::built_in().with(&own).unwrap();
        assert_eq!(both.rules().last().map(|rule| rule.kind.as_str()), Some("own"));
        assert_ne!(both.sha256(), Rulebook::built_in().sha256());
        assert!(both.with(&own).is_err());
    }
}
