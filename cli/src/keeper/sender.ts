// One transaction at a time, each once.
import type { Call } from '@lambda-bourse/sdk'
import type { TransactionReceipt } from 'viem'
import type { MarketWithAccount } from '../market/open.ts'

/** Longer waits are given up; the next round sees how it stands. */
const PATIENCE_MS = 120_000
const MOST_GAS = 2n ** 24n

/**
 * Sends a call and waits until it is mined. Its nonce is the first that is not mined: whatever an earlier life sent and
 * is still waiting is replaced by this, at a higher fee, and never joined by it.
 * @param gas As estimated; a third more is allowed, for what others do meanwhile.
 * @throws The node's error, or one that says that the transaction failed.
 */
export async function sendOnce(
  { client, wallet, account }: MarketWithAccount,
  call: Call & { value?: bigint },
  gas: bigint,
): Promise<TransactionReceipt> {
  const { address } = account
  const [nonce, next, fees] = await Promise.all([
    client.getTransactionCount({ address, blockTag: 'latest' }),
    client.getTransactionCount({ address, blockTag: 'pending' }),
    client.estimateFeesPerGas(),
  ])
  const raised = (fee: bigint) => (next > nonce ? (fee * 5n) / 4n + 1n : fee)
  const hash = await wallet.sendTransaction({
    ...call,
    nonce,
    gas: least((gas * 4n) / 3n + 60_000n, MOST_GAS),
    maxFeePerGas: raised(fees.maxFeePerGas),
    maxPriorityFeePerGas: raised(fees.maxPriorityFeePerGas),
  })
  const receipt = await client.waitForTransactionReceipt({ hash, timeout: PATIENCE_MS })
  if (receipt.status === 'reverted') throw new Error(`transaction ${receipt.transactionHash} was refused when mined`)
  return receipt
}

const least = (a: bigint, b: bigint) => (a < b ? a : b)
