import type { Address, Hex } from 'viem'
import type { RequestFacts, RequestState } from '../../market/requests.ts'

/** Text as text; anything else as base64. */
export type Bytes = { text: string } | { base64: string }

/** A request, for people and programs. Amounts in micro-USDC. */
export type RequestReport = {
  id: bigint
  state: RequestState
  consumer: Address
  deal: number
  code: Hex
  fee: number
  callbackGas: number
  /** Last epoch in which it is answered. */
  deadline: number
  quorum: number
  seats: number
  final: boolean
  body: Bytes
  /** Providers that committed to an answer. */
  committed: number[]
  answers: { provider: number; lease: number; status: number; receiptHash: Hex; answer: Bytes }[]
  /** First epoch in which a waiting answer is delivered. */
  deliverableFrom: number | undefined
  /** Whether the consumer's callback went through. */
  taken: boolean | undefined
}

export function reportOf({ request, ...facts }: RequestFacts): RequestReport {
  const { id, consumer, deal, code, fee, callbackGas, deadline, quorum, seats, waits } = request
  return {
    id,
    state: facts.state,
    consumer,
    deal,
    code,
    fee,
    callbackGas,
    deadline,
    quorum,
    seats,
    final: waits,
    body: bytesOf(facts.body),
    committed: facts.committed,
    answers: facts.answers.map((one) => ({ ...one, answer: bytesOf(one.answer) })),
    deliverableFrom: facts.deliverableFrom,
    taken: facts.taken,
  }
}

function bytesOf(bytes: Uint8Array): Bytes {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') }
  }
}
