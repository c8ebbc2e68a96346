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

class StaleConnectionError extends Error {
  override readonly cause: NodeJS.ErrnoException

  constructor(cause: NodeJS.ErrnoException) {
    super(cause.message, { cause })
    this.cause = cause
  }
}

/** Makes an `Upstream` with its own connections; `close` ends them. */
export function httpUpstream(): { send: Upstream; close: () => void } {
  const plain = new HttpAgent({ keepAlive: true, maxSockets: 256 })
  const secure = new HttpsAgent({ keepAlive: true, maxSockets: 256 })
  const once: Upstream = (url, request) =>
    new Promise((done, fail) => {
      const { method, headers, signal } = request
      const isSecure = url.protocol === 'https:'
      const options = { agent: isSecure ? secure : plain, method, headers, signal }
      const outgoing = (isSecure ? httpsRequest : httpRequest)(url, options)
      outgoing.once('error', (error) => fail(outgoing.reusedSocket ? new StaleConnectionError(error) : error))
      outgoing.once('response', (incoming) => read(incoming, request.maxBytes).then(done, fail))
      outgoing.end(request.body ?? undefined)
    })
  const send: Upstream = async (url, request) => {
    for (;;) {
      try {
        return await once(url, request)
      } catch (error) {
        if (!(error instanceof StaleConnectionError)) throw error
        // The peer closed a kept-alive connection as we used it, which says nothing about the peer.
        if (error.cause.code !== 'ECONNRESET' || request.signal.aborted) throw error.cause
      }
    }
  }
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
