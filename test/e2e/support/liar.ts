// A provider that signs what is not so: a real HTTP server with a real key and a made-up record.
import { createServer } from 'node:http'
import {
  contentHash,
  type Deployment,
  encodeRequest,
  encodeWireHeader,
  MerkleTree,
  type Receipt,
  receiptDomain,
  receiptHash,
  signBatch,
} from '@lambda-bourse/sdk'
import { toHex, zeroHash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

export type Liar = {
  readonly url: string
  /** Signs a receipt for a call with this body and response, all else as given, and keeps its record. */
  claim(body: string, response: string, facts: Facts): Promise<string>
  close(): Promise<void>
}

type Facts = Pick<
  Receipt,
  'provider' | 'epoch' | 'functionId' | 'version' | 'moduleHash' | 'imageHash' | 'fuel' | 'status' | 'runtimeVersion'
>

/** Starts it; `port` as registered on chain. */
export async function startLiar(port: number, operatorKey: `0x${string}`, deployment: Deployment): Promise<Liar> {
  const operator = privateKeyToAccount(operatorKey)
  const domain = receiptDomain(deployment)
  const records = new Map<bigint, object>()
  const server = createServer((request, response) => {
    const sequence = request.url?.match(/^\/v1\/receipts\/(\d+)$/)?.[1]
    const record = sequence === undefined ? undefined : records.get(BigInt(sequence))
    response.writeHead(record ? 200 : 404).end(JSON.stringify(record ?? {}))
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${port}`,
    async claim(body, text, facts) {
      const response = Buffer.from(text)
      const request = encodeRequest({ method: 'POST', target: '/', contentType: '', body: Buffer.from(body) })
      const sequence = BigInt(records.size + 1)
      const receipt: Receipt = {
        ...facts,
        deal: 1,
        lease: 256,
        sequence,
        requestHash: toHex(contentHash(request)),
        responseHash: toHex(contentHash(response)),
        transcriptHash: zeroHash,
      }
      const { root } = new MerkleTree([receiptHash(receipt, domain)])
      const { provider, epoch } = facts
      const batch = { provider, epoch, number: sequence, firstSequence: sequence, count: 1, receiptsRoot: toHex(root) }
      const signature = await signBatch(operator, { batch, domain })
      const wire = encodeWireHeader({ receipt, index: 0, batch, signature, path: [] })
      const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
      records.set(sequence, { receipt: wire, request: base64(request), response: base64(response), transcript: '' })
      return wire
    },
    close: () => new Promise((done) => server.close(() => done())),
  }
}
