// The contracts beside the Bourse: asks and their answers, two truths, vouchers.
import { type Hex, toBytes, toHex } from 'viem'
import {
  contentHash,
  contentPiece,
  encodeWire,
  epochRoot,
  type LeaseSummary,
  leasesTree,
  MerkleTree,
  type ReceiptDomain,
  receiptDomain,
  receiptHash,
  signBatch,
  signVoucher,
  voucherDomain,
} from '../../../sdk/src/index.ts'
import type { Market, Provider } from './market.ts'
import type { Ops } from './operations.ts'
import { requests } from './requests.ts'

const LEASES = 1000

export async function beside(m: Market, ops: Ops) {
  await asks(m, ops)
  await contents(m, ops)
  await equivocation(m, ops)
  await vouchers(m, ops)
  await requests(m, ops)
}

/** A leaf in the middle of a root of a thousand, asked for by somebody new and shown by the provider. */
async function asks(m: Market, ops: Ops) {
  const { seller, lease } = await leased(m)
  const epoch = (await m.epoch()) + 1
  await m.goTo(epoch + 1)
  const summaries = summariesAround(lease)
  const tree = leasesTree(summaries)
  if (!tree) throw new Error('there are leases')
  const commitment = { epoch, leasesRoot: toHex(tree.root), headers: 1n, mmrRoot: `0x${'5b'.repeat(32)}` as Hex }
  const { number, hash: seed } = await m.rpc<{ number: Hex; hash: Hex }>('eth_getBlockByNumber', 'latest', false)
  await m.send(seller.address, m.bourse, 'attest', [epoch, toHex(epochRoot(commitment))])
  const after = await m.rpc<{ number: Hex }>('eth_getBlockByNumber', 'latest', false)
  if (BigInt(after.number) !== BigInt(number) + 1n) throw new Error('the seed is of another block')
  const asker = await m.party()
  const { baseFeePerGas } = await m.rpc<{ baseFeePerGas: Hex }>('eth_getBlockByNumber', 'pending', false)
  const deposit = await m.read<bigint>(m.faults, 'depositFor', [2n * BigInt(baseFeePerGas)])
  ops.askLeaf = await m.send(asker.address, m.faults, 'askLeaf', [seller.id, epoch, lease], undefined, deposit)
  const index = summaries.findIndex((summary) => summary.lease === lease)
  const { bytes: size, ...summary } = summaries[index] as LeaseSummary<Hex>
  const path = tree.path(index).map((hash) => toHex(hash))
  ops.answerLeaf = await m.send(seller.address, m.faults, 'answerLeaf', [
    seller.id,
    { ...summary, size },
    { ...commitment, seed },
    { index, count: LEASES, path },
  ])
  ops['askLeaf+answerLeaf'] = ops.askLeaf + ops.answerLeaf
}

/** The last chunk of 40 KiB, and then all of it: asked for by somebody new with a receipt of a batch of 40. */
async function contents(m: Market, ops: Ops) {
  const { seller, lease } = await leased(m)
  const epoch = await m.epoch()
  const domain = receiptDomain({ chainId: 31337, bourse: m.bourse.address })
  const content = Uint8Array.from({ length: 40_960 }, (_, i) => 1 + ((7 * i) % 255))
  const hash = toHex(contentHash(content))
  const wire = await receiptOf({ seller, lease, epoch, hash, domain })
  for (const [name, level, index] of [
    ['1chunk', 0, 39],
    ['40chunks', 6, 0],
  ] as const) {
    const asker = await m.party()
    const { baseFeePerGas } = await m.rpc<{ baseFeePerGas: Hex }>('eth_getBlockByNumber', 'pending', false)
    const fee = 2n * BigInt(baseFeePerGas)
    const deposit = await m.read<bigint>(m.faults, 'contentDepositFor', [seller.id, level, fee])
    const args = [wire, 1, level, index]
    const ask = await m.send(asker.address, m.faults, 'askContent', args, undefined, deposit)
    const piece = contentPiece(content, { level, index })
    const answer = await m.send(seller.address, m.faults, 'answerContent', [seller.id, hash, piece])
    ops[`askContent.${name}`] = ask
    ops[`answerContent.${name}`] = answer
  }
  ops['askContent+answerContent'] = (ops['askContent.1chunk'] ?? 0) + (ops['answerContent.1chunk'] ?? 0)
}

