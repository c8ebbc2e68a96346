import type { Dispute } from '@lambda-bourse/sdk'
import { type Address, type Hash, isAddressEqual } from 'viem'

/** What a game cost on chain. */
export interface Bill {
  /** Of the execution, as the provider says. */
  steps: number
  rounds: number
  transactions: number
  gasTotal: number
  /** Whoever is not the challenger moves for the provider. */
  gas: { provider: number; challenger: number }
}

type Reader = { getTransactionReceipt(query: { hash: Hash }): Promise<{ gasUsed: bigint; from: Address }> }

/** The opening counts, a withdrawal afterwards does not. */
export async function billOf(client: Reader, { moves, challenger, steps = 0 }: Dispute): Promise<Bill> {
  const gas = { provider: 0, challenger: 0 }
  for (const { transaction } of moves) {
    const { gasUsed, from } = await client.getTransactionReceipt({ hash: transaction })
    gas[isAddressEqual(from, challenger) ? 'challenger' : 'provider'] += Number(gasUsed)
  }
  const rounds = moves.filter(({ kind }) => kind === 'pick').length
  return { steps, rounds, transactions: moves.length, gasTotal: gas.provider + gas.challenger, gas }
}

export function billText({ steps, rounds, transactions, gasTotal, gas }: Bill, seconds?: number): string {
  const n = (value: number) => value.toLocaleString('en')
  const time = seconds === undefined ? '' : ` in ${seconds.toFixed(1)} s`
  const sides = `provider ${n(gas.provider)}, challenger ${n(gas.challenger)}`
  return `${n(steps)} steps, ${rounds} rounds, ${transactions} transactions${time}; gas ${n(gasTotal)} (${sides})`
}
