// Strict parsing over citty: what a command does not know is a mistake, never ignored.
import { type ArgsDef, parseArgs } from 'citty'
import type { Args } from './command.ts'
import { badInput, CliError } from './errors.ts'
import { EXIT } from './exit-codes.ts'

/**
 * Parses a command's arguments.
 * @throws CliError An unknown flag, a flag without its value, a missing or superfluous argument.
 */
export function parseStrictly(raw: readonly string[], definition: ArgsDef): Args {
  checkFlags(raw, definition)
  const parsed = parse(raw, definition)
  const places = Object.values(definition).filter((one) => one.type === 'positional').length
  const superfluous = parsed._[places]
  if (superfluous !== undefined)
    throw badInput('argument', superfluous, places === 0 ? 'no argument' : `at most ${places}`)
  return Object.fromEntries(Object.keys(definition).map((name) => [name, switchOrText(parsed[name])]))
}

const switchOrText = (value: unknown) => (typeof value === 'boolean' || typeof value === 'string' ? value : undefined)

function parse(raw: readonly string[], definition: ArgsDef) {
  try {
    return parseArgs([...raw], definition)
  } catch (cause) {
    const message = (cause as Error).message
    throw new CliError('BadArguments', EXIT.input, message, { advice: ['--help shows what is needed.'], cause })
  }
}

function checkFlags(raw: readonly string[], definition: ArgsDef): void {
  const known = flagTypes(definition)
  for (let i = 0; i < raw.length && raw[i] !== '--'; i++) {
    const arg = raw[i] as string
    const match = arg.match(/^(?:--(no-)?([^=]+)|-([A-Za-z]))(=.*)?$/s)
    if (!match) continue
    const [, negated, long, short, value] = match
    const name = (long ?? short) as string
    const type = known.get(negated && !known.has(`no-${name}`) ? name : `${negated ?? ''}${name}`)
    if (type === undefined)
      throw badInput(
        'flag',
        arg.split('=')[0],
        `${[...known.keys()]
          .filter((one) => one.length > 1)
          .map((one) => `--${one}`)
          .join(', ')}`,
      )
    if (type === 'boolean') continue
    const next = raw[i + 1]
    if (value === undefined && (next === undefined || (next.startsWith('-') && next !== '-'))) {
      throw badInput(`--${name}`, '', 'a value after it')
    }
    if (value === undefined) i++
  }
}

function flagTypes(definition: ArgsDef): Map<string, 'boolean' | 'value'> {
  const types = new Map<string, 'boolean' | 'value'>()
  for (const [name, one] of Object.entries(definition)) {
    if (one.type === 'positional') continue
    const type = one.type === 'boolean' ? 'boolean' : 'value'
    const aliases = 'alias' in one && one.alias ? [one.alias].flat() : []
    for (const spelling of [name, ...aliases]) types.set(spelling, type)
  }
  return types
}
