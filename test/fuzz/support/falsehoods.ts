// Requests of the program by hand, and what may be said of their executions that is not so.
import { writeBytes } from '../../../prover/src/machine/load.ts'
import type { Machine } from '../../../prover/src/machine/machine.ts'
import { COUNTER, Ending } from '../../regression/support/disputes/program.ts'
import { WINDOW } from '../../regression/support/disputes/state.ts'
import type { Run } from '../../regression/support/disputes/story.ts'
import type { Lie } from '../../regression/support/disputes/table.ts'
import type { Random } from './random.ts'

const ENDINGS = Object.values(Ending).filter((byte) => byte !== Ending.Endless && byte !== Ending.OutOfFuel)

function randomBytes(random: Random, most: number): Uint8Array {
  const length = random.chance(0.3) ? random.pick([0, 1, 31, 32, 33, 64, 1023, 1024, 1025]) : random.below(most)
  return Uint8Array.from({ length }, () => random.below(256))
}

export function randomRequest(random: Random): Uint8Array {
  const request = randomBytes(random, 300)
  if (request.length > 0 && random.chance(0.4)) request[0] = random.pick(ENDINGS)
  else if (request[0] === Ending.Endless || request[0] === Ending.OutOfFuel) request[0] = 0x41
  return request
}

export interface Falsehood {
  lie: Lie
  change(machine: Machine): void
}

/** What a provider says of an execution, and the last state that would bear it out. */
export function randomFalsehood(random: Random, run: Run): Falsehood {
  const { execution } = run
  const outcome = run.outcome()
  const number = (value: number) => Uint8Array.of(value & 255, value >> 8, 0, 0, 0, 0, 0, 0)
  const { status, response } = outcome
  // who ran out of fuel has used it all: there is no other number to tell
  const told = status === 3 ? [] : ['fuel', 'status']
  const kind = random.pick(['memory', 'slot', ...told, ...(status < 2 ? ['response'] : [])])
  if (kind === 'memory') {
    const at = random.chance(0.5) ? random.below(2 * 65_536) : WINDOW + 0x30000 + random.below(1000)
    const byte = execution.at(execution.length).read(at, 1)[0] as number
    return { lie: {}, change: (machine) => writeBytes(machine.memory, at, Uint8Array.of(byte ^ 1)) }
  }
  if (kind === 'slot') {
    const at = 21 + random.below(40)
    return { lie: {}, change: (machine) => machine.stack.set(at, machine.stack.get(at) + 1n) }
  }
  if (kind === 'response') {
    const made = randomBytes(random, 200)
    const other = Buffer.from(made).equals(Buffer.from(response)) ? Uint8Array.of(...response, 1) : made
    return {
      lie: { response: other },
      change: (machine) => {
        writeBytes(machine.memory, WINDOW + 0x20000, new Uint8Array(response.length))
        writeBytes(machine.memory, WINDOW + 0x20000, other)
        writeBytes(machine.memory, WINDOW + 8, number(other.length))
      },
    }
  }
  if (kind === 'fuel' || status >= 2) {
    const fuel = outcome.fuel + BigInt(random.between(1, 1000))
    const guard = status === 4 ? 0n : 1n << 23n
    return {
      lie: { fuel },
      change: (machine) => machine.stack.set(COUNTER, ((run.program.fuel - fuel) << 24n) | guard),
    }
  }
  return {
    lie: { status: 1 - status },
    change: (machine) => writeBytes(machine.memory, WINDOW + 16, number(2 - status)),
  }
}
