import { createHmac } from 'node:crypto'
import { toHex } from 'viem'
import type { ChainTime } from '../chain/chainTime.ts'
import { type Address, type Call, CallRefusedError, type Head, type Hex } from '../chain/client.ts'
import type { Sender } from '../chain/sender.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Finding, JuryClient, TrialEvidence, TrialState } from './client.ts'
import { UnjudgeableError } from './reexecution.ts'

/** Blocks that the accused has to draw its jury, and to show who in it leases to the customer, before others do. */
const DRAW_BLOCKS = 8

export interface JurorOptions {
  client: JuryClient
  sender: Pick<Sender, 'send'> & { address: Address }
  time: Pick<ChainTime, 'epoch'>
  provider: number
  /** Operator key: salts are made of it, so that a crash loses none. */
  key: Uint8Array
  /** Whether to be on the list of jurors; undefined leaves it as it is. */
  wish: 'sit' | 'leave' | undefined
  /** Executes a request again. */
  reexecute(evidence: TrialEvidence): Promise<Finding>
  log: Logger
}

/**
 * Stands by our own receipts that are on trial, and votes where we have a seat. Nothing is kept: what an execution comes
 * to is found again, salts are made of the key, and the chain says what was done.
 */
export class Juror {
  readonly #options: JurorOptions
  /** Trials that are not over. */
  readonly #open = new Set<bigint>()
  readonly #findings = new Map<bigint, Finding>()
  /** Block in which a trial was first seen to sit. */
  readonly #sitting = new Map<bigint, number>()
  /** By trial, jurors whose leases were looked at: they serve others. */
  readonly #untied = new Map<bigint, Set<number>>()
  #seen = 0n
  #working: Promise<void> | undefined

  constructor(options: JurorOptions) {
    this.#options = options
  }

