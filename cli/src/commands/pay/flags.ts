import type { ArgsDef } from 'citty'
import { type Args, text } from '../../core/command.ts'
import { ALIAS_FLAG, DEAL_FLAG, dealOf, FUNCTION_FLAG } from '../../core/flags.ts'
import { parseInteger } from '../../core/numbers.ts'
import type { MeteredOptions } from '../../market/metered.ts'

/** Which leases are meant. */
export const METERED_FLAGS = {
  lease: { type: 'string', valueHint: 'id', description: 'One lease, also when it is over (default: all of the deal)' },
  ...DEAL_FLAG,
  ...FUNCTION_FLAG,
  ...ALIAS_FLAG,
} as const satisfies ArgsDef

/**
 * What {@link METERED_FLAGS} say.
 * @throws CliError An id that is none.
 */
export function meteredOf(args: Args): MeteredOptions {
  const lease = text(args, 'lease')
  const [name, alias] = [text(args, 'function'), text(args, 'alias')]
  return {
    ...(lease !== undefined && { lease: parseInteger('lease', lease, 256, 2 ** 48 - 1) }),
    ...(name !== undefined && { function: name }),
    ...(alias !== undefined && { alias }),
    ...dealOf(args),
  }
}
