//! A JSON reader and printer (RFC 8259).

mod parse;
mod print;

pub use parse::{parse, Error};
pub use print::{compact, pretty};

/// A JSON value. Objects keep the order of their members.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(f64),
    String(String),
    Array(Vec<Value>),
    Object(Vec<(String, Value)>),
}

fn record(i: i32) -> Value {
    let number = |n: i32| Value::Number(f64::from(n));
    Value::Object(vec![
        ("id".into(), number(i)),
        ("name".into(), Value::String(format!("record \"{i}\" \u{e9}\n"))),
        ("share".into(), Value::Number(f64::from(i) / 7.0)),
        ("live".into(), Value::Bool(i % 3 == 0)),
        ("parent".into(), if i % 5 == 0 { Value::Null } else { number(i - 1) }),
        ("tags".into(), Value::Array((0..i % 4).map(number).collect())),
    ])
}

/// Prints `n` records, parses the text, prints it again; -1 when anything was lost, else a hash of the text.
#[no_mangle]
pub extern "C" fn run(n: i32) -> i32 {
    let value = Value::Array((0..n).map(record).collect());
    let text = compact(&value);
    match parse(&text) {
        Ok(read) if read == value && compact(&read) == text => {
            text.bytes().fold(17u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte))) as i32
        }
        _ => -1,
    }
}
