import { pino } from 'pino'

/** One event of the worker: a short name and its fields. */
export interface Logger {
  debug(event: string, fields?: object): void
  info(event: string, fields?: object): void
  warn(event: string, fields?: object): void
  error(event: string, fields?: object): void
}

const REDACTED = ['key', 'privateKey', 'password', 'secret', 'env', 'mnemonic', 'raw']

/** JSON lines on standard output, one per event; names that hold secrets are redacted at any of two depths. */
export function createLogger(level: string): Logger {
  const paths = REDACTED.flatMap((name) => [name, `*.${name}`])
  const lines = pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'event',
    redact: paths,
  })
  const write =
    (method: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: object = {}) =>
      lines[method](fields, event)
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }
