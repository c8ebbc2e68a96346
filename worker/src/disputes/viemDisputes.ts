import {
  type Deployment,
  DISPUTE_TURNS,
  type DisputeTurn,
  disputesAbi,
  getDispute,
  readDispute,
  timeoutDispute,
} from '@lambda-bourse/sdk'
import type { Address, PublicClient } from 'viem'
import { callOf } from './calls.ts'
import type { DisputesClient } from './client.ts'

type OpenedEvent = Extract<(typeof disputesAbi)[number], { type: 'event'; name: 'Opened' }>
const openedEvent = disputesAbi.find((item) => item.type === 'event' && item.name === 'Opened') as OpenedEvent

/** A `DisputesClient` over JSON-RPC, of the contract at an address. */
export function viemDisputesClient(client: PublicClient, deployment: Deployment, address: Address): DisputesClient {
  return {
    async opened(provider, from, to) {
      const range = { fromBlock: BigInt(from), toBlock: BigInt(to) }
      const logs = await client.getLogs({ address, event: openedEvent, args: { provider }, strict: true, ...range })
      return logs.map(({ args: { id }, blockHash, logIndex }) => ({ id, event: `${blockHash}:${logIndex}` }))
    },

    async standing(id) {
      const { turn, since, first, width, providerLeft, challengerLeft } = await getDispute(client, { deployment, id })
      return {
        turn: DISPUTE_TURNS[turn] as DisputeTurn,
        since,
        first,
        width,
        left: { provider: providerLeft, challenger: challengerLeft },
      }
    },

    read: (id) => readDispute(client, { deployment, id }),

    move: (game, move) => callOf(client, deployment, game, move),
    timeout: (id) => timeoutDispute.call(client, { deployment, id }),
  }
}
