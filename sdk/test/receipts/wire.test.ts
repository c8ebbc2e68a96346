import { expect } from 'chai'
import { bytesToHex, hexToBytes } from 'viem'
import {
  cachedRecover,
  decodeRequest,
  decodeWire,
  encodeRequest,
  encodeWire,
  encodeWireHeader,
  isBourseError,
  MerkleTree,
  type Receipt,
  type ReceiptInput,
  receiptHash,
  recoverSigner,
  signBatch,
  type VerifyReceiptParameters,
  verifyReceipt,
} from '../../src/index.ts'
import { failure } from '../support/exercise.ts'
import { account } from '../support/market.ts'
import { batch, contentOf, domain, random, receipts, thrown, vectors } from '../support/vectors.ts'

const SEED = 20_261_121
const wires: string[] = vectors.receipts.map(({ wire }: { wire: string }) => wire)
const operator = vectors.batch.signer
const base = { domain, operator, currentEpoch: batch.epoch }
const failureOf = (parameters: Partial<VerifyReceiptParameters>) =>
  thrown(() => verifyReceipt({ receipt: wires[1] as string, ...base, ...parameters }))

describe('SDK receipts: on the wire', () => {
  it(`RCP-2 random batches survive the round trip and verify (seed ${SEED})`, async () => {
    const below = random(SEED)
    const hash = () => bytesToHex(Uint8Array.from({ length: 32 }, () => below(256)))
    const big = () => (BigInt(below(2 ** 32)) << 32n) | BigInt(below(2 ** 32))
    for (let round = 0; round < 20; round++) {
      const [provider, epoch, deal] = [below(2 ** 24), below(2 ** 24), below(2 ** 32) * 256 + below(256)]
      const firstSequence = (big() >> 1n) + 1n
      const make = (_: unknown, i: number): Receipt => ({
        provider,
        deal,
        lease: deal * 256 + below(256),
        epoch,
        sequence: firstSequence + BigInt(i),
        functionId: big(),
        version: below(2 ** 32),
        moduleHash: hash(),
        imageHash: hash(),
        runtimeVersion: below(2 ** 32),
        requestHash: hash(),
        responseHash: hash(),
        fuel: big(),
        status: below(6),
        transcriptHash: hash(),
      })
      const all = Array.from({ length: 1 + below(20) }, make)
      const tree = new MerkleTree(all.map((receipt) => receiptHash(receipt, domain)))
      const own = {
        provider,
        epoch,
        number: big() + 1n,
        firstSequence,
        count: all.length,
        receiptsRoot: bytesToHex(tree.root),
      }
      if (own.number >= 2n ** 64n) own.number = 1n
      const signer = account(round)
      const signature = await signBatch(signer, { batch: own, domain })
      const index = below(all.length)
      const receipt = all[index] as Receipt
      const signed = { receipt, index, batch: own, signature, path: tree.path(index).map((one) => bytesToHex(one)) }
      const wire = encodeWireHeader(signed)
      expect(verifyReceipt({ receipt: wire, domain, operator: signer.address, currentEpoch: epoch })).to.deep.equal(
        signed,
      )
    }
  })

  it(`RCP-2 a receipt with any byte changed is refused with a typed error (seed ${SEED})`, () => {
    const below = random(SEED)
    const recover = cachedRecover()
    for (const wire of wires) {
      const good = encodeWire(decodeWire(wire))
      for (let at = 0; at < good.length; at++) {
        const bad = good.slice()
        bad[at] = (bad[at] as number) ^ (1 + below(255))
        const error = thrown(() => verifyReceipt({ receipt: bad, ...base, recover }))
        expect(isBourseError(error), `byte ${at}: ${error.stack}`).to.equal(true)
        expect(error.name, `byte ${at}`).to.match(/^Receipt\w+Error$/)
      }
    }
  }).timeout(60_000)

  it('RCP-2 a receipt cut or lengthened anywhere is refused, as are other spellings of a header', () => {
    const good = encodeWire(decodeWire(wires[0] as string))
    for (let length = 0; length < good.length; length++) {
      expect(thrown(() => decodeWire(good.subarray(0, length))).name).to.equal('ReceiptFormatError')
    }
    for (const extra of [1, 31, 32, 64, 32 * 40]) {
      const longer = new Uint8Array(good.length + extra)
      longer.set(good)
      expect(thrown(() => decodeWire(longer)).name).to.equal('ReceiptFormatError')
    }
    const header = wires[0] as string
    for (const other of [
      '',
      `${header}=`,
      `${header}A`,
      ` ${header}`,
      header.replace(/.$/, '!'),
      'A'.repeat(100_000),
    ]) {
      expect(thrown(() => decodeWire(other)).name).to.equal('ReceiptFormatError')
    }
  })

  it('RCP-2 a caller refuses an epoch that is neither running nor just ended', () => {
    for (const currentEpoch of [batch.epoch - 1, batch.epoch + 2]) {
      expect(failureOf({ currentEpoch })).to.include({
        name: 'ReceiptEpochError',
        actual: batch.epoch,
        current: currentEpoch,
      })
    }
  })

  it("RCP-2 a caller refuses another key than the operator's", () => {
    const other = account(3).address
    expect(failureOf({ operator: other })).to.include({ name: 'ReceiptSignerError', actual: operator, expected: other })
  })

  it('RCP-1 a receipt of another Bourse or chain does not verify', () => {
    const foreign = { ...domain, separator: new Uint8Array(32) }
    expect(failureOf({ domain: foreign }).name).to.equal('ReceiptPathError')
  })

  it('RCP-2 a caller refuses what it did not ask for, field by field', () => {
    const good = receipts[1] as Receipt
    const cases: [NonNullable<VerifyReceiptParameters['expected']>, string][] = [
      [{ request: contentOf(5) }, 'requestHash'],
      [{ response: contentOf(101) }, 'responseHash'],
      [{ requestHash: good.responseHash }, 'requestHash'],
      [{ lease: good.lease + 1 }, 'lease'],
      [{ provider: 7 }, 'provider'],
      [{ functionId: 1n }, 'functionId'],
      [{ version: 1 }, 'version'],
      [{ moduleHash: new Uint8Array(32) }, 'moduleHash'],
      [{ status: 0 }, 'status'],
    ]
    for (const [expected, field] of cases) {
      expect(failureOf({ expected })).to.include({ name: 'ReceiptMismatchError', field })
    }
    const upper = `0x${good.moduleHash.slice(2).toUpperCase()}` as const
    expect(verifyReceipt({ receipt: wires[1] as string, ...base, expected: { moduleHash: upper } }).index).to.equal(1)
  })

  it('RCP-2 a decoded receipt is checked like its bytes', () => {
    const signed = decodeWire(wires[2] as string)
    expect(verifyReceipt({ receipt: signed, ...base })).to.equal(signed)
    const moved = { ...signed, index: 1 }
    expect(failureOf({ receipt: moved }).name).to.equal('ReceiptFormatError')
    const dearer = { ...signed, receipt: { ...signed.receipt, fuel: 1n } }
    expect(failureOf({ receipt: dearer })).to.include({ name: 'ReceiptPathError', index: 2, count: 5 })
  })

  it('RCP-2 signatures have one spelling: high s and odd v are refused', () => {
    const signed = decodeWire(wires[0] as string)
    const bytes = hexToBytes(signed.signature)
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const s = order - BigInt(bytesToHex(bytes.subarray(32, 64)))
    const flipped = `${signed.signature.slice(0, 66)}${s.toString(16).padStart(64, '0')}${bytes[64] === 27 ? '1c' : '1b'}`
    for (const signature of [flipped, `${signed.signature.slice(0, -2)}00`, `0x${'00'.repeat(65)}`]) {
      const receipt = { ...signed, signature: signature as `0x${string}` }
      expect(failureOf({ receipt }).name).to.equal('ReceiptSignatureError')
    }
  })

  it('RCP-2 a signed batch whose receipts are of another epoch or provider is refused', async () => {
    const signer = account(1)
    const receipt = receipts[0] as Receipt
    const root = bytesToHex(new MerkleTree([receiptHash(receipt, domain)]).root)
    for (const changes of [{ epoch: batch.epoch + 1 }, { provider: batch.provider + 1 }]) {
      const other = { ...batch, count: 1, receiptsRoot: root, ...changes }
      const signature = await signBatch(signer, { batch: other, domain })
      const signed = { receipt, index: 0, batch: other, signature, path: [] }
      expect(failureOf({ receipt: signed, operator: signer.address }).name).to.equal('ReceiptFormatError')
      expect(thrown(() => encodeWire(signed))).to.include({ name: 'InvalidValueError' })
    }
  })

  it('RCP-3 signBatch refuses what no honest worker signs', async () => {
    for (const field of ['count', 'number', 'firstSequence'] as const) {
      const bad = { ...batch, [field]: field === 'count' ? 0 : 0n }
      expect(await failure(signBatch(account(1), { batch: bad, domain }))).to.include({
        name: 'InvalidValueError',
        field,
      })
    }
  })

  it('RCP-2 a header with spare bits set is refused', () => {
    const header = wires[4] as string
    expect(encodeWire(decodeWire(header)).length % 3, 'has spare bits').to.not.equal(0)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = alphabet[alphabet.indexOf(header.at(-1) as string) + 1]
    expect(thrown(() => decodeWire(header.slice(0, -1) + last)).name).to.equal('ReceiptFormatError')
  })

  it('cachedRecover asks once for a batch', () => {
    let asked = 0
    const recover = cachedRecover(2, (digest, signature) => {
      asked++
      return recoverSigner(digest, signature)
    })
    for (const receipt of [...wires, ...wires]) verifyReceipt({ receipt, ...base, recover })
    expect(asked).to.equal(1)
  })

  it('RCP-1 encoding refuses fields that do not fit, by name', () => {
    const good = receipts[0] as ReceiptInput
    const encode = (changes: Partial<ReceiptInput>) => thrown(() => receiptHash({ ...good, ...changes }, domain))
    expect(encode({ provider: 2 ** 24 })).to.include({ name: 'InvalidValueError', field: 'provider', value: 2 ** 24 })
    expect(encode({ epoch: -1 })).to.include({ field: 'epoch' })
    expect(encode({ version: 1.5 })).to.include({ field: 'version' })
    expect(encode({ fuel: 2n ** 64n })).to.include({ field: 'fuel' })
    expect(encode({ moduleHash: '0x12' })).to.include({ field: 'moduleHash' })
    expect(encode({ moduleHash: `0x${'zz'.repeat(32)}` })).to.include({ field: 'moduleHash' })
    expect(encode({ requestHash: new Uint8Array(31) })).to.include({ field: 'requestHash' })
    expect(encode({ lease: 5 })).to.include({ field: 'lease' })
  })
})

