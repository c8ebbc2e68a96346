import type { IncomingMessage, ServerResponse } from 'node:http'
import { MerkleTree } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { Prover } from '../epochs/prover.ts'
import { Refusal } from '../errors.ts'
import { wireReceipt } from '../receipts/sealedBatch.ts'
import type { LogReader } from '../store/logReader.ts'
import type { ReceiptIndex } from '../store/receiptIndex.ts'
import type { ClosedEpoch, StateStore } from '../store/stateStore.ts'

export interface RecordRoutesOptions {
  log: LogReader
  index: ReceiptIndex
  store: StateStore
  prover: Pick<Prover, 'leaf' | 'header'>
  /** JSON of `GET /v1/status`. */
  status(): object
  /** Whether the process can serve: `GET /healthz`. */
  healthy(): boolean
}

const NUMBER = /^[1-9][0-9]{0,14}$/

/** Receipts, epochs and status, as JSON. */
export class RecordRoutes {
  readonly #options: RecordRoutesOptions

  constructor(options: RecordRoutesOptions) {
    this.#options = options
  }

  handle(request: IncomingMessage, response: ServerResponse, url: string): void {
    const path = url.split('?', 1)[0] as string
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Refusal('MethodNotAllowed', 405, `${request.method} is not for ${path.slice(0, 200)}: GET is`)
    }
    request.resume()
    if (path === '/healthz') {
      const ok = this.#options.healthy()
      json(response, ok ? 200 : 503, { ok })
    } else json(response, 200, this.#document(path))
  }

  #document(path: string): object {
    if (path === '/v1/status') return this.#options.status()
    if (path.startsWith('/v1/receipts/')) return this.#receipt(path.slice('/v1/receipts/'.length))
    if (path.startsWith('/v1/epochs/')) return this.#epoch(path.slice('/v1/epochs/'.length))
    throw new Refusal('NotFound', 404, `there is nothing at ${path.slice(0, 200)}`)
  }

  #receipt(text: string): object {
    const sequence = numberOf('sequence', text)
    const row = this.#options.log.batchOf(sequence)
    if (row === undefined) throw new Refusal('NotFound', 404, `there is no receipt ${sequence}`)
    const index = sequence - row.firstSequence
    const tree = new MerkleTree(this.#options.index.leaves(row), nodeSha256)
    const record = this.#options.log.recordOf(sequence)
    if (record === undefined) throw new Refusal('NotFound', 404, `the bytes of receipt ${sequence} are not in the log`)
    return {
      receipt: wireReceipt(row, tree, index),
      request: record.request.toString('base64'),
      response: record.response.toString('base64'),
      transcript: record.transcript.toString('base64'),
    }
  }

  #epoch(text: string): object {
    const [first = '', kind, item, ...rest] = text.split('/')
    const epoch = numberOf('epoch', first)
    if (kind === 'leaves' && item !== undefined && rest.length === 0) return this.#leaf(epoch, item)
    if (kind === 'headers' && item !== undefined && rest.length === 0) return this.#header(epoch, item)
    if (kind !== undefined) throw new Refusal('NotFound', 404, `there is nothing at ${text.slice(0, 200)}`)
    const closed = this.#options.store.epoch(epoch)
    if (closed === undefined) throw new Refusal('NotFound', 404, `epoch ${epoch} is not closed here`)
    const attestations = this.#options.store.journal(`attest:${epoch}`).map(({ hash, nonce }) => ({ hash, nonce }))
    return { ...epochJson(closed), attestations }
  }

  #leaf(epoch: number, text: string): object {
    const lease = numberOf('lease', text)
    const proof = this.#options.prover.leaf(epoch, lease)
    if (proof === undefined)
      throw new Refusal('NotFound', 404, `no attested root of epoch ${epoch} here holds ${lease}`)
    return plain(proof)
  }

  #header(epoch: number, text: string): object {
    const number = numberOf('number', text)
    const found = this.#options.prover.header(epoch, number)
    if (found === undefined) {
      throw new Refusal('NotFound', 404, `no attested root of epoch ${epoch} here holds batch ${number}`)
    }
    const { proof, signed } = found
    return plain({ ...proof, ...(signed ?? { void: true }) })
  }
}

function plain(value: object): object {
  return JSON.parse(JSON.stringify(value, (_, x) => (typeof x === 'bigint' ? x.toString() : x))) as object
}

function epochJson({ epoch, root, leasesRoot, mmrRoot, headers, leases }: ClosedEpoch): object {
  const hashes = { root: hex(root), leasesRoot: hex(leasesRoot), mmrRoot: hex(mmrRoot) }
  return { epoch, ...hashes, headers, leases: JSON.parse(leases) as unknown }
}

function numberOf(name: string, text: string): number {
  if (!NUMBER.test(text))
    throw new Refusal('BadRequest', 400, `${name} is ${text.slice(0, 40)}, allowed is a number from 1`)
  return Number(text)
}

function hex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`
}

function json(response: ServerResponse, statusCode: number, value: object): void {
  const body = Buffer.from(JSON.stringify(value))
  response.writeHead(statusCode, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
