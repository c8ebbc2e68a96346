/**
 * The loop of the fast machine in AssemblyScript: a case for each opcode and form, and one for each pair of instructions that
 * often follow each other.
 */
import { FIRST_PAIR, Form, idOf, type Kind } from '../src/fast/ids.ts'
import { INSTRUCTION_BYTES } from '../src/fast/layout.ts'
import { PAIRS } from '../src/fast/pairs.ts'
import { Op } from '../src/isa.ts'
import { type Effect, effects } from './effects.ts'

const plain = (op: number) => idOf(op, Form.Plain)

function cases(): string[] {
  const all = effects()
  const effectOf = ([op, form]: Kind) => all.find((effect) => effect.op === op && effect.form === form) as Effect
  const next = ({ jumps }: Effect, bytes: string) => (jumps ? '' : `ip += ${bytes};`)
  const single = all.map(
    (effect) => `case ${idOf(effect.op, effect.form)}: { ${effect.text(0)} ${next(effect, 'SIZE')} continue; }`,
  )
  const pairs = PAIRS.map(([first, second], i) => {
    const [one, other] = [effectOf(first), effectOf(second)]
    return `case ${FIRST_PAIR + i}: { { ${one.text(0)} } left--; { ${other.text(INSTRUCTION_BYTES)} } ${next(other, '2 * SIZE')} continue; }`
  })
  return [...single, ...pairs]
}

