// Written by scripts/machine.ts.
import { hashPair } from './keccak';

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
// @ts-expect-error: decorator
@inline function d(ip: usize, f: usize): usize { return (f & <usize>load<u32>(ip, 8)) + <usize>load<u32>(ip, 4); }
// @ts-expect-error: decorator
@inline function a(ip: usize, f: usize): usize { return (f & <usize>load<u32>(ip, 16)) + <usize>load<u32>(ip, 12); }
// @ts-expect-error: decorator
@inline function b(ip: usize, f: usize): usize { return (f & <usize>load<u32>(ip, 24)) + <usize>load<u32>(ip, 20); }
// @ts-expect-error: decorator
@inline function touch(p: usize): void { store<u8>(DIRTY + ((p - PAGED) >> 12), 1); }

/** At most `most` steps. Returns how many were made; one that traps is made, one that leaves is not. */
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
      case 1: { st = HALTED; ip += SIZE; break; }
      case 2: { store<u64>(d(ip, f), load<u64>(a(ip, f))); ip += SIZE; continue; }
      case 3: { ip = <usize>load<u64>(ip, IMM); continue; }
      case 4: {
        const index = load<u32>(a(ip, f));
        const last = load<u32>(ip, IMM);
        ip += SIZE + <usize>(index < last ? index : last) * SIZE;
        continue;
      }
      case 5: {
        const frame = d(ip, f);
        if (<u32>((frame - STACK) >> 3) + REACH > <u32>SLOTS) { st = LEAVES; break; }
        store<u64>(frame - 8, <u64>((ip - CODE) / SIZE + 1) | (<u64>((f - STACK) >> 3) << 32));
        f = frame;
        ip = <usize>load<u64>(ip, IMM);
        if (<u32>((f - STACK) >> 3) > deepest) deepest = <u32>((f - STACK) >> 3);
        continue;
      }
      case 6: {
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
      case 7: {
        const link = load<u64>(f - 8);
        if (load<u64>(ip, IMM)) store<u64>(d(ip, f), load<u64>(a(ip, f)));
        f = STACK + (<usize>(link >> 32) << 3);
        ip = CODE + <usize><u32>link * SIZE;
        continue;
      }
      case 8: {
        const first = load<u32>(f + <usize>load<u32>(ip, IMM));
        store<u64>(d(ip, f), load<u64>(first ? a(ip, f) : b(ip, f)));
        ip += SIZE;
        continue;
      }
      case 9: {
        const index = load<u32>(a(ip, f));
        if (<u64>index >= load<u64>(ip, IMM)) { st = TRAPPED; break; }
        store<u64>(d(ip, f), load<u64>(STACK + ((SLOTS + <usize>index) << 3)));
        ip += SIZE;
        continue;
      }
      case 10: {
        const index = load<u32>(a(ip, f));
        if (<u64>index >= load<u64>(ip, IMM)) { st = TRAPPED; break; }
        store<u64>(STACK + ((SLOTS + <usize>index) << 3), load<u64>(b(ip, f)));
        ip += SIZE;
        continue;
      }
      case 11: { store<u64>(d(ip, f), pages); ip += SIZE; continue; }
      case 12: {
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
      case 13: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64>load<u32>(p)); ip += SIZE; continue; }
      case 14: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 4 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64>load<u32>(p)); ip += SIZE; continue; }
      case 15: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 8 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64>load<u64>(p)); ip += SIZE; continue; }
      case 16: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 8 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 8 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64>load<u64>(p)); ip += SIZE; continue; }
      case 17: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64>load<u32>(p)); ip += SIZE; continue; }
      case 18: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 4 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64>load<u32>(p)); ip += SIZE; continue; }
      case 19: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 8 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64>load<u64>(p)); ip += SIZE; continue; }
      case 20: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 8 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 8 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64>load<u64>(p)); ip += SIZE; continue; }
      case 21: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 1 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64><u32><i32>load<i8>(p)); ip += SIZE; continue; }
      case 22: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 1 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 1 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64><u32><i32>load<i8>(p)); ip += SIZE; continue; }
      case 23: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 1 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64>load<u8>(p)); ip += SIZE; continue; }
      case 24: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 1 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 1 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64>load<u8>(p)); ip += SIZE; continue; }
      case 25: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 2 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64><u32><i32>load<i16>(p)); ip += SIZE; continue; }
      case 26: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 2 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 2 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64><u32><i32>load<i16>(p)); ip += SIZE; continue; }
      case 27: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 2 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64>load<u16>(p)); ip += SIZE; continue; }
      case 28: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 2 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 2 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64>load<u16>(p)); ip += SIZE; continue; }
      case 29: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 1 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64><i64>load<i8>(p)); ip += SIZE; continue; }
      case 30: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 1 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 1 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64><i64>load<i8>(p)); ip += SIZE; continue; }
      case 31: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 1 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64>load<u8>(p)); ip += SIZE; continue; }
      case 32: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 1 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 1 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64>load<u8>(p)); ip += SIZE; continue; }
      case 33: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 2 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64><i64>load<i16>(p)); ip += SIZE; continue; }
      case 34: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 2 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 2 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64><i64>load<i16>(p)); ip += SIZE; continue; }
      case 35: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 2 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64>load<u16>(p)); ip += SIZE; continue; }
      case 36: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 2 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 2 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64>load<u16>(p)); ip += SIZE; continue; }
      case 37: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64><i64>load<i32>(p)); ip += SIZE; continue; }
      case 38: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 4 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64><i64>load<i32>(p)); ip += SIZE; continue; }
      case 39: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(d(ip, f), <u64>load<u32>(p)); ip += SIZE; continue; }
      case 40: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 4 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(d(ip, f), <u64>load<u32>(p)); ip += SIZE; continue; }
      case 41: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u32>(p, <u32>load<u64>(b(ip, f))); touch(p); touch(p + 3); ip += SIZE; continue; }
      case 42: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 4 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u32>(p, <u32>load<u64>(b(ip, f))); touch(p); touch(p + 3); ip += SIZE; continue; }
      case 43: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 8 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(p, <u64>load<u64>(b(ip, f))); touch(p); touch(p + 7); ip += SIZE; continue; }
      case 44: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 8 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 8 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(p, <u64>load<u64>(b(ip, f))); touch(p); touch(p + 7); ip += SIZE; continue; }
      case 45: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u32>(p, <u32>load<u64>(b(ip, f))); touch(p); touch(p + 3); ip += SIZE; continue; }
      case 46: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 4 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u32>(p, <u32>load<u64>(b(ip, f))); touch(p); touch(p + 3); ip += SIZE; continue; }
      case 47: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 8 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u64>(p, <u64>load<u64>(b(ip, f))); touch(p); touch(p + 7); ip += SIZE; continue; }
      case 48: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 8 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 8 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u64>(p, <u64>load<u64>(b(ip, f))); touch(p); touch(p + 7); ip += SIZE; continue; }
      case 49: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 1 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u8>(p, <u8>load<u64>(b(ip, f))); touch(p); ip += SIZE; continue; }
      case 50: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 1 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 1 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u8>(p, <u8>load<u64>(b(ip, f))); touch(p); ip += SIZE; continue; }
      case 51: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 2 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u16>(p, <u16>load<u64>(b(ip, f))); touch(p); touch(p + 1); ip += SIZE; continue; }
      case 52: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 2 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 2 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u16>(p, <u16>load<u64>(b(ip, f))); touch(p); touch(p + 1); ip += SIZE; continue; }
      case 53: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 1 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u8>(p, <u8>load<u64>(b(ip, f))); touch(p); ip += SIZE; continue; }
      case 54: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 1 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 1 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u8>(p, <u8>load<u64>(b(ip, f))); touch(p); ip += SIZE; continue; }
      case 55: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 2 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u16>(p, <u16>load<u64>(b(ip, f))); touch(p); touch(p + 1); ip += SIZE; continue; }
      case 56: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 2 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 2 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u16>(p, <u16>load<u64>(b(ip, f))); touch(p); touch(p + 1); ip += SIZE; continue; }
      case 57: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > limit) { st = TRAPPED; break; } const p = GUEST + <usize>e; store<u32>(p, <u32>load<u64>(b(ip, f))); touch(p); touch(p + 3); ip += SIZE; continue; }
      case 58: { const e: u64 = <u64>load<u32>(a(ip, f)) + load<u64>(ip, IMM); if (e + 4 > WINDOW_BYTES) { st = TRAPPED; break; } if (e + 4 > load<u32>(ip, BACKED)) { st = LEAVES; break; } const p = <usize>load<u32>(ip, BASE) + <usize>e; store<u32>(p, <u32>load<u64>(b(ip, f))); touch(p); touch(p + 3); ip += SIZE; continue; }
      case 59: { const x: u32 = load<u32>(a(ip, f)); store<u64>(d(ip, f), <u64>(x == 0)); ip += SIZE; continue; }
      case 60: { const x: u32 = load<u32>(a(ip, f)); if (<u64>(x == 0)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 61: { const x: u32 = load<u32>(a(ip, f)); if (<u64>(x == 0)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 62: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x == y)); ip += SIZE; continue; }
      case 63: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x == y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 64: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x == y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 65: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x != y)); ip += SIZE; continue; }
      case 66: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x != y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 67: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x != y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 68: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(<i32>x < <i32>y)); ip += SIZE; continue; }
      case 69: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(<i32>x < <i32>y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 70: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(<i32>x < <i32>y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 71: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x < y)); ip += SIZE; continue; }
      case 72: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x < y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 73: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x < y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 74: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(<i32>x > <i32>y)); ip += SIZE; continue; }
      case 75: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(<i32>x > <i32>y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 76: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(<i32>x > <i32>y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 77: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x > y)); ip += SIZE; continue; }
      case 78: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x > y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 79: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x > y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 80: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(<i32>x <= <i32>y)); ip += SIZE; continue; }
      case 81: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(<i32>x <= <i32>y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 82: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(<i32>x <= <i32>y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 83: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x <= y)); ip += SIZE; continue; }
      case 84: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x <= y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 85: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x <= y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 86: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(<i32>x >= <i32>y)); ip += SIZE; continue; }
      case 87: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(<i32>x >= <i32>y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 88: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(<i32>x >= <i32>y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 89: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x >= y)); ip += SIZE; continue; }
      case 90: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x >= y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 91: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x >= y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 125: { const x: u32 = load<u32>(a(ip, f)); store<u64>(d(ip, f), <u64>(clz<u32>(x))); ip += SIZE; continue; }
      case 126: { const x: u32 = load<u32>(a(ip, f)); if (<u64>(clz<u32>(x))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 127: { const x: u32 = load<u32>(a(ip, f)); if (<u64>(clz<u32>(x))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 128: { const x: u32 = load<u32>(a(ip, f)); store<u64>(d(ip, f), <u64>(ctz<u32>(x))); ip += SIZE; continue; }
      case 129: { const x: u32 = load<u32>(a(ip, f)); if (<u64>(ctz<u32>(x))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 130: { const x: u32 = load<u32>(a(ip, f)); if (<u64>(ctz<u32>(x))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 131: { const x: u32 = load<u32>(a(ip, f)); store<u64>(d(ip, f), <u64>(popcnt<u32>(x))); ip += SIZE; continue; }
      case 132: { const x: u32 = load<u32>(a(ip, f)); if (<u64>(popcnt<u32>(x))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 133: { const x: u32 = load<u32>(a(ip, f)); if (<u64>(popcnt<u32>(x))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 134: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x + y)); ip += SIZE; continue; }
      case 135: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x + y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 136: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x + y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 137: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x - y)); ip += SIZE; continue; }
      case 138: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x - y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 139: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x - y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 140: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x * y)); ip += SIZE; continue; }
      case 141: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x * y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 142: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x * y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 143: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (y == 0 || (<i32>x == i32.MIN_VALUE && <i32>y == -1)) { st = TRAPPED; break; } store<u64>(d(ip, f), <u64>(<u32>(<i32>x / <i32>y))); ip += SIZE; continue; }
      case 144: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (y == 0 || (<i32>x == i32.MIN_VALUE && <i32>y == -1)) { st = TRAPPED; break; } if (<u64>(<u32>(<i32>x / <i32>y))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 145: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (y == 0 || (<i32>x == i32.MIN_VALUE && <i32>y == -1)) { st = TRAPPED; break; } if (<u64>(<u32>(<i32>x / <i32>y))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 146: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } store<u64>(d(ip, f), <u64>(x / y)); ip += SIZE; continue; }
      case 147: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } if (<u64>(x / y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 148: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } if (<u64>(x / y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 149: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } store<u64>(d(ip, f), <u64>(<u32>(<i32>x % <i32>y))); ip += SIZE; continue; }
      case 150: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } if (<u64>(<u32>(<i32>x % <i32>y))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 151: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } if (<u64>(<u32>(<i32>x % <i32>y))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 152: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } store<u64>(d(ip, f), <u64>(x % y)); ip += SIZE; continue; }
      case 153: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } if (<u64>(x % y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 154: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } if (<u64>(x % y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 155: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x & y)); ip += SIZE; continue; }
      case 156: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x & y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 157: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x & y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 158: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x | y)); ip += SIZE; continue; }
      case 159: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x | y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 160: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x | y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 161: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x ^ y)); ip += SIZE; continue; }
      case 162: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x ^ y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 163: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x ^ y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 164: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x << y)); ip += SIZE; continue; }
      case 165: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x << y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 166: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x << y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 167: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(<u32>(<i32>x >> <i32>y))); ip += SIZE; continue; }
      case 168: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(<u32>(<i32>x >> <i32>y))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 169: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(<u32>(<i32>x >> <i32>y))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 170: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(x >>> y)); ip += SIZE; continue; }
      case 171: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x >>> y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 172: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(x >>> y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 173: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(rotl<u32>(x, y))); ip += SIZE; continue; }
      case 174: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(rotl<u32>(x, y))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 175: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(rotl<u32>(x, y))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 176: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); store<u64>(d(ip, f), <u64>(rotr<u32>(x, y))); ip += SIZE; continue; }
      case 177: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(rotr<u32>(x, y))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 178: { const x: u32 = load<u32>(a(ip, f)); const y: u32 = load<u32>(b(ip, f)); if (<u64>(rotr<u32>(x, y))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 92: { const x: u64 = load<u64>(a(ip, f)); store<u64>(d(ip, f), <u64>(x == 0)); ip += SIZE; continue; }
      case 93: { const x: u64 = load<u64>(a(ip, f)); if (<u64>(x == 0)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 94: { const x: u64 = load<u64>(a(ip, f)); if (<u64>(x == 0)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 95: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x == y)); ip += SIZE; continue; }
      case 96: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x == y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 97: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x == y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 98: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x != y)); ip += SIZE; continue; }
      case 99: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x != y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 100: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x != y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 101: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(<i64>x < <i64>y)); ip += SIZE; continue; }
      case 102: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(<i64>x < <i64>y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 103: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(<i64>x < <i64>y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 104: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x < y)); ip += SIZE; continue; }
      case 105: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x < y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 106: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x < y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 107: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(<i64>x > <i64>y)); ip += SIZE; continue; }
      case 108: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(<i64>x > <i64>y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 109: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(<i64>x > <i64>y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 110: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x > y)); ip += SIZE; continue; }
      case 111: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x > y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 112: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x > y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 113: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(<i64>x <= <i64>y)); ip += SIZE; continue; }
      case 114: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(<i64>x <= <i64>y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 115: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(<i64>x <= <i64>y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 116: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x <= y)); ip += SIZE; continue; }
      case 117: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x <= y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 118: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x <= y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 119: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(<i64>x >= <i64>y)); ip += SIZE; continue; }
      case 120: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(<i64>x >= <i64>y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 121: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(<i64>x >= <i64>y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 122: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x >= y)); ip += SIZE; continue; }
      case 123: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x >= y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 124: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x >= y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 179: { const x: u64 = load<u64>(a(ip, f)); store<u64>(d(ip, f), <u64>(clz<u64>(x))); ip += SIZE; continue; }
      case 180: { const x: u64 = load<u64>(a(ip, f)); if (<u64>(clz<u64>(x))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 181: { const x: u64 = load<u64>(a(ip, f)); if (<u64>(clz<u64>(x))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 182: { const x: u64 = load<u64>(a(ip, f)); store<u64>(d(ip, f), <u64>(ctz<u64>(x))); ip += SIZE; continue; }
      case 183: { const x: u64 = load<u64>(a(ip, f)); if (<u64>(ctz<u64>(x))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 184: { const x: u64 = load<u64>(a(ip, f)); if (<u64>(ctz<u64>(x))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 185: { const x: u64 = load<u64>(a(ip, f)); store<u64>(d(ip, f), <u64>(popcnt<u64>(x))); ip += SIZE; continue; }
      case 186: { const x: u64 = load<u64>(a(ip, f)); if (<u64>(popcnt<u64>(x))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 187: { const x: u64 = load<u64>(a(ip, f)); if (<u64>(popcnt<u64>(x))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 188: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x + y)); ip += SIZE; continue; }
      case 189: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x + y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 190: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x + y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 191: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x - y)); ip += SIZE; continue; }
      case 192: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x - y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 193: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x - y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 194: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x * y)); ip += SIZE; continue; }
      case 195: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x * y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 196: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x * y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 197: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (y == 0 || (<i64>x == i64.MIN_VALUE && <i64>y == -1)) { st = TRAPPED; break; } store<u64>(d(ip, f), <u64>(<u64>(<i64>x / <i64>y))); ip += SIZE; continue; }
      case 198: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (y == 0 || (<i64>x == i64.MIN_VALUE && <i64>y == -1)) { st = TRAPPED; break; } if (<u64>(<u64>(<i64>x / <i64>y))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 199: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (y == 0 || (<i64>x == i64.MIN_VALUE && <i64>y == -1)) { st = TRAPPED; break; } if (<u64>(<u64>(<i64>x / <i64>y))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 200: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } store<u64>(d(ip, f), <u64>(x / y)); ip += SIZE; continue; }
      case 201: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } if (<u64>(x / y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 202: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } if (<u64>(x / y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 203: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } store<u64>(d(ip, f), <u64>(<u64>(<i64>x % <i64>y))); ip += SIZE; continue; }
      case 204: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } if (<u64>(<u64>(<i64>x % <i64>y))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 205: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } if (<u64>(<u64>(<i64>x % <i64>y))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 206: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } store<u64>(d(ip, f), <u64>(x % y)); ip += SIZE; continue; }
      case 207: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } if (<u64>(x % y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 208: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (y == 0) { st = TRAPPED; break; } if (<u64>(x % y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 209: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x & y)); ip += SIZE; continue; }
      case 210: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x & y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 211: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x & y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 212: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x | y)); ip += SIZE; continue; }
      case 213: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x | y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 214: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x | y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 215: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x ^ y)); ip += SIZE; continue; }
      case 216: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x ^ y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 217: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x ^ y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 218: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x << y)); ip += SIZE; continue; }
      case 219: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x << y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 220: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x << y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 221: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(<u64>(<i64>x >> <i64>y))); ip += SIZE; continue; }
      case 222: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(<u64>(<i64>x >> <i64>y))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 223: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(<u64>(<i64>x >> <i64>y))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 224: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(x >>> y)); ip += SIZE; continue; }
      case 225: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x >>> y)) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 226: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(x >>> y)) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 227: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(rotl<u64>(x, y))); ip += SIZE; continue; }
      case 228: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(rotl<u64>(x, y))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 229: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(rotl<u64>(x, y))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 230: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); store<u64>(d(ip, f), <u64>(rotr<u64>(x, y))); ip += SIZE; continue; }
      case 231: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(rotr<u64>(x, y))) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 232: { const x: u64 = load<u64>(a(ip, f)); const y: u64 = load<u64>(b(ip, f)); if (<u64>(rotr<u64>(x, y))) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 233: { const x: u64 = load<u64>(a(ip, f)); store<u64>(d(ip, f), x & 0xffffffff); ip += SIZE; continue; }
      case 234: { const x: u64 = load<u64>(a(ip, f)); if (x & 0xffffffff) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 235: { const x: u64 = load<u64>(a(ip, f)); if (x & 0xffffffff) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 236: { const x: u64 = load<u64>(a(ip, f)); store<u64>(d(ip, f), <u64><i64><i32>x); ip += SIZE; continue; }
      case 237: { const x: u64 = load<u64>(a(ip, f)); if (<u64><i64><i32>x) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 238: { const x: u64 = load<u64>(a(ip, f)); if (<u64><i64><i32>x) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 239: { const x: u64 = load<u64>(a(ip, f)); store<u64>(d(ip, f), x & 0xffffffff); ip += SIZE; continue; }
      case 240: { const x: u64 = load<u64>(a(ip, f)); if (x & 0xffffffff) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 241: { const x: u64 = load<u64>(a(ip, f)); if (x & 0xffffffff) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 242: { const x: u64 = load<u64>(a(ip, f)); store<u64>(d(ip, f), <u64><u32><i32><i8>x); ip += SIZE; continue; }
      case 243: { const x: u64 = load<u64>(a(ip, f)); if (<u64><u32><i32><i8>x) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 244: { const x: u64 = load<u64>(a(ip, f)); if (<u64><u32><i32><i8>x) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 245: { const x: u64 = load<u64>(a(ip, f)); store<u64>(d(ip, f), <u64><u32><i32><i16>x); ip += SIZE; continue; }
      case 246: { const x: u64 = load<u64>(a(ip, f)); if (<u64><u32><i32><i16>x) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 247: { const x: u64 = load<u64>(a(ip, f)); if (<u64><u32><i32><i16>x) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 248: { const x: u64 = load<u64>(a(ip, f)); store<u64>(d(ip, f), <u64><i64><i8>x); ip += SIZE; continue; }
      case 249: { const x: u64 = load<u64>(a(ip, f)); if (<u64><i64><i8>x) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 250: { const x: u64 = load<u64>(a(ip, f)); if (<u64><i64><i8>x) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 251: { const x: u64 = load<u64>(a(ip, f)); store<u64>(d(ip, f), <u64><i64><i16>x); ip += SIZE; continue; }
      case 252: { const x: u64 = load<u64>(a(ip, f)); if (<u64><i64><i16>x) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 253: { const x: u64 = load<u64>(a(ip, f)); if (<u64><i64><i16>x) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
      case 254: { const x: u64 = load<u64>(a(ip, f)); store<u64>(d(ip, f), <u64><i64><i32>x); ip += SIZE; continue; }
      case 255: { const x: u64 = load<u64>(a(ip, f)); if (<u64><i64><i32>x) ip = <usize>load<u64>(ip, IMM); else ip += SIZE; continue; }
      case 256: { const x: u64 = load<u64>(a(ip, f)); if (<u64><i64><i32>x) ip += SIZE; else ip = <usize>load<u64>(ip, IMM); continue; }
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

/** Slots, as leaves of 32 bytes, to `to`. */
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
 * The root of a tree of 2^depth nodes of which the first `count`, at `from`, may differ from the empty one. `empty` are the
 * empty nodes by height, from that of the nodes on. Works in place: `from` is overwritten from its second half of a node on;
 * the root is at `from` afterwards.
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
