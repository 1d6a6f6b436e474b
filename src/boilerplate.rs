//! Boilerplate: rules, learned site chrome, line classifier.
//!
//! In: the lines of a story. Out: what speaks against each. It does not edit.

pub mod classifier;
