import { createHash } from 'node:crypto'
import { SAMPLE_FUEL } from '@lambda-bourse/sdk'
import { sizeLimits } from '../../../runtime/src/limits.ts'
import { newLeafTable } from '../../../test/regression/support/disputes/canaries.ts'
import { Ending } from '../../../test/regression/support/disputes/program.ts'
import { Match } from '../../../test/regression/support/disputes/table.ts'
import { type DisputeCost, longestWitness } from './dispute.ts'

/** Steps of the longest execution of a sample. */
export const SAMPLE_STEPS = 2n ** 20n + 32n * SAMPLE_FUEL

export interface CanaryCost extends Omit<DisputeCost, 'witness'> {
  /** Of all moves of the provider. */
  providerGas: number
}

/**
 * A game about the canary of the largest module that a provider takes, none of whose bytes compress, and of a sample that runs as long
 * as one can, down to the step with the longest witness.
 */
export async function canaryCost(): Promise<CanaryCost> {
  const request = Uint8Array.from({ length: 256 }, (_, i) => (i === 0 ? Ending.Long : 65 + (i % 26)))
  const table = await newLeafTable({ samples: [request] }, {}, noise(sizeLimits.moduleBytes))
  const truth = await table.attest()
  const { run } = truth
  const { at } = longestWitness(run)
  const opened = await table.openLeaf(truth)
  const shown = await table.show(opened, truth)
  const lie = run.lie(at, (machine) => machine.memory.set(77, 1n), SAMPLE_STEPS)
  const match = new Match(table, { ...shown, gas: opened.gas }, lie, run.truth())
  match.gas.push({ move: 'show', gas: shown.gas })
  await match.win(run)
  const moves = match.gas.map(({ move, gas }) => ({ move, gas: Number(gas) }))
  const own = moves.filter(({ move }) => move === 'show' || move === 'defend' || move === 'split')
  return {
    transactions: moves.length,
    gas: Number(match.total),
    moves,
    providerGas: own.reduce((sum, { gas }) => sum + gas, 0),
    isPunished: await table.isFatal(table.provider.id),
  }
}

/** Bytes of which each is anything, the same ones each time. */
function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 32) bytes.set(createHash('sha256').update(`${at}`).digest(), at)
  return bytes
}
