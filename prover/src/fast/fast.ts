/**
 * The fast machine: the same states as the reference machine, hundreds of millions of steps a second. It hashes only when it
 * is asked, and of memory only what was written since.
 */
import { readFileSync } from 'node:fs'
import type { Image } from '../image.ts'
import { Depth, Status, TABLE, Window } from '../isa.ts'
import { hashState, packRegisters, type Registers, type StateWords } from '../machine/state.ts'
import { emptyRoot } from '../machine/tree.ts'
import { hashWords, toWord } from '../machine/words.ts'
import { GUEST_PAGE_BYTES, IO_BYTES, type Layout, layOut, PAGE_BYTES, SLOT_BYTES } from './layout.ts'
import { linear, loadImage } from './load.ts'

interface Exports extends WebAssembly.Exports {
  memory: WebAssembly.Memory
  run(most: bigint): bigint
  place(code: number, stack: number, dirty: number, paged: number, guest: number, reach: number): void
  setRegisters(pc: number, fp: number, pages: number, maxPages: number, status: number): void
  setDeepest(slot: number): void
  expand(from: number, count: number, to: number): void
  reduce(from: number, count: number, depth: number, empty: number): void
  pc: WebAssembly.Global
  fp: WebAssembly.Global
  pages: WebAssembly.Global
  status: WebAssembly.Global
  deepest: WebAssembly.Global
}

/** The machine's status besides those of `Status`: it cannot go on, the reference machine can. */
const LEAVES = 3
/** Steps of one call: the engine compiles the loop better only between calls. */
const CHUNK = 1n << 26n
/** Height of the node above the leaves of 4 KiB. */
const PAGE_HEIGHT = 7

const module = new WebAssembly.Module(readFileSync(new URL('../../fast.wasm', import.meta.url)))

/** The fast machine met what only the reference machine does: a frame too deep, or no memory. */
export class FastMachineLeft extends Error {
  constructor(registers: Registers) {
    super(`the fast machine cannot go on at pc ${registers.pc}, fp ${registers.fp}: the reference machine can`)
    this.name = 'FastMachineLeft'
  }
}

export class FastMachine {
  readonly image: Image
  readonly #layout: Layout
  readonly #x: Exports
  /** Roots of 4 KiB, by the tree's address of them over 4096. */
  readonly #pageRoots = new Map<number, Uint8Array>()

