// How a watcher sends: one transaction at a time, followed until it is mined, dearer where blocks are full.
import type { Call } from '@lambda-bourse/sdk'
import type { TransactionReceipt } from 'viem'
import { sendOnce } from '../keeper/sender.ts'
import type { MarketWithAccount } from '../market/open.ts'
import type { Log } from './watcher.ts'

type Sent = Call & { value?: bigint }

/**
 * @param renew What would be sent later, where that changes: asked for whenever it takes more fee
 * @throws The node's error where the call would be refused, else as `sendOnce`.
 */
export async function sendCall(
  market: MarketWithAccount,
  log: Log,
  call: Sent,
  renew?: () => Promise<Sent>,
): Promise<TransactionReceipt> {
  return follow(market, log, call, await gasOf(market, call), renew)
}

/** One of the SDK's writes. */
type Action<parameters> = {
  estimateGas(client: MarketWithAccount['wallet'], parameters: parameters & Of): Promise<bigint>
  call(client: MarketWithAccount['wallet'], parameters: parameters & Of): Call
}
type Of = Pick<MarketWithAccount, 'deployment'>

/**
 * Does one of the SDK's writes.
 * @throws ContractRevertError where it would be refused, else as `sendOnce`.
 */
export async function sendAction<parameters extends object>(
  market: MarketWithAccount,
  log: Log,
  action: Action<parameters>,
  parameters: parameters,
): Promise<TransactionReceipt> {
  const { wallet, deployment } = market
  const all = { ...parameters, deployment }
  const { value } = parameters as { value?: bigint }
  const call = { ...action.call(wallet, all), ...(value === undefined ? {} : { value }) }
  // refused: the SDK says why in words
  const gas = await gasOf(market, call).catch(() => action.estimateGas(wallet, all))
  return follow(market, log, call, gas)
}

/** On top of the newest block: one that is pending may have in it what an earlier life sent, and is to be replaced. */
function gasOf({ client, account }: MarketWithAccount, call: Sent): Promise<bigint> {
  return client.estimateGas({ account: account.address, ...call, blockTag: 'latest' })
}

function follow(market: MarketWithAccount, log: Log, call: Sent, gas: bigint, renew?: () => Promise<Sent>) {
  const onRaised = (hash: string, { maxPriorityFeePerGas }: { maxPriorityFeePerGas: bigint }) =>
    log('transaction.bumped', { hash, tip: `${maxPriorityFeePerGas}` })
  return sendOnce(market, call, gas, { onRaised, ...(renew && { renew }) })
}
