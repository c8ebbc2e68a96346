import { randomBytes } from 'node:crypto'
import { recoverSigner } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { hexToBytes, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { nativeRecover } from '../src/receipts/recover.ts'

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

describe('gateway: who signed', () => {
  const recover = nativeRecover()
  const outcome = (run: () => string) => {
    try {
      return run()
    } catch {
      return 'refused'
    }
  }

  it('RCP-2 recovers what the SDK recovers, and refuses what it refuses', async () => {
    for (let i = 0; i < 20; i++) {
      const account = privateKeyToAccount(generatePrivateKey())
      const digest = new Uint8Array(randomBytes(32))
      const good = hexToBytes(await account.sign({ hash: toHex(digest) }))
      expect(recover(digest, good)).to.equal(account.address)
      const s = BigInt(toHex(good.subarray(32, 64)))
      const high = Uint8Array.from([
        ...good.subarray(0, 32),
        ...hexToBytes(toHex(ORDER - s, { size: 32 })),
        good[64] === 27 ? 28 : 27,
      ])
      const otherV = Uint8Array.from(good).fill((good[64] as number) - 27, 64)
      const damaged = Uint8Array.from(good)
      damaged[i] = (damaged[i] as number) ^ 1
      const zero = Uint8Array.from(good).fill(0, 32, 64)
      for (const signature of [high, otherV, damaged, zero, good.subarray(0, 64), new Uint8Array(65).fill(27)]) {
        expect(outcome(() => recover(digest, signature))).to.equal(outcome(() => recoverSigner(digest, signature)))
      }
      expect(outcome(() => recover(digest, high))).to.equal('refused')
    }
  })
})
