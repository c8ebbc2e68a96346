// Serves a fetch-style app (Hono) with node:http.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { GatewayError } from './errors.ts'

export type Fetch = (request: Request) => Response | Promise<Response>

/** A listening server. */
export type Listening = {
  readonly url: string
  readonly port: number
  /** Stops accepting, lets running requests end, then resolves. */
  close(): Promise<void>
}

/** Listens on `host:port` (0: any free port) and hands every request to `fetch`. */
export async function listen(fetch: Fetch, host: string, port: number): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    handle(fetch, incoming, outgoing).catch((error) => outgoing.destroy(error as Error))
  })
  // A slow sender must not hold a socket for ever; a function's own run time is bounded by the gateway's deadline.
  server.requestTimeout = 60_000
  server.headersTimeout = 10_000
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, host, done)
  })
  const address = server.address() as { port: number }
  const shownHost = host.includes(':') ? `[${host}]` : host
  return { url: `http://${shownHost}:${address.port}`, port: address.port, close: () => close(server) }
}

function close(server: Server): Promise<void> {
  return new Promise((done, fail) => {
    server.close((error) => (error ? fail(error) : done()))
    server.closeIdleConnections()
  })
}

async function handle(fetch: Fetch, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort(new Error('the caller went away'))
  })
  let request: Request
  try {
    request = toRequest(incoming, gone.signal)
  } catch (cause) {
    const error = new GatewayError('BadRequest', 400, (cause as Error).message, { field: 'request line' })
    return send(Response.json(error.toJSON(), { status: 400, headers: { connection: 'close' } }), outgoing)
  }
  return send(await fetch(request), outgoing)
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const method = incoming.method ?? 'GET'
  // Built by hand: a target like `//host/path` must not be read as another host.
  const url = `http://${incoming.headers.host ?? 'localhost'}${incoming.url?.startsWith('/') ? incoming.url : '/'}`
  const headers = new Headers()
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i] as string, incoming.rawHeaders[i + 1] as string)
  }
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers, signal })
  const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>
  return new Request(url, { method, headers, signal, body, duplex: 'half' } as RequestInit)
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  if (response.body) {
    for await (const chunk of response.body) {
      if (outgoing.destroyed) return
      if (!outgoing.write(chunk)) await new Promise((done) => outgoing.once('drain', done).once('close', done))
    }
  }
  outgoing.end()
}
