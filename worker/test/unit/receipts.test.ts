import {
  contentHash,
  decodeWire,
  encodeReceiptBody,
  encodeRequest,
  encodeWireHeader,
  receiptDomain,
  receiptHash,
  verifyReceipt,
} from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { contentHashFast, encodeRequestFast } from '../../src/invoke/hotPath.ts'
import { sealBatch, wireReceipt } from '../../src/receipts/sealedBatch.ts'
import { ReceiptTemplate } from '../../src/receipts/template.ts'
import { executionOf, identity } from '../support/executions.ts'
import { OPERATOR } from '../support/fixture.ts'
import { BOURSE } from '../support/scriptedChain.ts'

describe('worker receipts', () => {
  const domain = receiptDomain({ chainId: 31337, bourse: BOURSE })

  it('RCP-1 writes the same bytes and hash as the SDK', () => {
    const hash = (n: number) => new Uint8Array(32).fill(n)
    const constants = {
      lease: 2 ** 40 + 5,
      functionId: 2n ** 63n,
      version: 4_000_000_000,
      provider: 0xffffff,
      runtimeVersion: 7,
    }
    const template = new ReceiptTemplate({
      ...constants,
      moduleHash: hash(1),
      imageHash: hash(2),
      domainSeparator: domain.separator,
    })
    const fields = { epoch: 0xfffffe, status: 5, requestHash: hash(3), responseHash: hash(4), transcriptHash: hash(5) }
    const target = Buffer.alloc(300)
    const written = template.write({ ...fields, fuel: 2 ** 38 - 1 }, 2 ** 52 + 1, target, 7)
    const receipt = {
      ...constants,
      ...fields,
      deal: Math.floor(constants.lease / 256),
      sequence: BigInt(2 ** 52 + 1),
      fuel: BigInt(2 ** 38 - 1),
      moduleHash: hash(1),
      imageHash: hash(2),
    }
    expect(target.subarray(7, 218).equals(encodeReceiptBody(receipt))).to.equal(true)
    expect(Buffer.from(written).equals(receiptHash(receipt, domain))).to.equal(true)
  })

  it('encodes and hashes requests as the SDK does, small and large, plain and not', () => {
    const texts = ['', 'a', 'text/plain; charset=utf-8', 'ü', '漢字', 'x'.repeat(300)]
    for (const size of [0, 1, 255, 1023, 1024, 1025, 5000]) {
      for (const text of texts) {
        const request = {
          method: 'POST',
          target: `/${text}?${size}`,
          contentType: text,
          body: new Uint8Array(size).fill(size),
        }
        const encoded = encodeRequestFast(request)
        expect(Buffer.from(encoded).equals(encodeRequest(request)), `${text} ${size}`).to.equal(true)
        expect(Buffer.from(contentHashFast(encoded)).equals(contentHash(encoded)), `${text} ${size}`).to.equal(true)
      }
    }
  })

  it('refuses the requests that the SDK refuses', () => {
    const request = { method: 'GET', target: '/', contentType: '', body: new Uint8Array() }
    for (const wrong of [{ method: 'get' }, { method: '' }, { target: 'x' }, { target: `/${'x'.repeat(65_536)}` }]) {
      expect(() => encodeRequestFast({ ...request, ...wrong }), JSON.stringify(wrong).slice(0, 40)).to.throw()
    }
  })

  it('RCP-2 seals batches of any size whose every receipt verifies with the SDK', () => {
    for (const count of [1, 2, 3, 5, 8, 13, 33]) {
      const executions = Array.from({ length: count }, (_, i) => executionOf({ body: `${i}`, epoch: 3, status: i % 6 }))
      const { row, tree } = sealBatch(identity(), 42, 1000, executions)
      for (const [i, execution] of executions.entries()) {
        const receipt = wireReceipt(row, tree, i)
        const expected = {
          lease: 256,
          provider: 1,
          request: execution.request,
          response: execution.response,
          status: i % 6,
        }
        const signed = verifyReceipt({ receipt, domain, operator: OPERATOR, currentEpoch: 3, expected })
        expect(signed.receipt.sequence).to.equal(1000n + BigInt(i))
        expect(signed.batch.number).to.equal(42n)
        expect(encodeWireHeader(decodeWire(receipt))).to.equal(receipt)
      }
    }
  })
})
