// Requests as their events tell them.
import { type AnswerProposal, type ExecutionRequest, requestsAbi } from '@lambda-bourse/sdk'
import { type Address, type Hex, hexToBytes } from 'viem'
import { CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'
import type { Market } from './open.ts'

/**
 * `open`: it may be answered. `expired`: it was not, and can be refunded. `waiting`: the answer is there, and delivered
 * when it cannot be disputed any more. `delivered`, `refunded`: it is over.
 */
export type RequestState = 'open' | 'expired' | 'waiting' | 'delivered' | 'refunded'

export type RequestAnswer = { provider: number; lease: number; status: number; receiptHash: Hex; answer: Uint8Array }

export type RequestFacts = {
  state: RequestState
  request: ExecutionRequest
  body: Uint8Array
  /** Providers that committed to an answer. */
  committed: number[]
  answers: RequestAnswer[]
  /** Of an answer that waits, or waited. */
  proposal: AnswerProposal | undefined
  /** First epoch in which it is delivered; undefined where it does not wait. */
  deliverableFrom: number | undefined
  /** Whether the consumer took the answer; undefined before it was delivered. */
  taken: boolean | undefined
}

export type RequestFilter = { id?: bigint; consumer?: Address; deal?: number }

/** The market's Requests. */
export function requestsOf({ deployment }: Market): Address {
  if (deployment.requests) return deployment.requests
  throw new CliError('NoRequests', EXIT.input, 'this market has no Requests', {
    field: 'deployment',
    allowed: 'a deployment with requests',
  })
}

/** Requests and what became of them, the newest first. */
export async function readRequests(market: Market, filter: RequestFilter): Promise<RequestFacts[]> {
  const { client, bourse, deployment } = market
  const address = requestsOf(market)
  const from = { address, fromBlock: deployment.block, strict: true } as const
  const asked = await client.getLogs({ ...from, event: event('Requested'), args: filter })
  if (asked.length === 0) return []
  const ofThese = { ...from, args: { id: asked.map((log) => log.args.id) } }
  const [committed, answered, proposed, delivered, refunded, epoch] = await Promise.all([
    client.getLogs({ ...ofThese, event: event('Committed') }),
    client.getLogs({ ...ofThese, event: event('Answered') }),
    client.getLogs({ ...ofThese, event: event('Proposed') }),
    client.getLogs({ ...ofThese, event: event('Delivered') }),
    client.getLogs({ ...ofThese, event: event('Refunded') }),
    bourse.getCurrentEpoch(),
  ])
  const { grace, window } = deployment.config
  return asked.reverse().map(({ args: { id, request, body } }) => {
    const isOf = (log: { args: { id: bigint } }) => log.args.id === id
    const proposal = proposed.find(isOf)?.args.proposal
    const taken = delivered.find(isOf)?.args.success
    const isRefunded = refunded.some(isOf)
    return {
      state: stateOf({ taken, isRefunded, proposal, isLate: epoch > request.deadline }),
      request,
      body: hexToBytes(body),
      committed: committed.filter(isOf).map((log) => log.args.provider),
      answers: answered.filter(isOf).map(({ args: { provider, lease, status, receiptHash, answer } }) => {
        return { provider, lease, status, receiptHash, answer: hexToBytes(answer) }
      }),
      proposal,
      deliverableFrom: proposal && proposal.epoch + grace + window + 1,
      taken,
    }
  })
}

type Signs = Pick<RequestFacts, 'taken' | 'proposal'> & { isRefunded: boolean; isLate: boolean }

function stateOf({ taken, isRefunded, proposal, isLate }: Signs): RequestState {
  if (taken !== undefined) return 'delivered'
  if (isRefunded) return 'refunded'
  if (proposal !== undefined) return 'waiting'
  return isLate ? 'expired' : 'open'
}

type EventOf<Name extends string> = Extract<(typeof requestsAbi)[number], { type: 'event'; name: Name }>
const event = <Name extends string>(name: Name) =>
  requestsAbi.find((item) => item.type === 'event' && item.name === name) as EventOf<Name>
