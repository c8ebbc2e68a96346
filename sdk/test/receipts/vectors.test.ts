import { expect } from 'chai'
import { bytesToHex, hashTypedData, hexToBytes } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import * as sdk from '../../src/index.ts'
import { nodeSha256 } from '../../src/node.ts'
import { batch, contentOf, domain, leases, receipts, thrown, vectors } from '../support/vectors.ts'

const BITS = [sdk.sha256, nodeSha256] as const

describe('SDK receipts: vectors shared with Solidity', () => {
  for (const sha256 of BITS) {
    it(`RCP-1 content hashes (${sha256 === nodeSha256 ? 'OpenSSL' : 'portable'} sha-256)`, () => {
      for (const { length, hash } of vectors.content) {
        expect(bytesToHex(sdk.contentHash(contentOf(length), sha256)), `length ${length}`).to.equal(hash)
      }
    })
  }

  it('RCP-1 request encoding and back', () => {
    const { method, target, contentType, body, encoding, hash } = vectors.request
    const request = { method, target, contentType, body: hexToBytes(body) }
    const encoded = sdk.encodeRequest(request)
    expect(bytesToHex(encoded)).to.equal(encoding)
    expect(sdk.decodeRequest(encoded)).to.deep.equal(request)
    expect(bytesToHex(sdk.contentHash(encoded))).to.equal(hash)
  })

  it('RCP-1 receipt encodings, hashes and CIDs', async () => {
    expect(bytesToHex(domain.separator)).to.equal(vectors.domain.separator)
    for (const [i, receipt] of receipts.entries()) {
      const expected = vectors.receipts[i]
      expect(bytesToHex(sdk.encodeReceipt(receipt, domain))).to.equal(expected.encoding)
      expect(bytesToHex(sdk.receiptHash(receipt, domain))).to.equal(expected.hash)
      expect(await sdk.cidOf(sdk.receiptBlock(receipt, domain))).to.equal(expected.cid)
      expect(sdk.parseCid(expected.cid).digest).to.equal(expected.hash)
    }
  })

  it('RCP-2 batch: struct hash, digest as viem hashes it, signature', async () => {
    expect(bytesToHex(sdk.batchStructHash(batch))).to.equal(vectors.batch.structHash)
    expect(bytesToHex(sdk.batchDigest(batch, domain))).to.equal(vectors.batch.digest)
    expect(hashTypedData(sdk.batchTypedData(batch, domain))).to.equal(vectors.batch.digest)
    const account = privateKeyToAccount(vectors.batch.privateKey)
    expect(await sdk.signBatch(account, { batch, domain })).to.equal(vectors.batch.signature)
    expect(sdk.recoverSigner(sdk.batchDigest(batch, domain), hexToBytes(vectors.batch.signature))).to.equal(
      account.address,
    )
  })

  it('RCP-2 wire: written, read, and verified against operator, epoch, request and response', () => {
    const tree = new sdk.MerkleTree(receipts.map((receipt) => sdk.receiptHash(receipt, domain)))
    expect(bytesToHex(tree.root)).to.equal(batch.receiptsRoot)
    for (const [index, receipt] of receipts.entries()) {
      const path = tree.path(index).map((hash) => bytesToHex(hash))
      const { wire } = vectors.receipts[index]
      const signed = { receipt, index, batch, signature: vectors.batch.signature, path }
      expect(sdk.encodeWireHeader(signed)).to.equal(wire)
      expect(sdk.decodeWire(wire)).to.deep.equal(signed)
      const expected = { request: hexToBytes(vectors.request.encoding), response: contentOf(100 * index) }
      const parameters = {
        receipt: wire,
        domain,
        operator: vectors.batch.signer,
        currentEpoch: batch.epoch + 1,
        expected,
      }
      expect(sdk.verifyReceipt(parameters)).to.deep.equal(signed)
    }
  })

  it('EPO-4 header, void and lease leaves, leases root, epoch root', () => {
    expect(bytesToHex(sdk.headerLeaf(batch, vectors.batch.signature))).to.equal(vectors.batch.headerLeaf)
    for (const { number, leaf } of vectors.voids) expect(bytesToHex(sdk.voidLeaf(BigInt(number)))).to.equal(leaf)
    for (const [i, lease] of leases.entries()) expect(bytesToHex(sdk.leaseLeaf(lease))).to.equal(vectors.leases[i].leaf)
    const { epoch, leasesRoot, headers, mmrRoot, root, emptyRoot } = vectors.epoch
    expect(bytesToHex(sdk.leasesRoot(leases))).to.equal(leasesRoot)
    expect(bytesToHex(sdk.epochRoot({ epoch, leasesRoot, headers: BigInt(headers), mmrRoot }))).to.equal(root)
    const nothing = { epoch: 1, leasesRoot: sdk.leasesRoot([]), headers: 0n, mmrRoot: new sdk.Mmr().root }
    expect(bytesToHex(sdk.epochRoot(nothing))).to.equal(emptyRoot)
  })

  it('EPO-4 lease leaves must be sorted and unique', () => {
    const [first, second] = leases as [sdk.LeaseSummary, sdk.LeaseSummary]
    expect(thrown(() => sdk.leasesRoot([second, first]))).to.include({ name: 'InvalidValueError', field: 'lease' })
    expect(thrown(() => sdk.leasesRoot([first, first]))).to.include({ name: 'InvalidValueError', field: 'lease' })
  })
})
