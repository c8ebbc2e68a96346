use crate::Op;
use std::fmt;

const MAX_DEPTH: usize = 32;

/// What is wrong with a pattern, and at which byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    pub offset: usize,
    pub message: &'static str,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} at byte {} of the pattern", self.message, self.offset)
    }
}

/// Compiles a pattern into instructions; the last one is `Match`.
pub(crate) fn compile(pattern: &str) -> Result<Vec<Op>, Error> {
    let mut parser = Parser { text: pattern.as_bytes(), at: 0 };
    let mut ops = parser.alternatives(0)?;
    if parser.at < parser.text.len() {
        return parser.fail("unmatched )");
    }
    ops.push(Op::Match);
    Ok(ops)
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
}

/// Moves the jumps of a fragment that was placed `by` instructions later.
fn shifted(ops: Vec<Op>, by: usize) -> impl Iterator<Item = Op> {
    ops.into_iter().map(move |op| match op {
        Op::Jump(to) => Op::Jump(to + by),
        Op::Split(a, b) => Op::Split(a + by, b + by),
        op => op,
    })
}

fn single(byte: u8) -> Box<[bool; 256]> {
    let mut set = Box::new([false; 256]);
    set[usize::from(byte)] = true;
    set
}

fn class(letter: u8) -> Option<Box<[bool; 256]>> {
    let test: fn(u8) -> bool = match letter {
        b'd' => |b| b.is_ascii_digit(),
        b'w' => |b| b.is_ascii_alphanumeric() || b == b'_',
        b's' => |b| b.is_ascii_whitespace(),
        _ => return None,
    };
    let mut set = Box::new([false; 256]);
    (0..=255u8).for_each(|b| set[usize::from(b)] = test(b));
    Some(set)
}

impl<'a> Parser<'a> {
    fn fail<T>(&self, message: &'static str) -> Result<T, Error> {
        Err(Error { offset: self.at, message })
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self) -> Result<u8, Error> {
        match self.peek() {
            Some(byte) => {
                self.at += 1;
                Ok(byte)
            }
            None => self.fail("pattern ends too early"),
        }
    }

    fn alternatives(&mut self, depth: usize) -> Result<Vec<Op>, Error> {
        if depth > MAX_DEPTH {
            return self.fail("groups nested deeper than 32");
        }
        let mut left = self.sequence(depth)?;
        while self.peek() == Some(b'|') {
            self.at += 1;
            let right = self.sequence(depth)?;
            let second = left.len() + 2;
            let mut ops = vec![Op::Split(1, second)];
            ops.extend(shifted(left, 1));
            ops.push(Op::Jump(second + right.len()));
            ops.extend(shifted(right, second));
            left = ops;
        }
        Ok(left)
    }

    fn sequence(&mut self, depth: usize) -> Result<Vec<Op>, Error> {
        let mut ops = Vec::new();
        while !matches!(self.peek(), None | Some(b'|' | b')')) {
            let atom = self.atom(depth)?;
            let atom = self.repeated(atom);
            let by = ops.len();
            ops.extend(shifted(atom, by));
        }
        Ok(ops)
    }

    fn repeated(&mut self, atom: Vec<Op>) -> Vec<Op> {
        let n = atom.len();
        let mut ops = Vec::with_capacity(n + 2);
        match self.peek() {
            Some(b'*') => {
                ops.push(Op::Split(1, n + 2));
                ops.extend(shifted(atom, 1));
                ops.push(Op::Jump(0));
            }
            Some(b'+') => {
                ops.extend(atom);
                ops.push(Op::Split(0, n + 1));
            }
            Some(b'?') => {
                ops.push(Op::Split(1, n + 1));
                ops.extend(shifted(atom, 1));
            }
            _ => return atom,
        }
        self.at += 1;
        ops
    }

    fn atom(&mut self, depth: usize) -> Result<Vec<Op>, Error> {
        let op = match self.take()? {
            b'(' => {
                let inner = self.alternatives(depth + 1)?;
                if self.take()? != b')' {
                    return self.fail("expected )");
                }
                return Ok(inner);
            }
            b'[' => Op::Set(self.set()?),
            b'.' => {
                let mut set = Box::new([true; 256]);
                set[usize::from(b'\n')] = false;
                Op::Set(set)
            }
            b'^' => Op::Start,
            b'$' => Op::End,
            b'\\' => {
                let letter = self.take()?;
                Op::Set(class(letter).unwrap_or_else(|| single(letter)))
            }
            b'*' | b'+' | b'?' => return self.fail("nothing to repeat"),
            byte => Op::Set(single(byte)),
        };
        Ok(vec![op])
    }

    fn set(&mut self) -> Result<Box<[bool; 256]>, Error> {
        let negated = self.peek() == Some(b'^');
        self.at += usize::from(negated);
        let mut set = Box::new([false; 256]);
        loop {
            let low = match self.take()? {
                b']' => break,
                b'\\' => {
                    let letter = self.take()?;
                    if let Some(class) = class(letter) {
                        set.iter_mut().zip(class.iter()).for_each(|(all, one)| *all |= one);
                        continue;
                    }
                    letter
                }
                byte => byte,
            };
            let ranged = self.peek() == Some(b'-') && self.text.get(self.at + 1).map_or(false, |b| *b != b']');
            let high = if ranged {
                self.at += 1;
                self.take()?
            } else {
                low
            };
            (low..=high).for_each(|b| set[usize::from(b)] = true);
        }
        if negated {
            set.iter_mut().for_each(|flag| *flag = !*flag);
        }
        Ok(set)
    }
}
