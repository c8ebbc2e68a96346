// One transaction at a time, each once, and at the fee that it takes.
import type { Call } from '@lambda-bourse/sdk'
import { type Fees, firstFees, PATIENT_BLOCKS, raisedFees, readFeeMarket, replacingFees } from '@lambda-bourse/worker'
import type { Hex, TransactionReceipt } from 'viem'
import type { MarketWithAccount } from '../market/open.ts'

/** Longer waits are given up; the next round sees how it stands. */
const PATIENCE_MS = 120_000
/** Between two looks whether it is mined, and whether blocks pass it over. */
const LOOK_MS = 200
const FEES_MS = 2_000
/** A node may have lost it: it is told again. */
const REPEAT_MS = 15_000
const MOST_GAS = 2n ** 24n
/** How often a fee is raised over that of an earlier life, which is not known: 1.25 ^ 40 is more than any. */
const MOST_RAISES = 40
/** A node may know that a nonce is used before it knows by what. */
const LATE_LOOKS = 10

/** By account, what its last transaction paid: whatever comes next with the same nonce has to pay more. */
const last = new Map<string, { nonce: number; fees: Fees }>()

export type SendOptions = {
  /** Leaves the first fee as it is, for what is worth no more; true where it is a job that others do as well. */
  isPatient?: boolean
  /** The call as it would be sent now, such as with a bond at today's base fee: asked for before each version after the first. */
  renew?: () => Promise<Sent>
  /** Told of each version that is sent after the first. */
  onRaised?: (hash: Hex, fees: Fees) => void
}

type Sent = Call & { value?: bigint }
type Sending = { market: MarketWithAccount; call: Sent; nonce: number; gas: bigint }
type Version = { hash: Hex; raw: Hex; fees: Fees }

/**
 * Sends a call and waits until it is mined. Its nonce is the first that is not mined: whatever an earlier life sent and
 * is still waiting is replaced by this, at a higher fee, and never joined by it. Where full blocks pass it over, or the base
 * fee outgrows it, it is sent again with more fee.
 * @param gas As estimated; a third more is allowed, for what others do meanwhile.
 * @throws The node's error, or one that says that the transaction failed, that another took its place, that the contract
 * would refuse it by now, or that it is not mined after two minutes.
 */
export async function sendOnce(
  market: MarketWithAccount,
  call: Sent,
  gas: bigint,
  options: SendOptions = {},
): Promise<TransactionReceipt> {
  const { client, account } = market
  const [nonce, fees] = await Promise.all([
    client.getTransactionCount({ address: account.address, blockTag: 'latest' }),
    readFeeMarket(client),
  ])
  const sending: Sending = { market, call, nonce, gas: least((gas * 4n) / 3n + 60_000n, MOST_GAS) }
  const receipt = await follow(sending, await begin(sending, firstFees(fees)), options)
  if (receipt.status === 'reverted') throw new Error(`transaction ${receipt.transactionHash} was refused when mined`)
  return receipt
}

/** Looks after what was sent until one of its versions is mined. */
async function follow(sending: Sending, first: Version, options: SendOptions): Promise<TransactionReceipt> {
  const versions = [first]
  const began = performance.now()
  let told = began
  let looked = began
  const since: Since = { block: undefined }
  for (let late = 0; ; ) {
    await new Promise((done) => setTimeout(done, LOOK_MS))
    const receipt = await minedOf(sending, versions)
    if (receipt !== undefined) return receipt
    const newest = versions.at(-1) as Version
    const now = performance.now()
    if (await isUsed(sending)) {
      if (++late > LATE_LOOKS) throw new Error('a transaction that this account sent before was mined in its place')
      continue
    }
    if (now - began > PATIENCE_MS) throw new Error(`transaction ${newest.hash} is not mined yet`)
    if (now - told > REPEAT_MS) {
      told = now
      await tellAgain(sending, newest)
    }
    if (options.isPatient || now - looked < FEES_MS) continue
    looked = now
    const version = await raised(sending, newest, since, options.renew)
    if (version === undefined) continue
    versions.push(version)
    told = now
    options.onRaised?.(version.hash, version.fees)
  }
}

/** The newest block when the newest version was first looked at. */
type Since = { block: number | undefined }

async function minedOf({ market }: Sending, versions: readonly Version[]): Promise<TransactionReceipt | undefined> {
  for (const { hash } of versions) {
    const receipt = await market.client.getTransactionReceipt({ hash }).catch(unlessUnknown)
    if (receipt !== undefined) return receipt
  }
  return undefined
}

async function isUsed({ market: { client, account }, nonce }: Sending): Promise<boolean> {
  return (await client.getTransactionCount({ address: account.address, blockTag: 'latest' })) > nonce
}

/** Refused where it is known, or mined meanwhile: the next look says so. */
async function tellAgain({ market }: Sending, { raw }: Version): Promise<void> {
  await market.client.sendRawTransaction({ serializedTransaction: raw }).catch(() => undefined)
}

/** The same with more fee, where full blocks passed the newest version over. */
async function raised(
  sending: Sending,
  newest: Version,
  since: Since,
  renew: SendOptions['renew'],
): Promise<Version | undefined> {
  const market = await readFeeMarket(sending.market.client)
  since.block ??= market.block
  if (market.block < since.block + PATIENT_BLOCKS) return undefined
  const fees = raisedFees(newest.fees, market)
  if (fees === undefined) return undefined
  if (renew) sending.call = await renew()
  await checkStillTaken(sending, fees)
  const version = await begin(sending, fees).catch(unlessMined)
  if (version !== undefined) since.block = market.block
  return version
}

/** Sends a version, at so much more than an earlier life's with the same nonce as the node wants. */
async function begin(sending: Sending, at: Fees): Promise<Version> {
  const { market, nonce } = sending
  const key = `${market.deployment.chainId}:${market.account.address}`
  const before = last.get(key)
  let fees = before?.nonce === nonce ? replacingFees(before.fees, at) : at
  for (let raises = 0; ; raises++) {
    try {
      const version = await submit(sending, fees)
      last.set(key, { nonce, fees })
      return version
    } catch (error) {
      if (!isUnderpriced(error) || raises === MOST_RAISES) throw error
      fees = replacingFees(fees, at)
    }
  }
}

async function submit({ market, call, nonce, gas }: Sending, fees: Fees): Promise<Version> {
  const { client, wallet, account } = market
  const { id: chainId } = client.chain
  const raw = await account.signTransaction({ ...call, ...fees, nonce, gas, chainId, type: 'eip1559' })
  return { hash: await wallet.sendRawTransaction({ serializedTransaction: raw }), raw, fees }
}

/** Before more is paid for it: somebody else may have moved, or the base fee may ask for a larger bond. */
async function checkStillTaken({ market, call }: Sending, fees: Fees): Promise<void> {
  const { client, account } = market
  // what is pending may have the first version in it
  await client.estimateGas({ account: account.address, ...call, ...fees, blockTag: 'latest' })
}

function unlessUnknown(error: Error): undefined {
  if (error.name !== 'TransactionReceiptNotFoundError') throw error
}

/** Its nonce is used: one of its versions, or an earlier life's, was mined; the next look says which. */
function unlessMined(error: Error): undefined {
  if (!/nonce.*too low|already known|already imported/i.test(error.message)) throw error
}

function isUnderpriced(error: unknown): boolean {
  return /underpriced|too low to replace/i.test((error as Error).message)
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
