import { type AnyProgram, createSandbox } from '@lambda-bourse/runtime'
import { bourseAbi, CID_CODECS, canary, canarySeed, cidFrom } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { parseVersionConfig, prepareVersion, runSample, type VersionConfig } from '@lambda-bourse/worker'
import { type Hex, hexToString, toHex, zeroHash } from 'viem'
import { download } from '../market/content.ts'
import type { MarketWithAccount } from '../market/open.ts'

/** Versions whose content is kept: watchers see the same few again and again. */
const KEPT = 16

/** The canary that a lease's leaf must hold, or undefined where that cannot be told. */
export type CanaryCheck = (
  duty: { provider: number; epoch: number; lease: number },
  endpoint: string,
) => Promise<Hex | undefined>

type Subject = { module: Uint8Array; imageHash: Hex; config: VersionConfig; program?: AnyProgram }

const attested = bourseAbi.find((item) => item.type === 'event' && item.name === 'Attested') as Extract<
  (typeof bourseAbi)[number],
  { type: 'event'; name: 'Attested' }
>

/** @param gateway Tried first for modules; then the provider itself, whose bytes must match their CID. */
export function canaryCheck({ bourse, client, deployment }: MarketWithAccount, gateway?: string): CanaryCheck {
  const subjects = new Map<string, Subject>()

  /** A version's module and config; undefined where nobody has them, or they are none. */
  async function subjectOf(functionId: bigint, version: number, endpoint: string): Promise<Subject | undefined> {
    const key = `${functionId}:${version}`
    const known = subjects.get(key)
    if (known !== undefined) return known
    const { moduleDigest, moduleCodec, configDigest, imageHash } = await bourse.getVersion({ functionId, version })
    const hosts = [...(gateway ? [gateway] : []), endpoint]
    try {
      const codec = moduleCodec as (typeof CID_CODECS)[keyof typeof CID_CODECS]
      const module = await download(hosts, cidFrom({ digest: moduleDigest, codec }))
      const configCid = cidFrom({ digest: configDigest, codec: CID_CODECS.raw })
      const config = parseVersionConfig(configDigest === zeroHash ? undefined : await download(hosts, configCid))
      const subject = { module, imageHash, config }
      subjects.set(key, subject)
      for (const oldest of [...subjects.keys()].slice(0, -KEPT)) subjects.delete(oldest)
      return subject
    } catch {
      return undefined
    }
  }

  return async ({ provider, epoch, lease }, endpoint) => {
    const { plan } = await bourse.getDeal({ deal: Math.floor(lease / 256) })
    const alias = hexToString(plan.aliasName, { size: 24 }).replace(/\0+$/, '')
    const began = Number(deployment.genesis) + (epoch - 1) * deployment.config.epochLength
    const { version: now, previous, changedAt } = await bourse.getAlias({ functionId: plan.functionId, alias })
    const number = Number(changedAt) < began || previous === 0 ? now : previous
    if (number === 0) return undefined
    const subject = await subjectOf(plan.functionId, number, endpoint)
    if (subject === undefined) return undefined
    const logs = await client.getLogs({
      address: deployment.bourse,
      event: attested,
      args: { provider },
      fromBlock: deployment.block,
      strict: true,
    })
    const previousSeed = logs.filter(({ args }) => args.epoch < epoch).at(-1)?.args.seed ?? zeroHash
    const seed = canarySeed({ provider, epoch, previous: previousSeed })
    const { module, config, imageHash } = subject
    const result = runSample({
      config,
      seed,
      start: began,
      program: () => {
        subject.program ??= prepareVersion(module, { config, imageHash })
        return subject.program
      },
      run: (program, input, options) => createSandbox(program).invoke(input, options),
    })
    try {
      return toHex(canary({ seed, module, sample: await result }, nodeSha256))
    } catch (error) {
      // What no host can run, no host can show.
      if (!/^(Module|HostFailure|VersionRefused)Error$/.test((error as Error).name)) throw error
      return undefined
    }
  }
}
