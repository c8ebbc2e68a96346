import type { Socket } from 'node:net'
import { PlainParser, type PlainRequest } from './plainRequest.ts'

/** An answer to a plain request. */
export interface PlainAnswer {
  statusCode: number
  /** Name and value in turn. */
  headers: readonly string[]
  body: Uint8Array
}

export interface PlainConnectionOptions {
  /** Requests with larger bodies are not plain. */
  bodyBytes: number
  /** Idle connections are closed after so long. */
  idleMs: number
  answer(request: PlainRequest): Promise<PlainAnswer>
  /** Takes a connection over for good, with all bytes that were not answered put back. */
  handOver(socket: Socket): void
}

const REASONS: Record<number, string> = {
  200: 'OK',
  400: 'Bad Request',
  402: 'Payment Required',
  404: 'Not Found',
  413: 'Content Too Large',
  425: 'Too Early',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/**
 * A keep-alive connection whose requests are all plain: parsed and answered here for half of what node:http takes (see
 * scripts/bench/http). At the first that is not, Node's server gets the connection.
 */
export class PlainConnection {
  readonly #options: PlainConnectionOptions
  readonly #socket: Socket
  readonly #parser: PlainParser
  #waiting: Buffer | undefined
  #busy = false
  #ended = false

  constructor(socket: Socket, options: PlainConnectionOptions) {
    this.#options = options
    this.#socket = socket
    this.#parser = new PlainParser(options.bodyBytes)
    socket.on('data', this.#onData)
    socket.on('end', this.#onEnd)
    socket.on('error', this.#onError)
    socket.setTimeout(options.idleMs, this.#onTimeout)
  }

  /** Closes it, unless a request is being answered. */
  closeIfIdle(): void {
    if (!this.#busy) this.#socket.destroy()
  }

  readonly #onError = (): void => {
    this.#socket.destroy()
  }

  /** The caller sends no more; it still gets the answer that is on its way. */
  readonly #onEnd = (): void => {
    this.#ended = true
    if (!this.#busy) this.#socket.end()
  }

  readonly #onTimeout = (): void => {
    this.closeIfIdle()
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.#busy) {
      this.#next(chunk)
      return
    }
    // The caller sends on before it has its answer: it waits, and no more is read meanwhile.
    this.#waiting = this.#waiting === undefined ? chunk : Buffer.concat([this.#waiting, chunk])
    this.#socket.pause()
  }

  #next(bytes: Buffer): void {
    const request = this.#parser.parse(bytes)
    if (request === undefined) this.#handOver(bytes)
    else {
      if (request.length < bytes.length) this.#waiting = bytes.subarray(request.length)
      this.#busy = true
      void this.#answer(request)
    }
  }

  async #answer(request: PlainRequest): Promise<void> {
    const { statusCode, headers, body } = await this.#options.answer(request)
    const socket = this.#socket
    if (socket.destroyed) return
    const isFree = socket.write(encode(statusCode, headers, body, request.method === 'HEAD'))
    if (!isFree) await new Promise<void>((resolve) => socket.once('drain', resolve).once('close', resolve))
    this.#busy = false
    const waiting = this.#waiting
    this.#waiting = undefined
    if (socket.destroyed) return
    if (waiting !== undefined) {
      socket.resume()
      this.#next(waiting)
    } else if (this.#ended) socket.end()
  }

  #handOver(bytes: Buffer): void {
    const socket = this.#socket
    socket.pause()
    socket.off('data', this.#onData)
    socket.off('end', this.#onEnd)
    socket.off('error', this.#onError)
    socket.off('timeout', this.#onTimeout)
    socket.setTimeout(0)
    socket.unshift(bytes)
    this.#options.handOver(socket)
    socket.resume()
  }
}

function encode(statusCode: number, headers: readonly string[], body: Uint8Array, isHead: boolean): Buffer {
  let head = `HTTP/1.1 ${statusCode} ${REASONS[statusCode] ?? 'Unknown'}\r\ndate: ${httpDate()}\r\ncontent-length: ${body.length}\r\n`
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`
  head += '\r\n'
  const bytes = Buffer.allocUnsafe(head.length + (isHead ? 0 : body.length))
  bytes.write(head, 'latin1')
  if (!isHead) bytes.set(body, head.length)
  return bytes
}

let dateSecond = 0
let dateText = ''

/** RFC 9110 section 6.6.1, made once a second. */
function httpDate(): string {
  const second = Math.floor(Date.now() / 1000)
  if (second !== dateSecond) {
    dateSecond = second
    dateText = new Date().toUTCString()
  }
  return dateText
}
