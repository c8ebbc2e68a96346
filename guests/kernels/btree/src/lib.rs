//! An ordered map under insertions, lookups, removals and a full walk.

use std::collections::BTreeMap;

/// `n` insertions and `n` lookups over a key space of `n`, then removal of every other key and a walk.
#[no_mangle]
pub extern "C" fn run(n: i32) -> i32 {
    let mut map = BTreeMap::new();
    let mut x = 88_172_645u32;
    let mut next = || {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        x % n.max(1) as u32
    };
    for i in 0..n {
        *map.entry(next()).or_insert(0u32) += i as u32;
    }
    let found = (0..n).filter(|_| map.contains_key(&next())).count() as u32;
    for key in (0..n as u32).step_by(2) {
        map.remove(&key);
    }
    map.iter()
        .fold(found, |hash, (key, value)| hash.wrapping_mul(31).wrapping_add(key ^ value)) as i32
}
