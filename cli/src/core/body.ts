import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Context } from './context.ts'
import { CliError } from './errors.ts'
import { EXIT } from './exit-codes.ts'

/**
 * A body as flags say it: text, `@file`, or `-` for standard input.
 * @throws CliError A file that cannot be read.
 */
export async function bodyOf(context: Context, data: string | undefined): Promise<Uint8Array | undefined> {
  if (data === undefined) return undefined
  if (data === '-') return context.stdin()
  if (!data.startsWith('@')) return new TextEncoder().encode(data)
  const path = resolve(context.cwd, data.slice(1))
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new CliError('BadInput', EXIT.input, `data ${path} cannot be read: ${(cause as Error).message}`, {
      field: 'data',
      value: path,
      allowed: 'a file',
      cause,
    })
  }
}
