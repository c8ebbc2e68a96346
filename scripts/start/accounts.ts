import { type BourseActions, bourseActions, type Deployment } from '@lambda-bourse/sdk'
import { type Account, createWalletClient, type Hex, http, type WalletClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import { accountKey, type Chain } from '../lib/processes/index.ts'

/** An account of the demo: its key, and the market bound to it. */
export interface Actor {
  key: Hex
  account: Account
  wallet: WalletClient
  market: BourseActions
}

/** The node's n-th account, acting on the market. */
export function actor(chain: Chain, deployment: Deployment, index: number): Actor {
  const key = accountKey(index)
  const account = privateKeyToAccount(key)
  const wallet = createWalletClient({ account, chain: hardhat, transport: http(chain.url), pollingInterval: 100 })
  return { key, account, wallet, market: bourseActions({ deployment })(wallet) }
}