/** AssemblyScript. */
export function machineSource(): string {
  return `import { hashPair, hashTwoPairs } from './keccak';
export { hashPair };

const RUNNING: u32 = 0;
const HALTED: u32 = 1;
const TRAPPED: u32 = 2;
/** The host has to go on with the reference machine: a frame too deep, memory that is not backed. */
const LEAVES: u32 = 3;

/**
 * An instruction: id 4 | d, its mask | a, its mask | b, its mask (4 each) | base 4 | imm 8 | k 8 | backed 4 | id alone 4. The first id
 * is that of the pair which begins here, where there is one.
 */
const SIZE: usize = ${INSTRUCTION_BYTES};
const BASE: usize = 28;
const IMM: usize = 32;
const BACKED: usize = 48;
const ALONE: usize = 52;
const SLOTS: usize = 1 << 16;
const WINDOW_BYTES: u64 = 1 << 30;

/** Where things lie in this module's memory; the host lays it out. */
export let CODE: usize = 0;
export let STACK: usize = 0;
/** A byte for each 4 KiB of what follows PAGED: whether it was written. */
export let DIRTY: usize = 0;
export let PAGED: usize = 0;
export let GUEST: usize = 0;
/** The most slots that an instruction names above its frame. */
export let REACH: u32 = 0;

export let pc: u32 = 0;
export let fp: u32 = 0;
export let pages: u32 = 0;
export let maxPages: u32 = 0;
export let status: u32 = 0;
/** The highest fp so far. */
export let deepest: u32 = 0;

export function place(code: usize, stack: usize, dirty: usize, paged: usize, guest: usize, reach: u32): void {
  CODE = code; STACK = stack; DIRTY = dirty; PAGED = paged; GUEST = guest; REACH = reach;
}

export function setRegisters(pc_: u32, fp_: u32, pages_: u32, maxPages_: u32, status_: u32): void {
  pc = pc_; fp = fp_; pages = pages_; maxPages = maxPages_; status = status_;
  if (fp_ > deepest) deepest = fp_;
}

export function setDeepest(slot: u32): void { deepest = slot; }

/** Operands: a mask of all ones takes the frame, one of zero makes the offset an address (a global, a constant). */
// @ts-ignore: decorator
@inline function d(ip: usize, f: usize): usize { return (f & <usize>load<u32>(ip, 8)) + <usize>load<u32>(ip, 4); }
// @ts-ignore: decorator
@inline function a(ip: usize, f: usize): usize { return (f & <usize>load<u32>(ip, 16)) + <usize>load<u32>(ip, 12); }
// @ts-ignore: decorator
@inline function b(ip: usize, f: usize): usize { return (f & <usize>load<u32>(ip, 24)) + <usize>load<u32>(ip, 20); }
// @ts-ignore: decorator
@inline function touch(p: usize): void { store<u8>(DIRTY + ((p - PAGED) >> 12), 1); }

/** At most \`most\` steps. Returns how many were made; one that traps is made, one that leaves is not. */
export function run(most: u64): u64 {
  if (status != RUNNING || most == 0) return 0;
  const made = loop(most - 1, 0);
  // the last step is made alone: a pair would make one too many
  return status == RUNNING && made < most ? made + loop(1, ALONE) : made;
}

/** At most \`most\` steps, or one more by a pair. \`which\` number of an instruction counts: 0 the pair's, ALONE its own. */
function loop(most: u64, which: usize): u64 {
  let ip: usize = CODE + <usize>pc * SIZE;
  let f: usize = STACK + (<usize>fp << 3);
  let limit: u64 = <u64>pages << 16;
  let left: i64 = most;
  let st: u32 = RUNNING;
  while (left > 0) {
    left--;
    switch (load<u32>(ip + which)) {
      case ${plain(Op.Halt)}: { st = HALTED; ip += SIZE; break; }
      case ${plain(Op.BranchTable)}: {
        const index = load<u32>(a(ip, f));
        const last = load<u32>(ip, IMM);
        ip += SIZE + <usize>(index < last ? index : last) * SIZE;
        continue;
      }
      case ${plain(Op.Call)}: {
        const frame = d(ip, f);
        if (<u32>((frame - STACK) >> 3) + REACH > <u32>SLOTS) { st = LEAVES; break; }
        store<u64>(frame - 8, <u64>((ip - CODE) / SIZE + 1) | (<u64>((f - STACK) >> 3) << 32));
        f = frame;
        ip = <usize>load<u64>(ip, IMM);
        if (<u32>((f - STACK) >> 3) > deepest) deepest = <u32>((f - STACK) >> 3);
        continue;
      }
      case ${plain(Op.CallIndirect)}: {
        const index = load<u32>(a(ip, f));
        if (index >= load<u32>(ip, 20)) { st = TRAPPED; break; }
        const entry = load<u64>(STACK + ((SLOTS + <usize>index) << 3));
        if (entry >> 32 != load<u64>(ip, IMM)) { st = TRAPPED; break; }
        const frame = d(ip, f);
        if (<u32>((frame - STACK) >> 3) + REACH > <u32>SLOTS) { st = LEAVES; break; }
        store<u64>(frame - 8, <u64>((ip - CODE) / SIZE + 1) | (<u64>((f - STACK) >> 3) << 32));
        f = frame;
        ip = CODE + <usize><u32>entry * SIZE;
        if (<u32>((f - STACK) >> 3) > deepest) deepest = <u32>((f - STACK) >> 3);
        continue;
      }
      case ${plain(Op.Return)}: {
        const link = load<u64>(f - 8);
        if (load<u64>(ip, IMM)) store<u64>(d(ip, f), load<u64>(a(ip, f)));
        f = STACK + (<usize>(link >> 32) << 3);
        ip = CODE + <usize><u32>link * SIZE;
        continue;
      }
      case ${plain(Op.Select)}: {
        const first = load<u32>(f + <usize>load<u32>(ip, IMM));
        store<u64>(d(ip, f), load<u64>(first ? a(ip, f) : b(ip, f)));
        ip += SIZE;
        continue;
      }
      case ${plain(Op.TableLoad)}: {
        const index = load<u32>(a(ip, f));
        if (<u64>index >= load<u64>(ip, IMM)) { st = TRAPPED; break; }
        store<u64>(d(ip, f), load<u64>(STACK + ((SLOTS + <usize>index) << 3)));
        ip += SIZE;
        continue;
      }
      case ${plain(Op.TableStore)}: {
        const index = load<u32>(a(ip, f));
        if (<u64>index >= load<u64>(ip, IMM)) { st = TRAPPED; break; }
        store<u64>(STACK + ((SLOTS + <usize>index) << 3), load<u64>(b(ip, f)));
        ip += SIZE;
        continue;
      }
      case ${plain(Op.MemorySize)}: { store<u64>(d(ip, f), pages); ip += SIZE; continue; }
      case ${plain(Op.MemoryGrow)}: {
        const grown = <u64>pages + <u64>load<u32>(a(ip, f));
        if (grown > <u64>maxPages) { store<u64>(d(ip, f), 0xffffffff); ip += SIZE; continue; }
        const need = <i32>((<u64>GUEST + (grown << 16) + 0xffff) >> 16);
        if (need > memory.size() && memory.grow(need - memory.size()) < 0) { st = LEAVES; break; }
        store<u64>(d(ip, f), pages);
        pages = <u32>grown;
        limit = grown << 16;
        ip += SIZE;
        continue;
      }
${cases()
  .map((line) => `      ${line}`)
  .join('\n')}
      default: { st = TRAPPED; break; }
    }
    break;
  }
  if (st == LEAVES) left++;
  status = st;
  pc = <u32>((ip - CODE) / SIZE);
  fp = <u32>((f - STACK) >> 3);
  return most - left;
}

/** Slots, as leaves of 32 bytes, to \`to\`. */
export function expand(from: u32, count: u32, to: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const p = to + <usize>i * 32;
    store<u64>(p, 0);
    store<u64>(p, 0, 8);
    store<u64>(p, 0, 16);
    store<u64>(p, bswap<u64>(load<u64>(STACK + (<usize>(from + i) << 3))), 24);
  }
}

/**
 * The root of a tree of 2^depth nodes of which the first \`count\`, at \`from\`, may differ from the empty one. \`empty\` are the
 * empty nodes by height, from that of the nodes on. Works in place: \`from\` is overwritten from its second half of a node on;
 * the root is at \`from\` afterwards.
 */
export function reduce(from: usize, count: u32, depth: u32, empty: usize): void {
  let width = count;
  for (let height: u32 = 0; height < depth; height++) {
    if (width & 1) memory.copy(from + <usize>width * 32, empty + <usize>height * 32, 32);
    const half = (width + 1) >> 1;
    let i: u32 = 0;
    for (; i + 1 < half; i += 2) hashTwoPairs(from + <usize>i * 64, from + <usize>i * 32);
    if (i < half) hashPair(from + <usize>i * 64, from + <usize>i * 32);
    width = half;
  }
}
`
}
