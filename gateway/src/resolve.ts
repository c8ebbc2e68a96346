import type { Address } from 'viem'
import { GatewayError, shown } from './errors.ts'
import { type FunctionEntry, type MarketState, nameKey } from './market/state.ts'

/**
 * Finds the function that a URL names: by its id, as `owner:name`, or as a bare name under the gateway's own namespace.
 * @param namespace The owner under whom bare names are looked up; undefined when the gateway serves none.
 * @throws GatewayError `FunctionNotFound`.
 */
export function resolveFunction(state: MarketState, name: string, namespace: Address | undefined): FunctionEntry {
  const id = idOf(state, name, namespace)
  const entry = id === undefined ? undefined : state.functions.get(id)
  if (entry) return entry
  const bare = !/^\d+$/.test(name) && !name.includes(':')
  const where = bare ? (namespace ? ` under ${namespace}` : ': this gateway serves no bare names') : ''
  throw new GatewayError('FunctionNotFound', 404, `no function ${shown(name)}${where}`, {
    field: 'function',
    value: shown(name),
    allowed: namespace ? 'a function id, a name, or <owner address>:<name>' : 'a function id or <owner address>:<name>',
  })
}

function idOf(state: MarketState, name: string, namespace: Address | undefined): bigint | undefined {
  if (/^\d{1,20}$/.test(name)) return BigInt(name)
  const colon = name.indexOf(':')
  if (colon >= 0) return state.names.get(nameKey(name.slice(0, colon) as Address, name.slice(colon + 1)))
  return namespace && state.names.get(nameKey(namespace, name))
}
