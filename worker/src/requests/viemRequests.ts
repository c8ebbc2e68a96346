import {
  commitAnswer,
  type Deployment,
  deliverAnswer,
  fulfilRequest,
  getDeal,
  getRequestState,
  requestsAbi,
  revealAnswer,
} from '@lambda-bourse/sdk'
import { hexToBytes, type PublicClient, toHex } from 'viem'
import type { RequestClient } from './client.ts'

type EventOf<Name extends string> = Extract<(typeof requestsAbi)[number], { type: 'event'; name: Name }>
const eventOf = <Name extends string>(name: Name) =>
  requestsAbi.find((item) => item.type === 'event' && item.name === name) as EventOf<Name>

/** A `RequestClient` over JSON-RPC; undefined where the market has no Requests. */
export function viemRequestClient(client: PublicClient, deployment: Deployment): RequestClient | undefined {
  const { requests: address, config } = deployment
  if (address === undefined) return undefined
  return {
    maturity: config.grace + config.window,

    async requested(from, to) {
      const range = { fromBlock: BigInt(from), toBlock: BigInt(to) }
      const logs = await client.getLogs({ address, event: eventOf('Requested'), strict: true, ...range })
      return logs.map(({ args, blockNumber }) => {
        return { request: args.request, body: hexToBytes(args.body), block: Number(blockNumber) }
      })
    },

    state: (id) => getRequestState(client, { deployment, id }),

    async proposal(id, from) {
      const query = {
        address,
        event: eventOf('Proposed'),
        args: { id },
        fromBlock: BigInt(from),
        strict: true,
      } as const
      return (await client.getLogs(query)).at(-1)?.args.proposal
    },

    async progress(id, from) {
      const query = { address, args: { id }, fromBlock: BigInt(from), strict: true } as const
      const [committed, answered] = await Promise.all([
        client.getLogs({ ...query, event: eventOf('Committed') }),
        client.getLogs({ ...query, event: eventOf('Answered') }),
      ])
      return {
        committed: committed.map(({ args }) => args.provider),
        revealed: answered.map(({ args }) => args.provider),
      }
    },

    async leases(deal) {
      const { leases } = await getDeal(client, { deployment, deal })
      return leases.filter(({ live }) => live).map(({ id }) => id)
    },

    async gasPrice() {
      return (await client.estimateFeesPerGas()).maxFeePerGas
    },

    fulfil: (request, receipt, answer) =>
      fulfilRequest.call(client, { deployment, request, receipt, answer: toHex(answer) }),
    commit: (request, lease, commitment) => commitAnswer.call(client, { deployment, request, lease, commitment }),
    reveal: (request, receipt, answer, salt) =>
      revealAnswer.call(client, { deployment, request, receipt, answer: toHex(answer), salt }),
    deliver: (request, proposal, answer) =>
      deliverAnswer.call(client, { deployment, request, proposal, answer: toHex(answer) }),
  }
}
