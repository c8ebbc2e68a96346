// Where settings come from: flags, then the environment, then .bourse/config.json of the project.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { badInput, CliError, missing } from './errors.ts'
import { EXIT } from './exit-codes.ts'

/** The settings that every command knows; all are optional until one is needed. */
export type Settings = {
  /** JSON-RPC endpoint of the chain. */
  readonly rpcUrl: string
  /** Base URL of a gateway. */
  readonly gateway: string | undefined
  /** Path of a file of `deployments/`; without it the chain's known market is used. */
  readonly deployment: string | undefined
  /** Owner under whom function names are looked up; by default the account of the key. */
  readonly owner: string | undefined
  /** The account's private key, when it is needed. */
  privateKey(): `0x${string}`
  /** The same, or undefined when none is set. */
  optionalPrivateKey(): `0x${string}` | undefined
}

/** Flags of every command, by their names on the command line. */
export type SettingFlags = {
  'rpc-url'?: string
  gateway?: string
  deployment?: string
  owner?: string
  'key-file'?: string
}

const DEFAULT_RPC = 'http://127.0.0.1:8545'
const FILE = join('.bourse', 'config.json')
const KNOWN = ['rpcUrl', 'gateway', 'deployment', 'owner', 'keyFile']

type FileSettings = { rpcUrl?: string; gateway?: string; deployment?: string; owner?: string; keyFile?: string }

/**
 * Resolves settings.
 * @param cwd The project: `.bourse/config.json` is looked for here and above.
 * @throws CliError A setting that is no URL, or a file that cannot be read.
 */
export function resolveSettings(
  flags: SettingFlags,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Settings {
  const { file, folder } = readFileSettings(cwd)
  const inFolder = (path: string | undefined) => path && resolve(folder, path)
  const pick = (flag: string | undefined, variable: string, fromFile: string | undefined) =>
    flag || env[variable] || fromFile
  const path = (flag: string | undefined, variable: string, fromFile: string | undefined) => {
    const given = flag || env[variable]
    return given ? resolve(cwd, given) : inFolder(fromFile)
  }
  const gateway = pick(flags.gateway, 'BOURSE_GATEWAY', file.gateway)
  const optionalPrivateKey = () => {
    const keyFile = flags['key-file'] || (env.BOURSE_PRIVATE_KEY ? undefined : inFolder(file.keyFile))
    if (keyFile) return readKey(resolve(cwd, keyFile))
    return env.BOURSE_PRIVATE_KEY ? checkKey('BOURSE_PRIVATE_KEY', env.BOURSE_PRIVATE_KEY) : undefined
  }
  return {
    rpcUrl: url('rpc-url', pick(flags['rpc-url'], 'BOURSE_RPC_URL', file.rpcUrl) ?? DEFAULT_RPC),
    gateway: gateway === undefined ? undefined : url('gateway', gateway).replace(/\/+$/, ''),
    deployment: path(flags.deployment, 'BOURSE_DEPLOYMENT', file.deployment),
    owner: pick(flags.owner, 'BOURSE_OWNER', file.owner),
    optionalPrivateKey,
    privateKey() {
      const key = optionalPrivateKey()
      if (key) return key
      throw missing('the private key', 'BOURSE_PRIVATE_KEY in the environment, or --key-file <file>', [
        'It signs transactions; it is never sent anywhere.',
      ])
    },
  }
}

/** The gateway's URL, for commands that cannot do without. */
export function needGateway({ gateway }: Settings): string {
  if (gateway) return gateway
  throw missing('gateway', '--gateway <url>, BOURSE_GATEWAY, or gateway in .bourse/config.json')
}

function readFileSettings(cwd: string): { file: FileSettings; folder: string } {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, FILE)
    if (existsSync(path)) return { file: parseFile(path), folder }
    if (folder === dirname(folder)) return { file: {}, folder: cwd }
  }
}

function parseFile(path: string): FileSettings {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new CliError('BadConfig', EXIT.input, `${path} cannot be read: ${(cause as Error).message}`, {
      field: path,
      cause,
    })
  }
  if (typeof json !== 'object' || json === null) throw badInput(path, json, 'a JSON object')
  for (const [name, value] of Object.entries(json)) {
    if (!KNOWN.includes(name)) throw badInput(`${path}: ${name}`, value, `the settings ${KNOWN.join(', ')}`)
    if (typeof value !== 'string') throw badInput(`${path}: ${name}`, value, 'text')
  }
  return json as FileSettings
}

function url(field: string, value: string): string {
  const parsed = URL.canParse(value) ? new URL(value) : undefined
  if (parsed && /^(https?|wss?):$/.test(parsed.protocol)) return value
  throw badInput(field, value, 'a URL that begins with http:// or https://')
}

function readKey(path: string): `0x${string}` {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (cause) {
    const message = `the key file ${path} cannot be read: ${(cause as Error).message}`
    throw new CliError('BadKeyFile', EXIT.input, message, { field: 'key-file', value: path, cause })
  }
  return checkKey(path, text)
}

/** A wrong key is not shown: it may be a right one with a typo. */
function checkKey(field: string, text: string): `0x${string}` {
  const hex = text.startsWith('0x') ? text : `0x${text}`
  if (/^0x[0-9a-fA-F]{64}$/.test(hex) && !/^0x0+$/.test(hex)) return hex as `0x${string}`
  throw badInput(field, `(${text.length} characters, not shown)`, 'a private key: 64 hexadecimal digits')
}
