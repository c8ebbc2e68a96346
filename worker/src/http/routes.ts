import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '../errors.ts'
import type { Invoker } from '../invoke/invoker.ts'
import type { Till } from '../payment/till.ts'
import { answerOf } from './answers.ts'
import { readBody } from './body.ts'
import type { ContentRoutes } from './content.ts'
import type { PlainAnswer } from './plainConnection.ts'
import type { RecordRoutes } from './records.ts'

export interface RoutesOptions {
  invoker: Invoker
  content: ContentRoutes
  records: RecordRoutes
  /** Undefined where the market has no vouchers. */
  till?: Till | undefined
  /** Most bytes of an invocation's body. */
  bodyBytes: number
}

/** An invocation as it came over HTTP. */
export interface InvocationRequest {
  method: string
  url: string
  contentType: string
  /** The header `bourse-voucher`. */
  voucher: string | undefined
  body: Uint8Array
}

const LEASES = '/v1/leases/'
const LEASE_ID = /^[1-9][0-9]{0,14}$/
const METHOD = /^[A-Z]{1,255}$/

/** Which part of the worker answers which path (docs/architecture.md). */
export class Routes {
  readonly #options: RoutesOptions

  constructor(options: RoutesOptions) {
    this.#options = options
  }

  /** Answers a request of Node's server. @throws Refusal */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url as string
    if (url.startsWith(LEASES)) return this.#handleInvocation(request, response, url)
    if (url === '/v1/vouchers') return this.#handleVoucher(request, response)
    if (url.startsWith('/ipfs/')) return this.#options.content.handle(request, response, url.slice('/ipfs/'.length))
    return this.#options.records.handle(request, response, url)
  }

  /** @throws Refusal */
  async invoke({ method, url, contentType, voucher, body }: InvocationRequest): Promise<PlainAnswer> {
    const end = url.indexOf('/', LEASES.length)
    const id = url.slice(LEASES.length, end < 0 ? undefined : end)
    if (end < 0 || !LEASE_ID.test(id)) {
      throw new Refusal('BadRequest', 400, `the path is ${url.slice(0, 200)}, allowed is /v1/leases/<lease>/<path>`)
    }
    const request = { method, target: url.slice(end), contentType, body }
    return answerOf(await this.#options.invoker.invoke(Number(id), request, voucher))
  }

  async #handleVoucher(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { till } = this.#options
    if (request.method !== 'PUT') {
      throw new Refusal('MethodNotAllowed', 405, `${request.method} is not for /v1/vouchers: PUT is`)
    }
    if (till === undefined) throw new Refusal('NotFound', 404, 'this market has no vouchers')
    const { signed, owed } = await till.accept(voucherOf(request))
    const body = Buffer.from(JSON.stringify({ signed: String(signed), owed: String(owed) }))
    response.writeHead(200, ['content-length', String(body.length), 'content-type', 'application/json'])
    response.end(body)
  }

  async #handleInvocation(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
    const method = request.method as string
    if (!METHOD.test(method)) throw new Refusal('BadRequest', 400, `the method is ${method}, allowed are capitals`)
    const body = await readBody(request, this.#options.bodyBytes)
    const contentType = latin1ToText(request.headers['content-type'] ?? '')
    const voucher = voucherOf(request)
    const answer = await this.invoke({ method, url, contentType, voucher, body })
    response.writeHead(answer.statusCode, ['content-length', String(answer.body.length), ...answer.headers])
    response.end(method === 'HEAD' ? undefined : answer.body)
  }
}

/** @throws Refusal 400 for a header that is given twice */
function voucherOf({ headersDistinct }: IncomingMessage): string | undefined {
  const given = headersDistinct['bourse-voucher'] ?? []
  if (given.length > 1) throw new Refusal('BadRequest', 400, 'bourse-voucher is given twice, allowed is once')
  return given[0]
}

/** Header bytes come as latin1; the receipt's request holds UTF-8. */
function latin1ToText(value: string): string {
  return /^[\x20-\x7e\t]*$/.test(value) ? value : Buffer.from(value, 'latin1').toString('utf8')
}