  constructor(image: Image) {
    this.image = image
    this.#layout = layOut(image)
    this.#x = new WebAssembly.Instance(module, { env: { abort: unreachable } }).exports as Exports
    const { code, stack, dirty, paged, guest, reach } = this.#layout
    this.#grow(guest + image.pages * GUEST_PAGE_BYTES)
    loadImage(image, this.#x.memory, this.#layout)
    this.#x.place(code, stack, dirty, paged, guest, reach)
    this.#dirty().fill(1)
    this.registers = { status: Status.Running, pc: 0, fp: image.fp0, pages: image.pages }
  }

  get registers(): Registers {
    const { status, pc, fp, pages } = this.#x
    return { status: status.value, pc: pc.value >>> 0, fp: fp.value >>> 0, pages: pages.value >>> 0 }
  }

  set registers({ status, pc, fp, pages }: Registers) {
    this.#x.setRegisters(pc, fp, pages, this.image.maxPages, status)
  }

  /** At most so many steps. Returns how many were made. @throws FastMachineLeft */
  run(most: bigint): bigint {
    let steps = 0n
    while (steps < most && this.#x.status.value === Status.Running) {
      const chunk = most - steps < CHUNK ? most - steps : CHUNK
      steps += BigInt.asUintN(64, this.#x.run(chunk))
    }
    if (this.#x.status.value !== LEAVES) return steps
    const left = { ...this.registers, status: Status.Running }
    this.registers = left
    throw new FastMachineLeft(left)
  }

  slot(index: number): bigint {
    return this.#view().getBigUint64(this.#layout.stack + index * SLOT_BYTES, true)
  }

  setSlot(index: number, value: bigint): void {
    this.#view().setBigUint64(this.#layout.stack + index * SLOT_BYTES, value, true)
  }

  /** Bytes of the memory tree from an address on; not over the end of a window. */
  read(address: number, length: number): Uint8Array {
    const from = linear(this.#layout, address)
    return new Uint8Array(this.#x.memory.buffer).slice(from, from + length)
  }

  write(address: number, bytes: Uint8Array): void {
    const to = linear(this.#layout, address)
    new Uint8Array(this.#x.memory.buffer).set(bytes, to)
    const first = Math.floor((to - this.#layout.paged) / PAGE_BYTES)
    const last = Math.floor((to + bytes.length - 1 - this.#layout.paged) / PAGE_BYTES)
    this.#dirty().fill(1, first, last + 1)
  }

  state(): StateWords {
    return { regs: packRegisters(this.registers), stackRoot: this.#stackRoot(), memoryRoot: this.#memoryRoot() }
  }

  hash(): bigint {
    return hashState(this.state())
  }

  #view(): DataView {
    return new DataView(this.#x.memory.buffer)
  }

  #dirty(): Uint8Array {
    const { dirty, paged, guest } = this.#layout
    return new Uint8Array(
      this.#x.memory.buffer,
      dirty,
      (guest - paged + this.registers.pages * GUEST_PAGE_BYTES) / PAGE_BYTES,
    )
  }

  #grow(bytes: number): void {
    const { memory } = this.#x
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / GUEST_PAGE_BYTES)
    if (missing > 0) memory.grow(missing)
  }

  // ---------------------------------------------------------------- roots

  /** The root of a tree of which the first `count` nodes of this height lie in scratch. */
  #reduce(count: number, height: number, depth: number): bigint {
    const { scratch, empty } = this.#layout
    if (count === 0) return emptyRoot(height + depth)
    this.#x.reduce(scratch, count, depth, empty + height * 32)
    return toWord(new Uint8Array(this.#x.memory.buffer, scratch, 32))
  }

  /** Frames from below, the table from its begin. */
  #stackRoot(): bigint {
    const { scratch, reach } = this.#layout
    const half = (from: number, count: number) => {
      this.#x.expand(from, count, scratch)
      return this.#reduce(count, 0, Depth.Stack - 1)
    }
    const used = Math.min(TABLE, (this.#x.deepest.value >>> 0) + reach)
    return hashWords(half(0, used), half(TABLE, this.#layout.entries))
  }

  #memoryRoot(): bigint {
    this.#hashPages()
    const { segmentBytes } = this.#layout
    const window = (address: number, bytes: number, depth: number) =>
      this.#windowRoot(address, bytes, depth - PAGE_HEIGHT)
    const guest = window(0, this.registers.pages * GUEST_PAGE_BYTES, Depth.Memory - 1)
    const io = window(Window.Io * 2 ** 30, IO_BYTES, Depth.Memory - 2)
    return hashWords(guest, hashWords(io, window(Window.Segments * 2 ** 30, segmentBytes, Depth.Memory - 2)))
  }

  #windowRoot(address: number, bytes: number, depth: number): bigint {
    const count = bytes / PAGE_BYTES
    const target = new Uint8Array(this.#x.memory.buffer, this.#layout.scratch, count * 32)
    const first = address / PAGE_BYTES
    for (let i = 0; i < count; i++) target.set(this.#pageRoots.get(first + i) as Uint8Array, i * 32)
    return this.#reduce(count, PAGE_HEIGHT, depth)
  }

  /** Hashes every 4 KiB that was written since the last time. */
  #hashPages(): void {
    const dirty = this.#dirty()
    const { paged, scratch, io, guest } = this.#layout
    const bytes = new Uint8Array(this.#x.memory.buffer)
    for (let i = 0; i < dirty.length; i++) {
      const place = paged + i * PAGE_BYTES
      const page = this.#pageOf(place, io, guest)
      if (!dirty[i] && this.#pageRoots.has(page)) continue
      dirty[i] = 0
      bytes.copyWithin(scratch, place, place + PAGE_BYTES)
      this.#reduce(PAGE_BYTES / 32, 0, PAGE_HEIGHT)
      this.#pageRoots.set(page, bytes.slice(scratch, scratch + 32))
    }
  }

  /** The address in the tree over 4096 of a place in the module's memory. */
  #pageOf(place: number, io: number, guest: number): number {
    if (place >= guest) return (place - guest) / PAGE_BYTES
    if (place >= io) return (place - io + Window.Io * 2 ** 30) / PAGE_BYTES
    return (place - this.#layout.segments + Window.Segments * 2 ** 30) / PAGE_BYTES
  }
}

function unreachable(): never {
  throw new Error('the fast machine aborted')
}
