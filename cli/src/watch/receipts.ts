import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { decodeWire, type SignedReceipt } from '@lambda-bourse/sdk'

/** Receipts in the files of a folder: a header's value on each line, or JSON with a field `receipt`. */
export class ReceiptFolder {
  readonly #folder: string
  /** Sizes of the files that were read: they are read again when they grow. */
  readonly #read = new Map<string, number>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Receipts of files that are new or have grown. `onBad` hears of lines that are none. */
  fresh(onBad: (file: string, reason: string) => void): SignedReceipt[] {
    const found: SignedReceipt[] = []
    for (const name of readdirSync(this.#folder).sort()) {
      const path = join(this.#folder, name)
      const { size, isFile } = { size: statSync(path).size, isFile: statSync(path).isFile() }
      if (!isFile || this.#read.get(name) === size) continue
      this.#read.set(name, size)
      for (const line of linesOf(readFileSync(path, 'utf8'))) {
        try {
          found.push(decodeWire(line))
        } catch (error) {
          onBad(name, (error as Error).message)
        }
      }
    }
    return found
  }
}

function linesOf(text: string): string[] {
  const trimmed = text.trim()
  if (!trimmed.startsWith('{')) return trimmed.split(/\s+/).filter((line) => line !== '')
  const { receipt } = JSON.parse(trimmed) as { receipt?: unknown }
  return typeof receipt === 'string' ? [receipt] : []
}
