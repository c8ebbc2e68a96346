import { stripVTControlCharacters } from 'node:util'
import { type CommandDef, renderUsage } from 'citty'
import type { Command, CommandGroup } from './command.ts'
import { COMMON_FLAGS } from './flags.ts'

/** Help of one command: usage, arguments, flags, examples. */
export async function commandHelp(path: readonly string[], command: Command): Promise<string> {
  const definition: CommandDef = {
    meta: { name: ['bourse', ...path].join(' '), description: command.summary },
    args: { ...command.args, ...COMMON_FLAGS },
  }
  const examples = command.examples.map((line) => `  ${line}`).join('\n')
  return `${(await renderUsage(definition)).trimEnd()}\n\nEXAMPLES\n\n${examples}\n`
}

/** Help of a group: its commands, a line each. */
export async function groupHelp(path: readonly string[], group: CommandGroup): Promise<string> {
  const name = ['bourse', ...path].join(' ')
  const lines = await list(group, [])
  const width = Math.max(...lines.map(([left]) => left.length))
  const commands = lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
  return `${group.summary}\n\nUSAGE ${name} <command> [options]\n\nCOMMANDS\n\n${commands}\n\n${name} <command> --help says more. All commands take --json. docs/cli.md lists exit codes and settings.\n`
}

async function list(group: CommandGroup, path: readonly string[]): Promise<[string, string][]> {
  const lines: [string, string][] = []
  for (const [name, entry] of Object.entries(group.commands)) {
    const full = [...path, name]
    if (typeof entry === 'function') lines.push([full.join(' '), (await entry()).default.summary])
    else lines.push(...(await list(entry, full)))
  }
  return lines
}

/** Help as it fits the stream: no colours in a pipe. */
export const plainUnlessTerminal = (text: string, isTerminal: boolean | undefined): string =>
  isTerminal ? text : stripVTControlCharacters(text)
