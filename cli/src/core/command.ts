// A command is data: its name, its flags, its help, and the code that runs, loaded only when it does.
import type { ArgsDef } from 'citty'
import type { Context } from './context.ts'
import type { ExitCode } from './exit-codes.ts'

/** What a command hands back: `data` for `--json`, `text` for people, and the exit code when it is not 0. */
export type Result = {
  data: unknown
  text: string | Uint8Array
  exitCode?: ExitCode
}

/** Flags as parsed: text, or true and false for switches. */
export type Args = Readonly<Record<string, string | boolean | undefined>>

export type Command = {
  summary: string
  /** Its own flags and positional arguments; those of every command are added. */
  args: ArgsDef
  /** Lines of examples for `--help`. */
  examples: readonly string[]
  run: (context: Context, args: Args) => Promise<Result>
}

/** A tree of commands: a name leads to a group or to a command's file. */
export type CommandGroup = {
  summary: string
  commands: Readonly<Record<string, CommandGroup | (() => Promise<{ default: Command }>)>>
}

/** A text argument that may be missing. */
export const text = (args: Args, name: string): string | undefined => {
  const value = args[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
