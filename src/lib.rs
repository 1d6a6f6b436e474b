//! Copydesk cleans corpora of scraped news and finds the stories that are the same.
//!
//! The binary is a thin layer over this library. [`pipeline::run`] is the main job: it takes a
//! [`pipeline::Plan`] and writes an output folder. [`pipeline::Cleaner`] is the way of one document
//! and needs no corpus:
//!
//! ```
//! use copydesk::config::{CleaningSettings, InputSettings};
//! use copydesk::document::{DocumentId, Fields, Format, RawDocument};
//! use copydesk::parse::{ParseSettings, parse};
//! use copydesk::pipeline::Cleaner;
//!
//! let bytes = "The dam held through the night , the mayor of Harrow Falls said on Monday.\n\n\
//!              See also: Farmers count their losses\n\n\
//!              Two bridges stay shut until the river falls, and the school is a shelter."
//!     .as_bytes()
//!     .to_vec();
//! let id = DocumentId { root: "".into(), path: "dam.txt".into(), member: None, record: None };
//! let (format, fields) = (Format::Text, Fields::default());
//! let raw = RawDocument { id, format, bytes, declared_encoding: None, fields };
//! let article = parse(raw, &ParseSettings::new(&InputSettings::default(), false)?).unwrap();
//!
//! let clean = Cleaner::open(&CleaningSettings::default())?.clean(article);
//! assert!(!clean.text.contains("See also"));
//! assert!(clean.text.starts_with("The dam held through the night, the mayor"));
//! // Every change is on record, and the record leads back to the original.
//! let original = copydesk::edit::reverse(&clean.text, &clean.edits);
//! assert_eq!(original.as_deref(), Some(clean.article.original.as_str()));
//! # Ok::<(), copydesk::Error>(())
//! ```
//!
//! Dependencies point one way: `cli` knows `pipeline`, which alone knows the stages ([`source`],
//! [`parse`], [`boilerplate`], [`repair`], [`fingerprint`], [`cluster`], [`learned`], [`index`],
//! [`report`]); these know the base ([`document`], [`key`], [`edit`], [`date`], [`entity`],
//! [`destination`], [`config`], [`error`]) and not each other.

pub mod boilerplate;
mod byline;
pub mod cli;
pub mod cluster;
pub mod config;
pub mod date;
pub mod destination;
pub mod document;
pub mod edit;
mod entity;
pub mod error;
pub mod fingerprint;
pub mod index;
pub mod key;
pub mod learned;
pub mod parse;
pub mod pipeline;
pub mod repair;
pub mod report;
pub mod source;

pub use error::Error;
