import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '../errors.ts'
import type { Answer, Invoker } from '../invoke/invoker.ts'
import { readBody } from './body.ts'
import type { ContentRoutes } from './content.ts'
import type { RecordRoutes } from './records.ts'

export interface RoutesOptions {
  invoker: Invoker
  content: ContentRoutes
  records: RecordRoutes
  /** Most bytes of an invocation's body. */
  bodyBytes: number
}

const LEASES = '/v1/leases/'
const LEASE_ID = /^[1-9][0-9]{0,14}$/
const METHOD = /^[A-Z]{1,255}$/
const NAMES = ['ok', 'exit', 'trap', 'out of fuel', 'call depth exceeded', 'output too large']

/** Which part of the worker answers which path (docs/architecture.md). */
export class Routes {
  readonly #options: RoutesOptions

  constructor(options: RoutesOptions) {
    this.#options = options
  }

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> | void {
    const url = request.url as string
    if (url.startsWith(LEASES)) return this.#invoke(request, response, url)
    if (url.startsWith('/ipfs/')) return this.#options.content.handle(request, response, url.slice('/ipfs/'.length))
    return this.#options.records.handle(request, response, url)
  }

  async #invoke(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
    const end = url.indexOf('/', LEASES.length)
    const id = url.slice(LEASES.length, end < 0 ? undefined : end)
    if (end < 0 || !LEASE_ID.test(id)) {
      throw new Refusal('BadRequest', 400, `the path is ${url.slice(0, 200)}, allowed is /v1/leases/<lease>/<path>`)
    }
    const method = request.method as string
    if (!METHOD.test(method)) throw new Refusal('BadRequest', 400, `the method is ${method}, allowed are capitals`)
    const body = await readBody(request, this.#options.bodyBytes)
    const contentType = latin1ToText(request.headers['content-type'] ?? '')
    const answer = await this.#options.invoker.invoke(Number(id), { method, target: url.slice(end), contentType, body })
    send(response, answer)
  }
}

function send(response: ServerResponse, { status, response: bytes, fuel, contentType, receipt }: Answer): void {
  const explains = status !== 0 && bytes.length === 0
  const body = explains
    ? Buffer.from(JSON.stringify({ error: { name: 'ExecutionFailed', message: NAMES[status], status } }))
    : bytes
  response.writeHead(status === 0 ? 200 : 500, [
    'content-type',
    explains ? 'application/json' : contentType,
    'content-length',
    String(body.length),
    'bourse-status',
    String(status),
    'bourse-fuel',
    String(fuel),
    'bourse-receipt',
    receipt,
  ])
  response.end(body)
}

/** Header bytes come as latin1; the receipt's request holds UTF-8. */
function latin1ToText(value: string): string {
  return /^[\x20-\x7e\t]*$/.test(value) ? value : Buffer.from(value, 'latin1').toString('utf8')
}
