//! gaoya on a file of JSON lines, as a user of the crate would write it.
//!
//! In: FILE with `text` (and `title`) in each line, and OUT. Out: one line for each record that is in a
//! cluster of two or more, its number and that of its cluster; on standard error the seconds of
//! processor time are left to whoever runs it. It uses one thread.
//!
//! Three words a shingle, 126 hashes in 42 bands of 3, a Jaccard of 0.5: the example of gaoya's own
//! documentation, with shingles of words, which find more on news than single words do.

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32};
use serde::Deserialize;

const BANDS: usize = 42;
const WIDTH: usize = 3;
const JACCARD: f64 = 0.5;

#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    title: String,
    text: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("peers FILE OUT".into());
    };
    let hasher = MinHasher32::new(BANDS * WIDTH);
    let mut signatures = Vec::new();
    for line in BufReader::with_capacity(1 << 20, File::open(file)?).lines() {
        let record: Record = serde_json::from_str(&line?)?;
        let text = format!("{} {}", record.title, record.text).to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let shingles = words.windows(3).map(|three| (three[0], three[1], three[2]));
        signatures.push(hasher.create_signature(shingles));
    }
    let mut index: MinHashIndex<u32, usize> = MinHashIndex::new(BANDS, WIDTH, JACCARD);
    for (number, signature) in signatures.iter().enumerate() {
        index.insert(number, signature.clone());
    }
    let mut parents: Vec<usize> = (0..signatures.len()).collect();
    for (number, signature) in signatures.iter().enumerate() {
        for &other in index.query(signature) {
            let (a, b) = (root(&mut parents, number), root(&mut parents, other));
            parents[a.max(b)] = a.min(b);
        }
    }
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    let roots: Vec<usize> = (0..parents.len()).map(|n| root(&mut parents, n)).collect();
    roots.iter().for_each(|&root| *sizes.entry(root).or_default() += 1);
    let mut out = BufWriter::new(File::create(out)?);
    for (number, root) in roots.iter().enumerate().filter(|(_, root)| sizes[root] > 1) {
        writeln!(out, "{number}\t{root}")?;
    }
    out.flush()?;
    Ok(())
}

fn root(parents: &mut [usize], mut number: usize) -> usize {
    while parents[number] != number {
        parents[number] = parents[parents[number]];
        number = parents[number];
    }
    number
}
