import { expect } from 'chai'
import { bytesToHex } from 'viem'
import {
  encodeWireHeader,
  MerkleTree,
  type Receipt,
  receiptHash,
  signBatch,
  verifyReceiptOnChain,
} from '../../src/index.ts'
import { failure } from '../support/exercise.ts'
import { type account, newMarket, type TestMarket } from '../support/market.ts'
import { operatorOf, provider, registration } from '../support/people.ts'
import { receipts } from '../support/vectors.ts'

describe('SDK receipts: verified against the chain', () => {
  let market: TestMarket

  before(async () => {
    market = await newMarket()
    await provider(market, 1)
  })

  /** A receipt of provider 1, alone in its batch. */
  async function signedBy(signer: ReturnType<typeof account>, epoch: number): Promise<string> {
    const { domain } = market
    const receipt: Receipt = { ...(receipts[0] as Receipt), provider: 1, epoch, sequence: 1n }
    const root = new MerkleTree([receiptHash(receipt, domain)]).root
    const batch = { provider: 1, epoch, number: 1n, firstSequence: 1n, count: 1, receiptsRoot: bytesToHex(root) }
    const signature = await signBatch(signer, { batch, domain })
    return encodeWireHeader({ receipt, index: 0, batch, signature, path: [] })
  }
  const verify = (receipt: string, anyEpoch = false) =>
    verifyReceiptOnChain(market.client(3), { deployment: market.deployment, receipt, anyEpoch })

  it('RCP-2 the operator of that epoch must have signed, also after a change of keys', async () => {
    await verify(await signedBy(operatorOf(1), 1))
    expect(await failure(verify(await signedBy(operatorOf(9), 1)))).to.include({ name: 'ReceiptSignerError' })
    const { operator, encryptionKey, operatorSignature } = await registration(market, 1, operatorOf(9))
    const owner = market.client(1)
    await owner.setOperator.andWait({ operator, encryptionKey, operatorSignature })
    await market.toEpoch(2)
    await verify(await signedBy(operatorOf(9), 2))
    await verify(await signedBy(operatorOf(1), 1))
    expect(await failure(verify(await signedBy(operatorOf(1), 2)))).to.include({ name: 'ReceiptSignerError' })
  })

  it('RCP-2 an epoch that is over is refused, unless receipts of any epoch are read', async () => {
    await market.toEpoch(9)
    const receipt = await signedBy(operatorOf(9), 2)
    expect(await failure(verify(receipt))).to.include({ name: 'ReceiptEpochError', actual: 2, current: 9 })
    expect((await verify(receipt, true)).receipt.epoch).to.equal(2)
  })
})
