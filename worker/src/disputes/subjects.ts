import { contentHash, type Dispute } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { ChainClient } from '../chain/client.ts'
import type { ContentSource } from '../leases/contentSource.ts'
import { parseVersionConfig, type VersionConfig } from '../leases/versionConfig.ts'
import type { LogReader } from '../store/logReader.ts'
import type { Subject } from './player.ts'

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
  async of({ about }: Dispute): Promise<Subject> {
    return this.#receipt(about)
  }

  async #receipt({ receipt: { receipt } }: About<'receipt'>): Promise<Subject> {
    const record = this.#options.records.recordOf(Number(receipt.sequence))
    if (record === undefined || hexOf(contentHash(record.request, nodeSha256)) !== receipt.requestHash) {
      throw new Error(`receipt ${receipt.sequence} is not in the log: somebody else signs with this key`)
    }
    const version = await this.#version(receipt.functionId, receipt.version)
    return {
      ...version,
      request: record.request,
      timeNs: this.#timeOf(receipt.epoch),
      imageHash: receipt.imageHash,
    }
  }

  async #version(functionId: bigint, number: number): Promise<{ module: Uint8Array; config: VersionConfig }> {
    const { client, content } = this.#options
    const { moduleCid, configCid } = await client.version(functionId, number)
    const module = await content.get(moduleCid)
    return { module, config: parseVersionConfig(configCid === undefined ? undefined : await content.get(configCid)) }
  }

  #timeOf(epoch: number): bigint {
    return BigInt(this.#options.startOf(epoch)) * 1_000_000_000n
  }
}

function hexOf(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
