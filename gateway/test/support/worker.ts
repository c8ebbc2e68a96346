// A provider's HTTP side, real sockets and real signatures, that lies on demand.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  contentHash,
  encodeRequest,
  encodeWireHeader,
  MerkleTree,
  type Receipt,
  receiptDomain,
  receiptHash,
  signBatch,
} from '@lambda-bourse/sdk'
import { type Hex, toHex } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'

export const DOMAIN = receiptDomain({ chainId: 31337, bourse: '0x5FbDB2315678afecb367f032d93F642f64180aa3' })
export const MODULE: Hex = `0x${'ab'.repeat(32)}`
export const ZERO: Hex = `0x${'00'.repeat(32)}`

/** How a worker deviates from an honest one; each call may change every part of its answer. */
export type Behaviour = {
  /** Changes the receipt before it is signed. */
  receipt?: (receipt: Receipt) => Receipt
  /** Signs with this key. */
  signer?: PrivateKeyAccount
  /** Sends this header instead of the receipt; null sends none. */
  wire?: (wire: string) => string | null
  /** Sends this body instead of the response that the receipt names. */
  body?: (response: Uint8Array) => Uint8Array
  /** Answers with this status and no receipt. */
  refuse?: number
  /** Never answers. */
  stall?: boolean
  /** Resets the connection. */
  reset?: boolean
  /** Answers `/healthz` with 503. */
  ill?: boolean
}

export type FakeWorker = {
  readonly endpoint: string
  readonly operator: PrivateKeyAccount
  behaviour: Behaviour
  /** Invocations that reached it. */
  readonly requests: string[]
  /** Content that it serves. */
  readonly content: Map<string, Uint8Array>
  readonly receipts: string[]
  close(): Promise<void>
}

export type FakeWorkerOptions = { provider: number; functionId: bigint; version?: number; epoch: () => number }

/** Starts a worker that answers every invocation with `hello from <provider>: <method> <target> <body>`. */
export async function fakeWorker(options: FakeWorkerOptions): Promise<FakeWorker> {
  const operator = privateKeyToAccount(generatePrivateKey())
  const requests: string[] = []
  const receipts: string[] = []
  const content = new Map<string, Uint8Array>()
  let sequence = 0n
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error) => outgoing.destroy(error))
  })
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse) {
    const { behaviour } = worker
    const url = incoming.url ?? '/'
    if (url === '/healthz') return void outgoing.writeHead(behaviour.ill ? 503 : 200).end()
    if (url.startsWith('/ipfs/')) {
      const bytes = content.get(url.slice('/ipfs/'.length))
      return void outgoing.writeHead(bytes ? 200 : 404).end(bytes)
    }
    requests.push(`${incoming.method} ${url}`)
    if (behaviour.stall) return
    if (behaviour.reset) return void incoming.socket.resetAndDestroy()
    if (behaviour.refuse) return void outgoing.writeHead(behaviour.refuse).end('{}')
    const [, lease, target] = url.match(/^\/v1\/leases\/(\d+)(\/.*)$/) as unknown as [string, string, string]
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const contentType = incoming.headers['content-type'] ?? ''
    const method = incoming.method ?? ''
    const response = Buffer.from(`hello from ${options.provider}: ${method} ${target} ${body}`)
    const receipt: Receipt = {
      provider: options.provider,
      deal: Math.floor(Number(lease) / 256),
      lease: Number(lease),
      epoch: options.epoch(),
      sequence: ++sequence,
      functionId: options.functionId,
      version: options.version ?? 1,
      moduleHash: MODULE,
      imageHash: ZERO,
      runtimeVersion: 1,
      requestHash: toHex(contentHash(encodeRequest({ method, target, contentType, body }))),
      responseHash: toHex(contentHash(response)),
      fuel: 1234n,
      status: 0,
      transcriptHash: ZERO,
    }
    const wire = await sign(behaviour.receipt?.(receipt) ?? receipt, behaviour.signer ?? operator)
    receipts.push(wire)
    const header = behaviour.wire ? behaviour.wire(wire) : wire
    outgoing.setHeader('content-type', 'text/plain')
    if (header !== null) outgoing.setHeader('bourse-receipt', header)
    outgoing.writeHead(200).end(behaviour.body?.(response) ?? response)
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const worker: FakeWorker = {
    endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    operator,
    behaviour: {},
    requests,
    receipts,
    content,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  return worker
}

/** Signs a batch of one receipt. */
async function sign(receipt: Receipt, signer: PrivateKeyAccount): Promise<string> {
  const tree = new MerkleTree([receiptHash(receipt, DOMAIN)])
  const { provider, epoch, sequence } = receipt
  const batch = { provider, epoch, number: sequence, firstSequence: sequence, count: 1, receiptsRoot: toHex(tree.root) }
  const signature = await signBatch(signer, { batch, domain: DOMAIN })
  return encodeWireHeader({ receipt, index: 0, batch, signature, path: [] })
}
