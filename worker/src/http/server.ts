import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { messageOf, Refusal } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Routes } from './routes.ts'

export interface HttpServerOptions {
  routes: Routes
  log: Logger
  /** Requests that may be on the way at once. */
  maxRequests: number
  /** Connections that may be open at once. */
  maxConnections: number
  /** Longest a caller may take to send a request. */
  requestTimeoutMs: number
}

/** The worker's front door: takes requests, limits them, turns refusals into answers. */
export class HttpServer {
  readonly #options: HttpServerOptions
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #active = 0
  #draining = false
  #idle: (() => void)[] = []

  constructor(options: HttpServerOptions) {
    this.#options = options
    this.#server = createServer({ requestTimeout: options.requestTimeoutMs, keepAliveTimeout: 75_000, noDelay: true })
    this.#server.maxConnections = options.maxConnections
    this.#server.on('request', (request, response) => this.#serve(request, response))
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
    this.#server.on('clientError', (_, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    })
  }

  /** Requests that are being answered. */
  get active(): number {
    return this.#active
  }

  /** @returns the port, which the system chose where 0 was asked for. */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => {
        this.#server.removeListener('error', reject)
        resolve()
      })
    })
    return (this.#server.address() as AddressInfo).port
  }

  /** Takes no new requests (503), and resolves when the last one is answered. */
  async drain(): Promise<void> {
    this.#draining = true
    this.#server.closeIdleConnections()
    if (this.#active > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    if (this.#draining) refuse(response, new Refusal('Unavailable', 503, 'the worker is shutting down'))
    else if (this.#active >= this.#options.maxRequests) {
      refuse(response, new Refusal('Overloaded', 429, `${this.#active} requests are being answered already`))
    } else {
      this.#active++
      void this.#answer(request, response)
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#options.routes.handle(request, response)
    } catch (error) {
      if (!(error instanceof Refusal))
        this.#options.log.error('http.failed', { url: request.url, reason: messageOf(error) })
      const refusal = error instanceof Refusal ? error : new Refusal('Unavailable', 500, 'the host failed')
      if (!response.headersSent) refuse(response, refusal)
      else response.destroy()
    } finally {
      this.#active--
      if (this.#active === 0) for (const resolve of this.#idle.splice(0)) resolve()
    }
  }
}

/** Answers that carry no receipt close the connection when the request's body was not read to its end. */
function refuse(response: ServerResponse, { name, statusCode, message }: Refusal): void {
  const body = Buffer.from(JSON.stringify({ error: { name, message } }))
  const headers: Record<string, string | number> = { 'content-type': 'application/json', 'content-length': body.length }
  if (!response.req.complete) headers.connection = 'close'
  if (statusCode === 429 || statusCode === 503) headers['retry-after'] = 1
  response.writeHead(statusCode, headers)
  response.end(body)
}
