import type { FastMachine } from '../fast/fast.ts'
import { Status as Machine } from '../isa.ts'
import { Execution } from '../prove/execution.ts'
import { FUEL_SHIFT, type ProgramImage } from './program.ts'
import { At, IO, MOST_CONTENT } from './window.ts'

/** A request as a receipt names it. */
export interface ProgramRequest {
  /** Its canonical encoding (docs/receipts.md), at most 65,536 bytes. */
  request: Uint8Array
  /** Its content hash, 32 bytes: the seed of random numbers. */
  requestHash: Uint8Array
  /** Where the virtual clock starts: the start of the receipt's epoch, in ns. */
  timeNs: bigint
}

/** What a receipt says of a run: docs/proof-of-processing.md, Outcome. */
export interface ProgramOutcome {
  /** As in docs/receipts.md. */
  status: number
  fuel: bigint
  /** Empty unless `status` is 0 or 1. */
  response: Uint8Array
}

/** A receipt's `status`, by what the program wrote at `At.outcome`. */
const ENDED: Record<number, number> = { 1: 0, 2: 1, 6: 5 }
const TRAP = 2
const OUT_OF_FUEL = 3
const CALL_DEPTH = 4
const GUARD = 1n << 23n

/**
 * Writes a request into a machine that has the image's first state; what `Execution` takes to begin with.
 *
 * @throws RangeError The request is too long, or its hash has not 32 bytes.
 */
export function requestState({ request, requestHash, timeNs }: ProgramRequest): (machine: FastMachine) => void {
  if (request.length > MOST_CONTENT) {
    throw new RangeError(`the request has ${request.length} bytes, allowed are at most ${MOST_CONTENT}`)
  }
  if (requestHash.length !== 32) throw new RangeError(`requestHash has ${requestHash.length} bytes, allowed are 32`)
  return (machine) => {
    machine.write(IO + At.requestLength, u64(BigInt(request.length)))
    machine.write(IO + At.seed, requestHash)
    machine.write(IO + At.clock, u64(timeNs))
    if (request.length > 0) machine.write(IO + At.request, request)
  }
}

/** The execution of a request by a program. */
export function programExecution({ image, pc }: ProgramImage, request: ProgramRequest): Execution {
  return new Execution(image, pc, requestState(request))
}

/** What a machine that halted or trapped has come to. */
export function outcomeOf(machine: FastMachine, { counterSlot, fuel: limit }: ProgramImage): ProgramOutcome {
  const counter = machine.slot(counterSlot)
  const left = BigInt.asIntN(64, counter) >> FUEL_SHIFT
  const response = new Uint8Array(0)
  if (left < 0n) return { status: OUT_OF_FUEL, fuel: limit, response }
  const fuel = limit - left
  const trapped = machine.registers.status === Machine.Trapped
  if (trapped && (counter & GUARD) === 0n) return { status: CALL_DEPTH, fuel, response }
  const status = ENDED[Number(readU64(machine, At.outcome))] ?? TRAP
  if (status >= TRAP) return { status, fuel, response }
  const length = Number(readU64(machine, At.responseLength))
  return { status, fuel, response: machine.read(IO + At.response, length) }
}

function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return bytes
}

function readU64(machine: FastMachine, at: number): bigint {
  const bytes = machine.read(IO + at, 8)
  return new DataView(bytes.buffer).getBigUint64(0, true)
}
