//! Counts the words of stdin: most frequent first, then in alphabetical order. A hash map is used on the way, so that
//! its random seed is part of what has to be deterministic.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{self, Read, Write};

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text)?;
    let mut counts: HashMap<String, usize> = HashMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    let order = counts.keys().next().cloned().unwrap_or_default();
    let mut by_count: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (word, count) in counts {
        by_count.entry(count).or_default().push(word);
    }
    let mut out = format!("first in the hash map: {order}\n");
    for (count, mut words) in by_count.into_iter().rev() {
        words.sort();
        writeln!(out, "{count:6} {}", words.join(" ")).expect("a String takes any text");
    }
    io::stdout().lock().write_all(out.as_bytes())
}
