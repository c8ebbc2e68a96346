import type { ArgsDef } from 'citty'
import { type Args, text } from './command.ts'
import { parseInteger } from './numbers.ts'

/** Flags that every command takes. */
export const COMMON_FLAGS = {
  json: { type: 'boolean', description: 'One JSON document on stdout; progress stays on stderr' },
  'rpc-url': {
    type: 'string',
    valueHint: 'url',
    description: 'The chain (BOURSE_RPC_URL; default http://127.0.0.1:8545)',
  },
  deployment: {
    type: 'string',
    valueHint: 'file',
    description: 'Where the market is (BOURSE_DEPLOYMENT; default: known by chain)',
  },
  gateway: { type: 'string', valueHint: 'url', description: 'The gateway (BOURSE_GATEWAY)' },
  owner: {
    type: 'string',
    valueHint: 'address',
    description: 'Owner of the functions that are named (BOURSE_OWNER; default: the key’s account)',
  },
  'key-file': { type: 'string', valueHint: 'file', description: 'File with the private key (else BOURSE_PRIVATE_KEY)' },
} as const satisfies ArgsDef

/** The function of commands that may also take it from bourse.yaml. */
export const FUNCTION_FLAG = {
  function: {
    type: 'string',
    alias: ['f'],
    valueHint: 'name',
    description: 'Function: a name, an id, or <owner>:<name> (default: the name in bourse.yaml)',
  },
} as const satisfies ArgsDef

export const ALIAS_FLAG = {
  alias: {
    type: 'string',
    alias: ['a'],
    valueHint: 'name',
    description: 'Alias (default: that of bourse.yaml, or live)',
  },
} as const satisfies ArgsDef

/** A deal by its id, for commands that also find it by its function. */
export const DEAL_FLAG = {
  deal: { type: 'string', valueHint: 'id', description: 'Deal (default: the running one of the function)' },
} as const satisfies ArgsDef

/**
 * What {@link DEAL_FLAG} says.
 * @throws CliError It is no id.
 */
export function dealOf(args: Args): { deal?: number } {
  const deal = text(args, 'deal')
  return deal === undefined ? {} : { deal: parseInteger('deal', deal, 1, 2 ** 40 - 1) }
}
