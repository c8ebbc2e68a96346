import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../lib/run.ts'

export interface Document {
  name: string
  markdown: string
}

/** Documents that npm packages of this repository ship; a provable version takes, and answers, 64 KiB at most. */
const shipped = [
  'chai/README.md',
  'mocha/README.md',
  'pino/README.md',
  'yaml/README.md',
  'hono/README.md',
  'viem/README.md',
  'commonmark-spec/README.md',
  '@noble/curves/README.md',
]

/** Has tables, which version 1 of examples/markdown shows as text and version 2 renders. */
const withTable = 'c8/README.md'

const read = (name: string): Document => ({ name, markdown: readFileSync(join(root, 'node_modules', name), 'utf8') })

export const documents = (): Document[] => shipped.map(read)
export const documentWithTable = (): Document => read(withTable)
