// Which function a command is about.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Address } from 'viem'
import type { Context } from '../core/context.ts'
import { CliError, missing } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'
import { readPlan } from '../project/plan-file.ts'
import { type Market, namespaceOf } from './open.ts'

/** A function on chain. */
export type FunctionInfo = { readonly id: bigint; readonly name: string; readonly owner: Address }

/**
 * Finds a function: by id, as `owner:name`, by a name of the account's, or, without a reference, that of bourse.yaml.
 * @throws CliError `FunctionNotFound`
 */
export async function findFunction(
  context: Context,
  market: Market,
  reference: string | undefined,
): Promise<FunctionInfo> {
  const wanted = reference ?? nameInProject(context)
  if (/^\d+$/.test(wanted)) return byId(market, BigInt(wanted), wanted)
  const colon = wanted.indexOf(':')
  const name = wanted.slice(colon + 1)
  const owner = colon < 0 ? namespaceOf(context) : (wanted.slice(0, colon) as Address)
  if (!owner) {
    throw missing('owner', `whose function ${wanted} is: <owner>:${wanted}, --owner, or the private key of the owner`)
  }
  const id = await market.bourse.getFunctionId({ owner, name })
  if (id === 0n) throw notFound(wanted, `a function of ${owner}`)
  return { id, name, owner }
}

/** The alias that a command is about: as given, else that of bourse.yaml, else `live`. */
export function aliasOf(context: Context, given: string | undefined): string {
  if (given) return given
  const path = join(context.cwd, 'bourse.yaml')
  return existsSync(path) ? readPlan(path).alias : 'live'
}

function nameInProject({ cwd }: Context): string {
  const path = join(cwd, 'bourse.yaml')
  if (existsSync(path)) return readPlan(path).name
  throw missing('function', 'a name, an id or <owner>:<name>; or a bourse.yaml in this folder')
}

async function byId({ bourse }: Market, id: bigint, shown: string): Promise<FunctionInfo> {
  const [owner, name] = await Promise.all([
    bourse.getFunctionOwner({ functionId: id }),
    bourse.getFunctionName({ functionId: id }),
  ])
  if (/^0x0+$/.test(owner)) throw notFound(shown, 'the id of a function')
  return { id, name, owner }
}

const notFound = (value: string, allowed: string) =>
  new CliError('FunctionNotFound', EXIT.input, `there is no function ${value}`, {
    field: 'function',
    value,
    allowed,
    advice: ['`bourse deploy` registers one.'],
  })
