import { cidFrom, isBourseError, parseCid, verifyCid } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { Hono } from 'hono'
import { type FetchDependencies, fetchContent } from '../content/fetch.ts'
import type { ContentStore } from '../content/store.ts'
import { GatewayError, shown } from '../errors.ts'
import type { ChainClock } from '../market/clock.ts'
import type { Follower } from '../market/follower.ts'
import { readBody } from '../middleware/body.ts'

export type IpfsDependencies = FetchDependencies & {
  store: ContentStore
  follower: Follower
  clock: ChainClock
}

/** `GET` and `PUT /ipfs/<cid>`: content by its address, as any IPFS gateway serves it. */
export function ipfsRoutes(deps: IpfsDependencies): Hono {
  const app = new Hono()
  app.get('/:cid', async (context) => {
    const cid = canonical(context.req.param('cid'))
    const bytes = (await deps.store.get(cid)) ?? (await fromProviders(deps, cid))
    if (!bytes) throw new GatewayError('ContentNotFound', 404, `nobody asked has ${cid}`, { field: 'cid', value: cid })
    // Script in a module or config must not run under this origin.
    return context.body(new Uint8Array(bytes), 200, {
      'content-type': 'application/octet-stream',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${cid}"`,
    })
  })
  app.put('/:cid', async (context) => {
    const cid = canonical(context.req.param('cid'))
    const bytes = await readBody(context, deps.maxBytes)
    await checked(cid, bytes)
    await deps.store.put(cid, bytes)
    return context.json({ cid, bytes: bytes.length }, 201)
  })
  return app
}

async function fromProviders(deps: IpfsDependencies, cid: string): Promise<Uint8Array | undefined> {
  const bytes = await fetchContent(deps, deps.follower.state, deps.clock.epoch(), cid)
  // A full store only costs the next caller time.
  if (bytes)
    await deps.store.put(cid, bytes).catch((error) => deps.log.warn({ cid, message: error.message }, 'not kept'))
  return bytes
}

function canonical(cid: string): string {
  try {
    return cidFrom(parseCid(cid))
  } catch (error) {
    if (!isBourseError(error)) throw error
    const allowed = 'a CIDv1 of a sha2-256 digest, raw or dag-pb'
    throw new GatewayError('BadCid', 400, `not a CID that is served here: ${shown(cid)}`, {
      field: 'cid',
      value: shown(cid),
      allowed,
    })
  }
}

async function checked(cid: string, bytes: Uint8Array): Promise<void> {
  try {
    await verifyCid(cid, bytes, nodeSha256)
  } catch (error) {
    if (!isBourseError(error, 'CidMismatchError')) throw error
    const { actual } = error as unknown as { actual: string }
    throw new GatewayError('CidMismatch', 422, `the body has CID ${actual}, not ${cid}`, {
      field: 'body',
      value: actual,
      allowed: cid,
    })
  }
}
