import { expect } from 'chai'
import { concat, type Hex, pad } from 'viem'
import { withRecoveryByte } from '../src/internal/signature.ts'

const R: Hex = `0x${'3c'.repeat(32)}`
const S: Hex = `0x${'2b'.repeat(32)}`

describe('SDK signatures of keys and of smart accounts', () => {
  it('ESC-1 writes v as USDC takes it, for wallets that say 0 or 1', () => {
    expect(withRecoveryByte(concat([R, S, '0x00']))).to.equal(concat([R, S, '0x1b']))
    expect(withRecoveryByte(concat([R, S, '0x01']))).to.equal(concat([R, S, '0x1c']))
    expect(withRecoveryByte(concat([R, S, '0x1c']))).to.equal(concat([R, S, '0x1c']))
  })

  it('ESC-1 leaves what a smart account made as it is', () => {
    const approvedHash = concat([pad('0xabcd'), pad('0x'), '0x01'])
    for (const signature of ['0x', approvedHash, concat([R, S, '0x00', '0x00']), concat([R, S])] as Hex[]) {
      expect(withRecoveryByte(signature)).to.equal(signature)
    }
  })
})
