// Draws again what a lease's leaf must show of its module (docs/receipts.md, Canary).
import { type AnyProgram, createSandbox } from '@lambda-bourse/runtime'
import { bourseAbi, CID_CODECS, canary, canarySeed, cidFrom } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import {
  type CanarySource,
  checkContent,
  parseVersionConfig,
  prepareVersion,
  runSample,
  type VersionConfig,
} from '@lambda-bourse/worker'
import { type Hex, hexToString, toHex, zeroHash } from 'viem'
import { download } from '../market/content.ts'
import type { MarketWithAccount } from '../market/open.ts'

/** Versions whose content is kept: watchers see the same few again and again. */
const KEPT = 16

/** A lease's leaf that a provider owed. */
export type LeafDuty = { provider: number; epoch: number; lease: number }

/** An attestation as the chain has it. */
export type Attestation = { epoch: number; root: Hex; seed: Hex }

/** What a canary follows from. */
export type CanaryFacts = CanarySource & {
  functionId: bigint
  /** That the lease's alias named when the epoch began. */
  version: number
  /** The provider's attestation before; undefined for none. */
  previous: Attestation | undefined
  /** Whether a game decides about all of it: the version is provable, or has no samples. */
  isDecided: boolean
}

type Content = { module: Uint8Array; imageHash: Hex; config: VersionConfig; program?: AnyProgram }

const attested = bourseAbi.find((item) => item.type === 'event' && item.name === 'Attested') as Extract<
  (typeof bourseAbi)[number],
  { type: 'event'; name: 'Attested' }
>

export class Canaries {
  readonly #market: MarketWithAccount
  readonly #gateway: string | undefined
  readonly #contents = new Map<string, Content>()

  /** @param gateway Tried first for modules; then the provider itself, whose bytes must match their CID. */
  constructor(market: MarketWithAccount, gateway?: string) {
    this.#market = market
    this.#gateway = gateway
  }

  /** What a leaf's canary follows from; undefined where the alias named no version, or nobody has its content. */
  async facts({ provider, epoch, lease }: LeafDuty, endpoint: string): Promise<CanaryFacts | undefined> {
    const { bourse, deployment } = this.#market
    const { plan } = await bourse.getDeal({ deal: Math.floor(lease / 256) })
    const { functionId } = plan
    const alias = hexToString(plan.aliasName, { size: 24 }).replace(/\0+$/, '')
    const start = Number(deployment.genesis) + (epoch - 1) * deployment.config.epochLength
    const version = await bourse.getVersionAt({ functionId, alias, second: BigInt(start) })
    if (version === 0) return undefined
    const content = await this.#contentOf(functionId, version, endpoint)
    if (content === undefined) return undefined
    const previous = await this.#attestedBefore(provider, epoch)
    const seed = canarySeed({ provider, epoch, previous: previous?.seed ?? zeroHash })
    const { module, config, imageHash } = content
    const isDecided = imageHash !== zeroHash || config.samples.length === 0
    return { module, config, imageHash, seed, start, functionId, version, previous, isDecided }
  }

  /** The canary itself; undefined for a version that no host can run. */
  async draw({ functionId, version, module, config, imageHash, seed, start }: CanaryFacts): Promise<Hex | undefined> {
    const kept = this.#contents.get(`${functionId}:${version}`)
    const program = () => {
      const ready = kept?.program ?? prepareVersion(module, { config, imageHash })
      if (kept) kept.program = ready
      return ready
    }
    try {
      const sample = await runSample({
        config,
        seed,
        start,
        program,
        run: (ready, input, options) => createSandbox(ready).invoke(input, options),
      })
      return toHex(canary({ seed, module, sample }, nodeSha256))
    } catch (error) {
      // What no host can run, no host can show.
      if (!/^(Module|HostFailure|VersionRefused)Error$/.test((error as Error).name)) throw error
      return undefined
    }
  }

  async #attestedBefore(provider: number, epoch: number): Promise<Attestation | undefined> {
    const { client, deployment } = this.#market
    const logs = await client.getLogs({
      address: deployment.bourse,
      event: attested,
      args: { provider },
      fromBlock: deployment.block,
      strict: true,
    })
    return logs.map(({ args }) => args).findLast((one) => one.epoch < epoch)
  }

  /** A version's module and config; undefined where nobody has them, or they are not as registered: then nobody draws of them. */
  async #contentOf(functionId: bigint, version: number, endpoint: string): Promise<Content | undefined> {
    const key = `${functionId}:${version}`
    const known = this.#contents.get(key)
    if (known !== undefined) return known
    const published = await this.#market.bourse.getVersion({ functionId, version })
    const { moduleHash, moduleDigest, moduleCodec, configDigest, imageHash, samplesHash } = published
    const hosts = [...(this.#gateway ? [this.#gateway] : []), endpoint]
    try {
      const codec = moduleCodec as (typeof CID_CODECS)[keyof typeof CID_CODECS]
      const moduleCid = cidFrom({ digest: moduleDigest, codec })
      const module = await download(hosts, moduleCid)
      const configCid = cidFrom({ digest: configDigest, codec: CID_CODECS.raw })
      const config = parseVersionConfig(configDigest === zeroHash ? undefined : await download(hosts, configCid))
      checkContent(module, config, { moduleHash, moduleCid, samplesHash })
      const content = { module, imageHash, config }
      this.#contents.set(key, content)
      for (const oldest of [...this.#contents.keys()].slice(0, -KEPT)) this.#contents.delete(oldest)
      return content
    } catch {
      return undefined
    }
  }
}
