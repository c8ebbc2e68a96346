// Receipts of the attested tier come in by the same door: what Disputes checks before a jury gets them.
import { expect } from 'chai'
import { type Hex, toHex } from 'viem'
import type { Contract } from '../../fuzz/support/chain.ts'
import type { Address } from '../../model/index.ts'
import { bytesOf, newTable, type Signed, type Table } from '../support/disputes/table.ts'

const REQUEST = bytesOf('A request.')
const ZERO: Hex = `0x${'00'.repeat(32)}`
const VALUE = 10n ** 18n

describe('disputes about receipts of the attested tier', () => {
  let table: Table
  let jury: Contract
  let signed: Signed

  before(async () => {
    table = await newTable()
    jury = table.jury as Contract
    await table.publish(ZERO)
    signed = await table.sign(REQUEST, { version: 2, imageHash: ZERO })
    for (let i = 0; i < 3; i++) {
      const { culprit } = await table.another(await table.person())
      await table.sendTo(jury, culprit.owner, 'enlist', [culprit.id], VALUE)
    }
  })

  const refused = (receipt: Hex, request = toHex(REQUEST)) =>
    table.refused(table.challenger, 'openAttested', [receipt, request], VALUE)

  it('POP-7 Disputes hands a receipt that it checked to the jury, and holds what the jury holds', async () => {
    const back = await table.mark()
    expect(await table.chain.read<Address>(table.disputes, 'jury')).to.match(new RegExp(jury.address, 'i'))
    expect([await table.holds(), await table.holdsLease()]).to.deep.equal([false, false])
    await table.send(table.challenger, 'openAttested', [signed.wire, toHex(REQUEST)], VALUE)
    const trial = await table.chain.read<{ challenger: Address; provider: number; lease: number }>(jury, 'trialOf', [
      1n,
    ])
    expect({ ...trial, challenger: trial.challenger.toLowerCase() }).to.include({
      challenger: table.challenger,
      provider: table.provider.id,
      lease: table.lease,
    })
    // a jury's verdict moves a lease's lock and no base stake
    expect([await table.holds(), await table.holdsLease()]).to.deep.equal([false, true])
    // what was sent above the bond is owed by the jury, nothing stays in Disputes
    expect(BigInt(await table.chain.rpc<Hex>('eth_getBalance', table.disputes.address, 'latest'))).to.equal(0n)
    await back()
  })

  it('POP-7 a receipt with an image, one that is a lie of its own, or of somebody else is not handed over', async () => {
    expect((await refused((await table.sign(REQUEST)).wire)).name).to.equal('NotAttestedTier')
    const lie = await table.sign(REQUEST, { version: 1, imageHash: ZERO })
    expect((await refused(lie.wire)).name).to.equal('NotAttestedTier')
    const unknown = await table.sign(REQUEST, { version: 3, imageHash: ZERO })
    expect((await refused(unknown.wire)).name).to.equal('NotAttestedTier')
    expect((await refused(signed.wire.slice(0, -2) as Hex)).name).to.equal('WrongReceipt')
    // what the jury checks reaches the caller
    expect((await refused(signed.wire, toHex(bytesOf('Another.')))).name).to.equal('WrongContent')
    const early = await table.sign(REQUEST, { version: 2, imageHash: ZERO, epoch: 3 })
    expect((await refused(early.wire)).name).to.equal('EpochNotBegun')
  })

  it('POP-7 nobody but the jury breaches a lease through Disputes', async () => {
    const back = await table.mark()
    expect((await table.refused(table.challenger, 'breach', [table.lease, 2])).name).to.equal('NotJury')
    await table.chain.rpc('hardhat_impersonateAccount', jury.address)
    await table.chain.rpc('hardhat_setBalance', jury.address, '0xffffffffffffffff')
    const receipt = await table.send(jury.address, 'breach', [table.lease, 2])
    expect(receipt.logs.length).to.be.above(0)
    expect(await table.isFatal(table.provider.id)).to.equal(false)
    await back()
  })

  it('POP-7 without a jury there is none to open, and nothing that it holds', async () => {
    const zero = `0x${'00'.repeat(20)}`
    const alone = await table.chain.deploy('Disputes', [table.bourse.address, table.bourse.address, zero, 7200n])
    const outcome = await table.chain.send(table.challenger, alone, 'openAttested', [signed.wire, '0x'], VALUE)
    expect(outcome).to.have.property('name', 'NotAttestedTier')
    expect(await table.chain.read(alone, 'holds', [table.provider.id])).to.equal(false)
    expect(await table.chain.read(alone, 'holdsLease', [table.lease])).to.equal(false)
  })
})
