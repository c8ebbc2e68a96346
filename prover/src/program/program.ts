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
  const fuel = BigInt.asIntN(64, image.slots.get(counter.slot) ?? 0n) >> FUEL_SHIFT
  const entry = { pc: run.pc, counterSlot: counter.slot, fuel }
  const header = imageHeader(image, entry)
  return { image, ...entry, header, imageHash: imageHash(header) }
}

function lowerProgram(program: Uint8Array): Image {
  try {
    return lower(program, { io: true })
  } catch (error) {
    if (error instanceof InstantiationTrap) throw new ModuleError('initialise', error.message)
    throw error
  }
}
