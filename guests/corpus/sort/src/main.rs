//! Reads whitespace-separated unsigned numbers, prints them in order, one a line. Exits with 2 on anything else.

use std::io::{self, Read, Write};
use std::process::exit;

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text)?;
    let parsed: Result<Vec<u32>, _> = text.split_ascii_whitespace().map(str::parse).collect();
    let mut keys = parsed.unwrap_or_else(|error| {
        eprintln!("sort: {error}");
        exit(2)
    });
    kernel_sort::quicksort(&mut keys);
    let lines: Vec<String> = keys.iter().map(u32::to_string).collect();
    writeln!(io::stdout().lock(), "{}", lines.join("\n"))
}