  /** Looks at all open trials and does what is due; a call while one is at work shares it. */
  work(head: Pick<Head, 'number'>): Promise<void> {
    this.#working ??= this.#work(head).finally(() => {
      this.#working = undefined
    })
    return this.#working
  }

  /** Resolves when nothing is being read, run or sent. */
  async idle(): Promise<void> {
    await this.#working?.catch(() => undefined)
  }

  async #work({ number }: Pick<Head, 'number'>): Promise<void> {
    const { client, sender, log } = this.#options
    await this.#enlist()
    const count = await client.trials()
    while (this.#seen < count) this.#open.add(++this.#seen)
    let failure: unknown
    for (const id of this.#open) {
      try {
        await this.#serve(await client.trial(id), number)
      } catch (error) {
        // no coin to stand in one trial is no reason to lose a seat in another
        log.warn('trial.not_served', { trial: id.toString(), reason: messageOf(error) })
        failure ??= error
      }
    }
    const due = await client.collect(sender.address)
    if (due !== undefined) await this.#send('jury:collect', due)
    if (failure !== undefined) throw failure
  }

  async #enlist(): Promise<void> {
    const { client, provider, wish, log } = this.#options
    if (wish === undefined) return
    const { isListed, isLeaving, deposit, seats } = await client.juror(provider)
    if (wish === 'leave') {
      if (isListed && !isLeaving) await this.#send('jury:leave', client.leave(provider))
      else if (isListed && seats === 0) await this.#send('jury:discharge', client.discharge(provider))
      return
    }
    const needed = await client.deposit()
    // a quarter of it pays for a seat
    if (isListed && !isLeaving && deposit >= needed / 4n) return
    log.info('jury.enlisting', { deposit: needed.toString() })
    await this.#send('jury:enlist', client.enlist(provider, needed))
  }

  async #serve(trial: TrialState, block: number): Promise<void> {
    const { client, provider, time } = this.#options
    const { id, stage, jurors, deadline } = trial
    if (stage === 'over') {
      this.#open.delete(id)
      this.#findings.delete(id)
      this.#sitting.delete(id)
      this.#untied.delete(id)
      return
    }
    const isAccused = trial.provider === provider
    const hasSeat = jurors.includes(provider)
    if (stage === 'opened' && isAccused && time.epoch <= deadline) await this.#stand(trial)
    // where the accused does not, whoever may get a seat does
    const patience = isAccused ? 0 : this.#options.wish === 'sit' ? DRAW_BLOCKS : Number.POSITIVE_INFINITY
    if (stage === 'drawing' && block > trial.drawnBy + patience) await this.#send(`jury:draw:${id}`, client.draw(id))
    if (stage === 'sitting' && hasSeat) await this.#vote(trial)
    if (stage === 'sitting' && (hasSeat || isAccused)) await this.#recuse(trial, block)
    if (stage === 'sitting' && (hasSeat || isAccused)) await this.#judge(trial)
  }

  /** Only for what we find again: who lied, or lost its memory, does better to let the lease go. */
  async #stand(trial: TrialState): Promise<void> {
    const { client, log } = this.#options
    const finding = await this.#find(trial.id)
    if (finding === undefined) return
    if (client.answerId(finding) !== trial.claim) {
      log.error('trial.not_ours_to_defend', { trial: trial.id.toString(), ...shown(finding) })
      return
    }
    await this.#send(`jury:stand:${trial.id}`, client.stand(trial.id, trial.unit))
  }

  async #vote({ id, deadline }: TrialState): Promise<void> {
    const { client, provider, time } = this.#options
    const vote = await client.vote(id, provider)
    if (vote === 'shown' || (vote === 'none' && time.epoch > deadline)) return
    if (vote === 'sealed' && time.epoch <= deadline) return
    const finding = await this.#find(id)
    if (finding === undefined) return
    const salt = this.#salt(id)
    if (vote === 'none') {
      const commitment = client.commitment(id, provider, finding, salt)
      await this.#send(`jury:commit:${id}`, client.commit(id, provider, commitment))
    } else await this.#send(`jury:reveal:${id}`, client.reveal(id, provider, finding, salt))
  }

  /**
   * Shows who else of the jury leases to the customer, so that they cannot convict where the receipt is found to be right. Who
   * finds it false shows nothing: that could only keep an honest majority from saying so.
   */
  async #recuse(trial: TrialState, block: number): Promise<void> {
    const { client, provider, time, log } = this.#options
    const { id, jurors, recused, deadline } = trial
    if (time.epoch > deadline) return
    const since = this.#sitting.get(id) ?? block
    this.#sitting.set(id, since)
    const isAccused = trial.provider === provider
    if (!isAccused && block <= since + DRAW_BLOCKS) return
    // the accused may have found it in an earlier life
    const finding = isAccused ? await this.#find(id) : this.#findings.get(id)
    if (finding === undefined || client.answerId(finding) !== trial.claim) return
    const untied = this.#untied.get(id) ?? new Set()
    this.#untied.set(id, untied)
    for (const [seat, juror] of jurors.entries()) {
      if (juror === 0 || juror === provider || (recused >> seat) & 1 || untied.has(juror)) continue
      const lease = await client.tieOf(trial, juror)
      if (lease === undefined) {
        untied.add(juror)
        continue
      }
      log.info('trial.juror_tied', { trial: `${id}`, juror, lease, what: 'it serves the customer: it cannot convict' })
      await this.#send(`jury:recuse:${id}:${juror}`, client.recuse(id, juror, lease))
    }
  }

  async #judge({ id }: TrialState): Promise<void> {
    const { client, time } = this.#options
    const { stage, deadline, pending } = await client.trial(id)
    if (stage !== 'sitting') return
    const last = pending === 0 ? deadline : deadline + (await client.turn())
    if (time.epoch > last) await this.#send(`jury:judge:${id}`, client.judge(id))
  }

  /** What the execution comes to; undefined where this host cannot say, now or ever. */
  async #find(id: bigint): Promise<Finding | undefined> {
    const { client, reexecute, log } = this.#options
    const known = this.#findings.get(id)
    if (known !== undefined) return known
    try {
      const finding = await reexecute(await client.evidence(id))
      this.#findings.set(id, finding)
      log.info('trial.executed', { trial: id.toString(), ...shown(finding) })
      return finding
    } catch (error) {
      const isFinal = error instanceof UnjudgeableError
      log[isFinal ? 'error' : 'warn']('trial.not_executed', { trial: id.toString(), reason: messageOf(error) })
      return undefined
    }
  }

  /** Nobody else can guess it, and no crash loses it. */
  #salt(id: bigint): Hex {
    const { key, provider } = this.#options
    return toHex(createHmac('sha256', key).update(`jury ${provider} ${id}`).digest())
  }

  /** Others may have done it first: then the contract refuses, and the next look at the chain says so. */
  async #send(purpose: string, call: Call): Promise<void> {
    const { sender, log } = this.#options
    try {
      log.info('jury.sent', { purpose, outcome: await sender.send(purpose, call) })
    } catch (error) {
      if (!(error instanceof CallRefusedError)) throw error
      log.warn('jury.refused', { purpose, reason: messageOf(error) })
    }
  }
}

function shown({ responseHash, fuel, status }: Finding) {
  return { responseHash, fuel: fuel.toString(), status }
}
