//! A handler of about 50 kB, for the cold start benchmark: counts the words of its input and answers them as JSON, the
//! most frequent first.
//!
//!     rustc --edition 2021 --target wasm32-wasi --crate-type cdylib -C opt-level=s -C lto -C panic=abort \
//!       -C strip=symbols -C link-arg=-zstack-size=65536 --remap-path-prefix "$PWD=." words.rs -o words.wasm

use std::collections::BTreeMap;
use std::fmt::Write;

#[no_mangle]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    Box::leak(vec![0u8; length].into_boxed_slice()).as_mut_ptr()
}

/// # Safety
/// `pointer` is what `alloc(length)` answered.
#[no_mangle]
pub unsafe extern "C" fn handle(pointer: *mut u8, length: usize) -> u64 {
    let input = String::from_utf8_lossy(std::slice::from_raw_parts(pointer, length)).into_owned();
    let output = Box::leak(answer(&input).into_boxed_str());
    (output.as_ptr() as u64) << 32 | output.len() as u64
}

fn answer(text: &str) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_ascii_lowercase()).or_default() += 1;
    }
    let mut by_count: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (word, count) in counts {
        by_count.entry(count).or_default().push(word);
    }
    let mut json = String::from("[");
    for (count, mut words) in by_count.into_iter().rev() {
        words.sort();
        for word in words {
            let comma = if json.len() > 1 { "," } else { "" };
            write!(json, "{comma}{{\"word\":\"{word}\",\"count\":{count}}}")
                .expect("a string takes everything");
        }
    }
    json + "]"
}
