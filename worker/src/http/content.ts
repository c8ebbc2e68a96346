import type { IncomingMessage, ServerResponse } from 'node:http'
import { CID_CODECS, parseCid } from '@lambda-bourse/sdk'
import { messageOf, Refusal } from '../errors.ts'
import type { BlockStore } from '../store/blockStore.ts'
import type { ReceiptIndex } from '../store/receiptIndex.ts'
import { readBody } from './body.ts'

export interface ContentRoutesOptions {
  blocks: BlockStore
  receipts: ReceiptIndex
  /** Most bytes of one module or config. */
  contentBytes: number
}

/** `/ipfs/<cid>`: modules, configs and receipt blocks, as any IPFS gateway would serve them. */
export class ContentRoutes {
  readonly #options: ContentRoutesOptions

  constructor(options: ContentRoutesOptions) {
    this.#options = options
  }

  async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const cid = path.split('?', 1)[0] as string
    const { codec, digest } = parse(cid)
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return this.#get(response, cid, codec, digest)
      case 'PUT':
        return this.#put(request, response, cid)
      default:
        throw new Refusal('MethodNotAllowed', 405, `${request.method} is not for content: GET, HEAD and PUT are`)
    }
  }

  async #get(response: ServerResponse, cid: string, codec: number, digest: string): Promise<void> {
    const { blocks, receipts } = this.#options
    const isRaw = codec === CID_CODECS.raw
    const bytes = (await blocks.get(cid)) ?? (isRaw ? receipts.block(Buffer.from(digest.slice(2), 'hex')) : undefined)
    if (bytes === undefined) throw new Refusal('NotFound', 404, `${cid} is not in the store`)
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': bytes.length,
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${cid}"`,
      'x-content-type-options': 'nosniff',
    })
    response.end(response.req.method === 'HEAD' ? undefined : bytes)
  }

  async #put(request: IncomingMessage, response: ServerResponse, cid: string): Promise<void> {
    const { blocks, contentBytes } = this.#options
    const bytes = await readBody(request, contentBytes)
    try {
      await blocks.put(cid, bytes)
    } catch (error) {
      if (error instanceof Refusal || (error as Error).name !== 'CidMismatchError') throw error
      throw new Refusal('BadRequest', 400, messageOf(error))
    }
    const body = JSON.stringify({ cid, size: bytes.length })
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    response.end(body)
  }
}

function parse(cid: string): ReturnType<typeof parseCid> {
  try {
    return parseCid(cid)
  } catch (error) {
    throw new Refusal('BadRequest', 400, messageOf(error))
  }
}
