/**
 * Bulk operations of memories and tables as functions of the machine. Bounds are checked before anything is written, as
 * WebAssembly 2.0 has it; a length of zero at the very end is in bounds.
 */
import { Window } from '../isa.ts'
import { Alu, Assembler, type WindowNumber } from './assembler.ts'
import type { FunctionCode } from './code.ts'
import type { Place } from './operands.ts'

export interface Helper {
  name: string
  parameters: number
  code(): FunctionCode
}

/** A memory that a helper works on: a window and, where it cannot grow, its size in bytes. */
export interface Area {
  window: WindowNumber
  size: number | undefined
}

/** Bytes per turn: as many as there are first, the rest one by one. */
const CHUNKS = [32, 8, 1] as const
const PAGE_BITS = 16
const ENTRY_BYTES = 8
const ENTRY_BITS = 3

/** memory.copy: to, from, length. */
export function copyMemory(to: Area, from: Area): Helper {
  const code = (): FunctionCode => {
    const asm = new Assembler(3)
    const [d, s, n] = [asm.parameter(0), asm.parameter(1), asm.parameter(2)]
    checkEnd(asm, d, n, to)
    checkEnd(asm, s, n, from)
    if (to.window !== from.window) copyUp(asm, { to: to.window, from: from.window, d, s, n })
    else copyOverlapping(asm, { to: to.window, from: from.window, d, s, n })
    return asm.finish()
  }
  return { name: `memory.copy ${to.window} ${from.window}`, parameters: 3, code }
}

/** memory.fill: to, value, length. */
export function fillMemory(to: Area): Helper {
  const code = (): FunctionCode => {
    const asm = new Assembler(3)
    const [d, value, n] = [asm.parameter(0), asm.parameter(1), asm.parameter(2)]
    const end = asm.local(0)
    checkEnd(asm, d, n, to)
    asm.set(value, value, Alu.And, 0xff)
    asm.set(value, value, Alu.Multiply, 0x0101010101010101n)
    asm.set(end, d, Alu.Add, n)
    upwards(asm, d, end, (chunk) => {
      for (const [offset, bytes] of words(chunk)) asm.store(to.window, d, offset, value, bytes)
      asm.set(d, d, Alu.Add, chunk)
    })
    return asm.finish()
  }
  return { name: `memory.fill ${to.window}`, parameters: 3, code }
}

/** memory.init: to, from, length, where the segment begins, how long it is. */
export function initMemory(to: Area): Helper {
  const code = (): FunctionCode => {
    const asm = new Assembler(5)
    const [d, s, n] = [asm.parameter(0), asm.parameter(1), asm.parameter(2)]
    checkSegment(asm, s, n, asm.parameter(4))
    checkEnd(asm, d, n, to)
    asm.set(s, s, Alu.Add, asm.parameter(3))
    copyUp(asm, { to: to.window, from: Window.Segments, d, s, n })
    return asm.finish()
  }
  return { name: `memory.init ${to.window}`, parameters: 5, code }
}

/** table.copy: to, from, length. */
export function copyTable(entries: number): Helper {
  const code = (): FunctionCode => {
    const asm = new Assembler(3)
    const [d, s, n] = [asm.parameter(0), asm.parameter(1), asm.parameter(2)]
    checkEntries(asm, d, n, entries)
    checkEntries(asm, s, n, entries)
    const [end, value] = [asm.local(0), asm.local(1)]
    const [down, done] = [asm.code.label(), asm.code.label()]
    asm.branch(d, Alu.Greater, s, down)
    asm.set(end, s, Alu.Add, n)
    loopWhile(asm, s, Alu.LessSigned, end, () => {
      asm.tableLoad(value, s, entries)
      asm.tableStore(d, value, entries)
      asm.set(s, s, Alu.Add, 1)
      asm.set(d, d, Alu.Add, 1)
    })
    asm.code.jump(done)
    asm.code.bind(down)
    asm.set(end, s, Alu.Add, 0)
    asm.set(s, s, Alu.Add, n)
    asm.set(d, d, Alu.Add, n)
    loopWhile(asm, s, Alu.GreaterSigned, end, () => {
      asm.set(s, s, Alu.Subtract, 1)
      asm.set(d, d, Alu.Subtract, 1)
      asm.tableLoad(value, s, entries)
      asm.tableStore(d, value, entries)
    })
    asm.code.bind(done)
    return asm.finish()
  }
  return { name: 'table.copy', parameters: 3, code }
}

