// The gateway's settings: gateway.yaml, overridden by flags. Every mistake is named with its place and what is allowed.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { BourseError, InvalidValueError } from '@lambda-bourse/sdk'
import { isAddress } from 'viem'
import { parse } from 'yaml'
import { z } from 'zod'

const bytes = z.int().positive()
const milliseconds = z.int().positive()

const schema = z.strictObject({
  /** JSON-RPC endpoint of the chain. */
  rpc: z.url({ protocol: /^(https?|wss?)$/, error: 'an http, https, ws or wss URL' }).default('http://127.0.0.1:8545'),
  /** A file of `deployments/`, relative to the config file. Default: the known market of the chain. */
  deployment: z.string().min(1).optional(),
  /** `host:port`; port 0 is any free one. */
  listen: z
    .string()
    .regex(/^.+:\d{1,5}$/, '<host>:<port>')
    .default('127.0.0.1:8080'),
  /** The owner whose functions are served under their bare names. */
  namespace: z.custom<`0x${string}`>((value) => typeof value === 'string' && isAddress(value), 'an address').optional(),
  /** Folder for content, relative to the config file. */
  content: z.string().min(1).default('.bourse/gateway'),
  pollMs: milliseconds.default(500),
  healthMs: milliseconds.default(2_000),
  log: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  /** What is paid on metered leases; the key is in BOURSE_VOUCHER_KEY. Amounts in micro-USDC. */
  payment: z
    .strictObject({
      /** Whose funds; default: the key's own account. */
      payer: z.custom<`0x${string}`>((value) => typeof value === 'string' && isAddress(value), 'an address').optional(),
      /** Folder of what was signed, relative to the config file. */
      store: z.string().min(1).default('.bourse/gateway-payment'),
      maxPerCall: z.int().nonnegative().default(1_000),
      maxPerMillionFuel: z.int().nonnegative().default(1_000),
      ahead: z.int().nonnegative().default(10_000),
    })
    .prefault({}),
  limits: z
    .strictObject({
      attempts: z.int().min(1).max(64),
      attemptMs: milliseconds,
      totalMs: milliseconds,
      bodyBytes: bytes,
      responseBytes: bytes,
      contentBytes: bytes,
      storeBytes: bytes,
    })
    .partial()
    .default({}),
})

export type GatewayConfig = z.output<typeof schema>

const FLAGS = {
  config: { type: 'string' },
  rpc: { type: 'string' },
  deployment: { type: 'string' },
  listen: { type: 'string' },
  namespace: { type: 'string' },
  content: { type: 'string' },
  log: { type: 'string' },
  help: { type: 'boolean' },
} as const

export const USAGE = `node gateway/src/main.ts [--config gateway.yaml] [flags]

  --rpc <url>          JSON-RPC endpoint of the chain (http://127.0.0.1:8545)
  --deployment <file>  where the market is: a file of deployments/ (default: the chain's known one)
  --listen <host:port> where to serve (127.0.0.1:8080; port 0: any free one)
  --namespace <owner>  the account whose functions are served under their bare names
  --content <folder>   where content is kept (.bourse/gateway)
  --log <level>        silent, error, warn, info (default) or debug

Flags go before the file. docs/gateway.md has all settings.`

/**
 * Reads flags and the file they name.
 * @param args As in `process.argv.slice(2)`.
 * @returns The settings; undefined when help was asked for.
 * @throws BourseError A flag, field or file that is wrong.
 */
export function readConfig(args: readonly string[], cwd = process.cwd()): GatewayConfig | undefined {
  const { config: path, help, ...flags } = parseFlags(args)
  if (help) return undefined
  const fromFile = path === undefined ? {} : readFile(resolve(cwd, path))
  const base = path === undefined ? cwd : dirname(resolve(cwd, path))
  const config = check({ ...fromFile, ...flags })
  const { deployment, content } = flags
  const inFolder = (flag: string | undefined, value: string) => resolve(flag === undefined ? base : cwd, value)
  return {
    ...config,
    content: inFolder(content, config.content),
    payment: { ...config.payment, store: resolve(base, config.payment.store) },
    ...(config.deployment !== undefined && { deployment: inFolder(deployment, config.deployment) }),
  }
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS }).values
  } catch (cause) {
    throw new BourseError((cause as Error).message, { cause, advice: ['--help lists the flags.'] })
  }
}

function readFile(path: string): object {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new BourseError(`config ${path} cannot be read: ${(cause as Error).message}`, { cause })
  }
  try {
    return (parse(text) as object | null) ?? {}
  } catch (cause) {
    throw new BourseError(`config ${path} is not YAML: ${(cause as Error).message}`, { cause })
  }
}

function check(input: object): GatewayConfig {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const [issue] = result.error.issues
  if (issue?.code === 'unrecognized_keys') {
    throw new InvalidValueError([...issue.path, issue.keys[0]].join('.'), 'set', 'no such setting', 'gateway.md')
  }
  const path = issue?.path ?? []
  const value = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input)
  throw new InvalidValueError(
    path.join('.') || 'config',
    value,
    issue?.message ?? 'a mapping of settings',
    'gateway.md',
  )
}
