import type { Context } from 'hono'
import { GatewayError } from '../errors.ts'

/**
 * Reads a request's whole body: it is hashed, and sent again when a provider fails.
 * @param limit Bytes; one more is refused while it is read, whatever content-length says.
 * @throws GatewayError `BodyTooLarge`.
 */
export async function readBody(context: Context, limit: number): Promise<Uint8Array> {
  const declared = Number(context.req.header('content-length') ?? 0)
  if (declared > limit) throw tooLarge(`${declared} bytes`, limit)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of context.req.raw.body ?? []) {
    size += chunk.length
    if (size > limit) throw tooLarge(`more than ${limit} bytes`, limit)
    chunks.push(chunk)
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks)
}

const tooLarge = (value: string, limit: number) =>
  new GatewayError('BodyTooLarge', 413, `the request's body is too large: ${value}`, {
    field: 'body',
    value,
    allowed: `at most ${limit} bytes`,
  })
