//! Greets whoever is named in the request's body. What is printed is the response.

use std::io::{self, Read};

fn main() -> io::Result<()> {
    let mut body = String::new();
    io::stdin().read_to_string(&mut body)?;
    let name = match body.trim() {
        "" => "world",
        name => name,
    };
    println!("{{\"greeting\":{}}}", json_string(&format!("Hello, {name}!")));
    Ok(())
}

fn json_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
