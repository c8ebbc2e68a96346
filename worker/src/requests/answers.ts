import { requestedCode } from '@lambda-bourse/sdk'
import { toHex } from 'viem'
import type { ChainTime } from '../chain/chainTime.ts'
import type { Invoker } from '../invoke/invoker.ts'
import type { Host } from '../leases/host.ts'
import type { Entry, KeptAnswer, RequestStore } from './requestStore.ts'

const MOST_ANSWER = 4_096

/** There will never be an answer of ours. */
export class UnanswerableError extends Error {
  override readonly name = 'UnanswerableError'
}

export interface AnswersOptions {
  store: Pick<RequestStore, 'keepAnswer'>
  invoker: Pick<Invoker, 'execute'>
  host: Pick<Host, 'target'>
  time: Pick<ChainTime, 'epoch'>
}

/** Runs what is asked, and keeps the answer. */
export class Answers {
  readonly #options: AnswersOptions

  constructor(options: AnswersOptions) {
    this.#options = options
  }

  /**
   * The answer that was kept while its receipt is of this epoch or the one before, else a new one: it is the same, with
   * another receipt. Undefined while the lease runs other code.
   * @throws UnanswerableError for an answer that is too long for the chain.
   */
  async of({ request, body, answer: kept }: Entry, lease: number): Promise<KeptAnswer | undefined> {
    const { host, invoker, store, time } = this.#options
    const epoch = time.epoch
    if (kept !== undefined && kept.epoch + 1 >= epoch) return kept
    const { functionId, number: version, ...hashes } = host.target(lease, epoch).version
    const [moduleHash, imageHash] = [toHex(hashes.moduleHash), toHex(hashes.imageHash)]
    // Another version may be the alias's again before the deadline.
    if (requestedCode({ functionId, version, moduleHash, imageHash }) !== request.code) return undefined
    const { response, receipt } = await invoker.execute(lease, { method: 'POST', target: '/', contentType: '', body })
    if (response.length > MOST_ANSWER) {
      throw new UnanswerableError(`its answer has ${response.length} bytes; allowed: ${MOST_ANSWER}`)
    }
    const answer = { epoch, receipt, response }
    store.keepAnswer(request.id, answer)
    return answer
  }
}
