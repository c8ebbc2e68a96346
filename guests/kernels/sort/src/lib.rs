//! Heapsort and quicksort over `u32` keys, without recursion.

const INSERTION: usize = 16;

/// Sorts in place: median-of-three quicksort with an explicit stack, insertion sort below 16 elements.
pub fn quicksort(keys: &mut [u32]) {
    let mut ranges: Vec<(usize, usize)> = vec![(0, keys.len())];
    while let Some((start, end)) = ranges.pop() {
        if end - start <= INSERTION {
            insertion(&mut keys[start..end]);
            continue;
        }
        let middle = start + partition(&mut keys[start..end]);
        ranges.push((start, middle));
        ranges.push((middle, end));
    }
}

/// Splits `keys` so that no key of the left part is above a key of the right; both parts are not empty (Hoare).
fn partition(keys: &mut [u32]) -> usize {
    let last = keys.len() - 1;
    let (a, b, c) = (keys[0], keys[last / 2], keys[last]);
    let pivot = a.max(b).min(a.min(b).max(c));
    let (mut i, mut j) = (0, last);
    loop {
        while keys[i] < pivot {
            i += 1;
        }
        while keys[j] > pivot {
            j -= 1;
        }
        if i >= j {
            return if i == 0 { 1 } else { i };
        }
        keys.swap(i, j);
        i += 1;
        j -= 1;
    }
}

fn insertion(keys: &mut [u32]) {
    for i in 1..keys.len() {
        let key = keys[i];
        let mut j = i;
        while j > 0 && keys[j - 1] > key {
            keys[j] = keys[j - 1];
            j -= 1;
        }
        keys[j] = key;
    }
}

/// Sorts in place with a binary heap.
pub fn heapsort(keys: &mut [u32]) {
    for root in (0..keys.len() / 2).rev() {
        sift_down(keys, root);
    }
    for end in (1..keys.len()).rev() {
        keys.swap(0, end);
        sift_down(&mut keys[..end], 0);
    }
}

fn sift_down(heap: &mut [u32], mut root: usize) {
    loop {
        let mut child = 2 * root + 1;
        if child >= heap.len() {
            return;
        }
        if child + 1 < heap.len() && heap[child] < heap[child + 1] {
            child += 1;
        }
        if heap[root] >= heap[child] {
            return;
        }
        heap.swap(root, child);
        root = child;
    }
}

/// A fixed pseudo-random sequence (xorshift32).
pub fn sequence(n: usize) -> Vec<u32> {
    let mut x = 2_463_534_242u32;
    (0..n)
        .map(|_| {
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
            x
        })
        .collect()
}

fn checksum(keys: &[u32]) -> u32 {
    keys.iter().fold(0u32, |sum, key| sum.wrapping_mul(31).wrapping_add(*key))
}

/// Sorts `n` keys twice, once by each method; -1 when the two disagree.
#[no_mangle]
pub extern "C" fn run(n: i32) -> i32 {
    let mut quick = sequence(n.max(0) as usize);
    let mut heap = quick.clone();
    quicksort(&mut quick);
    heapsort(&mut heap);
    if quick != heap {
        return -1;
    }
    checksum(&quick) as i32
}
