import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { ConfigError, messageOf } from '../errors.ts'
import { type FileSettings, settingsSchema } from './settings.ts'

export const USAGE = `node worker/src/main.ts --config worker.yaml [--skip-batches <n>]

  --config <file>       settings (docs/worker.md)
  --skip-batches <n>    leave so many batch numbers void: once, after restoring the data folder from a backup
  --help

The operator key comes from BOURSE_OPERATOR_KEY (64 hex digits), or from the file that \`keystore\` names; a Web3 v3 file's
password from BOURSE_KEYSTORE_PASSWORD.`

/** The command line and the file it names. */
export interface Invocation {
  settings: FileSettings
  skipBatches: number
}

/**
 * Reads the command line and the config file.
 * @returns undefined when help was asked for.
 * @throws ConfigError that names the flag, or file, line and field.
 */
export function readInvocation(args: readonly string[], cwd = process.cwd()): Invocation | undefined {
  const { config, help, ...flags } = parseFlags(args)
  if (help) return undefined
  if (config === undefined) throw new ConfigError(`--config is missing\n\n${USAGE}`)
  const skip = flags['skip-batches'] ?? '0'
  if (!/^[0-9]{1,9}$/.test(skip)) throw new ConfigError(`--skip-batches is ${skip}, allowed is a whole number`)
  return { settings: readSettings(resolve(cwd, config)), skipBatches: Number(skip) }
}

function parseFlags(args: readonly string[]) {
  try {
    const options = {
      config: { type: 'string' },
      'skip-batches': { type: 'string' },
      help: { type: 'boolean' },
    } as const
    return parseArgs({ args: [...args], options }).values
  } catch (cause) {
    throw new ConfigError(`${messageOf(cause)}\n\n${USAGE}`, { cause })
  }
}

/**
 * Reads a config file; paths in it become absolute.
 * @throws ConfigError that names file, line and field.
 */
export function readSettings(path: string): FileSettings {
  const lines = new LineCounter()
  const document = parseDocument(read(path), { lineCounter: lines })
  const [syntax] = document.errors
  if (syntax !== undefined) throw new ConfigError(`${path}:${lines.linePos(syntax.pos[0]).line}: ${syntax.message}`)
  const parsed = settingsSchema.safeParse(document.toJS() ?? {})
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const field = issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : (issue?.path ?? [])
    const node = document.getIn(field, true)
    const line = isNode(node) && node.range ? `:${lines.linePos(node.range[0]).line}` : ''
    const value = isNode(node) ? JSON.stringify(node.toJS(document)) : JSON.stringify(document.getIn(field))
    const allowed = issue?.code === 'unrecognized_keys' ? 'there is no such setting' : issue?.message
    throw new ConfigError(`${path}${line}: ${field.join('.') || 'the file'} is ${value ?? 'missing'}: ${allowed}`)
  }
  const inFolder = (file: string) => resolve(dirname(path), file)
  const { deployment, keystore, dataDir, ...rest } = parsed.data
  return {
    ...rest,
    dataDir: inFolder(dataDir),
    ...(deployment !== undefined && { deployment: inFolder(deployment) }),
    ...(keystore !== undefined && { keystore: inFolder(keystore) }),
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ConfigError(`the config file cannot be read: ${messageOf(cause)}`, { cause })
  }
}
