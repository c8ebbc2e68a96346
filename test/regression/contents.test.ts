import {
  contentCaseId,
  contentHash,
  contentPiece,
  encodeRequest,
  RECEIPT_PARTS,
  type ReceiptPart,
  sha256,
} from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { encodeFunctionData, type Hex, keccak256, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Address } from '../model/index.ts'
import { NOTICE } from './support/scene.ts'
import { ANSWER, type Culprit, oneLease, type Trial, ZERO } from './support/trial.ts'

/** Bytes that are all different from chunk to chunk, and hardly ever zero. */
const bytesOf = (length: number) => Uint8Array.from({ length }, (_, i) => 1 + ((7 * i + Math.floor(i / 255)) % 255))
const hashOf = (content: Uint8Array) => toHex(contentHash(content))

describe('attacks on and by asks for content', () => {
  let trial: Trial
  let owner: Address
  let developer: Address
  let stranger: Address
  let provider: Culprit
  let lease: number

  beforeEach(async () => {
    ;({ trial, owner, developer, stranger, provider, lease } = await oneLease())
  })

  const wire = (content: Uint8Array, changes = {}, by = provider.operator) =>
    provider.receipt(lease, 'call', '0x', { responseHash: hashOf(content), ...changes }, by)
  const argsOf = (receipt: Hex, part: ReceiptPart, level: number, index: number) => [
    receipt,
    RECEIPT_PARTS.indexOf(part),
    level,
    index,
  ]
  const ask = async (receipt: Hex, level = 6, index = 0, from = stranger, part: ReceiptPart = 'response') => {
    const { logs } = await trial.send(from, 'askContent', argsOf(receipt, part, level, index), trial.deposit * 100n)
    return logs[0]?.topics[1] as Hex
  }
  const refusedAsk = async (receipt: Hex, level = 6, index = 0, part: ReceiptPart = 'response', value = 10n ** 18n) =>
    trial.refused(stranger, 'askContent', argsOf(receipt, part, level, index), value)
  const answer = (content: Uint8Array, level = 6, index = 0, from = owner, hash = hashOf(content)) =>
    trial.send(from, 'answerContent', [provider.id, hash, contentPiece(content, { level, index })])
  const refusedAnswer = async (hash: Hex, piece: object) =>
    (await trial.refused(stranger, 'answerContent', [provider.id, hash, piece])).name
  const deposit = (level: number, baseFee = 1n) =>
    trial.chain.read<bigint>(trial.faults, 'contentDepositFor', [provider.id, level, baseFee])

  it('RCP-5 any chunk, and any piece, of any length is shown with its path, and nothing else passes for it', async () => {
    for (const length of [0, 1, 1024, 1025, 3000, 5120, 65_536]) {
      const content = bytesOf(length)
      const hash = hashOf(content)
      const receipt = await wire(content)
      const places = [
        [6, 0],
        [0, 0],
        [1, 0],
        [0, Math.max(0, Math.ceil(length / 1024) - 1)],
        [2, 1],
      ]
      const isAsked = new Set<string>()
      for (const [level, index] of places as [number, number][]) {
        if (isAsked.has(`${level}:${index}`)) continue
        isAsked.add(`${level}:${index}`)
        const id = await ask(receipt, level, index)
        expect(id).to.equal(contentCaseId({ provider: provider.id, hash, level, index }))
        const piece = contentPiece(content, { level, index })
        const isShown = piece.data !== '0x' || (length === 0 && index === 0)
        const tries: [string, object][] = [
          ['WrongPath', { ...piece, path: [...piece.path.slice(1), ZERO] }],
          ['NotAsked', { ...piece, index: 7 }],
          [isShown ? 'WrongPath' : 'WrongSize', { ...piece, path: [...piece.path, ZERO] }],
          ['WrongSize', { ...piece, data: `${piece.data}00` }],
        ]
        if (piece.data !== '0x') {
          tries.push(['WrongPath', { ...piece, data: `0x00${piece.data.slice(4)}` }])
          tries.push(['WrongSize', { ...piece, data: piece.data.slice(0, -2) }])
          tries.push(['WrongSize', { ...piece, data: '0x' }])
        }
        for (const [name, wrong] of tries) expect(await refusedAnswer(hash, wrong), `${length} ${name}`).to.equal(name)
        const { logs } = await answer(content, level, index)
        expect(logs[0]?.topics[1]).to.equal(id)
        if (piece.data !== '0x') expect(logs[0]?.data).to.contain(piece.data.slice(2))
      }
    }
    expect(await trial.holds(provider.id)).to.equal(false)
  })

  it('RCP-5 an honest provider asked for what is not there says so: beyond the end, or above 64 KiB', async () => {
    const short = bytesOf(1500)
    await ask(await wire(short), 0, 2)
    const nothing = contentPiece(short, { level: 0, index: 2 })
    // No other length passes: a content that is there is not denied.
    for (const length of [1024n, 2048n, 65_537n]) {
      expect(await refusedAnswer(hashOf(short), { ...nothing, length })).to.equal('WrongPath')
    }
    await answer(short, 0, 2)
    const long = bytesOf(65_537)
    await ask(await wire(long))
    await answer(long)
    await ask(await wire(long), 0, 0)
    const first = contentPiece(bytesOf(1024), { level: 0, index: 0 })
    expect(await refusedAnswer(hashOf(long), { ...first, length: 65_537n })).to.equal('WrongSize')
    await answer(long, 0, 0)
    const real = bytesOf(1024)
    await ask(await wire(real), 0, 0)
    const denied = { ...contentPiece(real, { level: 0, index: 1 }), index: 0 }
    expect(await refusedAnswer(hashOf(real), denied)).to.equal('WrongSize')
    await answer(real, 0, 0)
    expect(await trial.holds(provider.id)).to.equal(false)
  })

  it('RCP-5 silence ends the provider, for the asker; so does a hash that no bytes have', async () => {
    const content = bytesOf(2000)
    const first = await ask(await wire(content))
    const second = await ask(await wire(content, { responseHash: ZERO }), 0, 0)
    expect(await trial.holds(provider.id)).to.equal(true)
    await trial.pass(ANSWER)
    expect((await trial.refused(stranger, 'expire', [first])).name).to.equal('NotExpired')
    await trial.pass(1)
    const late = contentPiece(content, { level: 6, index: 0 })
    expect(await refusedAnswer(hashOf(content), late)).to.equal('TooLate')
    await trial.send(developer, 'expire', [first])
    expect(await trial.isFatal(provider.id)).to.equal(true)
    expect(await trial.owed(stranger)).to.equal(trial.deposit * 100n)
    // What else was open ends too, and everybody has their deposit again.
    await trial.send(developer, 'expire', [second])
    expect(await trial.owed(stranger)).to.equal(trial.deposit * 200n)
    expect(await trial.holds(provider.id)).to.equal(false)
    expect((await refusedAsk(await wire(content), 0, 1)).name).to.equal('HasEnded')
  })

  it('RCP-5 a hash of zeros, or over a root of zeros, is answered by no path that leads nowhere', async () => {
    const overZero = toHex(
      sha256(Buffer.concat([Buffer.of(2), Buffer.from(toHex(1500n, { size: 8 }).slice(2), 'hex'), Buffer.alloc(32)])),
    )
    for (const hash of [overZero, ZERO]) {
      await ask(await wire(bytesOf(1), { responseHash: hash }), 0, 0)
      for (const path of [[], [ZERO, ZERO]]) {
        const piece = { level: 0, index: 0, length: 1500n, data: toHex(bytesOf(1024)), path }
        expect(await refusedAnswer(hash, piece)).to.equal('WrongPath')
      }
    }
    await trial.pass(ANSWER + 1)
    await trial.send(stranger, 'expire', [contentCaseId({ provider: provider.id, hash: overZero, level: 0, index: 0 })])
    expect(await trial.isFatal(provider.id)).to.equal(true)
  })

  it('RCP-5 one piece of one content is asked for once, ever, whatever receipts bear its hash', async () => {
    const content = bytesOf(1500)
    const [one, two] = [await wire(content), await wire(content, { fuel: 2n })]
    expect(one).not.to.equal(two)
    await ask(one)
    expect((await refusedAsk(two)).name).to.equal('AskedBefore')
    await answer(content)
    expect((await refusedAsk(one)).name).to.equal('AskedBefore')
    expect((await refusedAsk(two)).name).to.equal('AskedBefore')
    await ask(two, 0, 0)
  })

  it('RCP-5 only for a receipt that the provider signed, whole, of an epoch that stakes answer for', async () => {
    const content = bytesOf(10)
    const forger = privateKeyToAccount(keccak256(toHex('forger')))
    expect((await refusedAsk(await wire(content, {}, forger))).name).to.equal('WrongSigner')
    const receipt = await wire(content)
    // The response hash replaced: the batch holds no such receipt.
    const forged = `${receipt.slice(0, 2 + 2 * 138)}${ZERO.slice(2)}${receipt.slice(2 + 2 * 170)}` as Hex
    expect((await refusedAsk(forged)).name).to.equal('WrongReceipt')
    expect((await refusedAsk(receipt.slice(0, -2) as Hex)).name).to.equal('WrongReceipt')
    expect((await refusedAsk('0x')).name).to.equal('WrongReceipt')
    expect((await refusedAsk(await wire(content, { epoch: 3 }))).name).to.equal('EpochNotBegun')
    const early = await wire(content)
    await trial.pass(NOTICE - ANSWER)
    await ask(early)
    await answer(content)
    const other = await wire(bytesOf(11), { epoch: 2 })
    await trial.pass(1)
    expect((await refusedAsk(other)).name).to.equal('WindowClosed')
  })

  it('RCP-5 the request and a recorded transcript too; where none was recorded, there is nothing to ask for', async () => {
    const body = new TextEncoder().encode('call')
    const request = encodeRequest({ method: 'POST', target: '/x?y=1', contentType: 'text/plain', body })
    const transcript = bytesOf(70)
    const receipt = await wire(bytesOf(1), { transcriptHash: hashOf(transcript) })
    await ask(receipt, 6, 0, stranger, 'request')
    await answer(request)
    await ask(receipt, 6, 0, stranger, 'transcript')
    await answer(transcript)
    expect((await refusedAsk(await wire(bytesOf(2)), 6, 0, 'transcript')).name).to.equal('NoTranscript')
  })

  it('RCP-5 pieces beyond 64 KiB cannot be asked for', async () => {
    const receipt = await wire(bytesOf(5000))
    for (const [level, index] of [
      [7, 0],
      [6, 1],
      [0, 64],
      [5, 2],
      [255, 255],
    ] as const) {
      expect((await refusedAsk(receipt, level, index)).name, `${level} ${index}`).to.equal('OutOfRange')
    }
    await ask(receipt, 0, 63)
    await answer(bytesOf(5000), 0, 63)
  })

  describe('a deposit', () => {
    it('RCP-5 pays for every answer: a spiteful asker bears it, the provider nothing', async () => {
      const content = bytesOf(65_536)
      const operator = provider.operator.address.toLowerCase() as Address
      for (const [level, index] of [
        [6, 0],
        [0, 3],
        [2, 1],
      ] as const) {
        const receipt = await wire(content)
        await ask(receipt, level, index)
        const before = await trial.owed(operator)
        const { gasUsed } = await answer(content, level, index, operator)
        const fee = (await trial.owed(operator)) - before
        expect(fee >= gasUsed, `${level}: ${fee} for ${gasUsed}`).to.equal(true)
        // What is set aside covers it without being a prize.
        const half = (await deposit(level)) / 2n
        expect(half >= gasUsed && half < 2n * gasUsed, `${level}: ${half} for ${gasUsed}`).to.equal(true)
      }
    })

    it('RCP-5 less than twice an answer’s gas is refused, and the n-th open at once costs n times as much', async () => {
      const first = await deposit(0)
      for (let n = 1; n <= 4; n++) {
        await ask(await wire(bytesOf(n)), 0, 0)
        expect(await deposit(0)).to.equal(first * BigInt(n + 1))
      }
      const { baseFeePerGas } = await trial.chain.rpc<{ baseFeePerGas: Hex }>('eth_getBlockByNumber', 'pending', false)
      const four = 4n * first * BigInt(baseFeePerGas)
      expect((await refusedAsk(await wire(bytesOf(9)), 0, 0, 'response', four)).name).to.equal('DepositTooLow')
      for (let n = 1; n <= 4; n++) await answer(bytesOf(n), 0, 0)
      expect(await deposit(0)).to.equal(first)
      // A leaf or a header that is asked for makes no content dearer.
      await trial.pass(1)
      await provider.attest([lease])
      await trial.send(stranger, 'askLeaf', [provider.id, 2, lease], trial.deposit)
      expect(await deposit(0)).to.equal(first)
      expect(await trial.chain.read<bigint>(trial.faults, 'openCases', [provider.id])).to.equal(1n)
    })

    it('RCP-5 is no prize: who answers with a huge tip is paid one share of what the n-th asker had to deposit', async () => {
      for (let n = 1; n < 4; n++) await ask(await wire(bytesOf(n)), 0, 0)
      const content = bytesOf(4)
      await trial.send(stranger, 'askContent', argsOf(await wire(content), 'response', 0, 0), trial.deposit)
      const piece = contentPiece(content, { level: 0, index: 0 })
      const args = [provider.id, hashOf(content), piece]
      const data = encodeFunctionData({ abi: trial.faults.abi, functionName: 'answerContent', args })
      const fees = { maxFeePerGas: toHex(10n ** 13n), maxPriorityFeePerGas: toHex(10n ** 12n), gas: toHex(500_000) }
      await trial.chain.rpc<Hex>('eth_sendTransaction', { from: owner, to: trial.faults.address, data, ...fees })
      expect(await trial.owed(owner)).to.equal(trial.deposit / 4n)
      expect(await trial.owed(stranger)).to.equal((trial.deposit / 4n) * 3n)
    })

    it('RCP-5 a smart account asks, answers and is paid like anybody', async () => {
      const account = await trial.chain.deploy('SmartAccount', [stranger, stranger])
      const content = bytesOf(3000)
      const call = (functionName: string, args: readonly unknown[], value = 0n) => {
        const data = encodeFunctionData({ abi: trial.faults.abi, functionName, args })
        return trial.sendTo(account, stranger, 'execute', [trial.faults.address, data], value)
      }
      await call('askContent', argsOf(await wire(content), 'response', 6, 0), trial.deposit)
      await call('answerContent', [provider.id, hashOf(content), contentPiece(content, { level: 6, index: 0 })])
      expect(await trial.owed(account.address)).to.equal(trial.deposit)
      await call('withdraw', [account.address])
      expect(BigInt(await trial.chain.rpc<Hex>('eth_getBalance', account.address, 'latest'))).to.equal(trial.deposit)
    })
  })
})
