import type { ExecutorPool } from '@lambda-bourse/runtime'
import { canary, canarySeed } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { ChainTime } from '../chain/chainTime.ts'
import type { ChainClient, LeaseState } from '../chain/client.ts'
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { invokePatiently } from '../execution/patience.ts'
import type { AliasBook } from '../leases/aliasBook.ts'
import type { ContentSource } from '../leases/contentSource.ts'
import type { Host } from '../leases/host.ts'
import type { Preparer } from '../leases/preparer.ts'
import { parseVersionConfig } from '../leases/versionConfig.ts'
import type { Logger } from '../log.ts'
import type { ProofStore } from '../store/proofStore.ts'
import { runSample } from './samples.ts'

/** What a lease's leaf holds where the host could not have the module: 32 zero bytes. */
export const NO_CANARY = new Uint8Array(32)

export interface CanariesOptions {
  client: Pick<ChainClient, 'version'>
  aliases: AliasBook
  content: Pick<ContentSource, 'get'>
  host: Pick<Host, 'hosted'>
  preparer: Pick<Preparer, 'prepare'>
  pool: Pick<ExecutorPool, 'invoke'>
  proofs: Pick<ProofStore, 'seedBefore'>
  time: ChainTime
  clock: Clock
  /** Longest a sample may run. */
  deadlineMs: number
  provider: number
  log: Logger
}

/** Draws the canaries of an epoch's leases: they show that the host has, and runs, the modules it is paid for. */
export class Canaries {
  readonly #options: CanariesOptions

  constructor(options: CanariesOptions) {
    this.#options = options
  }

  /** By lease. A module that cannot be had is logged, and its lease gets {@link NO_CANARY}. */
  async of(epoch: number, leases: readonly LeaseState[]): Promise<Map<number, Uint8Array>> {
    const { proofs, provider } = this.#options
    const previous = Buffer.from((proofs.seedBefore(epoch) ?? '0x').slice(2).padStart(64, '0'), 'hex')
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

  async #draw(lease: LeaseState, epoch: number, seed: `0x${string}`): Promise<Uint8Array> {
    const { aliases, client, content, host, preparer, time, deadlineMs, log } = this.#options
    try {
      const { version } = await aliases.resolve(lease.functionId, lease.aliasName, time.startOf(epoch))
      if (version === 0) return NO_CANARY
      const { moduleCid, configCid, imageHash } = await client.version(lease.functionId, version)
      const module = await content.get(moduleCid)
      const config = parseVersionConfig(configCid === undefined ? undefined : await content.get(configCid))
      const sample = await runSample({
        config,
        seed,
        start: time.startOf(epoch),
        program: async () =>
          host.hosted(lease.functionId, version)?.program ??
          (await preparer.prepare(module, { config, imageHash })).program,
        run: (program, input, options) => invokePatiently(this.#options, program, input, { ...options, deadlineMs }),
      })
      return canary({ seed, module, sample }, nodeSha256)
    } catch (error) {
      log.warn('canary.missing', { lease: lease.id, epoch, reason: messageOf(error) })
      return NO_CANARY
    }
  }
}
