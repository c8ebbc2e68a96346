import { ModuleError } from '@lambda-bourse/runtime'
import type { Image } from '../image.ts'
import { InstantiationTrap } from '../lower/initial.ts'
import { lower } from '../lower/lower.ts'
import { type Entry, type ImageHeader, imageHash, imageHeader } from '../prove/image-hash.ts'

/** A provable program as the machine has it. */
export interface ProgramImage extends Entry {
  image: Image
  header: ImageHeader
  /** Of the header: what versions and receipts name. */
  imageHash: bigint
  /** Slot `counterSlot` in the header's stack. */
  counter: bigint
}

/** The counter holds fuel from this bit on: runtime/src/counter.ts. */
export const FUEL_SHIFT = 24n

/**
 * The image of a provable program, from its bytes alone: `provable(...).bytes` of the runtime, which fuel and memory limits
 * are part of.
 *
 * @throws ModuleError The machine cannot run it.
 */
export function programImage(program: Uint8Array): ProgramImage {
  const image = lowerProgram(program)
  const run = image.exports.get('_start')
  const counter = image.globals.get('counter')
  if (!run || !counter) throw new ModuleError('abi', "no provable program: it exports no '_start' or no 'counter'")
  const first = image.slots.get(counter.slot) ?? 0n
  const fuel = BigInt.asIntN(64, first) >> FUEL_SHIFT
  const entry = { pc: run.pc, counterSlot: counter.slot, fuel }
  const header = imageHeader(image, entry)
  return { image, ...entry, header, imageHash: imageHash(header), counter: first }
}

/**
 * The program with less fuel, as a canary's sample is run (docs/receipts.md, Canary): its first state has another counter, with the
 * same lower 24 bits. Header, image hash and `counter` stay those of the version, which a contract is shown.
 *
 * @throws RangeError `fuel` is below 0, or more than the program's.
 */
export function cappedProgram(program: ProgramImage, fuel: bigint): ProgramImage {
  if (fuel < 0n || fuel > program.fuel) {
    throw new RangeError(`fuel is ${fuel}, allowed is an integer from 0 to the program's ${program.fuel}`)
  }
  const { image, counterSlot, counter } = program
  const capped = (fuel << FUEL_SHIFT) | BigInt.asUintN(Number(FUEL_SHIFT), counter)
  return { ...program, fuel, image: { ...image, slots: new Map(image.slots).set(counterSlot, capped) } }
}

function lowerProgram(program: Uint8Array): Image {
  try {
    return lower(program, { io: true })
  } catch (error) {
    if (error instanceof InstantiationTrap) throw new ModuleError('initialise', error.message)
    throw error
  }
}
