//! Copydesk cleans corpora of scraped news and finds the stories that are copies of one another.
//!
//! # Clean a text
//!
//! ```
//! let text = "The dam held through the night , the mayor of Harrow Falls said on Monday.\n\n\
//!             See also: Farmers count their losses\n\n\
//!             Two bridges stay shut until the river falls, and the school is a shelter.";
//! let clean = copydesk::clean(text)?;
//! assert!(clean.text.starts_with("The dam held through the night, the mayor"));
//! assert!(!clean.text.contains("See also"));
//! // The edits lead back to the original.
//! let original = copydesk::edit::reverse(&clean.text, &clean.edits);
//! assert_eq!(original.as_deref(), Some(text));
//! # Ok::<(), copydesk::Error>(())
//! ```
//!
//! # Compare two texts
//!
//! ```
//! let wire = "The dam held through the night, the mayor of Harrow Falls said on Monday. Two bridges \
//!             stay shut until the river falls, and the school is a shelter for forty families.";
//! let paper = wire.replace("on Monday", "on Monday morning");
//! let found = copydesk::matches(wire, &paper).expect("the texts are near copies");
//! assert!(found.shared_shingles > 20);
//! assert!(copydesk::matches(wire, "The bakers of Old Ford have a new oven.").is_none());
//! ```
//!
//! # Run over a corpus
//!
//! ```no_run
//! use copydesk::config::{InputSettings, OutputSettings};
//! use copydesk::pipeline::{self, Plan};
//!
//! let plan = Plan {
//!     input: InputSettings { inputs: vec!["stories".into()], ..InputSettings::default() },
//!     output: OutputSettings { folder: "out".into(), ..OutputSettings::default() },
//!     ..Plan::default()
//! };
//! let finished = pipeline::run(&plan, &())?;
//! println!("{}", finished.summary());
//! # Ok::<(), copydesk::Error>(())
//! ```
//!
//! # Modules
//!
//! The public modules are [`pipeline`] with the work, [`config`] with its settings, [`document`] with
//! the types that it returns, [`edit`] to replay edits, and [`error`]. `docs/public-api.txt` lists
//! them. The other modules are public only for the binary, benchmarks, fuzz targets and tests of
//! this repository, and may change in any release. `ARCHITECTURE.md` describes all of them.

mod byline;
pub mod config;
pub mod document;
pub mod edit;
mod entity;
pub mod error;
pub mod pipeline;

#[doc(hidden)]
pub mod boilerplate;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod cluster;
#[doc(hidden)]
pub mod date;
#[doc(hidden)]
pub mod destination;
#[doc(hidden)]
pub mod fingerprint;
#[doc(hidden)]
pub mod index;
#[doc(hidden)]
pub mod key;
#[doc(hidden)]
pub mod learned;
#[doc(hidden)]
pub mod parse;
#[doc(hidden)]
pub mod repair;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod source;

pub use error::Error;
pub use pipeline::{clean, matches};
