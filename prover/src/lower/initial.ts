import type { Bytes } from '../image.ts'
import { RESULTS, TABLE, WINDOW_BYTES, Window } from '../isa.ts'
import type { Module } from './module.ts'
import type { SegmentPlaces } from './segment-places.ts'

/** An active segment is out of bounds: the module cannot be instantiated. */
export class InstantiationTrap extends Error {
  override readonly name = 'InstantiationTrap'
}

const PAGE_BYTES = 65_536
const ENTRY_BYTES = 8

/** Globals, lengths of passive segments, the table. `entryOf` answers the entry of a function. */
export function initialSlots(
  module: Module,
  places: SegmentPlaces,
  entryOf: (index: number) => bigint,
): Map<number, bigint> {
  const slots = new Map<number, bigint>()
  const globals = [...module.globals.map(({ value }) => value), ...places.lengths]
  globals.forEach((value, i) => {
    if (value !== 0n) slots.set(RESULTS + i, value)
  })
  const entries = module.table?.min ?? 0
  for (const { mode, offset, functions } of module.elements) {
    if (mode !== 'active') continue
    checkEnd('element', offset, functions.length, entries)
    functions.forEach((index, i) => {
      if (index === undefined) slots.delete(TABLE + offset + i)
      else slots.set(TABLE + offset + i, entryOf(index))
    })
  }
  return slots
}

/** Active data in the memories, passive segments in their window. */
export function initialMemory(module: Module, places: SegmentPlaces, entryOf: (index: number) => bigint): Bytes[] {
  const memory: Bytes[] = []
  module.data.forEach(({ mode, offset, memory: index, bytes }, i) => {
    if (mode === 'passive') memory.push({ address: places.address(segment(places.data, i)), bytes })
    else {
      const size = (index === 0 ? module.memory : module.window)?.min ?? 0
      checkEnd('data', offset, bytes.length, size * PAGE_BYTES)
      memory.push({ address: offset + (index === 0 ? Window.Guest : Window.Io) * WINDOW_BYTES, bytes })
    }
  })
  module.elements.forEach(({ mode, functions }, i) => {
    if (mode !== 'passive') return
    const bytes = new Uint8Array(functions.length * ENTRY_BYTES)
    const view = new DataView(bytes.buffer)
    functions.forEach((index, at) => {
      view.setBigUint64(at * ENTRY_BYTES, index === undefined ? 0n : entryOf(index), true)
    })
    memory.push({ address: places.address(segment(places.elements, i)), bytes })
  })
  return memory.filter(({ bytes }) => bytes.length > 0)
}

function segment(places: SegmentPlaces['data'], index: number): SegmentPlaces['data'][number] {
  return places[index] as SegmentPlaces['data'][number]
}

function checkEnd(what: string, offset: number, length: number, size: number): void {
  if (offset + length <= size) return
  throw new InstantiationTrap(`an active ${what} segment ends at ${offset + length}, allowed is at most ${size}`)
}