/** table.init: to, from, length, where the segment begins, how many entries it has. */
export function initTable(entries: number): Helper {
  const code = (): FunctionCode => {
    const asm = new Assembler(5)
    const [d, s, n] = [asm.parameter(0), asm.parameter(1), asm.parameter(2)]
    const [end, value] = [asm.local(0), asm.local(1)]
    checkSegment(asm, s, n, asm.parameter(4))
    checkEntries(asm, d, n, entries)
    asm.set(end, d, Alu.Add, n)
    asm.set(s, s, Alu.ShiftLeft, ENTRY_BITS)
    asm.set(s, s, Alu.Add, asm.parameter(3))
    loopWhile(asm, d, Alu.LessSigned, end, () => {
      asm.load(value, Window.Segments, s, 0, ENTRY_BYTES)
      asm.tableStore(d, value, entries)
      asm.set(s, s, Alu.Add, ENTRY_BYTES)
      asm.set(d, d, Alu.Add, 1)
    })
    return asm.finish()
  }
  return { name: 'table.init', parameters: 5, code }
}

// ---------------------------------------------------------------- bounds

function checkEnd(asm: Assembler, first: Place, length: Place, { size }: Area): void {
  const [end, limit] = [asm.local(0), asm.local(1)]
  asm.set(end, first, Alu.Add, length)
  if (size === undefined) {
    asm.memorySize(limit)
    asm.set(limit, limit, Alu.ShiftLeft, PAGE_BITS)
  }
  asm.trapWhere(end, Alu.Greater, size ?? limit)
}

function checkSegment(asm: Assembler, first: Place, length: Place, size: Place): void {
  const end = asm.local(0)
  asm.set(end, first, Alu.Add, length)
  asm.trapWhere(end, Alu.Greater, size)
}

function checkEntries(asm: Assembler, first: Place, length: Place, entries: number): void {
  const end = asm.local(0)
  asm.set(end, first, Alu.Add, length)
  asm.trapWhere(end, Alu.Greater, entries)
}

// ---------------------------------------------------------------- loops

interface Copy {
  to: WindowNumber
  from: WindowNumber
  d: Place
  s: Place
  n: Place
}

/** What is read later must not be overwritten before: downwards where the target begins inside the source. */
function copyOverlapping(asm: Assembler, copy: Copy): void {
  const { d, s } = copy
  const [down, done] = [asm.code.label(), asm.code.label()]
  asm.branch(d, Alu.Greater, s, down)
  copyUp(asm, copy)
  asm.code.jump(done)
  asm.code.bind(down)
  copyDown(asm, copy)
  asm.code.bind(done)
}

function copyUp(asm: Assembler, { to, from, d, s, n }: Copy): void {
  const [end, word] = [asm.local(0), asm.local(1)]
  asm.set(end, s, Alu.Add, n)
  upwards(asm, s, end, (chunk) => {
    for (const [offset, bytes] of words(chunk)) {
      asm.load(word, from, s, offset, bytes)
      asm.store(to, d, offset, word, bytes)
    }
    asm.set(s, s, Alu.Add, chunk)
    asm.set(d, d, Alu.Add, chunk)
  })
}

function copyDown(asm: Assembler, { to, from, d, s, n }: Copy): void {
  const [word, stop, first] = [asm.local(1), asm.local(2), asm.local(0)]
  asm.set(first, s, Alu.Add, 0)
  asm.set(s, s, Alu.Add, n)
  asm.set(d, d, Alu.Add, n)
  for (const chunk of CHUNKS) {
    asm.set(stop, first, Alu.Add, chunk)
    loopWhile(asm, s, Alu.GreaterOrEqualSigned, stop, () => {
      asm.set(s, s, Alu.Subtract, chunk)
      asm.set(d, d, Alu.Subtract, chunk)
      for (const [offset, bytes] of words(chunk).reverse()) {
        asm.load(word, from, s, offset, bytes)
        asm.store(to, d, offset, word, bytes)
      }
    })
  }
}

/** Runs `body` for each chunk from `place` up to `end`; `body` moves `place` on. */
function upwards(asm: Assembler, place: Place, end: Place, body: (chunk: number) => void): void {
  const stop = asm.local(2)
  for (const chunk of CHUNKS) {
    asm.set(stop, end, Alu.Subtract, chunk)
    loopWhile(asm, place, Alu.LessOrEqualSigned, stop, () => body(chunk))
  }
}

const opposites: Record<number, number> = {
  [Alu.LessSigned]: Alu.GreaterOrEqualSigned,
  [Alu.LessOrEqualSigned]: Alu.GreaterSigned,
  [Alu.GreaterSigned]: Alu.LessOrEqualSigned,
  [Alu.GreaterOrEqualSigned]: Alu.LessSigned,
}

/** One step per turn for the condition: it is asked before the first turn and after each. */
function loopWhile(asm: Assembler, a: Place, op: number, b: Place, body: () => void): void {
  const [loop, done] = [asm.code.label(), asm.code.label()]
  asm.branch(a, opposites[op] as number, b, done)
  asm.code.bind(loop)
  body()
  asm.branch(a, op, b, loop)
  asm.code.bind(done)
}

/** Offsets and widths of the words that a chunk is made of. */
function words(chunk: number): [offset: number, bytes: number][] {
  const bytes = Math.min(chunk, 8)
  return Array.from({ length: chunk / bytes }, (_, i) => [i * bytes, bytes])
}
