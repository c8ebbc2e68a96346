import { bourseAbi, type CID_CODECS, canary, canarySeed, cidFrom } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { type Hex, hexToString, toHex, zeroHash } from 'viem'
import { download } from '../market/content.ts'
import type { MarketWithAccount } from '../market/open.ts'

/** The canary that a lease's leaf must hold, or undefined where that cannot be told. */
export type CanaryCheck = (
  duty: { provider: number; epoch: number; lease: number },
  endpoint: string,
) => Promise<Hex | undefined>

const attested = bourseAbi.find((item) => item.type === 'event' && item.name === 'Attested') as Extract<
  (typeof bourseAbi)[number],
  { type: 'event'; name: 'Attested' }
>

/** @param gateway Tried first for modules; then the provider itself, whose bytes must match their CID. */
export function canaryCheck({ bourse, client, deployment }: MarketWithAccount, gateway?: string): CanaryCheck {
  return async ({ provider, epoch, lease }, endpoint) => {
    const { plan } = await bourse.getDeal({ deal: Math.floor(lease / 256) })
    const alias = hexToString(plan.aliasName, { size: 24 }).replace(/\0+$/, '')
    const began = Number(deployment.genesis) + (epoch - 1) * deployment.config.epochLength
    const { version: now, previous, changedAt } = await bourse.getAlias({ functionId: plan.functionId, alias })
    const number = Number(changedAt) < began || previous === 0 ? now : previous
    if (number === 0) return undefined
    const { moduleDigest, moduleCodec } = await bourse.getVersion({ functionId: plan.functionId, version: number })
    const cid = cidFrom({ digest: moduleDigest, codec: moduleCodec as (typeof CID_CODECS)[keyof typeof CID_CODECS] })
    const module = await download([...(gateway ? [gateway] : []), endpoint], cid).catch(() => undefined)
    if (module === undefined) return undefined
    const logs = await client.getLogs({
      address: deployment.bourse,
      event: attested,
      args: { provider },
      fromBlock: deployment.block,
      strict: true,
    })
    const previousSeed = logs.filter(({ args }) => args.epoch < epoch).at(-1)?.args.seed ?? zeroHash
    return toHex(canary({ seed: canarySeed({ provider, epoch, previous: previousSeed }), module }, nodeSha256))
  }
}
