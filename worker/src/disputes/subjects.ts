import { contentHash, type Dispute } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { ChainClient } from '../chain/client.ts'
import { drawnSample, sampleFuel } from '../epochs/samples.ts'
import type { ContentSource } from '../leases/contentSource.ts'
import { parseVersionConfig } from '../leases/versionConfig.ts'
import type { LogReader } from '../store/logReader.ts'
import type { CanarySource, Subject } from './player.ts'

type About<Kind extends Dispute['about']['kind']> = Extract<Dispute['about'], { kind: Kind }>

export interface SubjectsOptions {
  client: Pick<ChainClient, 'version'>
  content: Pick<ContentSource, 'get'>
  records: Pick<LogReader, 'recordOf'>
  /** Start of an epoch, seconds since 1970. */
  startOf(epoch: number): number
}

/** Finds again what this worker signed or attested, with all that its execution follows from. */
export class Subjects {
  readonly #options: SubjectsOptions

  constructor(options: SubjectsOptions) {
    this.#options = options
  }

  /** @throws Error where this worker has not what it signed */
  of({ about }: Pick<Dispute, 'about'>): Promise<Subject> {
    return about.kind === 'receipt' ? this.#receipt(about) : this.#sample(about)
  }

  /** What a canary that was attested follows from. */
  async canaryOf({ epoch, functionId, version, duty }: About<'leaf'>): Promise<CanarySource> {
    const { seed } = duty
    return { ...(await this.#version(functionId, version)), seed, start: this.#options.startOf(epoch) }
  }

  async #receipt({ receipt: { receipt } }: About<'receipt'>): Promise<Subject> {
    const record = this.#options.records.recordOf(Number(receipt.sequence))
    if (record === undefined || hexOf(contentHash(record.request, nodeSha256)) !== receipt.requestHash) {
      throw new Error(`receipt ${receipt.sequence} is not in the log: somebody else signs with this key`)
    }
    const { request } = record
    const { module, config } = await this.#version(receipt.functionId, receipt.version)
    return { module, config, request, timeNs: this.#timeOf(receipt.epoch), imageHash: receipt.imageHash }
  }

  async #sample({ epoch, functionId, version, duty }: About<'leaf'>): Promise<Subject> {
    const { module, config, imageHash } = await this.#version(functionId, version)
    const drawn = drawnSample(config, duty.seed)
    if (drawn === undefined) throw new Error(`version ${version} of function ${functionId} publishes no samples here`)
    const [request, mostFuel] = [drawn.encoded, sampleFuel(config.fuel)]
    return { module, config, request, timeNs: this.#timeOf(epoch), imageHash, mostFuel }
  }

  async #version(functionId: bigint, number: number): Promise<Omit<CanarySource, 'seed' | 'start'>> {
    const { client, content } = this.#options
    const { moduleCid, configCid, imageHash } = await client.version(functionId, number)
    const module = await content.get(moduleCid)
    const config = parseVersionConfig(configCid === undefined ? undefined : await content.get(configCid))
    return { module, config, imageHash }
  }

  #timeOf(epoch: number): bigint {
    return BigInt(this.#options.startOf(epoch)) * 1_000_000_000n
  }
}

function hexOf(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
