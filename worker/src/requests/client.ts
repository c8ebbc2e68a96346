import type { AnswerProposal, ExecutionRequest } from '@lambda-bourse/sdk'
import type { Call, Hex } from '../chain/client.ts'

/** A contract's request, with the block it was made in. */
export interface Requested {
  request: ExecutionRequest
  body: Uint8Array
  block: number
}

/** What the worker wants to know of Requests and do there. Tests script it; `viemRequests.ts` is the real one. */
export interface RequestClient {
  /** Epochs after that of a proposal in which it is not delivered: G + W. */
  maturity: number
  /** Requests made in blocks from..to, in order. */
  requested(from: number, to: number): Promise<Requested[]>
  /** Stored word of a request; zero when it is over. */
  state(id: bigint): Promise<Hex>
  /** The newest proposal of an answer to a request, in blocks from `from` on. */
  proposal(id: bigint, from: number): Promise<AnswerProposal | undefined>
  /** Providers that committed to an answer, in the order of their seats, and those that showed it, in blocks from `from` on. */
  progress(id: bigint, from: number): Promise<{ committed: number[]; revealed: number[] }>
  /** Live leases of a deal, in order. */
  leases(deal: number): Promise<number[]>
  /** wei per gas that a transaction may cost now. */
  gasPrice(): Promise<bigint>
  /** Encoded calls. */
  fulfil(request: ExecutionRequest, receipt: string, answer: Uint8Array): Call
  commit(request: ExecutionRequest, lease: number, commitment: Hex): Call
  reveal(request: ExecutionRequest, receipt: string, answer: Uint8Array, salt: Hex): Call
  deliver(request: ExecutionRequest, proposal: AnswerProposal, answer: Uint8Array): Call
}
