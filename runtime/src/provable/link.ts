import { Op } from '../decode/opcodes.ts'
import type { ModuleLayout } from '../decode/types.ts'
import { Writer } from '../emit/writer.ts'
import type { GuestAbi } from '../validate/abi.ts'
import { Errno } from '../wasi/errno.ts'
import { loadShim, type Shim, type ShimFunction } from './shim.ts'

/** The shim's functions with the indices that they have in a program. */
export interface Linked {
  /** Bodies of the functions that take the place of the guest's imports, in their order. */
  imports: Uint8Array[]
  /** Those that come after the guest's own: the index of their type in the program, and body. */
  appended: { type: number; body: Uint8Array }[]
  /** Index in the program of the function that runs it all. */
  entry: number
}

/**
 * Gives the shim's functions their places in a program: an import of the guest becomes the function of its name, what those
 * and the entry call comes after the guest's last function. The guest's own indices stay as they are.
 */
export function link(layout: ModuleLayout, guest: GuestAbi): Linked {
  const shim = loadShim()
  const entry = shim.exports.get(guest.abi === 'command' ? 'run_command' : 'run_handler') as number
  const wanted = layout.imports.map(({ name }) => shim.exports.get(name))
  const places = new Places(shim, layout, guest)
  for (const index of [...wanted, entry]) if (index !== undefined) places.addCallees(index)
  const linkedEntry = places.placeOf(entry)
  const bodies = new Bodies(shim, layout, places)
  return {
    imports: layout.imports.map(({ name }, i) => {
      const index = wanted[i]
      return index === undefined ? absentBody(name) : bodies.of(index)
    }),
    appended: places.appended.map((index) => {
      const { type } = functionOf(shim, index)
      return { type: layout.types.length + type, body: bodies.of(index) }
    }),
    entry: linkedEntry,
  }
}

function functionOf(shim: Shim, index: number): ShimFunction {
  return shim.functions[index - shim.imports.length] as ShimFunction
}

/** Where functions of the shim are in the program. */
class Places {
  /** Functions of the shim that come after the guest's, in order. */
  readonly appended: number[] = []
  readonly #shim: Shim
  readonly #first: number
  readonly #places = new Map<number, number>()

  constructor(shim: Shim, layout: ModuleLayout, guest: GuestAbi) {
    this.#shim = shim
    this.#first = layout.imports.length + layout.functions.length
    const found = new Map(guest.functions)
    if (layout.start !== undefined) found.set('start', layout.start)
    for (const [i, name] of shim.imports.entries()) {
      // `$nothing` takes the place of what the guest has not, and may do without
      this.#places.set(i, found.get(name) ?? this.placeOf(shim.exports.get('nothing') as number))
    }
  }

  /** The function's index in the program; it is appended where it has none. */
  placeOf(index: number): number {
    const known = this.#places.get(index)
    if (known !== undefined) return known
    const place = this.#first + this.appended.push(index) - 1
    this.#places.set(index, place)
    this.addCallees(index)
    return place
  }

  addCallees(index: number): void {
    for (const reference of functionOf(this.#shim, index).references) {
      if (reference.kind === 'function') this.placeOf(reference.index)
    }
  }
}

/** Copies bodies, with the indices of the program. */
class Bodies {
  readonly #shim: Shim
  readonly #places: Places
  readonly #firstGlobal: number

  constructor(shim: Shim, layout: ModuleLayout, places: Places) {
    this.#shim = shim
    this.#places = places
    this.#firstGlobal = layout.globals.length
  }

  of(index: number): Uint8Array {
    const { body, references } = functionOf(this.#shim, index)
    const out = new Writer(body.end - body.start + references.length * 4)
    let copied = body.start
    for (const { kind, index: named, range } of references) {
      out.copy(this.#shim.bytes, copied, range.start)
      out.u32(kind === 'function' ? this.#places.placeOf(named) : this.#firstGlobal + named)
      copied = range.end
    }
    out.copy(this.#shim.bytes, copied, body.end)
    return out.bytes
  }
}

/** What WASI has and the subset has not: an error number, whatever the arguments. */
function absentBody(name: string): Uint8Array {
  const out = new Writer(8)
  out.put(0, Op.I32Const)
  out.s64(BigInt(name.startsWith('path_') ? Errno.NotCapable : Errno.NotImplemented))
  out.byte(Op.End)
  return out.bytes
}
