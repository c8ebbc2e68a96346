// Puts canaries on trial that were found false.
import { type Dispute, type LeafProof, openLeaf, readDispute } from '@lambda-bourse/sdk'
import { zeroHash } from 'viem'
import { canaryBy, leafOpeningCall, sampleSubject, shownSample } from '../../market/canaries.ts'
import type { Canaries, CanaryFacts } from '../canary.ts'
import { readLeafProof } from '../proofs.ts'
import type { LeafAccusation } from '../state.ts'
import type { Desk } from './desk.ts'

export class LeafOpener {
  readonly #desk: Desk
  readonly #canaries: Canaries

  constructor(desk: Desk, canaries: Canaries) {
    this.#desk = desk
    this.#canaries = canaries
  }

  /**
   * Everything that is to be done about an accusation, once. A provider that lies in each epoch is denied once at a time: a second
   * game would cost twice the bond, and bring no more.
   * @returns whether nothing is left to be done
   */
  async open(key: string, accusation: LeafAccusation): Promise<boolean> {
    const { provider, endpoint } = accusation
    const proof = readLeafProof(accusation.proof)
    if (proof === undefined) throw new Error('the proof that was written down cannot be read')
    const about = { provider, epoch: proof.root.epoch, lease: proof.summary.lease }
    if (await this.#isTooLate(about.epoch)) {
      this.#desk.log('accusation.dropped', { ...about, what: 'nobody can deny a leaf of that epoch any more' })
      return true
    }
    const open = await this.#onTrial(provider)
    if (open.length > 0)
      return open.some(({ epoch, summary }) => epoch === about.epoch && summary.lease === about.lease)
    const facts = await this.#canaries.facts(about, endpoint)
    if (facts === undefined) throw new Error('nobody gives module and config of its version')
    await this.#openGame(key, accusation, proof, facts)
    return true
  }

  async #openGame(key: string, { provider }: LeafAccusation, proof: LeafProof, facts: CanaryFacts) {
    const { market, state, player, log } = this.#desk
    const { lease, canary } = proof.summary
    const { epoch } = proof.root
    const subject = facts.imageHash === zeroHash ? undefined : sampleSubject(facts)
    const opening = subject && (await player.opening(key, subject))
    if (opening && canaryBy(facts, opening) === canary) {
      const what = 'the machine comes to the canary that was attested'
      return log('accusation.dropped', { provider, epoch, lease, what })
    }
    const sample = subject && opening && shownSample(facts, subject, opening)
    const { previous } = facts
    const renew = () => leafOpeningCall(market, { provider, proof, previous, sample })
    const call = await renew()
    const { logs } = await this.#desk.send(call, renew)
    const { id } = openLeaf.extractEvent(logs, market.deployment)
    state.foundGames([id], state.gamesThrough)
    const what = `the canary of lease ${lease} of provider ${provider} in epoch ${epoch} is not the one that is drawn`
    log('dispute.opened', { game: `${id}`, provider, epoch, lease, bond: `${call.value}`, what })
  }

  /** Leaves of a provider about which this account has a game: it may have been killed before it wrote that down. */
  async #onTrial(provider: number): Promise<Extract<Dispute['about'], { kind: 'leaf' }>[]> {
    const { market, base, state } = this.#desk
    const games = await Promise.all(state.games.map((id) => readDispute(market.client, { ...base, id })))
    return games.flatMap(({ about, provider: accused, turn }) =>
      about.kind === 'leaf' && accused === provider && turn !== 'over' ? [about] : [],
    )
  }

  async #isTooLate(epoch: number): Promise<boolean> {
    const { bourse, deployment } = this.#desk.market
    const { window, grace } = deployment.config
    return (await bourse.getCurrentEpoch()) > epoch + window + grace
  }
}
