use crate::Op;

/// The states that are alive at one position, each with the position where its match began.
struct Threads {
    list: Vec<(usize, usize)>,
    /// Per instruction: the position it was last added at, plus one.
    seen: Vec<usize>,
}

impl Threads {
    fn new(size: usize) -> Threads {
        Threads { list: Vec::with_capacity(size), seen: vec![0; size] }
    }

    /// Adds the state `op` and all it reaches without taking a byte.
    fn add(&mut self, ops: &[Op], todo: &mut Vec<usize>, op: usize, start: usize, at: usize, length: usize) {
        todo.push(op);
        while let Some(op) = todo.pop() {
            if self.seen[op] == at + 1 {
                continue;
            }
            self.seen[op] = at + 1;
            match ops[op] {
                Op::Jump(to) => todo.push(to),
                Op::Split(first, second) => todo.extend([second, first]),
                Op::Start if at == 0 => todo.push(op + 1),
                Op::End if at == length => todo.push(op + 1),
                Op::Start | Op::End => {}
                Op::Set(_) | Op::Match => self.list.push((op, start)),
            }
        }
    }
}

/// The leftmost, then longest match at or after `from`.
pub(crate) fn find(ops: &[Op], text: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut now = Threads::new(ops.len());
    let mut next = Threads::new(ops.len());
    let mut todo = Vec::new();
    let mut best: Option<(usize, usize)> = None;
    for at in from..=text.len() {
        if best.is_none() {
            now.add(ops, &mut todo, 0, at, at, text.len());
        }
        for &(op, start) in &now.list {
            match &ops[op] {
                Op::Match if better(best, start, at) => best = Some((start, at)),
                Op::Set(set) if at < text.len() && set[usize::from(text[at])] && hopeful(best, start) => {
                    next.add(ops, &mut todo, op + 1, start, at + 1, text.len());
                }
                _ => {}
            }
        }
        now.list.clear();
        std::mem::swap(&mut now, &mut next);
        if best.is_some() && now.list.is_empty() {
            break;
        }
    }
    best
}

fn better(best: Option<(usize, usize)>, start: usize, end: usize) -> bool {
    best.map_or(true, |(s, e)| start < s || (start == s && end > e))
}

fn hopeful(best: Option<(usize, usize)>, start: usize) -> bool {
    best.map_or(true, |(s, _)| start <= s)
}
