//! Copydesk cleans corpora of scraped news and finds the stories that are the same.

pub mod cli;
pub mod cluster;
pub mod boilerplate;
pub mod config;
pub mod date;
pub mod document;
pub mod edit;
pub mod error;
pub mod learned;
pub mod fingerprint;
pub mod index;
pub mod pipeline;
pub mod repair;
pub mod parse;
pub mod source;
pub mod report;

pub use error::Error;
