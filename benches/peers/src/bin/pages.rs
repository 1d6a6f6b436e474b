//! dom_smoothie on a file of pages, as a user of the crate would write it.
//!
//! In: FILE with `id` and `html` in each line, and OUT. Out: one line for each page, its `id` and
//! the `text` found. What the crate cannot read counts as nothing. It uses one thread.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use dom_smoothie::Readability;
use serde::Deserialize;

#[derive(Deserialize)]
struct Page {
    id: String,
    html: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("pages FILE OUT".into());
    };
    let mut out = BufWriter::new(File::create(out)?);
    for line in BufReader::with_capacity(1 << 20, File::open(file)?).lines() {
        let page: Page = serde_json::from_str(&line?)?;
        let read = Readability::new(page.html, None, None).and_then(|mut page| page.parse());
        let text = read.map(|article| article.text_content.to_string()).unwrap_or_default();
        writeln!(out, "{}", serde_json::json!({ "id": page.id, "text": text }))?;
    }
    out.flush()?;
    Ok(())
}
