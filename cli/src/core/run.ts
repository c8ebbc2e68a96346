// From the command line to an exit code.
import { tree } from '../commands/tree.ts'
import type { Args, Command, CommandGroup, Result } from './command.ts'
import { type Context, processContext } from './context.ts'
import { badInput, type CliError } from './errors.ts'
import { EXIT } from './exit-codes.ts'
import { COMMON_FLAGS } from './flags.ts'
import { commandHelp, groupHelp, plainUnlessTerminal } from './help.ts'
import { toJson } from './json.ts'
import { parseStrictly } from './parse.ts'
import type { SettingFlags } from './settings.ts'
import { translateError } from './translate-error.ts'

export type Streams = {
  stdout: NodeJS.WritableStream & { isTTY?: boolean }
  stderr: NodeJS.WritableStream & { isTTY?: boolean }
}

const HELP = new Set(['--help', '-h', 'help'])

/**
 * Runs one command.
 * @param argv What follows `bourse`.
 * @returns The exit code; everything there is to say was written.
 */
export async function run(
  argv: readonly string[],
  streams: Streams = process,
  makeContext = processContext,
): Promise<number> {
  const json = argv.includes('--json')
  try {
    const found = await find(argv)
    if ('help' in found) {
      streams.stdout.write(plainUnlessTerminal(found.help, streams.stdout.isTTY))
      return found.exitCode
    }
    const args = parseStrictly(found.rest, { ...found.command.args, ...COMMON_FLAGS })
    return await execute(found.command, makeContext(args as SettingFlags), args, streams)
  } catch (error) {
    return report(translateError(error), json, streams)
  }
}

async function execute(command: Command, context: Context, args: Args, streams: Streams): Promise<number> {
  const result = await command.run(context, args)
  streams.stdout.write(args.json ? `${toJson(result.data)}\n` : shown(result))
  return result.exitCode ?? EXIT.ok
}

/** Text gets its end of line; bytes are written as they are. */
function shown({ text }: Result): string | Uint8Array {
  if (typeof text !== 'string') return text
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

type Found = { command: Command; rest: string[] } | { help: string; exitCode: number }

async function find(argv: readonly string[]): Promise<Found> {
  const path: string[] = []
  let group: CommandGroup = tree
  for (const [index, word] of argv.entries()) {
    if (HELP.has(word)) return { help: await groupHelp(path, group), exitCode: EXIT.ok }
    if (word === '--version' && path.length === 0) return { help: `${await version()}\n`, exitCode: EXIT.ok }
    if (word.startsWith('-')) continue
    const entry = Object.hasOwn(group.commands, word) ? group.commands[word] : undefined
    if (entry === undefined)
      throw badInput('command', [...path, word].join(' '), Object.keys(group.commands).join(', '))
    path.push(word)
    if (typeof entry !== 'function') {
      group = entry
      continue
    }
    const { default: command } = await entry()
    const rest = [...argv.slice(0, index).filter((one) => one.startsWith('-')), ...argv.slice(index + 1)]
    if (rest.includes('--help') || rest.includes('-h'))
      return { help: await commandHelp(path, command), exitCode: EXIT.ok }
    return { command, rest }
  }
  return { help: await groupHelp(path, group), exitCode: EXIT.input }
}

async function version(): Promise<string> {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } })
  return manifest.version
}

function report(error: CliError, json: boolean, { stdout, stderr }: Streams): number {
  const { exitCode, details, name, message } = error
  const { field, value, allowed, advice = [], data } = details
  if (json) stdout.write(`${toJson({ error: { name, message, field, value, allowed, advice, ...data } })}\n`)
  else stderr.write(`${['error: '.concat(message), ...advice.map((line) => `  ${line}`)].join('\n')}\n`)
  // A bug's stack helps whoever mends it.
  if (exitCode === EXIT.bug && error.cause instanceof Error) stderr.write(`${error.cause.stack}\n`)
  return exitCode
}