describe('SDK receipts: requests', () => {
  const request = { method: 'POST', target: '/a?b=c', contentType: 'text/plain', body: contentOf(300) }

  it(`RCP-1 whatever decodes encodes to the same bytes (seed ${SEED})`, () => {
    const below = random(SEED)
    const good = encodeRequest(request)
    let accepted = 0
    for (let round = 0; round < 3000; round++) {
      const bytes = good.slice(0, below(10) === 0 ? below(good.length) : good.length)
      for (let k = below(3); k > 0; k--) bytes[below(30)] = below(256)
      try {
        expect(encodeRequest(decodeRequest(bytes))).to.deep.equal(bytes)
        accepted++
      } catch (error) {
        if (!isBourseError(error)) throw error
      }
    }
    expect(accepted).to.be.within(100, 2900)
  })

  it('RCP-1 refuses requests without their form, by field', () => {
    const encode = (changes: object) => thrown(() => encodeRequest({ ...request, ...changes }))
    expect(encode({ method: 'get' })).to.include({ name: 'InvalidValueError', field: 'method' })
    expect(encode({ method: '' })).to.include({ field: 'method' })
    expect(encode({ target: 'a' })).to.include({ field: 'target' })
    expect(encode({ target: `/${'a'.repeat(65_535)}` })).to.include({ field: 'target length' })
    expect(encode({ contentType: '\ud800' })).to.include({ field: 'contentType' })
  })

  it('RCP-1 decoding says where a request ends too early or goes on too long', () => {
    const good = encodeRequest(request)
    expect(thrown(() => decodeRequest(good.subarray(0, 3))).message).to.contain('method')
    expect(thrown(() => decodeRequest(good.subarray(0, -1))).message).to.contain('body')
    expect(thrown(() => decodeRequest(Uint8Array.from([...good, 0]))).message).to.contain('1 bytes too many')
    expect(thrown(() => decodeRequest(new Uint8Array())).name).to.equal('ReceiptFormatError')
  })
})
