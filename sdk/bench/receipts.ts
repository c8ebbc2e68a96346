// What receipts cost, in microseconds: `node sdk/bench/receipts.ts [--json]`. Medians of interleaved rounds.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as sdk from '../src/index.ts'
import { nodeSha256 } from '../src/node.ts'

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../../test/vectors/receipts.json'), 'utf8'))
const domain = sdk.receiptDomain(vectors.domain)
const [wire, other] = [vectors.receipts[3].wire as string, vectors.receipts[1].wire as string]
const signed = sdk.decodeWire(wire)
const path = signed.path.map((hash) => Uint8Array.from(Buffer.from(hash.slice(2), 'hex')))
const content = new Uint8Array(64 * 1024)
const request = sdk.encodeRequest({ method: 'POST', target: '/', contentType: '', body: content.subarray(0, 256) })
const base = { receipt: wire, domain, operator: vectors.batch.signer, currentEpoch: signed.batch.epoch }
const recover = sdk.cachedRecover()

const cases: Record<string, () => unknown> = {
  'verifyReceipt, first of a batch': () => sdk.verifyReceipt({ ...base, sha256: nodeSha256 }),
  'verifyReceipt, later ones of a batch': () => sdk.verifyReceipt({ ...base, recover, sha256: nodeSha256 }),
  'verifyReceipt, later ones, portable sha-256': () => sdk.verifyReceipt({ ...base, receipt: other, recover }),
  'receiptHash (a leaf)': () => sdk.receiptHash(signed.receipt, domain, nodeSha256),
  'receiptHash (a leaf), portable sha-256': () => sdk.receiptHash(signed.receipt, domain),
  'merkleRootFromPath, 5 receipts': () => sdk.merkleRootFromPath(path[0] as Uint8Array, 3, 5, path, nodeSha256),
  encodeWireHeader: () => sdk.encodeWireHeader(signed),
  decodeWire: () => sdk.decodeWire(wire),
  batchDigest: () => sdk.batchDigest(signed.batch, domain),
  'encodeRequest, 256 B': () =>
    sdk.encodeRequest({ method: 'POST', target: '/', contentType: '', body: content.subarray(0, 256) }),
  'contentHash, 256 B': () => sdk.contentHash(request, nodeSha256),
  'contentHash, 64 KiB': () => sdk.contentHash(content, nodeSha256),
  'contentHash, 64 KiB, portable sha-256': () => sdk.contentHash(content),
}

const samples = Object.fromEntries(Object.keys(cases).map((name) => [name, [] as number[]]))
for (let round = 0; round < 15; round++) {
  for (const [name, call] of Object.entries(cases)) {
    const start = performance.now()
    let count = 0
    do call()
    while (++count < 50 || performance.now() - start < 8)
    samples[name]?.push(((performance.now() - start) * 1000) / count)
  }
}
const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number
const results = Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, +median(values).toFixed(2)]))
if (process.argv.includes('--json')) console.log(JSON.stringify({ receipts: results }))
else for (const [name, micros] of Object.entries(results)) console.log(`${name.padEnd(46)} ${micros.toFixed(2)} us`)
