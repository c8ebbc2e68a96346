import { answerCommitment, decodeWire } from '@lambda-bourse/sdk'
import type { ChainTime } from '../chain/chainTime.ts'
import type { Sender } from '../chain/sender.ts'
import type { Logger } from '../log.ts'
import { type Answers, UnanswerableError } from './answers.ts'
import type { RequestClient } from './client.ts'
import type { Entry, RequestStore } from './requestStore.ts'
import type { Turns } from './turns.ts'

export interface QuorumOptions {
  client: Pick<RequestClient, 'progress' | 'commit' | 'reveal'>
  store: Pick<RequestStore, 'salt' | 'saltFor'>
  sender: Pick<Sender, 'send'>
  answers: Answers
  turns: Turns
  time: Pick<ChainTime, 'epoch'>
  provider: number
  log: Logger
}

/** Our lease of the request's deal, when we would take a seat now. */
export type TakeSeat = () => Promise<number | undefined>

/**
 * Commits to an answer, and shows it when all seats are taken or the last epoch has come. The salt is on disk before the
 * commitment leaves, and the answer can be run again: whatever is lost in between, what was committed to is shown.
 */
export class Quorum {
  readonly #options: QuorumOptions

  constructor(options: QuorumOptions) {
    this.#options = options
  }

  /**
   * Does what is due for an open request.
   * @param lease a lease of ours that a receipt may name; undefined when there is none now
   */
  async serve(entry: Entry, lease: number | undefined, takeSeat: TakeSeat): Promise<void> {
    const { client, time, provider } = this.#options
    const { id, seats, deadline } = entry.request
    const { committed, revealed } = await client.progress(id, entry.block)
    if (revealed.includes(provider)) return
    const isLast = time.epoch === deadline
    if (!committed.includes(provider)) {
      const seat = isLast || committed.length >= seats ? undefined : await takeSeat()
      if (seat !== undefined) await this.#commit(entry, seat)
    } else if ((isLast || committed.length >= seats) && lease !== undefined) {
      await this.#reveal(entry, lease, committed.indexOf(provider))
    }
  }

  async #commit(entry: Entry, lease: number): Promise<void> {
    const { client, store, sender, answers, provider, log } = this.#options
    const { request } = entry
    const answer = await answers.of(entry, lease)
    if (answer === undefined) return
    const { status, responseHash } = decodeWire(answer.receipt).receipt
    const salt = store.saltFor(request.id)
    const commitment = answerCommitment({ id: request.id, provider, status, responseHash, salt })
    const outcome = await sender.send(`commit:${request.id}`, client.commit(request, lease, commitment))
    log.info('request.committed', { request: request.id.toString(), outcome })
  }

  /** Those who took the first seats make the quorum; the others are spares. */
  async #reveal(entry: Entry, lease: number, seat: number): Promise<void> {
    const { client, store, sender, answers, turns, log } = this.#options
    const { request } = entry
    const salt = store.salt(request.id)
    if (salt === undefined) throw new UnanswerableError('its salt is lost')
    if (!turns.isOurs(revealOf(request.id), seat - request.quorum + 1)) return
    const answer = await answers.of(entry, lease)
    if (answer === undefined) return
    const call = client.reveal(request, answer.receipt, answer.response, salt)
    // Another one may be mined first, and ours then be the one that completes the quorum.
    const outcome = await sender.send(`reveal:${request.id}`, { ...call, spareGas: completion(request) })
    log.info('request.revealed', { request: request.id.toString(), outcome })
  }
}

/** What the turn to show an answer is called. */
export const revealOf = (id: bigint): string => `reveal:${id}`

/** Gas of what the last of a quorum does beyond the others: payments, the callback with the 64th that stays. */
function completion({ quorum, callbackGas }: Entry['request']): bigint {
  return (BigInt(callbackGas) * 64n) / 63n + 60_000n + 40_000n * BigInt(quorum)
}
