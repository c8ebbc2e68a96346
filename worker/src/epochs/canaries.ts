import type { ExecutorPool } from '@lambda-bourse/runtime'
import { canary, canarySeed } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { ChainTime } from '../chain/chainTime.ts'
import type { ChainClient, LeaseState, VersionState } from '../chain/client.ts'
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { invokePatiently } from '../execution/patience.ts'
import type { ContentSource } from '../leases/contentSource.ts'
import type { Host } from '../leases/host.ts'
import type { Preparer } from '../leases/preparer.ts'
import { parseVersionConfig } from '../leases/versionConfig.ts'
import { checkContent } from '../leases/versionContent.ts'
import type { Logger } from '../log.ts'
import type { ProofStore } from '../store/proofStore.ts'
import { runSample } from './samples.ts'

/**
 * Least age of the attestation whose seed draws, at the end of the epoch, seconds; of short epochs half the length. A chain
 * that exchanges its newest blocks gives that attestation another seed, and what was drawn by the first one is wrong.
 */
const SETTLED = 900

/** What a lease's leaf holds where the host could not have the module, or is not sure of the seed: 32 zero bytes. */
export const NO_CANARY = new Uint8Array(32)

export interface CanariesOptions {
  client: Pick<ChainClient, 'version' | 'versionAt' | 'secondOf' | 'provider'>
  content: Pick<ContentSource, 'get' | 'keep'>
  host: Pick<Host, 'hosted'>
  preparer: Pick<Preparer, 'prepare'>
  pool: Pick<ExecutorPool, 'invoke'>
  proofs: Pick<ProofStore, 'attestationBefore' | 'attestationsBefore'>
  time: ChainTime
  clock: Clock
  /** Longest a sample may run. */
  deadlineMs: number
  provider: number
  log: Logger
}

/** A version, and which it is. */
interface Named {
  functionId: bigint
  number: number
  version: VersionState
}

/**
 * Draws the canaries of an epoch's leases: they show that the host has, and runs, the modules it is paid for. A wrong one can be
 * denied on chain, none at all cannot: the version is the chain's own answer, and what is not as registered gives none.
 */
export class Canaries {
  readonly #options: CanariesOptions

  constructor(options: CanariesOptions) {
    this.#options = options
  }

  /**
   * By lease. A module that cannot be had or run is logged, and its lease gets {@link NO_CANARY}.
   * @throws Error The chain did not answer: ask again.
   */
  async of(epoch: number, leases: readonly LeaseState[]): Promise<Map<number, Uint8Array>> {
    const { proofs, provider, log } = this.#options
    const reason = await this.#unsure(epoch)
    if (reason !== undefined) {
      log.warn('canary.missing', { epoch, reason })
      return new Map(leases.map(({ id }) => [id, NO_CANARY]))
    }
    const previous = Buffer.from((proofs.attestationBefore(epoch)?.seed ?? '0x').slice(2).padStart(64, '0'), 'hex')
    const seed = canarySeed({ provider, epoch, previous })
    const drawn = new Map<string, Promise<Uint8Array>>()
    const canaries = new Map<number, Uint8Array>()
    for (const lease of leases) {
      const key = `${lease.functionId}:${lease.aliasName}`
      const one = drawn.get(key) ?? this.#draw(lease, epoch, seed)
      drawn.set(key, one)
      canaries.set(lease.id, await one)
    }
    return canaries
  }

  /** Why the seed may not be the one that the chain has in the end. */
  async #unsure(epoch: number): Promise<string | undefined> {
    const { client, proofs, provider } = this.#options
    const [{ attested }, known] = [await client.provider(provider), proofs.attestationsBefore(epoch)]
    // The node may not tell all that it knows in one moment, or tells of a block that is no more.
    if (attested !== known) return `${attested} epochs were attested, of which the events of ${known} are known`
    const before = proofs.attestationBefore(epoch)
    if (before === undefined || (await this.#isSettled(before.block, epoch))) return undefined
    return `epoch ${before.epoch} was attested too late: its seed may still change`
  }

  async #isSettled(block: number, epoch: number): Promise<boolean> {
    const { client, time } = this.#options
    const [start, end] = [time.startOf(epoch), time.startOf(epoch + 1)]
    return end - (await client.secondOf(block)) >= Math.min(SETTLED, (end - start) / 2)
  }

  async #draw(lease: LeaseState, epoch: number, seed: `0x${string}`): Promise<Uint8Array> {
    const { client, time, log } = this.#options
    const { functionId, aliasName } = lease
    const number = await client.versionAt(functionId, aliasName, time.startOf(epoch))
    if (number === 0) return NO_CANARY
    const version = await client.version(functionId, number)
    try {
      return await this.#canary({ functionId, number, version }, epoch, seed)
    } catch (error) {
      log.warn('canary.missing', { lease: lease.id, epoch, version: number, reason: messageOf(error) })
      return NO_CANARY
    }
  }

  async #canary({ functionId, number, version }: Named, epoch: number, seed: `0x${string}`): Promise<Uint8Array> {
    const { content, host, preparer, time, deadlineMs } = this.#options
    const { moduleCid, configCid, imageHash } = version
    const module = await content.get(moduleCid)
    const config = parseVersionConfig(configCid === undefined ? undefined : await content.get(configCid))
    checkContent(module, config, version)
    const sample = await runSample({
      config,
      seed,
      start: time.startOf(epoch),
      program: async () =>
        host.hosted(functionId, number)?.program ?? (await preparer.prepare(module, { config, imageHash })).program,
      run: (program, input, options) => invokePatiently(this.#options, program, input, { ...options, deadlineMs }),
    })
    for (const cid of [moduleCid, configCid]) if (cid !== undefined) content.keep(cid)
    return canary({ seed, module, sample }, nodeSha256)
  }
}
