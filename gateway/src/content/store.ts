// Content-addressed files on disk: modules, configs, receipts. The name is the CID, so a file never changes.
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { GatewayError } from '../errors.ts'

/** Stores content below one folder, up to a total size. */
export class ContentStore {
  readonly #folder: string
  readonly #totalBytes: number
  #used: number

  private constructor(folder: string, totalBytes: number, used: number) {
    this.#folder = folder
    this.#totalBytes = totalBytes
    this.#used = used
  }

  /**
   * Opens a folder, made if it is missing; half-written files of a process that was killed are removed.
   * @param totalBytes Most bytes kept in all.
   */
  static async open(folder: string, totalBytes: number): Promise<ContentStore> {
    await mkdir(folder, { recursive: true })
    let used = 0
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      if (name.endsWith('.part')) await rm(path, { force: true })
      else used += (await stat(path)).size
    }
    return new ContentStore(folder, totalBytes, used)
  }

  /** @param cid In canonical form (`cidFrom(parseCid(...))`): it becomes a file name. */
  async get(cid: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(join(this.#folder, cid))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  /**
   * Keeps bytes that were verified against their CID. Durable when it returns.
   * @throws GatewayError `StoreFull`
   */
  async put(cid: string, bytes: Uint8Array): Promise<void> {
    const path = join(this.#folder, cid)
    if (await isThere(path)) return
    if (this.#used + bytes.length > this.#totalBytes) throw full(bytes.length, this.#totalBytes - this.#used)
    this.#used += bytes.length
    const part = `${path}.${randomUUID()}.part`
    try {
      await writeDurably(part, bytes)
      await rename(part, path)
    } catch (error) {
      this.#used -= bytes.length
      await rm(part, { force: true })
      throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? full(bytes.length, 0) : error
    }
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

const full = (asked: number, free: number) =>
  new GatewayError('StoreFull', 507, `the gateway's store has no room for ${asked} bytes`, {
    field: 'body',
    value: `${asked} bytes`,
    allowed: `at most ${Math.max(free, 0)} bytes now`,
  })

/** Whether a file is there; that it cannot be told is an error. */
async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
