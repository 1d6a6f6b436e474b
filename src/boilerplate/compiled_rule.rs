//! A rule with its regular expressions.
//!
//! In: a [`Rule`] and the shapes of `shapes.toml`. Out: [`CompiledRule`], whose expressions are
//! compiled on first use. It looks at single lines only.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use regex::Regex;
use thiserror::Error;

use super::expression::Expression;
use super::layout::Row;
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
    pattern: Expression,
    unless: Option<Expression>,
    signs: Signs,
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
        let sign = |sign: &String| Ok(format!("^(?:{})$", expand(sign)?));
        let signs = signs.map(sign).collect::<Result<_, RuleError>>()?;
        Ok(CompiledRule::of_patterns(rule, pattern, unless, signs))
    }

    /// A rule with the patterns of its expressions. It was checked when they were computed.
    pub fn of_patterns(
        rule: Rule,
        pattern: String,
        unless: Option<String>,
        signs: Vec<String>,
    ) -> CompiledRule {
        let id: RuleId = rule.id.as_str().into();
        let (pattern, unless) = (Expression::new(pattern), unless.map(Expression::new));
        let signs = Signs(signs.into_iter().map(Expression::new).collect());
        CompiledRule { rule, id, pattern, unless, signs }
    }

    /// The patterns as [`CompiledRule::of_patterns`] takes them.
    #[cfg(test)]
    pub fn patterns_by_use(&self) -> (&str, Option<&str>, Vec<&str>) {
        let unless = self.unless.as_ref().map(|unless| unless.pattern.as_str());
        let signs = self.signs.0.iter().map(|sign| sign.pattern.as_str());
        (self.pattern(), unless, signs.collect())
    }

    /// Compiles all expressions and returns the error of the first that is not valid.
    pub fn check(&self) -> Result<(), RuleError> {
        for pattern in self.patterns() {
            Regex::new(pattern).map_err(|error| RuleError::Rule {
                id: self.rule.id.clone(),
                message: error.to_string(),
            })?;
        }
        Ok(())
    }

    /// The patterns of all its expressions.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        let all = std::iter::once(&self.pattern).chain(&self.unless).chain(&self.signs.0);
        all.map(|expression| expression.pattern.as_str())
    }

    /// The pattern with its shapes filled in.
    pub fn pattern(&self) -> &str {
        &self.pattern.pattern
    }

    /// The expression for a line that has, or may not have, common characters only.
    pub fn regex(&self, line_is_common: bool) -> Option<&Regex> {
        self.pattern.regex(line_is_common)
    }

    /// Whether the pattern matches a line that has, or may not have, common characters only.
    pub fn is_match(&self, line: &str, line_is_common: bool) -> bool {
        self.pattern.is_match(line, line_is_common)
    }

    /// The signs of the entries below the line, for a rule that heads a thread.
    pub fn thread_signs(&self) -> Option<&Signs> {
        Some(&self.signs).filter(|signs| signs.kinds() > 0)
    }

    /// Whether `unless` matches the line.
    pub fn vetoes(&self, row: &Row<'_>) -> bool {
        self.unless.as_ref().is_some_and(|unless| unless.is_match(row.line.text, row.common))
    }
}

/// The signs of a thread's entries; the last one closes an entry.
#[derive(Debug)]
pub(super) struct Signs(Vec<Expression>);

impl Signs {
    pub fn kinds(&self) -> usize {
        self.0.len()
    }

    /// The number of the sign that matches a line.
    pub fn kind_of(&self, line: &str, line_is_common: bool) -> Option<usize> {
        self.0.iter().position(|sign| sign.is_match(line, line_is_common))
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
