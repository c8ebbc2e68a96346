//! The first line of stdin is a pattern; prints where it matches in each of the other lines, as `line:start-end text`.

use kernel_regex::Regex;
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::process::exit;

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text)?;
    let (pattern, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let regex = Regex::new(pattern).unwrap_or_else(|error| {
        eprintln!("regex: {error}");
        exit(2)
    });
    let mut out = String::new();
    for (i, line) in rest.lines().enumerate() {
        if let Some((start, end)) = regex.find(line.as_bytes(), 0) {
            let found = String::from_utf8_lossy(&line.as_bytes()[start..end]);
            writeln!(out, "{}:{start}-{end} {found}", i + 1).expect("a String takes any text");
        }
    }
    io::stdout().lock().write_all(out.as_bytes())
}
