/**
 * The fast machine: the same states as the reference machine, hundreds of millions of steps a second. It hashes only when it
 * is asked, and of memory only what was written since.
 */
import { readFileSync } from 'node:fs'
import type { Image } from '../image.ts'
import { Depth, encode, Status, TABLE, WINDOW_BYTES, Window } from '../isa.ts'
import { Machine } from '../machine/machine.ts'
import { PagedTree } from '../machine/paged-tree.ts'
import { hashState, packRegisters, type Registers, type StateWords } from '../machine/state.ts'
import { emptyRoot, type Tree } from '../machine/tree.ts'
import { hashWords, toBytes, toWord } from '../machine/words.ts'
import { GUEST_PAGE_BYTES, IO_BYTES, type Layout, layOut, PAGE_BYTES, SLOT_BYTES } from './layout.ts'
import { linear, loadImage } from './load.ts'
import { isEmpty, PAGE_HEIGHT, type Page, restore, settle } from './pages.ts'

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

/** Code is hashed in parts that fit into scratch. */
const CODE_PART_HEIGHT = 16
const CODE_PART = 1 << CODE_PART_HEIGHT

/** All of a state. Memory is shared with the snapshots before. */
export interface Snapshot {
  registers: Registers
  deepest: number
  /** Of frames and globals, those that were ever in use. */
  slots: Uint8Array
  table: Uint8Array
  /** Segments, request and response, then the guest's memory. */
  pages: Page[]
}

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
  /** Of everything from `paged` on, as it was when it was last looked at. */
  #pages: Page[] = []

  constructor(image: Image) {
    this.image = image
    this.#layout = layOut(image)
    this.#x = new WebAssembly.Instance(module, { env: { abort: unreachable } }).exports as Exports
    const { code, stack, dirty, paged, guest, reach } = this.#layout
    this.#grow(guest + image.pages * GUEST_PAGE_BYTES)
    loadImage(image, this.#x.memory, this.#layout)
    this.#x.place(code, stack, dirty, paged, guest, reach)
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
    return this.view(address, length).slice()
  }

  /** The same, not copied: good for reading until the machine runs on or is restored. */
  view(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#x.memory.buffer, linear(this.#layout, address), length)
  }

  write(address: number, bytes: Uint8Array): void {
    const to = linear(this.#layout, address)
    new Uint8Array(this.#x.memory.buffer).set(bytes, to)
    const first = Math.floor((to - this.#layout.paged) / PAGE_BYTES)
    const last = Math.floor((to + bytes.length - 1 - this.#layout.paged) / PAGE_BYTES)
    this.#dirty().fill(1, first, last + 1)
  }

  /** The reference machine in the same state. */
  reference(code: Tree): Machine {
    const machine = new Machine(code, this.image.maxPages, this.registers, this.#memory())
    const { entries } = this.#layout
    for (let i = 0; i < this.#used(); i++) machine.stack.set(i, this.slot(i))
    for (let i = TABLE; i < TABLE + entries; i++) machine.stack.set(i, this.slot(i))
    return machine
  }

  snapshot(): Snapshot {
    this.#settle()
    const [buffer, { stack, entries }] = [this.#x.memory.buffer, this.#layout]
    return {
      registers: this.registers,
      deepest: this.#x.deepest.value >>> 0,
      slots: new Uint8Array(buffer, stack, this.#used() * SLOT_BYTES).slice(),
      table: new Uint8Array(buffer, stack + TABLE * SLOT_BYTES, entries * SLOT_BYTES).slice(),
      pages: this.#pages,
    }
  }

  restore({ registers, deepest, slots, table, pages }: Snapshot): void {
    const { paged, guest, stack } = this.#layout
    this.#grow(guest + registers.pages * GUEST_PAGE_BYTES)
    restore(pages, this.#pages, this.#x.memory.buffer, paged, this.#dirty())
    this.#pages = pages
    const bytes = new Uint8Array(this.#x.memory.buffer)
    bytes.fill(0, stack + slots.length, stack + Math.max(slots.length, this.#used() * SLOT_BYTES))
    bytes.set(slots, stack)
    bytes.set(table, stack + TABLE * SLOT_BYTES)
    this.#x.setDeepest(deepest)
    this.registers = registers
  }

  state(): StateWords {
    return { regs: packRegisters(this.registers), stackRoot: this.#stackRoot(), memoryRoot: this.#memoryRoot() }
  }

  hash(): bigint {
    return hashState(this.state())
  }

  /** The root of the image's code tree. */
  codeRoot(): bigint {
    const { code } = this.image
    const roots: Uint8Array[] = []
    for (let from = 0; from < code.length; from += CODE_PART) {
      const leaves = code.slice(from, from + CODE_PART).map((ins) => toBytes(encode(ins)))
      roots.push(toBytes(this.#rootOf(leaves, 0, CODE_PART_HEIGHT)))
    }
    return this.#rootOf(roots, CODE_PART_HEIGHT, Depth.Code - CODE_PART_HEIGHT)
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

  /** The root over nodes of this height. */
  #rootOf(nodes: Uint8Array[], height: number, depth: number): bigint {
    const { scratch } = this.#layout
    const bytes = new Uint8Array(this.#x.memory.buffer)
    for (const [i, node] of nodes.entries()) bytes.set(node, scratch + i * 32)
    return this.#reduce(nodes.length, height, depth)
  }

  /** Frames from below, the table from its begin. */
  #stackRoot(): bigint {
    const { scratch } = this.#layout
    const half = (from: number, count: number) => {
      this.#x.expand(from, count, scratch)
      return this.#reduce(count, 0, Depth.Stack - 1)
    }
    return hashWords(half(0, this.#used()), half(TABLE, this.#layout.entries))
  }

  /** Slots below the table that may differ from zero. */
  #used(): number {
    return Math.min(TABLE, (this.#x.deepest.value >>> 0) + this.#layout.reach)
  }

  /** The memory tree as it is now; pages are shared, and hashed once. */
  #memory(): PagedTree {
    this.#settle()
    const { segmentBytes } = this.#layout
    const [segments, io] = [segmentBytes / PAGE_BYTES, IO_BYTES / PAGE_BYTES]
    const first = (window: number) => (window * WINDOW_BYTES) / PAGE_BYTES
    const pages = new Map<number, Page>()
    for (const [i, page] of this.#pages.entries()) {
      if (isEmpty(page)) continue
      if (i < segments) pages.set(first(Window.Segments) + i, page)
      else if (i < segments + io) pages.set(first(Window.Io) + i - segments, page)
      else pages.set(i - segments - io, page)
    }
    const roots = [...pages].map(([number, page]): [number, bigint] => [number, toWord(this.#pageRoot(page))])
    return new PagedTree(Depth.Memory, PAGE_HEIGHT, roots, (number) => leavesOf(pages.get(number)))
  }

  #memoryRoot(): bigint {
    this.#settle()
    const { segmentBytes } = this.#layout
    const [segments, io] = [segmentBytes / PAGE_BYTES, IO_BYTES / PAGE_BYTES]
    const window = (from: number, to: number, depth: number) => this.#pagesRoot(this.#pages.slice(from, to), depth)
    const guest = window(segments + io, this.#pages.length, Depth.Memory - 1)
    const others = hashWords(window(segments, segments + io, Depth.Memory - 2), window(0, segments, Depth.Memory - 2))
    return hashWords(guest, others)
  }

  /** The root of a tree of this depth that begins with these pages. */
  #pagesRoot(pages: Page[], depth: number): bigint {
    const roots = pages.map((page) => this.#pageRoot(page))
    return this.#rootOf(roots, PAGE_HEIGHT, depth - PAGE_HEIGHT)
  }

  #pageRoot(page: Page): Uint8Array {
    if (!page.root) {
      const { scratch } = this.#layout
      new Uint8Array(this.#x.memory.buffer).set(page.bytes, scratch)
      page.root = toBytes(this.#reduce(PAGE_BYTES / 32, 0, PAGE_HEIGHT))
    }
    return page.root
  }

  #settle(): void {
    this.#pages = settle(this.#pages, this.#x.memory.buffer, this.#layout.paged, this.#dirty())
  }
}

function* leavesOf(page: Page | undefined): Generator<[number, bigint]> {
  if (page === undefined) return
  for (let at = 0; at < PAGE_BYTES / 32; at++) {
    const leaf = toWord(page.bytes.subarray(at * 32, at * 32 + 32))
    if (leaf !== 0n) yield [at, leaf]
  }
}

function unreachable(): never {
  throw new Error('the fast machine aborted')
}
