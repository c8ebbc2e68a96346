import type { ChainClient } from '../chain/client.ts'
import type { Attestation, ProofStore } from '../store/proofStore.ts'
import type { StateStore } from '../store/stateStore.ts'

export interface ChainRecordOptions {
  client: ChainClient
  state: StateStore
  proofs: ProofStore
  provider: number
  deployBlock: number
  /** Blocks that are read again each time, because they may still be exchanged. */
  depth: number
  /** Most blocks of one request for events. */
  span: number
}

/** Writes down what the chain says of this provider's attestations and of what is asked of it. */
export class ChainRecord {
  readonly #options: ChainRecordOptions

  constructor(options: ChainRecordOptions) {
    this.#options = options
  }

  /** Reads up to the newest block. What was read before a crash is read again, and changes nothing. */
  async read(): Promise<void> {
    const { client, state, proofs, provider, deployBlock, depth, span } = this.#options
    const { number: head } = await client.head()
    const from = Math.max(deployBlock, Math.min(state.recordedThrough, head) + 1 - 8 * depth)
    const attestations: Attestation[] = []
    for (let first = from; first <= head; first += span) {
      const last = Math.min(head, first + span - 1)
      attestations.push(...(await client.attestations(provider, first, last)))
      for (const ask of (await client.faults?.asks(provider, first, last)) ?? []) proofs.addAsk(ask)
      for (const game of (await client.disputes?.opened(provider, first, last)) ?? []) proofs.addGame(game)
    }
    proofs.attested(from, attestations)
    state.recordedThrough = head
  }
}
