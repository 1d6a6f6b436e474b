//! Copydesk cleans corpora of scraped news and finds the stories that are the same.

pub mod boilerplate;
pub mod cli;
pub mod cluster;
pub mod config;
pub mod date;
pub mod document;
pub mod edit;
pub mod error;
pub mod fingerprint;
pub mod index;
pub mod learned;
pub mod parse;
pub mod pipeline;
pub mod repair;
pub mod report;
pub mod source;

pub use error::Error;
