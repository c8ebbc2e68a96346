//! Renders CommonMark from stdin as HTML on stdout.

mod exact;

use pulldown_cmark::{html, Options, Parser};
use std::io::{self, Read, Write};

fn extensions() -> Options {
    if cfg!(feature = "tables") {
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES
    } else {
        Options::empty()
    }
}

fn main() -> io::Result<()> {
    let mut source = Vec::new();
    io::stdin().lock().read_to_end(&mut source)?;
    let text = String::from_utf8_lossy(&source);

    let mut page = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut page, exact::exact(Parser::new_ext(&text, extensions())));
    io::stdout().lock().write_all(page.as_bytes())
}
