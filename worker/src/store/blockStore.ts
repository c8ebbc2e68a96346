import { mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCid, verifyCid } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { Refusal } from '../errors.ts'

export interface BlockStoreOptions {
  folder: string
  /** Most bytes of all content together; what nobody needs gives way to new content, oldest first. */
  capacity: number
  /** How long content stays after it was pinned, ms. */
  holdMs: number
  /** Milliseconds since 1970. */
  now(): number
}

/** The last second that every file system can write down: a file with this date is pinned. */
const PINNED = 2 ** 31 - 1

/**
 * Modules and configs as files named by their CID, checked when they are written and when they are read. A file's date says
 * until when it stays: so it is known after a kill, too.
 */
export class BlockStore {
  readonly #folder: string
  readonly #capacity: number
  /** Sizes, oldest first. */
  readonly #sizes = new Map<string, number>()
  readonly #pinned = new Map<string, number>()
  /** Until when what was pinned stays, ms since 1970. */
  readonly #held = new Map<string, number>()
  readonly #holdMs: number
  readonly #now: () => number
  #used = 0
  #writes = 0

  constructor({ folder, capacity, holdMs, now }: BlockStoreOptions) {
    this.#folder = folder
    this.#capacity = capacity
    this.#holdMs = holdMs
    this.#now = now
    mkdirSync(folder, { recursive: true })
    const files = readdirSync(folder)
      .filter((name) => !name.endsWith('.part'))
      .map((name) => ({ name, stat: statSync(join(folder, name)) }))
      .sort((a, b) => a.stat.mtimeMs - b.stat.mtimeMs)
    for (const { name, stat } of files) {
      this.#count(name, stat.size)
      // it was pinned when the process before this one ended
      if (stat.mtimeMs >= PINNED * 1000) this.#hold(name)
      else if (stat.mtimeMs > now()) this.#held.set(name, stat.mtimeMs)
    }
  }

  has(cid: string): boolean {
    return this.#sizes.has(cid)
  }

  /** Keeps content from giving way until the returned function is called, and `holdMs` after that. */
  pin(cid: string): () => void {
    this.#pinned.set(cid, (this.#pinned.get(cid) ?? 0) + 1)
    this.#date(cid, PINNED)
    return () => {
      const left = (this.#pinned.get(cid) ?? 1) - 1
      if (left > 0) {
        this.#pinned.set(cid, left)
      } else {
        this.#pinned.delete(cid)
        this.#hold(cid)
      }
    }
  }

  /**
   * Stores content durably under its CID.
   * @throws InvalidValueError for no CID, CidMismatchError for other bytes, Refusal (507) when it does not fit.
   */
  async put(cid: string, bytes: Uint8Array): Promise<void> {
    await verifyCid(cid, bytes, nodeSha256)
    if (this.#sizes.has(cid)) return
    await this.#makeRoom(bytes.length)
    const part = join(this.#folder, `${cid}.${++this.#writes}.part`)
    const file = await open(part, 'w')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, join(this.#folder, cid))
    if (!this.#sizes.has(cid)) this.#count(cid, bytes.length)
    if (this.#pinned.has(cid)) this.#date(cid, PINNED)
  }

  /**
   * Content of a CID, or undefined. A file whose bytes are not what its name says is deleted: disks rot.
   * @throws InvalidValueError for no CID.
   */
  async get(cid: string): Promise<Buffer | undefined> {
    parseCid(cid)
    if (!this.#sizes.has(cid)) return undefined
    const bytes = await readFile(join(this.#folder, cid))
    try {
      await verifyCid(cid, bytes, nodeSha256)
      return bytes
    } catch {
      await this.#drop(cid)
      return undefined
    }
  }

  async #makeRoom(size: number): Promise<void> {
    for (const cid of this.#sizes.keys()) {
      if (this.#used + size <= this.#capacity) return
      if (!this.#isNeeded(cid)) await this.#drop(cid)
    }
    if (this.#used + size > this.#capacity) {
      throw new Refusal('StoreFull', 507, `${size} bytes do not fit: the store holds ${this.#capacity} bytes at most`)
    }
  }

  #isNeeded(cid: string): boolean {
    return this.#pinned.has(cid) || (this.#held.get(cid) ?? 0) > this.#now()
  }

  #hold(cid: string): void {
    const until = this.#now() + this.#holdMs
    this.#held.set(cid, until)
    this.#date(cid, until / 1000)
  }

  #date(cid: string, seconds: number): void {
    if (this.#sizes.has(cid)) utimesSync(join(this.#folder, cid), seconds, seconds)
  }

  #count(cid: string, size: number): void {
    this.#sizes.set(cid, size)
    this.#used += size
  }

  async #drop(cid: string): Promise<void> {
    this.#used -= this.#sizes.get(cid) ?? 0
    this.#sizes.delete(cid)
    this.#held.delete(cid)
    await rm(join(this.#folder, cid), { force: true })
  }
}
