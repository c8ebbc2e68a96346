import { type Call, CallRefusedError, type ChainClient } from '../chain/client.ts'
import type { Sender } from '../chain/sender.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Ask, ProofStore } from '../store/proofStore.ts'
import type { Contents } from './contents.ts'
import type { Demands } from './demands.ts'
import type { Prover } from './prover.ts'

/** Asks looked at in one turn: whoever asks for much holds up no attestation. */
const MOST_A_TURN = 16

export interface DefenderOptions {
  client: ChainClient
  sender: Sender
  proofs: ProofStore
  prover: Prover
  demands: Demands
  contents: Pick<Contents, 'piece'>
  provider: number
  log: Logger
}

/** Answers on chain what is asked of this provider there, before it would end for it. */
export class Defender {
  readonly #options: DefenderOptions
  #looked = 0
  /** Whether there may be something to collect: also what was answered before a restart. */
  #mayBeOwed = true

  constructor(options: DefenderOptions) {
    this.#options = options
  }

  /** Looks at asks that wait, where the last turn ended. One that cannot be answered holds up no other. */
  async work(): Promise<void> {
    const asks = this.#options.proofs.asks()
    for (let i = 0; i < Math.min(asks.length, MOST_A_TURN); i++) {
      await this.#answer(asks[this.#looked++ % asks.length] as Ask)
    }
    await this.#collect()
  }

  /** The operator pays for answers first: whoever asks for much must not leave it without coin for its attestations. */
  async #collect(): Promise<void> {
    const { client, sender, log } = this.#options
    if (!this.#mayBeOwed) return
    const call = await client.faults?.collect(sender.address)
    if (call !== undefined) log.info('answers.paid', { outcome: await sender.send('collect', call) })
    else this.#mayBeOwed = false
  }

  async #answer(ask: Ask): Promise<void> {
    const { client, sender, proofs, log } = this.#options
    const standing = await client.faults?.standing(ask.id)
    if (standing !== 'open') {
      // Answered, expired, or of a block that is no more.
      proofs.dropAsk(ask.id)
      return
    }
    const call = await this.#call(ask).catch((error: unknown) => {
      log.warn('ask.failed', { id: ask.id, reason: messageOf(error) })
    })
    if (call === undefined) {
      log.error('ask.unanswerable', { ...ask })
      return
    }
    try {
      const sent = await sender.send(`answer:${ask.id}`, call)
      this.#mayBeOwed = true
      log.info('ask.answered', { id: ask.id, kind: ask.kind, epoch: ask.epoch, outcome: sent })
    } catch (error) {
      if (!(error instanceof CallRefusedError)) throw error
      log.error('ask.not_answered', { id: ask.id, reason: messageOf(error) })
    }
  }

  async #call(ask: Ask): Promise<Call | undefined> {
    const { client, prover, demands, contents, provider } = this.#options
    if (ask.kind === 'demand') {
      const answer = await demands.answer(ask.lease, ask.request)
      return answer && client.faults?.answerDemand({ id: ask.id as `0x${string}`, ...answer })
    }
    if (ask.kind === 'content') {
      const piece = contents.piece(ask)
      return piece && client.faults?.answerContent(provider, ask.hash, piece)
    }
    if (ask.kind === 'leaf') {
      const proof = prover.leaf(ask.epoch, ask.lease)
      return proof && client.faults?.answerLeaf(provider, proof)
    }
    const found = prover.header(ask.epoch, ask.number)
    if (found?.signed === undefined) return undefined
    return client.faults?.answerHeader(found.signed, found.proof)
  }
}
