//! A rule with its regular expressions.
//!
//! In: a [`Rule`] and the shapes of `shapes.toml`. Out: [`CompiledRule`], whose expressions are
//! compiled on first use. It does not look at the layout of a text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use regex::Regex;
use thiserror::Error;

use super::rule::{Action, Rule};
use crate::document::RuleId;

/// Why a rule file cannot be used.
#[derive(Debug, Error)]
pub enum RuleError {
    #[error("{file}: {message}")]
    Toml { file: String, message: String },
    #[error("rule {id}: {message}")]
    Rule { id: String, message: String },
}

/// A rule and its expressions, each compiled on first use.
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
    pub fn new(rule: Rule, shapes: &BTreeMap<String, String>) -> Result<Self, RuleError> {
        let fail =
            |message: &str| RuleError::Rule { id: rule.id.clone(), message: message.to_owned() };
        if rule.keeps.is_empty() || rule.removes.is_empty() != (rule.action == Action::KeepLine) {
            return Err(fail(
                "needs at least one example of each kind, `removes` and `keeps`; a `keep-line` rule \
                 has only `keeps`",
            ));
        }
        if (rule.action == Action::Field) != rule.field.is_some() {
            return Err(fail("`field` must be set exactly when the action is `field`"));
        }
        if rule.takes_span() && rule.literals.is_empty() && !rule.pattern.contains('^') {
            return Err(fail("a span that can be anywhere in a line needs `literals`"));
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

    /// Compiles all expressions and returns the error of the first that is not valid.
    pub fn check(&self) -> Result<(), RuleError> {
        for expression in std::iter::once(&self.pattern).chain(&self.unless).chain(&self.signs) {
            Regex::new(expression).map_err(|error| RuleError::Rule {
                id: self.rule.id.clone(),
                message: error.to_string(),
            })?;
        }
        Ok(())
    }

    pub fn regex(&self) -> Option<&Regex> {
        self.pattern_regex.get_or_init(|| Regex::new(&self.pattern).ok()).as_ref()
    }

    /// The signs of the entries below the line, for a rule that heads a thread.
    pub fn thread_signs(&self) -> Option<&Signs> {
        let compile = || -> Option<Vec<Regex>> {
            self.signs.iter().map(|sign| Regex::new(sign).ok()).collect()
        };
        let signs = self.signs_regex.get_or_init(|| compile().map(Signs));
        signs.as_ref().filter(|signs| signs.kinds() > 0)
    }

    /// Whether `unless` matches the line.
    pub fn vetoes(&self, line: &str) -> bool {
        let regex = self
            .unless_regex
            .get_or_init(|| self.unless.as_deref().and_then(|u| Regex::new(u).ok()))
            .as_ref();
        regex.is_some_and(|r| r.is_match(line))
    }
}

/// The compiled signs of a thread's entries.
#[derive(Debug)]
pub(super) struct Signs(Vec<Regex>);

impl Signs {
    pub fn kinds(&self) -> usize {
        self.0.len()
    }

    /// The number of the sign that matches a line.
    pub fn kind_of(&self, line: &str) -> Option<usize> {
        self.0.iter().position(|sign| sign.is_match(line))
    }

    /// Whether a sign closes an entry.
    pub fn closes(&self, kind: usize) -> bool {
        kind + 1 == self.0.len()
    }
}

/// Replaces the names of shapes with the shapes. Shapes may contain shapes, to a fixed depth.
/// The error is the name of a shape that does not exist.
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
    // The Unicode classes make the expressions ten times as large, and the prefilter can list the
    // first characters of a short class only.
    Ok(now.replace("\\d", "[0-9]").replace("\\s", r"[ \t\r\x{A0}\x{202F}]"))
}
