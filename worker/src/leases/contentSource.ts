import { messageOf } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { BlockStore } from '../store/blockStore.ts'

export interface ContentSourceOptions {
  store: BlockStore
  /** Base URLs that serve `/ipfs/<cid>`, tried in order. */
  peers: readonly string[]
  maxBytes: number
  timeoutMs: number
  log: Logger
  fetch?: typeof fetch
}

/** Content by CID: from the own store, else from peers; checked either way. */
export class ContentSource {
  readonly #options: ContentSourceOptions

  constructor(options: ContentSourceOptions) {
    this.#options = options
  }

  /** @throws Error that says what each peer answered. */
  async get(cid: string): Promise<Uint8Array> {
    const { store, peers, log } = this.#options
    const own = await store.get(cid)
    if (own !== undefined) return own
    const reasons: string[] = []
    for (const peer of peers) {
      try {
        const bytes = await this.#fetch(`${peer.replace(/\/+$/, '')}/ipfs/${cid}`)
        await store.put(cid, bytes)
        log.info('content.fetched', { cid, peer: new URL(peer).host, bytes: bytes.length })
        return bytes
      } catch (error) {
        // Callers see this: of a peer's URL they need the host, and not what else it may hold.
        reasons.push(`${new URL(peer).host}: ${messageOf(error)}`)
      }
    }
    throw new Error(
      `${cid} is not in the store and no peer gave it (${reasons.join('; ') || 'no peers are configured'})`,
    )
  }

  /** Keeps content that it gave in the store as long as a provider answers for it. */
  keep(cid: string): void {
    this.#options.store.pin(cid)()
  }

  async #fetch(url: string): Promise<Uint8Array> {
    const { maxBytes, timeoutMs, fetch: get = fetch } = this.#options
    const response = await get(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'follow' })
    if (!response.ok || response.body === null) {
      await response.body?.cancel()
      throw new Error(`HTTP status ${response.status}`)
    }
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of response.body) {
      size += part.length
      if (size > maxBytes) throw new Error(`more than the allowed ${maxBytes} bytes`)
      parts.push(part)
    }
    return Buffer.concat(parts)
  }
}
