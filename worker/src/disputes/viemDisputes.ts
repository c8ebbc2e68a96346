import {
  type Deployment,
  DISPUTE_TURNS,
  type DisputeTurn,
  disputesAbi,
  getDispute,
  readDispute,
  showCanary,
  timeoutDispute,
} from '@lambda-bourse/sdk'
import type { Address, PublicClient } from 'viem'
import { callOf } from './calls.ts'
import type { DisputesClient } from './client.ts'

type EventOf<name> = Extract<(typeof disputesAbi)[number], { type: 'event'; name: name }>
const eventOf = <name extends 'Opened' | 'LeafOpened'>(name: name) =>
  disputesAbi.find((item) => item.type === 'event' && item.name === name) as EventOf<name>
/** A game begins with one of these. */
const [receiptOpened, leafOpened] = [eventOf('Opened'), eventOf('LeafOpened')]

/** A `DisputesClient` over JSON-RPC, of the contract at an address. */
export function viemDisputesClient(client: PublicClient, deployment: Deployment, address: Address): DisputesClient {
  return {
    async opened(provider, from, to) {
      const filter = {
        address,
        args: { provider },
        fromBlock: BigInt(from),
        toBlock: BigInt(to),
        strict: true,
      } as const
      const [receipts, leaves] = await Promise.all([
        client.getLogs({ ...filter, event: receiptOpened }),
        client.getLogs({ ...filter, event: leafOpened }),
      ])
      return [...receipts, ...leaves].map(({ args: { id }, blockHash, logIndex }) => {
        return { id, event: `${blockHash}:${logIndex}` }
      })
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
    show: ({ id }, duty, showing) => showCanary.call(client, { deployment, id, duty, ...showing }),
    timeout: (id) => timeoutDispute.call(client, { deployment, id }),
  }
}
