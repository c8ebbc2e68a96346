import { GatewayError, shown } from './errors.ts'

/** What a URL below `/f/` asks for. */
export type Target = {
  /** A function id, a name, or `owner:name`. */
  readonly name: string
  readonly alias: string
  /** Path and query as the guest sees them; begins with `/`. */
  readonly path: string
}

/** Longest target that a request's encoding can hold (docs/receipts.md). */
const MAX_PATH = 0xffff
const DEFAULT_ALIAS = 'live'

/**
 * Takes `/f/<function>[@alias]/<path>?<query>` apart.
 * @param url The request's whole URL; path and query reach the guest as they stand in it, percent-encoded.
 * @throws GatewayError `BadTarget`.
 */
export function parseTarget(url: string): Target {
  const { pathname, search } = new URL(url)
  const rest = pathname.slice('/f/'.length)
  const slash = rest.indexOf('/')
  const head = decode(slash < 0 ? rest : rest.slice(0, slash))
  const path = `${slash < 0 ? '/' : rest.slice(slash)}${search}`
  const at = head.lastIndexOf('@')
  const name = at < 0 ? head : head.slice(0, at)
  const alias = at < 0 ? DEFAULT_ALIAS : head.slice(at + 1)
  if (name === '') throw bad('function', head, 'a function id, a name, or <owner address>:<name>')
  // Aliases are bytes24 on chain.
  if (!/^[\x21-\x7e]{1,24}$/.test(alias)) throw bad('alias', alias, '1 to 24 printable ASCII characters')
  if (path.length > MAX_PATH) throw bad('path', path, `path and query of at most ${MAX_PATH} bytes`)
  return { name, alias, path }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw bad('function', part, 'valid percent-encoding')
  }
}

const bad = (field: string, value: string, allowed: string) =>
  new GatewayError('BadTarget', 400, `the ${field} in the URL is not one: ${shown(value) || '(empty)'}`, {
    field,
    value: shown(value),
    allowed,
  })
