/**
 * The loop of the fast machine in AssemblyScript: a case for each opcode, arithmetic in three forms (the result is
 * written, branched on where it is not zero, branched on where it is zero), loads and stores in two (guest, other windows).
 */
import { Form, idOf } from '../src/fast/ids.ts'
import { Op } from '../src/isa.ts'

/** Expressions over `x` and `y`; where they trap is said before. `u` is u32 or u64, `s` the signed type of that width. */
const BINARY: Record<string, string> = {
  eq: 'x == y',
  ne: 'x != y',
  lt_s: '<s>x < <s>y',
  lt_u: 'x < y',
  gt_s: '<s>x > <s>y',
  gt_u: 'x > y',
  le_s: '<s>x <= <s>y',
  le_u: 'x <= y',
  ge_s: '<s>x >= <s>y',
  ge_u: 'x >= y',
}
const UNARY = ['clz<u>(x)', 'ctz<u>(x)', 'popcnt<u>(x)']
const ARITHMETIC: { is: string; traps?: string }[] = [
  { is: 'x + y' },
  { is: 'x - y' },
  { is: 'x * y' },
  { is: '<u>(<s>x / <s>y)', traps: 'y == 0 || (<s>x == s.MIN_VALUE && <s>y == -1)' },
  { is: 'x / y', traps: 'y == 0' },
  // the engine's remainder of the smallest number by -1 is 0, as it must be
  { is: '<u>(<s>x % <s>y)', traps: 'y == 0' },
  { is: 'x % y', traps: 'y == 0' },
  { is: 'x & y' },
  { is: 'x | y' },
  { is: 'x ^ y' },
  { is: 'x << y' },
  { is: '<u>(<s>x >> <s>y)' },
  { is: 'x >>> y' },
  { is: 'rotl<u>(x, y)' },
  { is: 'rotr<u>(x, y)' },
]
const WIDTHS = [
  { u: 'u32', s: 'i32', compare: 0x45, count: 0x67 },
  { u: 'u64', s: 'i64', compare: 0x50, count: 0x79 },
]
const CONVERSIONS: [number, string][] = [
  [0xa7, 'x & 0xffffffff'],
  [0xac, '<u64><i64><i32>x'],
  [0xad, 'x & 0xffffffff'],
  [0xc0, '<u64><u32><i32><i8>x'],
  [0xc1, '<u64><u32><i32><i16>x'],
  [0xc2, '<u64><i64><i8>x'],
  [0xc3, '<u64><i64><i16>x'],
  [0xc4, '<u64><i64><i32>x'],
]

interface Alu {
  op: number
  /** Statements before the result: operands, traps. */
  before: string
  /** A u64. */
  result: string
}

function alu(): Alu[] {
  const all: Alu[] = []
  for (const { u, s, compare, count } of WIDTHS) {
    const typed = (text: string) =>
      text.replace(/<u>/g, `<${u}>`).replace(/<s>/g, `<${s}>`).replace('s.MIN', `${s}.MIN`)
    const x = `const x: ${u} = load<${u}>(a(ip, f));`
    const y = `const y: ${u} = load<${u}>(b(ip, f));`
    const add = (op: number, before: string, result: string, traps?: string) =>
      all.push({ op, before: before + (traps ? ` if (${typed(traps)}) { st = TRAPPED; break; }` : ''), result })
    add(compare, x, '<u64>(x == 0)')
    Object.values(BINARY).forEach((is, i) => {
      add(compare + 1 + i, `${x} ${y}`, `<u64>(${typed(is)})`)
    })
    UNARY.forEach((is, i) => {
      add(count + i, x, `<u64>(${typed(is)})`)
    })
    ARITHMETIC.forEach(({ is, traps }, i) => {
      add(count + 3 + i, `${x} ${y}`, `<u64>(${typed(is)})`, traps)
    })
  }
  for (const [op, result] of CONVERSIONS) all.push({ op, before: 'const x: u64 = load<u64>(a(ip, f));', result })
  return all
}