async function receiptOf(of: { seller: Provider; lease: number; epoch: number; hash: Hex; domain: ReceiptDomain }) {
  const { seller, lease, epoch, hash, domain } = of
  const some: Hex = `0x${'6d'.repeat(32)}`
  const receipt = {
    ...{ provider: seller.id, deal: Math.floor(lease / 256), lease, epoch, sequence: 900_039n, functionId: 1n },
    ...{ version: 1, moduleHash: some, imageHash: some, runtimeVersion: 1, requestHash: some, responseHash: hash },
    ...{ fuel: 70_000n, status: 0, transcriptHash: some },
  }
  const leaves = Array.from({ length: 40 }, (_, i) => (i === 39 ? receiptHash(receipt, domain) : toBytes(some)))
  const tree = new MerkleTree(leaves)
  const receiptsRoot = toHex(tree.root)
  const batch = { provider: seller.id, epoch, number: 7000n, firstSequence: 900_000n, count: 40, receiptsRoot }
  const signature = await signBatch(seller.key, { batch, domain })
  return toHex(encodeWire({ receipt, index: 39, batch, signature, path: tree.path(39) }))
}

function summariesAround(lease: number): LeaseSummary<Hex>[] {
  const summary = { count: 70_000n, fuel: 5n * 10n ** 12n, bytes: 9n * 10n ** 9n, failures: 12n }
  return Array.from({ length: LEASES }, (_, i) => {
    return { lease: lease - LEASES / 2 + i, ...summary, canary: `0x${'c4'.repeat(32)}` as Hex }
  })
}

async function equivocation(m: Market, ops: Ops) {
  const { seller } = await leased(m)
  const epoch = await m.epoch()
  const domain = receiptDomain({ chainId: 31337, bourse: m.bourse.address })
  const signed = async (receiptsRoot: Hex) => {
    const batch = { provider: seller.id, epoch, number: 7000n, firstSequence: 900_000n, count: 40, receiptsRoot }
    return [batch, await signBatch(seller.key, { batch, domain })] as const
  }
  const [a, b] = [await signed(`0x${'d1'.repeat(32)}`), await signed(`0x${'d2'.repeat(32)}`)]
  const witness = await m.party()
  ops.proveEquivocation = await m.send(witness.address, m.faults, 'proveEquivocation', [...a, ...b])
}

/** The second redemption by somebody who carries it: the first writes fresh words. */
async function vouchers(m: Market, ops: Ops) {
  const { lease } = await leased(m)
  const payer = await m.buyer()
  const domain = voucherDomain({ chainId: 31337, vouchers: m.vouchers.address })
  ops['vouchers.fund'] = await m.send(payer.address, m.vouchers, 'fund', [lease, 10n ** 9n])
  const redeem = async (amount: bigint) => {
    const voucher = { payer: payer.address, lease, amount }
    const signature = await signVoucher(payer.key, { voucher, domain })
    return m.send(payer.address, m.vouchers, 'redeem', [voucher, signature])
  }
  ops['redeemVoucher.first'] = await redeem(123_456n)
  ops.redeemVoucher = await redeem(7_123_456n)
}

/** A provider with one lease that starts with the next epoch. */
export async function leased(m: Market): Promise<{ seller: Provider; lease: number }> {
  const seller = await m.provider()
  const { id } = await m.open(await m.buyer(), {}, [(await m.post(seller, 3000, 3)).id])
  return { seller, lease: id * 256 }
}
