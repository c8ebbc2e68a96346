//! Pretty-prints the JSON on stdin. Exits with 1 and says where it is wrong.

use std::io::{self, Read, Write};
use std::process::exit;

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text)?;
    match kernel_json::parse(&text) {
        Ok(value) => writeln!(io::stdout().lock(), "{}", kernel_json::pretty(&value)),
        Err(error) => {
            eprintln!("json: {error}");
            exit(1)
        }
    }
}