/** Types of what is in memory, by opcode from 0x28 and 0x36; a signed load of 32 bits fills the lower half only. */
const LOADS = ['u32', 'u64', 'u32', 'u64', 'i8', 'u8', 'i16', 'u16', 'i8', 'u8', 'i16', 'u16', 'i32', 'u32']
const STORES = ['u32', 'u64', 'u32', 'u64', 'u8', 'u16', 'u8', 'u16', 'u32']
const sizeOf = (type: string) => Number(type.slice(1)) / 8

function loaded(type: string, i: number): string {
  const value = `load<${type}>(p)`
  if (type.startsWith('u')) return `<u64>${value}`
  return i < 8 ? `<u64><u32><i32>${value}` : `<u64><i64>${value}`
}

const plain = (op: number) => idOf(op, Form.Plain)

function aluCases(): string[] {
  const taken = 'ip = <usize>load<u64>(ip, IMM)'
  return alu().flatMap(({ op, before, result }) => [
    `case ${idOf(op, Form.Plain)}: { ${before} store<u64>(d(ip, f), ${result}); ip += SIZE; continue; }`,
    `case ${idOf(op, Form.BranchIf)}: { ${before} if (${result}) ${taken}; else ip += SIZE; continue; }`,
    `case ${idOf(op, Form.BranchUnless)}: { ${before} if (${result}) ip += SIZE; else ${taken}; continue; }`,
  ])
}

function memoryCases(): string[] {
  const address = (op: number, size: number, window: boolean) =>
    window
      ? `case ${idOf(op, Form.Window)}: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); ` +
        `if (e + ${size} > WINDOW_BYTES) { st = TRAPPED; break; } ` +
        `if (e + ${size} > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; `
      : `case ${idOf(op, Form.Plain)}: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); ` +
        `if (e + ${size} > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; `
  const both = (op: number, size: number, effect: string) =>
    [false, true].map((window) => `${address(op, size, window)}${effect} ip += SIZE; continue; }`)
  return [
    ...LOADS.flatMap((type, i) => both(0x28 + i, sizeOf(type), `store<u64>(d(ip, f), ${loaded(type, i)});`)),
    ...STORES.flatMap((type, i) => {
      const mark = sizeOf(type) > 1 ? `touch(p); touch(p + ${sizeOf(type) - 1});` : 'touch(p);'
      return both(0x36 + i, sizeOf(type), `store<${type}>(p, <${type}>load<u64>(b(ip, f))); ${mark}`)
    }),
  ]
}

/** AssemblyScript. */
export function machineSource(): string {
  return `import { hashPair } from './keccak';
export { hashPair };

const RUNNING: u32 = 0;
const HALTED: u32 = 1;
const TRAPPED: u32 = 2;
/** The host has to go on with the reference machine: a frame too deep, memory that is not backed. */
const LEAVES: u32 = 3;

/** An instruction: id 4 | d, its mask | a, its mask | b, its mask (4 each) | base 4 | imm 8 | k 8 | backed 4, unused 4. */
const SIZE: usize = 56;
const BASE: usize = 28;
const IMM: usize = 32;
const BACKED: usize = 48;
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
  if (status != RUNNING) return 0;
  let ip: usize = CODE + <usize>pc * SIZE;
  let f: usize = STACK + (<usize>fp << 3);
  let limit: u64 = <u64>pages << 16;
  let left = most;
  let st: u32 = RUNNING;
  while (left != 0) {
    left--;
    switch (load<u32>(ip)) {
      case ${plain(Op.Halt)}: { st = HALTED; ip += SIZE; break; }
      case ${plain(Op.Move)}: { store<u64>(d(ip, f), load<u64>(a(ip, f))); ip += SIZE; continue; }
      case ${plain(Op.Jump)}: { ip = <usize>load<u64>(ip, IMM); continue; }
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
${[...memoryCases(), ...aluCases()].map((line) => `      ${line}`).join('\n')}
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
    for (let i: u32 = 0; i < half; i++) hashPair(from + <usize>i * 64, from + <usize>i * 32);
    width = half;
  }
}
`
}
