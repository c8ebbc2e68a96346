// What becomes of a leaf whose canary was shown: right, denied on chain, or reported.
import { zeroHash } from 'viem'
import type { ShownLeaf } from './answers.ts'
import type { Canaries } from './canary.ts'
import type { WatchState } from './state.ts'
import type { Trial } from './trial/trial.ts'
import type { Log } from './watcher.ts'

export type CanaryJudgeOptions = { canaries: Canaries; trial: Pick<Trial, 'accuseLeaf'>; state: WatchState; log: Log }

export class CanaryJudge {
  readonly #options: CanaryJudgeOptions

  constructor(options: CanaryJudgeOptions) {
    this.#options = options
  }

  /** Draws a leaf's canary again. What a game decides is denied, the rest is reported. */
  async look(leaf: ShownLeaf, endpoint: string): Promise<void> {
    const { provider, proof } = leaf
    const duty = { provider, epoch: proof.root.epoch, lease: proof.summary.lease }
    const shown = proof.summary.canary.toLowerCase()
    const { canaries, trial, state, log } = this.#options
    const facts = await canaries.facts(duty, endpoint)
    const expected = facts && (await canaries.draw(facts))
    if (expected === shown) return
    if (facts === undefined || expected === undefined) {
      const what = 'no version was named then, or nobody gives module and config as registered, or no host can run them'
      return log('canary.unchecked', { ...duty, what })
    }
    const isMissing = shown === zeroHash
    const isDenied = facts.isDecided && !isMissing && trial.accuseLeaf(leaf, endpoint, `it is ${expected}`)
    if (!state.report(`canary:${provider}:${duty.epoch}:${duty.lease}`)) return
    const reported = isMissing
      ? 'it says that it has not, or cannot run, the module: there is nothing to deny'
      : 'nothing on chain decides about a sample of the attested tier: it is reported only'
    log('canary.wrong', { ...duty, shown, expected, what: isDenied ? 'it is denied on chain' : reported })
  }
}
