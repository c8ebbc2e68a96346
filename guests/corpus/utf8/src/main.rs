//! Takes text apart: decoding of broken UTF-8, code points, case, reversal and alignment.

use std::fmt::Write as _;
use std::io::{self, Read, Write};

fn main() -> io::Result<()> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut out = format!("{} bytes, {} code points\n", bytes.len(), text.chars().count());
    if let Err(error) = std::str::from_utf8(&bytes) {
        writeln!(out, "broken: {error}").expect("a String takes any text");
    }
    for line in text.lines() {
        let reversed: String = line.chars().rev().collect();
        let widest = line.chars().max().map_or(0, u32::from);
        let row = format!("|{:<40}|{:>40}|{:^20}|", line.to_uppercase(), reversed, format!("U+{widest:04X}"));
        writeln!(out, "{row}\n{:?}", line.trim()).expect("a String takes any text");
    }
    io::stdout().lock().write_all(out.as_bytes())
}
