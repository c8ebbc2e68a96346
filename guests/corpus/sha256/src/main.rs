//! Prints the SHA-256 of stdin in hexadecimal.

use std::io::{self, Read};

fn main() -> io::Result<()> {
    let mut message = Vec::new();
    io::stdin().lock().read_to_end(&mut message)?;
    let hex: String = kernel_sha256::digest(&message).iter().map(|byte| format!("{byte:02x}")).collect();
    println!("{hex}");
    Ok(())
}
