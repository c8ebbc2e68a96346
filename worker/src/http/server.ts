import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { ConfigError, messageOf, Refusal } from '../errors.ts'
import type { Logger } from '../log.ts'
import { refusalAnswer } from './answers.ts'
import { type PlainAnswer, PlainConnection } from './plainConnection.ts'
import type { PlainRequest } from './plainRequest.ts'
import type { Routes } from './routes.ts'

export interface HttpServerOptions {
  routes: Routes
  log: Logger
  /** Requests that may be on the way at once. */
  maxRequests: number
  /** Connections that may be open at once. */
  maxConnections: number
  /** Most bytes of an invocation's body. */
  bodyBytes: number
  /** Longest a caller may take to send a request. */
  requestTimeoutMs: number
}

const IDLE_MS = 75_000
/** Larger bodies seldom come in one piece. */
const PLAIN_BODY_BYTES = 65_536

/** The worker's front door: takes requests, limits them, turns refusals into answers. */
export class HttpServer {
  readonly #options: HttpServerOptions
  readonly #server: Server
  readonly #sockets = new Map<Socket, PlainConnection>()
  #active = 0
  #draining = false
  #idle: (() => void)[] = []

  constructor(options: HttpServerOptions) {
    this.#options = options
    const timeouts = { requestTimeout: options.requestTimeoutMs, keepAliveTimeout: IDLE_MS }
    this.#server = createServer({ ...timeouts, noDelay: true })
    this.#server.maxConnections = options.maxConnections
    this.#server.on('request', (request, response) => void this.#serve(request, response))
    this.#server.on('clientError', (_, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    })
    this.#takeConnections()
  }

  /** Requests that are being answered. */
  get active(): number {
    return this.#active
  }

  /** @returns the port, which the system chose where 0 was asked for. */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) => {
        reject(new ConfigError(`listen: ${host}:${port} cannot be used: ${cause.message}`, { cause }))
      })
      this.#server.listen(port, host, () => {
        this.#server.removeAllListeners('error')
        resolve()
      })
    })
    return (this.#server.address() as AddressInfo).port
  }

  /** Takes no new requests (503), and resolves when the last one is answered. */
  async drain(): Promise<void> {
    this.#draining = true
    this.#server.closeIdleConnections()
    for (const connection of this.#sockets.values()) connection.closeIfIdle()
    if (this.#active > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#sockets.keys()) socket.end(() => socket.destroy())
    this.#server.closeAllConnections()
    await closed
  }

  /** Connections begin as plain ones; Node's server gets those that are not. */
  #takeConnections(): void {
    const accept = this.#server.listeners('connection')
    this.#server.removeAllListeners('connection')
    this.#server.on('connection', (socket: Socket) => {
      const connection = new PlainConnection(socket, {
        bodyBytes: Math.min(PLAIN_BODY_BYTES, this.#options.bodyBytes),
        idleMs: IDLE_MS,
        answer: (request) => this.#answerPlain(request),
        handOver: () => {
          this.#sockets.delete(socket)
          for (const listener of accept) listener.call(this.#server, socket)
        },
      })
      this.#sockets.set(socket, connection)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  async #answerPlain(request: PlainRequest): Promise<PlainAnswer> {
    try {
      return await this.#admit(() => this.#options.routes.invoke(request))
    } catch (error) {
      return refusalAnswer(this.#refusalOf(error, request.url))
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#admit(() => this.#options.routes.handle(request, response))
    } catch (error) {
      if (response.headersSent) response.destroy()
      else refuse(response, this.#refusalOf(error, request.url))
    }
  }

  async #admit<T>(work: () => Promise<T>): Promise<T> {
    const { maxRequests } = this.#options
    if (this.#draining) throw new Refusal('Unavailable', 503, 'the worker is shutting down')
    if (this.#active >= maxRequests) {
      throw new Refusal('Overloaded', 429, `${this.#active} requests are being answered already`)
    }
    this.#active++
    try {
      return await work()
    } finally {
      this.#active--
      if (this.#active === 0) for (const resolve of this.#idle.splice(0)) resolve()
    }
  }

  #refusalOf(error: unknown, url: string | undefined): Refusal {
    if (error instanceof Refusal) return error
    this.#options.log.error('http.failed', { url, reason: messageOf(error) })
    return new Refusal('Unavailable', 500, 'the host failed')
  }
}

/** A refusal closes the connection when the request's body was not read to its end. */
function refuse(response: ServerResponse, refusal: Refusal): void {
  const { statusCode, headers, body } = refusalAnswer(refusal)
  const close = response.req.complete ? [] : ['connection', 'close']
  response.writeHead(statusCode, ['content-length', String(body.length), ...headers, ...close])
  response.end(body)
}
