import { join } from 'node:path'
import { configVariable } from 'hardhat/config'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre'
import type { Hex } from 'viem'
import config from '../../hardhat.config.ts'

export const ROOT = join(import.meta.dirname, '../..')
export const LOCAL_CHAIN = 31337

/** Name of the key, in the environment or in Hardhat's keystore. */
export const KEY = 'DEPLOYER_PRIVATE_KEY'

/**
 * Hardhat with the network `target` at a URL.
 *
 * @param key - a private key; `'stored'` for the one in the environment or in Hardhat's keystore; without it the node's
 * own accounts are used
 */
export function connect(rpcUrl: string, key?: Hex | 'stored'): Promise<HardhatRuntimeEnvironment> {
  const accounts = key === undefined ? ('remote' as const) : [key === 'stored' ? configVariable(KEY) : key]
  return createHardhatRuntimeEnvironment(
    { ...config, networks: { target: { type: 'http', url: rpcUrl, accounts } } },
    {},
    ROOT,
  )
}

/**
 * Hardhat with the network `target` as a copy of a chain, in this process: what is sent there stays there.
 *
 * @param block - the newest; left to itself the copy is of an older one, which is safe from reorganisations
 */
export function connectToCopy(rpcUrl: string, chainId: number, block: bigint): Promise<HardhatRuntimeEnvironment> {
  return createHardhatRuntimeEnvironment(
    {
      ...config,
      networks: {
        target: {
          type: 'edr-simulated',
          chainType: 'generic',
          chainId,
          forking: { url: rpcUrl, blockNumber: Number(block), enabled: true },
        },
      },
    },
    {},
    ROOT,
  )
}
