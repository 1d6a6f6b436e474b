//! Copydesk cleans corpora of scraped news and finds the stories that are the same.

pub mod boilerplate;
pub mod config;
pub mod date;
pub mod document;
pub mod edit;
pub mod error;
pub mod parse;
pub mod source;

pub use error::Error;
