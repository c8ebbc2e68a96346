/** Where an image lies in the memory of the fast machine's module. */
import type { Image } from '../image.ts'
import { Depth, Flag, Op, TABLE, Window, windowOf } from '../isa.ts'

/** Bytes of an instruction: scripts/machine.ts says what is in them. */
export const INSTRUCTION_BYTES = 56
export const SLOT_BYTES = 8
export const PAGE_BYTES = 4096
export const GUEST_PAGE_BYTES = 65536
/** What programs use of the window of request and response. */
export const IO_BYTES = 0x50000

/** Below it are the constants of the module itself. */
const FIRST = 65536
const SLOTS = 2 ** Depth.Stack

export interface Layout {
  code: number
  stack: number
  /** Empty nodes by height, 32 bytes each. */
  empty: number
  /** Room for the leaves of any tree. */
  scratch: number
  /** A byte for each 4 KiB from `paged` on. */
  dirty: number
  paged: number
  segments: number
  segmentBytes: number
  io: number
  guest: number
  /** Of the table. */
  entries: number
  /** The most slots that an instruction names above its frame. */
  reach: number
}

const align = (n: number, to: number) => Math.ceil(n / to) * to

export function layOut(image: Image): Layout {
  const code = FIRST
  const stack = align(code + (image.code.length + 1) * INSTRUCTION_BYTES, PAGE_BYTES)
  const empty = stack + SLOTS * SLOT_BYTES
  const scratch = empty + 64 * 32
  const segmentBytes = align(endOf(image, Window.Segments), PAGE_BYTES)
  const mostPages = (image.maxPages * GUEST_PAGE_BYTES + segmentBytes + IO_BYTES) / PAGE_BYTES
  const dirty = scratch + (Math.max(SLOTS, mostPages) + 2) * 32
  const paged = align(dirty + mostPages, PAGE_BYTES)
  const io = paged + segmentBytes
  const [guest, entries, reach] = [io + IO_BYTES, entriesOf(image), reachOf(image)]
  return { code, stack, empty, scratch, dirty, paged, segments: paged, segmentBytes, io, guest, entries, reach }
}

/** The end of what an image has in a window, from the window's begin on. */
function endOf(image: Image, window: number): number {
  const begin = window * 2 ** 30
  const ends = image.memory.map(({ address, bytes }) => (address >= begin ? address - begin + bytes.length : 0))
  return ends.reduce((most, end) => Math.max(most, end), 0)
}

function entriesOf({ code, slots }: Image): number {
  let most = 0
  for (const slot of slots.keys()) most = Math.max(most, slot - TABLE + 1)
  for (const { op, b, imm } of code) {
    if (op === Op.CallIndirect) most = Math.max(most, b)
    if (op === Op.TableLoad || op === Op.TableStore) most = Math.max(most, Number(imm))
  }
  return most
}

function reachOf({ code }: Image): number {
  let most = 0
  for (const { op, flags, d, a, b, imm } of code) {
    if (!(flags & Flag.DGlobal)) most = Math.max(most, d)
    if (!(flags & Flag.AGlobal)) most = Math.max(most, a)
    // the size of a table is no slot
    if (!(flags & Flag.BGlobal) && op !== Op.CallIndirect) most = Math.max(most, b)
    if (op === Op.Select) most = Math.max(most, Number(BigInt.asIntN(32, imm)))
  }
  return most + 2
}

/** Where a window begins in the module's memory, and how much of it there is; undefined for the guest's. */
export function backing(layout: Layout, flags: number): { base: number; bytes: number } | undefined {
  const window = windowOf(flags)
  if (window === Window.Io) return { base: layout.io, bytes: IO_BYTES }
  if (window === Window.Segments) return { base: layout.segments, bytes: layout.segmentBytes }
  return undefined
}
