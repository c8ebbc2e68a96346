import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EIP1193Provider } from '@nomicfoundation/ignition-core'
import { type Address, createPublicClient, type Hex, http } from 'viem'
import type { MarketParameters } from './config.ts'
import { connect, connectToCopy } from './connect.ts'
import { type DeployMarketParameters, journalsOf } from './deploy.ts'
import { runPlan, type Sent } from './ignition.ts'
import { stepsOf } from './plan.ts'
import { prepare } from './prepare.ts'
import { recover } from './recover.ts'

/** A transaction that would be sent. */
export interface DryTransaction {
  /** The contract it creates, or the function it calls. */
  name: string
  from: Address
  nonce: number
  to?: Address
  creates?: Address
  /** Bytes of calldata. */
  bytes: number
  /** What the node would be asked to allow. */
  gas: bigint
  /** What it used on a copy of the chain. */
  gasUsed: bigint
}

export interface DryRun {
  chainId: number
  from: Address
  /** wei */
  balance: bigint
  /** wei */
  gasPrice: bigint
  parameters: MarketParameters
  newOwner?: Address
  transactions: DryTransaction[]
}

export type DryRunParameters = Omit<DeployMarketParameters, 'out'> & {
  /** Who would send; no key is needed. That of the key or the node when left out. */
  from?: Address
}

/**
 * What deployMarket would send now, tried on a copy of the chain in this process. Nothing is sent; the journal of a
 * deployment that was begun is read, not written.
 *
 * @throws Error - whatever would stop deployMarket
 */
export async function dryRun(parameters: DryRunParameters): Promise<DryRun> {
  const client = createPublicClient({ transport: http(parameters.rpcUrl) })
  const chainId = await client.getChainId()
  const from = parameters.from ?? (await senderOf(parameters))
  const journals = journalsOf(chainId, parameters.journals)
  const scratch = await mkdtemp(join(tmpdir(), 'bourse-dry-run-'))
  const folder = join(scratch, `chain-${chainId}`)
  try {
    const begun = journals === undefined ? undefined : join(journals, `chain-${chainId}`)
    if (begun !== undefined && existsSync(begun)) await cp(begun, folder, { recursive: true })
    const { artifacts, network } = await connectToCopy(parameters.rpcUrl, chainId, await client.getBlockNumber())
    const plan = await prepare({ ...parameters, client, artifacts, folder, from })
    const { provider } = await network.create('target')
    await provider.request({ method: 'hardhat_impersonateAccount', params: [from] })
    await provider.request({ method: 'hardhat_setBalance', params: [from, `0x${(10n ** 24n).toString(16)}`] })
    const config = { blockPollingInterval: 10, requiredConfirmations: 1 }
    await recover({ client, provider, artifacts, folder, plan, confirmations: 1 })
    const sent = await runPlan({ plan, provider, artifacts, folder, config })
    const names = new Map(stepsOf(plan).map((step) => [step.nonce, step]))
    const transactions = await Promise.all(sent.map((item) => describeSent(provider, item, names.get(item.nonce))))
    const [balance, gasPrice] = await Promise.all([client.getBalance({ address: from }), client.getGasPrice()])
    const { newOwner } = plan
    return {
      chainId,
      from,
      balance,
      gasPrice,
      parameters: plan.parameters,
      ...(newOwner ? { newOwner } : {}),
      transactions,
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function senderOf({ rpcUrl, privateKey }: DryRunParameters): Promise<Address> {
  const { network } = await connect(rpcUrl, privateKey)
  const { provider } = await network.create('target')
  const [from] = (await provider.request({ method: 'eth_accounts' })) as Address[]
  if (!from) throw new Error(`${rpcUrl} offers no account; give --from or a private key`)
  return from
}

async function describeSent(
  provider: EIP1193Provider,
  { hash, from, to, data, nonce, gas }: Sent,
  step: { contract: string; address: Address } | undefined,
): Promise<DryTransaction> {
  const receipt = (await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })) as { gasUsed: Hex }
  const where =
    step && !to ? { name: step.contract, creates: step.address } : { name: 'transferOwnership', ...(to ? { to } : {}) }
  return { ...where, from, nonce, bytes: (data.length - 2) / 2, gas, gasUsed: BigInt(receipt.gasUsed) }
}
