//! A regular expression matcher without backtracking: Thompson's construction, run as Pike's machine
//! (Russ Cox, "Regular Expression Matching: the Virtual Machine Approach"). Time is text x pattern, whatever the pattern.
//!
//! Syntax: literals, `.`, `[a-z]`, `[^a-z]`, `\d \w \s`, `(...)`, `|`, `*`, `+`, `?`, `^`, `$`.

mod machine;
mod parse;

pub use parse::Error;

/// One instruction of a compiled pattern.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Op {
    /// Takes one byte that is in the set.
    Set(Box<[bool; 256]>),
    Split(usize, usize),
    Jump(usize),
    Start,
    End,
    Match,
}

/// A compiled pattern.
pub struct Regex {
    pub(crate) ops: Vec<Op>,
}

impl Regex {
    /// Compiles a pattern.
    pub fn new(pattern: &str) -> Result<Regex, Error> {
        Ok(Regex { ops: parse::compile(pattern)? })
    }

    /// The leftmost, then longest match in `text` at or after `from`, as a range of bytes.
    pub fn find(&self, text: &[u8], from: usize) -> Option<(usize, usize)> {
        machine::find(&self.ops, text, from)
    }

    /// How many matches there are, side by side.
    pub fn count(&self, text: &[u8]) -> usize {
        let (mut at, mut count) = (0, 0);
        while let Some((start, end)) = self.find(text, at) {
            count += 1;
            at = if end > start { end } else { end + 1 };
        }
        count
    }
}

/// Counts matches of two patterns in `n` pseudo-random bytes.
#[no_mangle]
pub extern "C" fn run(n: i32) -> i32 {
    const ALPHABET: &[u8] = b"fobar019.x ";
    let mut x = 1_812_433_253u32;
    let text: Vec<u8> = (0..n)
        .map(|_| {
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
            ALPHABET[x as usize % ALPHABET.len()]
        })
        .collect();
    ["(fo|ba+r?)[0-9]+(\\.[a-z]*)?x?", "\\w+\\s[^f]"].iter().fold(0, |sum, pattern| match Regex::new(pattern) {
        Ok(regex) => sum * 1_000_003 + regex.count(&text) as i32,
        Err(_) => -1,
    })
}
