//! Copydesk cleans corpora of scraped news and finds the stories that are the same.

pub mod config;
pub mod date;
pub mod document;
pub mod edit;
pub mod error;
pub mod repair;
pub mod index;
pub mod learned;
pub mod fingerprint;
pub mod source;

pub use error::Error;
