// A simulated chain in this process, spoken to with raw requests: a transaction takes about two milliseconds.
import { join } from 'node:path'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import {
  type Abi,
  decodeErrorResult,
  decodeFunctionResult,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
  zeroAddress,
} from 'viem'
import { coverage, isMeasured } from '../../../scripts/test/cover/config.ts'
import type { Address } from '../../model/index.ts'

export interface Contract {
  address: Address
  abi: Abi
}

/** A contract error that the chain answered with. */
export interface Reverted {
  name: string
  args: readonly unknown[]
}

export interface Receipt {
  gasUsed: bigint
  logs: { address: Address; topics: [Hex, ...Hex[]]; data: Hex }[]
}

export interface Chain {
  rpc<T = unknown>(method: string, ...params: unknown[]): Promise<T>
  /** A fresh account with native coin, which may send without a key. */
  account(): Promise<Address>
  deploy(name: string, args: unknown[]): Promise<Contract>
  /** A Bourse with the modules given, and the whole of its interface. */
  deployBourse(config: object, modules?: Partial<Record<keyof typeof NO_MODULES, Address>>): Promise<Contract>
  /** Sends a transaction; what the contract refuses with is returned, not thrown. */
  send(from: Address, to: Contract, fn: string, args: readonly unknown[], value?: bigint): Promise<Receipt | Reverted>
  /** Many reads in one call, as undecoded results. */
  readRaw(calls: { to: Address; data: Hex }[]): Promise<Hex[]>
  read<T>(from: Contract, fn: string, args?: readonly unknown[]): Promise<T>
  now(): Promise<bigint>
  setTime(seconds: bigint): Promise<void>
}

export const NO_MODULES = {
  registry: zeroAddress,
  faults: zeroAddress,
  disputes: zeroAddress,
  vouchers: zeroAddress,
  requests: zeroAddress,
} as const satisfies Record<string, Address>

// instrumented contracts are large
const GAS = isMeasured ? '0x2faf0800' : '0xff0000'
const READ_GAS = '0x3b9aca00'

// No plugins but that of coverage: they would only stand between the tests and the provider.
const hre = await createHardhatRuntimeEnvironment(
  {
    networks: { bare: { type: 'edr-simulated', blockGasLimit: 1_000_000_000n, transactionGasCap: 1_000_000_000n } },
    plugins: coverage.plugins,
    paths: coverage.paths,
  },
  {},
  join(import.meta.dirname, '../../..'),
)

/** Whether the chain refused. */
export function isReverted(outcome: Receipt | Reverted): outcome is Reverted {
  return 'name' in outcome
}

export async function newChain(): Promise<Chain> {
  const { provider } = await hre.network.create('bare')
  const rpc = <T>(method: string, ...params: unknown[]) => provider.request({ method, params }) as Promise<T>
  const [root] = (await rpc<Address[]>('eth_accounts')) as [Address]
  const errors: Abi[number][] = []
  let accounts = 0n

  const receiptOf = async (hash: Hex) => {
    const receipt = await rpc<{ gasUsed: Hex; logs: Receipt['logs']; contractAddress: Address }>(
      'eth_getTransactionReceipt',
      hash,
    )
    return { ...receipt, gasUsed: BigInt(receipt.gasUsed) }
  }
  const create = async (data: Hex) => {
    const hash = await rpc<Hex>('eth_sendTransaction', { from: root, data, gas: GAS })
    return (await receiptOf(hash)).contractAddress
  }
  const reader = await hre.artifacts.readArtifact('BatchReader')
  const readerAddress = await create(reader.bytecode as Hex)
  const deploy = async (name: string, args: unknown[]): Promise<Contract> => {
    const artifact = await hre.artifacts.readArtifact(name)
    const abi = artifact.abi as Abi
    errors.push(...abi.filter((item) => item.type === 'error'))
    const address = await create(encodeDeployData({ abi, bytecode: artifact.bytecode as Hex, args }))
    return { address, abi }
  }

  return {
    rpc,
    async account() {
      const address =
        `0x${(0xabcdef00000000000000000000000000000000n + ++accounts).toString(16).padStart(40, '0')}` as const
      await rpc('hardhat_impersonateAccount', address)
      await rpc('hardhat_setBalance', address, '0xffffffffffffffffffff')
      return address
    },
    deploy,
    async deployBourse(config, modules = {}) {
      const { address } = await deploy('Bourse', [config, { ...NO_MODULES, ...modules }])
      return { address, abi: (await hre.artifacts.readArtifact('IBourse')).abi as Abi }
    },
    async send(from, to, fn, args, value = 0n) {
      const data = encodeFunctionData({ abi: to.abi, functionName: fn, args })
      try {
        const transaction = { from, to: to.address, data, gas: GAS, value: `0x${value.toString(16)}` }
        return await receiptOf(await rpc<Hex>('eth_sendTransaction', transaction))
      } catch (error) {
        return revertOf(error, errors)
      }
    },
    async readRaw(calls) {
      const args = [calls.map(({ to, data }) => ({ target: to, data }))]
      const data = encodeFunctionData({ abi: reader.abi as Abi, functionName: 'read', args })
      const answer = await rpc<Hex>('eth_call', { from: root, to: readerAddress, data, gas: READ_GAS }, 'latest')
      return decodeFunctionResult({ abi: reader.abi as Abi, functionName: 'read', data: answer }) as Hex[]
    },
    async read<T>(from: Contract, fn: string, args: readonly unknown[] = []) {
      const data = encodeFunctionData({ abi: from.abi, functionName: fn, args })
      const answer = await rpc<Hex>('eth_call', { from: root, to: from.address, data, gas: READ_GAS }, 'latest')
      return decodeFunctionResult({ abi: from.abi, functionName: fn, data: answer }) as T
    },
    async now() {
      return BigInt((await rpc<{ timestamp: Hex }>('eth_getBlockByNumber', 'latest', false)).timestamp)
    },
    async setTime(seconds) {
      await rpc('evm_setNextBlockTimestamp', `0x${seconds.toString(16)}`)
      await rpc('evm_mine')
    },
  }
}

/** The contract's error in what the provider threw; anything else is thrown on. */
function revertOf(error: unknown, errors: Abi): Reverted {
  const data = (error as { data?: Hex | { data?: Hex } }).data
  const raw = typeof data === 'object' ? data.data : data
  if (typeof raw !== 'string' || raw === '0x') throw error
  const { errorName, args } = decodeErrorResult({ abi: errors, data: raw })
  return { name: errorName, args: args ?? [] }
}
