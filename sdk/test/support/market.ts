// A market on a simulated Hardhat chain in this process.
import { join } from 'node:path'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import type { Abi, Address, Hex } from 'viem'
import { createWalletClient, custom, getContractAddress, publicActions } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import { type BourseActions, bourseActions, type Deployment, receiptDomain } from '../../src/index.ts'

const ROOT = join(import.meta.dirname, '../../..')
const MNEMONIC = 'test test test test test test test test test test test junk'
const hre = await createHardhatRuntimeEnvironment({ networks: { sdk: { type: 'edr-simulated' } } }, {}, ROOT)

/** Parameters that let a test see every deadline pass. */
const CONFIG = { epochLength: 100, grace: 2, window: 4, game: 4, absence: 3, compensated: 2, baseStake: 1_000_000 }

/** D of Faults. */
export const ANSWER_EPOCHS = 2n

/** Seconds that each side of a game has. */
export const DISPUTE_CLOCK = 200n

export const JURY_SEATS = 3n
/** Epochs. */
export const JURY_TURN = 2n

export const account = (index: number) => mnemonicToAccount(MNEMONIC, { addressIndex: index })

export type TestMarket = Awaited<ReturnType<typeof newMarket>>

/** Deploys a market; accounts 0 to 9 have a million USDC each, account 0 owns token and market. */
export async function newMarket() {
  const { provider } = await hre.network.create('sdk')
  const rpc = (method: string, ...params: unknown[]) => provider.request({ method, params })
  const base = (index: number) =>
    createWalletClient({
      account: account(index),
      chain: hardhat,
      transport: custom(provider, { retryCount: 0 }),
      pollingInterval: 5,
    }).extend(publicActions)
  const owner = base(0)
  const addressOfNext = async (after = 0): Promise<Address> => {
    const nonce = BigInt(await owner.getTransactionCount({ address: owner.account.address }))
    return getContractAddress({ from: owner.account.address, nonce: nonce + BigInt(after) })
  }
  const deploy = async (name: string, args: unknown[]): Promise<Address> => {
    const { abi, bytecode } = await hre.artifacts.readArtifact(name)
    const address = await addressOfNext()
    await owner.deployContract({ abi: abi as Abi, bytecode: bytecode as Hex, args })
    return address
  }
  const token = await deploy('USDC', [owner.account.address])
  const config = { token, owner: owner.account.address, ...CONFIG }
  const registry = await deploy('FunctionRegistry', [])
  const vouchers = await addressOfNext(1)
  const faults = await addressOfNext(2)
  const requests = await addressOfNext(3)
  const jury = await addressOfNext(5)
  const disputes = await addressOfNext(6)
  const modules = { registry, vouchers, faults, requests, disputes }
  const bourse = await deploy('Bourse', [config, modules])
  const { timestamp: genesis, number: block } = await owner.getBlock()
  await deploy('Vouchers', [bourse])
  await deploy('Faults', [bourse, ANSWER_EPOCHS])
  await deploy('Requests', [bourse])
  const step = await deploy('OneStep', [])
  await deploy('Jury', [bourse, JURY_SEATS, JURY_TURN])
  await deploy('Disputes', [bourse, step, jury, DISPUTE_CLOCK])
  const lens = await deploy('BourseLens', [bourse])
  const contracts = { token, bourse, lens, registry, vouchers, faults, requests, disputes, jury }
  const deployment: Deployment = { chainId: hardhat.id, block, genesis, ...contracts, config }
  const { abi: tokenAbi } = await hre.artifacts.readArtifact('USDC')
  for (let index = 0; index < 10; index++) {
    const args = [account(index).address, 10n ** 12n]
    await owner.writeContract({ abi: tokenAbi as Abi, address: token, functionName: 'mint', args })
  }
  return {
    rpc,
    deployment,
    domain: receiptDomain(deployment),
    /** Deploys one of the repository's contracts. */
    deploy,
    /** A viem client of an account, extended with the market's actions. */
    client: (index: number) => base(index).extend((client) => bourseActions({ deployment })(client)),
    /** Mines a block in the middle of an epoch. */
    async toEpoch(epoch: number): Promise<void> {
      const time = Number(genesis) + (epoch - 1) * CONFIG.epochLength + CONFIG.epochLength / 2
      await rpc('evm_setNextBlockTimestamp', time)
      await rpc('evm_mine')
    },
    mine: () => rpc('evm_mine'),
    snapshot: () => rpc('evm_snapshot') as Promise<string>,
    revert: (id: string) => rpc('evm_revert', id),
  }
}

export type TestClient = ReturnType<TestMarket['client']> & BourseActions
