// Random games about random executions: who tells the truth wins, whatever the other side says and picks.
//   GAME_SEED=7 GAMES=500 mocha test/fuzz/disputes.test.ts
import { expect } from 'chai'
import { writeBytes } from '../../prover/src/machine/load.ts'
import type { Machine } from '../../prover/src/machine/machine.ts'
import { COUNTER, Ending, LIMIT } from '../regression/support/disputes/program.ts'
import { WINDOW } from '../regression/support/disputes/state.ts'
import type { Run } from '../regression/support/disputes/story.ts'
import { CLOCK, type Lie, Match, sharedTable, type Table } from '../regression/support/disputes/table.ts'
import { newRandom, type Random } from './support/random.ts'

const seed = Number(process.env.GAME_SEED ?? (Date.now() % 1_000_000) + 1)
const games = Number(process.env.GAMES ?? 15)
const ENDINGS = Object.values(Ending).filter((byte) => byte !== Ending.Endless && byte !== Ending.OutOfFuel)

function randomBytes(random: Random, most: number): Uint8Array {
  const length = random.chance(0.3) ? random.pick([0, 1, 31, 32, 33, 64, 1023, 1024, 1025]) : random.below(most)
  return Uint8Array.from({ length }, () => random.below(256))
}

function randomRequest(random: Random): Uint8Array {
  const request = randomBytes(random, 300)
  if (request.length > 0 && random.chance(0.4)) request[0] = random.pick(ENDINGS)
  else if (request[0] === Ending.Endless || request[0] === Ending.OutOfFuel) request[0] = 0x41
  return request
}

interface Falsehood {
  lie: Lie
  change(machine: Machine): void
}

/** What a receipt says, and the last state that would bear it out. */
function randomFalsehood(
  random: Random,
  { execution, outcome }: { execution: Run['execution']; outcome: ReturnType<Run['outcome']> },
): Falsehood {
  const number = (value: number) => Uint8Array.of(value & 255, value >> 8, 0, 0, 0, 0, 0, 0)
  const { status, response } = outcome
  const kind = random.pick(['memory', 'slot', 'fuel', 'status', ...(status < 2 ? ['response'] : [])])
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
    return { lie: { fuel }, change: (machine) => machine.stack.set(COUNTER, ((LIMIT - fuel) << 24n) | guard) }
  }
  return {
    lie: { status: 1 - status },
    change: (machine) => writeBytes(machine.memory, WINDOW + 16, number(2 - status)),
  }
}

describe(`random games (seed ${seed}, ${games} games)`, () => {
  const random = newRandom(seed)
  let table: Table
  sharedTable((made) => {
    table = made
  })

  it('POP-5 a liar is found out, wherever its story leaves the truth and however many steps it counts', async () => {
    for (let i = 0; i < games; i++) {
      const again = await table.mark()
      const request = randomRequest(random)
      const { run } = await table.sign(request)
      const outcome = run.outcome()
      const { lie, change } = randomFalsehood(random, { execution: run.execution, outcome })
      const signed = await table.sign(request, lie)
      const { length } = run.execution
      const longer = random.chance(0.3) ? BigInt(random.below(1 << 20)) : 0n
      const steps = random.chance(0.2) ? 1n + BigInt(random.below(Number(length))) : length + longer
      const from = BigInt(random.below(Number(steps)))
      const what = `game ${i}: ${JSON.stringify({ request: [...request], lie, steps, from }, text)}`
      const match = new Match(table, await table.open(signed), signed.run.lie(from, change, steps), signed.run.truth())
      try {
        await match.win(signed.run)
      } catch (error) {
        throw new Error(what, { cause: error })
      }
      expect(await table.isFatal(table.provider.id), what).to.equal(true)
      await again()
    }
  }).timeout(0)

  it('POP-5 the truth stands, whatever is picked', async () => {
    for (let i = 0; i < games; i++) {
      const again = await table.mark()
      const signed = await table.sign(randomRequest(random))
      const { length } = signed.run.execution
      const truth = signed.run.truth(random.chance(0.5) ? length : length + BigInt(random.below(1 << 20)))
      const match = new Match(table, await table.open(signed), truth, truth)
      await match.defend()
      while (match.width > 1n) {
        await match.pick(random.below(match.points.length - 1))
        if (match.width > 1n) await match.split()
      }
      expect((await table.refused(table.challenger, 'prove', match.proof(signed.run))).name).to.equal('StepIsRight')
      await table.wait(CLOCK + 1)
      await table.send(table.developer, 'timeout', [match.opened.id])
      expect(await table.isFatal(table.provider.id)).to.equal(false)
      await again()
    }
  }).timeout(0)
})

function text(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value
}
