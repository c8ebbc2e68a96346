// One HTTP request to a provider. node:http with kept-alive connections: no redirects, no decompression, bounded answers.
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

export type UpstreamRequest = {
  method: string
  headers?: Record<string, string>
  body?: Uint8Array
  signal: AbortSignal
  /** A longer answer is an error. */
  maxBytes: number
}

export type UpstreamResponse = { status: number; headers: Record<string, string>; body: Uint8Array }

/** Sends one request to a URL; rejects when no whole answer came. */
export type Upstream = (url: URL, request: UpstreamRequest) => Promise<UpstreamResponse>

/** An answer longer than asked for. */
export class UpstreamTooLargeError extends Error {
  override readonly name = 'UpstreamTooLargeError'
}

/** Makes an `Upstream` with its own connections; `close` ends them. */
export function httpUpstream(): { send: Upstream; close: () => void } {
  const plain = new HttpAgent({ keepAlive: true, maxSockets: 256 })
  const secure = new HttpsAgent({ keepAlive: true, maxSockets: 256 })
  const send: Upstream = (url, request) =>
    new Promise((done, fail) => {
      const { method, headers, signal } = request
      const options =
        url.protocol === 'https:'
          ? { agent: secure, method, headers, signal }
          : { agent: plain, method, headers, signal }
      const outgoing = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options)
      outgoing.once('error', fail)
      outgoing.once('response', (incoming) => read(incoming, request.maxBytes).then(done, fail))
      outgoing.end(request.body ?? undefined)
    })
  const close = () => {
    plain.destroy()
    secure.destroy()
  }
  return { send, close }
}

async function read(incoming: IncomingMessage, maxBytes: number): Promise<UpstreamResponse> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) {
      incoming.destroy()
      throw new UpstreamTooLargeError(`the answer is longer than ${maxBytes} bytes`)
    }
    chunks.push(chunk)
  }
  if (!incoming.complete) throw new Error('the answer was cut off')
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
  return { status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks) }
}
