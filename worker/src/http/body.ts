import type { IncomingMessage } from 'node:http'
import { Refusal } from '../errors.ts'

const EMPTY = Buffer.alloc(0)

/**
 * Reads a request's body.
 * @throws Refusal 413 as soon as it is known to be too large; 400 when the caller goes away.
 */
export function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const told = Number(request.headers['content-length'] ?? Number.NaN)
  if (told > most) return Promise.reject(tooLarge(most))
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size > most) {
        request.pause()
        reject(tooLarge(most))
      } else parts.push(part)
    })
    request.on('end', () =>
      resolve(parts.length === 1 ? (parts[0] as Buffer) : size === 0 ? EMPTY : Buffer.concat(parts)),
    )
    request.on('error', () => reject(new Refusal('BadRequest', 400, 'the request ended before its body did')))
  })
}

function tooLarge(most: number): Refusal {
  return new Refusal('BodyTooLarge', 413, `the body is larger than the allowed ${most} bytes`)
}
