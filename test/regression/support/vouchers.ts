// A scene with Vouchers, one lease, and a payer who has a key.
import { getContractAddress, type Hex, keccak256, toHex } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Contract, isReverted, type Receipt, type Reverted } from '../../fuzz/support/chain.ts'
import type { Address } from '../../model/index.ts'
import { leaseId, newScene, type Scene } from './scene.ts'

/** Who deploys in newChain, and what it deploys before: reader, token, registry, two case books, Bourse, lens. */
const DEPLOYER = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
const BEFORE = 7n

export interface Voucher {
  payer: Address
  lease: number
  amount: bigint
}

export interface Funds {
  funded: bigint
  redeemed: bigint
  refundFrom: number
  provider: number
}

const TYPES = {
  Voucher: [
    { name: 'payer', type: 'address' },
    { name: 'lease', type: 'uint48' },
    { name: 'amount', type: 'uint64' },
  ],
} as const

/** People of the scene: 0 sells, 1 owns the deal and pays, 2 to 6 are others. */
export interface VoucherScene extends Scene {
  vouchers: Contract
  seller: Address
  /** A payer that can sign for itself. */
  payer: PrivateKeyAccount
  /** Not registered yet. */
  key: PrivateKeyAccount
  lease: number
  provider0: number
  /** Signs; `domain` replaces parts of the right one. */
  sign(by: PrivateKeyAccount, voucher: Partial<Voucher>, domain?: object): Promise<[Voucher, Hex]>
  /** Sends to Vouchers; throws when it refuses. */
  does(from: Address, fn: string, ...args: unknown[]): Promise<Receipt>
  /** Sends to Vouchers; throws when it does not refuse. */
  isRefused(from: Address, fn: string, ...args: unknown[]): Promise<Reverted>
  funds(payer?: Address, lease?: number): Promise<Funds>
}

export async function newVoucherScene(): Promise<VoucherScene> {
  const predicted = getContractAddress({ from: DEPLOYER, nonce: BEFORE })
  const scene = await newScene({}, { vouchers: predicted })
  const { chain, bourse, token, governor } = scene.world
  const vouchers = await chain.deploy('Vouchers', [bourse.address])
  if (vouchers.address.toLowerCase() !== predicted.toLowerCase()) throw new Error('Vouchers is not where it should be')
  const [payer, key] = ['payer', 'key'].map((name) => privateKeyToAccount(keccak256(toHex(name)))) as [
    PrivateKeyAccount,
    PrivateKeyAccount,
  ]
  await chain.rpc('hardhat_impersonateAccount', payer.address)
  await chain.rpc('hardhat_setBalance', payer.address, '0xffffffffffffffffffff')
  await scene.sendTo(token, governor, 'mint', [payer.address, 10n ** 12n])
  await scene.sendTo(token, payer.address, 'approve', [bourse.address, 10n ** 12n])
  await scene.send(payer.address, 'deposit', [payer.address, 10n ** 12n])
  const [seller, developer] = scene.people as [Address, Address]
  const provider0 = await scene.provider(0)
  await scene.offer(seller)
  const lease = leaseId(await scene.open(developer, { epochs: 100 }))
  const domain = { name: 'Lambda Bourse Vouchers', version: '1', chainId: 31337, verifyingContract: vouchers.address }
  return {
    ...scene,
    vouchers,
    seller,
    payer,
    key,
    lease,
    provider0,
    async sign(by, voucher, changes = {}) {
      const message = { payer: payer.address as Address, lease, amount: 1000n, ...voucher }
      const typed = { domain: { ...domain, ...changes }, types: TYPES, primaryType: 'Voucher' as const, message }
      return [message, await by.signTypedData(typed)]
    },
    does: (from, fn, ...args) => scene.sendTo(vouchers, from, fn, args),
    async isRefused(from, fn, ...args) {
      const outcome = await chain.send(from, vouchers, fn, args)
      if (!isReverted(outcome)) throw new Error(`${fn} was not refused`)
      return outcome
    },
    funds: (of = payer.address, at = lease) => chain.read<Funds>(vouchers, 'fundsOf', [of, at]),
  }
}
