import { Ending } from '../../../test/regression/support/disputes/program.ts'
import type { Run } from '../../../test/regression/support/disputes/story.ts'
import { Match, newTable } from '../../../test/regression/support/disputes/table.ts'

const STEPS = 1n << 32n
/** More than the prologue and some rounds of the program's loop. */
const LOOKED_AT = 200n

export interface DisputeCost {
  /** From opening to verdict. */
  transactions: number
  gas: number
  moves: { move: string; gas: number }[]
  /** Of the last step, words. */
  witness: number
  isPunished: boolean
}

/**
 * A dispute of 2^32 steps that comes down to the step with the longest witness that a program has: the states before it are real,
 * those after it are the liar's.
 */
export async function disputeCost(): Promise<DisputeCost> {
  const table = await newTable()
  const request = Uint8Array.from({ length: 256 }, (_, i) => (i === 0 ? Ending.Long : 65 + (i % 26)))
  const signed = await table.sign(request)
  const { at, witness } = longestWitness(signed.run)
  const lie = signed.run.lie(at, (machine) => machine.memory.set(77, 1n), STEPS)
  const match = new Match(table, await table.open(signed), lie, signed.run.truth())
  await match.win(signed.run)
  return {
    transactions: match.gas.length,
    gas: Number(match.total),
    moves: match.gas.map(({ move, gas }) => ({ move, gas: Number(gas) })),
    witness,
    isPunished: await table.isFatal(table.provider.id),
  }
}

/** The step with the longest witness, and its words. */
export function longestWitness({ execution }: Run): { at: bigint; witness: number } {
  let [at, witness] = [0n, 0]
  for (let step = 0n; step < LOOKED_AT; step++) {
    const { length } = execution.prove(step).witness
    if (length > witness) [at, witness] = [step, length]
  }
  return { at, witness }
}
