// The double answers as Circle's FiatTokenV2_2 does: who is checked where, in which words. Read beside its source,
// circlefin/stablecoin-evm: contracts/v1/FiatTokenV1.sol, v2/EIP2612.sol, v2/EIP3009.sol, v2/FiatTokenV2_2.sol.
import { expect } from 'chai'
import { concat, domainSeparator, type Hex, numberToHex, zeroAddress, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { type Chain, type Contract, isReverted, newChain } from '../fuzz/support/chain.ts'
import type { Address } from '../model/index.ts'
import { NEVER, signAuthorization, signCancellation, signPermit, split, tokenDomain } from './support/signing.ts'

const BLACK = 'Blacklistable: account is blacklisted'
const SALT: Hex = `0x${'5a'.repeat(32)}`
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

describe("the double of USDC beside Circle's FiatTokenV2_2", () => {
  const [key, other] = [privateKeyToAccount(generatePrivateKey()), privateKeyToAccount(generatePrivateKey())]
  const from = key.address
  let chain: Chain
  let token: Contract
  let [admin, spender, to, carrier]: Address[] = []
  let clean: Hex

  before(async () => {
    chain = await newChain()
    ;[admin, spender, to, carrier] = await Promise.all([1, 2, 3, 4].map(() => chain.account()))
    token = await chain.deploy('USDC', [admin])
    await chain.rpc('hardhat_impersonateAccount', from)
    await chain.rpc('hardhat_setBalance', from, '0xffffffffffffffffffff')
    await done(admin, 'mint', [from, 1000n])
  })

  beforeEach(async () => {
    clean = await chain.rpc<Hex>('evm_snapshot')
  })

  afterEach(() => chain.rpc('evm_revert', clean))

  it('ESC-1 has six decimals and the EIP-712 domain that clients read from it', async () => {
    expect(await chain.read(token, 'decimals')).to.equal(6)
    const expected = domainSeparator({ domain: tokenDomain(token.address) })
    expect(await chain.read(token, 'DOMAIN_SEPARATOR')).to.equal(expected)
  })

  // ---------------------------------------------------------------- who is checked

  /** The accounts that a function checks against the blacklist, of all that have to do with it. */
  const CHECKED: Record<string, { call: () => Promise<Call>; black: string[]; free: string[] }> = {
    transfer: { call: async () => [from, 'transfer', [to, 1n]], black: ['from', 'to'], free: [] },
    transferFrom: {
      call: async () => {
        await done(from, 'approve', [spender, 5n])
        return [spender, 'transferFrom', [from, to, 1n]]
      },
      black: ['from', 'to', 'spender'],
      free: [],
    },
    approve: { call: async () => [from, 'approve', [spender, 1n]], black: [], free: ['from', 'spender'] },
    permit: { call: () => permitting(), black: [], free: ['from', 'spender', 'carrier'] },
    transferWithAuthorization: {
      call: () => authorized('TransferWithAuthorization', carrier as Address),
      black: ['from', 'to'],
      free: ['carrier'],
    },
    receiveWithAuthorization: {
      call: () => authorized('ReceiveWithAuthorization', to as Address),
      black: ['from', 'to'],
      free: [],
    },
    cancelAuthorization: { call: () => cancelling(), black: [], free: ['from', 'carrier'] },
    mint: { call: async () => [admin, 'mint', [to, 1n]], black: ['admin', 'to'], free: [] },
  }

  for (const [fn, { call, black, free }] of Object.entries(CHECKED)) {
    it(`ESC-2 ${fn}: checks ${black.join(', ') || 'nobody'}; not while paused`, async () => {
      const accounts: Record<string, Address | undefined> = { from, to, spender, carrier, admin }
      for (const name of [...black, ...free]) {
        const id = await chain.rpc<Hex>('evm_snapshot')
        const made = await call()
        await done(admin, 'blacklist', [accounts[name]])
        expect(await attempt(...made), `${name} blacklisted`).to.equal(black.includes(name) ? BLACK : null)
        await chain.rpc('evm_revert', id)
      }
      const made = await call()
      await done(admin, 'pause')
      expect(await attempt(...made)).to.equal('Pausable: paused')
      await done(admin, 'unpause')
      expect(await attempt(...made)).to.equal(null)
    })
  }

  it('ESC-2 keeps the balance of whom it blacklists, and refuses whatever would be sent to itself', async () => {
    await done(admin, 'blacklist', [from])
    expect(await chain.read(token, 'balanceOf', [from])).to.equal(1000n)
    expect(await chain.read(token, 'isBlacklisted', [from])).to.equal(true)
    await done(admin, 'unBlacklist', [from])
    expect(await attempt(from, 'transfer', [token.address, 1n])).to.equal(BLACK)
  })

  it('ESC-2 gives its roles to one account', async () => {
    expect(await attempt(carrier, 'blacklist', [from])).to.equal('Blacklistable: caller is not the blacklister')
    expect(await attempt(carrier, 'unBlacklist', [from])).to.equal('Blacklistable: caller is not the blacklister')
    for (const fn of ['pause', 'unpause']) {
      expect(await attempt(carrier, fn)).to.equal('Pausable: caller is not the pauser')
    }
    expect(await attempt(carrier, 'mint', [carrier, 1n])).to.equal('FiatToken: caller is not a minter')
    expect(await attempt(admin, 'mint', [carrier, 0n])).to.equal('FiatToken: mint amount not greater than 0')
  })

  // ---------------------------------------------------------------- words

  it('ESC-1 says what is missing of a transfer, and uses up even an endless allowance', async () => {
    expect(await attempt(from, 'transfer', [to, 1001n])).to.equal('ERC20: transfer amount exceeds balance')
    expect(await attempt(from, 'transfer', [zeroAddress, 1n])).to.equal('ERC20: transfer to the zero address')
    expect(await attempt(from, 'approve', [zeroAddress, 1n])).to.equal('ERC20: approve to the zero address')
    await done(from, 'approve', [spender, 1n])
    const take = (value: bigint) => attempt(spender, 'transferFrom', [from, to, value])
    expect(await take(2n)).to.equal('ERC20: transfer amount exceeds allowance')
    await done(from, 'approve', [spender, 2n ** 256n - 1n])
    expect(await take(1001n)).to.equal('ERC20: transfer amount exceeds balance')
    expect(await take(1n)).to.equal(null)
    expect(await chain.read(token, 'allowance', [from, spender])).to.equal(2n ** 256n - 2n)
  })

  it('ESC-5 takes a permit once, in time, with bytes or with v, r, s', async () => {
    const [, , args] = await permitting()
    const [owner, whom, value, deadline, signature] = args as [Address, Address, bigint, bigint, Hex]
    expect(await attempt(carrier, 'permit', [owner, whom, value, 1n, signature])).to.equal(
      'FiatTokenV2: permit is expired',
    )
    expect(await attempt(carrier, 'permit', [owner, whom, value + 1n, deadline, signature])).to.equal(
      'EIP2612: invalid signature',
    )
    await done(carrier, 'permit', [owner, whom, value, deadline, ...split(signature)])
    expect(await chain.read(token, 'allowance', [owner, whom])).to.equal(value)
    expect(await attempt(carrier, 'permit', args)).to.equal('EIP2612: invalid signature')
  })

  it('ESC-5 takes an authorisation once, in time, from the payee, with bytes or with v, r, s', async () => {
    const [, fn, args] = await authorized('ReceiveWithAuthorization', to as Address)
    const at = (after: bigint, until: bigint) => [...args.slice(0, 3), after, until, ...args.slice(5)]
    expect(await attempt(carrier, fn, args)).to.equal('FiatTokenV2: caller must be the payee')
    expect(await attempt(to, fn, at(NEVER, NEVER))).to.equal('FiatTokenV2: authorization is not yet valid')
    expect(await attempt(to, fn, at(0n, 1n))).to.equal('FiatTokenV2: authorization is expired')
    expect(await attempt(to, fn, at(1n, NEVER))).to.equal('FiatTokenV2: invalid signature')
    await done(to, fn, [...args.slice(0, 6), ...split(args[6] as Hex)])
    expect(await chain.read(token, 'balanceOf', [to])).to.equal(10n)
    expect(await attempt(to, fn, args)).to.equal('FiatTokenV2: authorization is used or canceled')
  })

  it('ESC-5 lets the signer take an authorisation back, and nobody else', async () => {
    const [, fn, args] = await authorized('ReceiveWithAuthorization', to as Address)
    const forged = await signCancellation([other], token.address, from, SALT)
    expect(await attempt(carrier, 'cancelAuthorization', [from, SALT, forged])).to.equal(
      'FiatTokenV2: invalid signature',
    )
    const [, , mine] = await cancelling()
    await done(carrier, 'cancelAuthorization', mine)
    expect(await attempt(to, fn, args)).to.equal('FiatTokenV2: authorization is used or canceled')
    expect(await attempt(carrier, 'cancelAuthorization', mine)).to.equal(
      'FiatTokenV2: authorization is used or canceled',
    )
  })

  it("ESC-5 refuses a key's signature in any other form than its one", async () => {
    const [, fn, args] = await permitting()
    const [v, r, s] = split(args[4] as Hex)
    const low = numberToHex(ORDER - BigInt(s), { size: 32 })
    const forms: [string, Hex][] = [
      ['ECRecover: invalid signature length', concat([r, s])],
      ['ECRecover: invalid signature length', '0x'],
      ["ECRecover: invalid signature 's' value", concat([r, low, numberToHex(55 - v)])],
      ["ECRecover: invalid signature 'v' value", concat([r, s, numberToHex(v - 27, { size: 1 })])],
      ['ECRecover: invalid signature', concat([zeroHash, s, numberToHex(v)])],
    ]
    for (const [reason, form] of forms) {
      expect(await attempt(carrier, fn, [...args.slice(0, 4), form])).to.equal(reason)
    }
  })

  it('ESC-1 asks an account that is a contract, and takes no key for it', async () => {
    const account = (await chain.deploy('SmartAccount', [key.address, other.address])).address
    await done(admin, 'mint', [account, 10n])
    const permit = { owner: account, spender: spender as Address, value: 4n, nonce: 0n, deadline: NEVER }
    const give = (signature: Hex) => attempt(carrier, 'permit', [account, spender, 4n, NEVER, signature])
    expect(await give(await signPermit([key], token.address, permit))).to.equal('EIP2612: invalid signature')
    expect(await give(await signPermit([other, key], token.address, permit))).to.equal('EIP2612: invalid signature')
    expect(await give(await signPermit([key, other], token.address, permit))).to.equal(null)
    const authorization = { from: account, to: to as Address, value: 10n, validAfter: 0n, validBefore: NEVER }
    const signature = await signAuthorization([key, other], token.address, { ...authorization, nonce: SALT })
    await done(to, 'receiveWithAuthorization', [account, to, 10n, 0n, NEVER, SALT, signature])
    expect(await chain.read(token, 'balanceOf', [account])).to.equal(0n)
  })

  // ---------------------------------------------------------------- words for it

  type Call = [from: Address | undefined, fn: string, args: readonly unknown[]]

  async function permitting(): Promise<Call> {
    const permit = { owner: from, spender: spender as Address, value: 9n, nonce: 0n, deadline: NEVER }
    return [carrier, 'permit', [from, spender, 9n, NEVER, await signPermit([key], token.address, permit)]]
  }

  async function authorized(
    kind: 'ReceiveWithAuthorization' | 'TransferWithAuthorization',
    by: Address,
  ): Promise<Call> {
    const authorization = { from, to: to as Address, value: 10n, validAfter: 0n, validBefore: NEVER, nonce: SALT }
    const signature = await signAuthorization([key], token.address, authorization, kind)
    return [by, `${kind[0]?.toLowerCase()}${kind.slice(1)}`, [from, to, 10n, 0n, NEVER, SALT, signature]]
  }

  async function cancelling(): Promise<Call> {
    return [carrier, 'cancelAuthorization', [from, SALT, await signCancellation([key], token.address, from, SALT)]]
  }

  /** What the token refuses with; null when it does not. */
  async function attempt(by: Address | undefined, fn: string, args: readonly unknown[] = []): Promise<string | null> {
    const outcome = await chain.send(by as Address, token, fn, args)
    return isReverted(outcome) ? String(outcome.args[0]) : null
  }

  async function done(by: Address | undefined, fn: string, args: readonly unknown[] = []): Promise<void> {
    expect(await attempt(by, fn, args), fn).to.equal(null)
  }
})
