import { tierOf } from '@lambda-bourse/sdk'
import { type Context, Hono } from 'hono'
import type { Address } from 'viem'
import { type Answer, type InvokeDependencies, invoke } from '../invoke.ts'
import { liveLeases } from '../market/queries.ts'
import { readBody } from '../middleware/body.ts'
import { resolveFunction } from '../resolve.ts'
import { parseTarget, type Target } from '../route.ts'

export type InvokeRouteOptions = {
  /** The owner under whom bare names are looked up. */
  namespace: Address | undefined
  /** Bytes of a request's body. */
  bodyBytes: number
  /** Called for each invocation, so that its providers are watched. */
  onUse: (functionId: bigint) => void
}

/** `ANY /f/<function>[@alias]/<path>`: invokes the function and passes its verified answer on. */
export function invokeRoutes(deps: InvokeDependencies, options: InvokeRouteOptions): Hono {
  const app = new Hono()
  app.all('/*', async (context) => {
    const target = parseTarget(context.req.url)
    const body = await readBody(context, options.bodyBytes)
    const entry = await findHosted(deps, target, options.namespace)
    options.onUse(entry.id)
    const answer = await invoke(deps, {
      entry,
      alias: target.alias,
      // A HEAD's answer has no body whose hash could be checked: ask with GET; the server sends the headers only.
      method: context.req.method === 'HEAD' ? 'GET' : context.req.method,
      path: target.path,
      contentType: context.req.header('content-type') ?? '',
      body,
      signal: context.req.raw.signal,
    })
    return respond(context, answer)
  })
  return app
}

/** Unknown names are worth a look at the chain this often (milliseconds): a caller may be quicker than the poll. */
const LOOK_AGAIN_MS = 200

async function findHosted(deps: InvokeDependencies, target: Target, namespace: Address | undefined) {
  const { follower, clock } = deps
  const find = () => {
    const entry = resolveFunction(follower.state, target.name, namespace)
    return { entry, hosted: liveLeases(follower.state, entry.id, target.alias, clock.epoch()).length > 0 }
  }
  try {
    const found = find()
    if (found.hosted || !(await follower.refresh(LOOK_AGAIN_MS))) return found.entry
  } catch (error) {
    if (!(await follower.refresh(LOOK_AGAIN_MS))) throw error
  }
  return find().entry
}

const FAILURES = [
  '',
  'exited with a code other than 0',
  'trapped',
  'ran out of fuel',
  'called too deep',
  'wrote too much output',
]

function respond(context: Context, answer: Answer): Response {
  const { receipt, response, wire, contentType } = answer
  context.header('bourse-receipt', wire)
  context.header('bourse-provider', String(receipt.provider))
  context.header('bourse-lease', String(receipt.lease))
  context.header('bourse-tier', tierOf(receipt))
  context.header('bourse-fuel', String(receipt.fuel))
  context.header('bourse-status', String(receipt.status))
  context.header('bourse-attempts', String(answer.attempts))
  if (receipt.status !== 0 && response.length === 0) {
    const name = 'FunctionFailed'
    const message = `the function ${FAILURES[receipt.status] ?? `ended with status ${receipt.status}`}`
    return context.json({ error: { name, message, status: receipt.status } }, 500)
  }
  context.header('content-type', contentType ?? 'application/octet-stream')
  context.header('x-content-type-options', 'nosniff')
  return context.body(new Uint8Array(response), receipt.status === 0 ? 200 : 500)
}
