import { join } from 'node:path'
import { contentHash, contentPiece } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import type { Call, ChainClient, FaultsClient } from '../../src/chain/client.ts'
import type { Sender } from '../../src/chain/sender.ts'
import { Contents } from '../../src/epochs/contents.ts'
import { Defender, type DefenderOptions } from '../../src/epochs/defender.ts'
import { silentLogger } from '../../src/log.ts'
import { sealBatch } from '../../src/receipts/sealedBatch.ts'
import { LogReader } from '../../src/store/logReader.ts'
import type { Ask } from '../../src/store/proofStore.ts'
import { ReceiptLog } from '../../src/store/receiptLog.ts'
import { StateStore } from '../../src/store/stateStore.ts'
import { executionOf, identity } from '../support/executions.ts'
import { temporaryFolder } from '../support/fixture.ts'

type ContentAsk = Extract<Ask, { kind: 'content' }>

const FAULTS = `0x${'fa'.repeat(20)}` as const
const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}` as const

describe('answers to asks', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let state: StateStore
  const body = Array.from({ length: 1000 }, (_, i) => String(i).padStart(3)).join('')
  const response = new TextEncoder().encode(body)

  beforeEach(() => {
    folder = temporaryFolder()
    state = new StateStore(join(folder.path, 'state'), 'me')
  })
  afterEach(async () => {
    state.close()
    await folder.remove()
  })

  const askOf = (n: number, changes: Partial<ContentAsk> = {}): ContentAsk => ({
    id: `0x${n.toString(16).padStart(64, '0')}`,
    ...{ block: 1, kind: 'content', epoch: 3, sequence: n, part: 'response', level: 6, index: 0 },
    hash: hex(contentHash(response)),
    ...changes,
  })

  /** A defender on a chain where every ask is open, and what it sent. */
  function defender(contents: DefenderOptions['contents'], owed: bigint[] = []) {
    const sent: string[] = []
    const call = (name: string): Call => ({ to: FAULTS, data: `0x${Buffer.from(name).toString('hex')}` })
    const faults: Partial<FaultsClient> = {
      standing: async () => 'open',
      answerContent: (provider, hash, { data }) => call(`${provider} ${hash} ${data.length}`),
      collect: async () => ((owed.shift() ?? 0n) > 0n ? call('collect') : undefined),
    }
    const sender = {
      address: FAULTS,
      send: async (purpose: string) => {
        sent.push(purpose)
        return 'success'
      },
    }
    const options = {
      client: { faults } as unknown as ChainClient,
      sender: sender as unknown as Sender,
      proofs: state.proofs,
      contents,
      provider: 1,
      log: silentLogger,
    } as DefenderOptions
    return { work: new Defender(options), sent }
  }

  it('RCP-5 content comes from the log, for a hash that the log holds only', () => {
    const path = join(folder.path, 'log')
    const log = new ReceiptLog(path, 'me')
    log.recover()
    log.append(sealBatch(identity(), 1, 1, [executionOf({}), executionOf({ body })]).row)
    const reader = new LogReader(path)
    const contents = new Contents(reader)
    const whole = contentPiece(response, { level: 6, index: 0 })
    expect(contents.piece(askOf(2))).to.deep.equal(whole)
    const last = contentPiece(response, { level: 0, index: 2 })
    expect(contents.piece(askOf(2, { level: 0, index: 2 }))).to.deep.equal(last)
    for (const wrong of [askOf(1), askOf(3), askOf(2 ** 60), askOf(2, { part: 'request' })]) {
      expect(contents.piece(wrong)).to.equal(undefined)
    }
    reader.close()
    log.close()
  })

  it('RCP-5 many asks are answered some a turn, in turn, and none that cannot be holds up another', async () => {
    for (let n = 1; n <= 40; n++) state.proofs.addAsk(askOf(n))
    const piece = contentPiece(response, { level: 6, index: 0 })
    const { work, sent } = defender({ piece: ({ sequence }) => (sequence <= 20 ? undefined : piece) })
    await work.work()
    expect(sent).to.deep.equal([])
    await work.work()
    await work.work()
    const answered = sent.map((purpose) => Number(BigInt(purpose.slice('answer:'.length))))
    expect(answered).to.deep.equal(Array.from({ length: 20 }, (_, i) => 21 + i))
  })

  it('RCP-5 what answers earned is taken out, after a restart too, and not looked for without need', async () => {
    const owed = [5n, 0n, 7n, 0n]
    const { work, sent } = defender({ piece: () => contentPiece(response, { level: 6, index: 0 }) }, owed)
    await work.work()
    await work.work()
    await work.work()
    expect(sent).to.deep.equal(['collect'])
    expect(owed).to.have.length(2)
    state.proofs.addAsk(askOf(1))
    await work.work()
    expect(sent).to.deep.equal(['collect', `answer:${askOf(1).id}`, 'collect'])
  })
})
