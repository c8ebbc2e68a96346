import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Abi } from 'viem'

/** Contracts that clients talk to: the export's name, and where Hardhat puts the artifact. */
export const CONTRACTS = [
  { name: 'Bourse', source: 'contracts/Bourse.sol' },
  { name: 'BourseLens', source: 'contracts/BourseLens.sol' },
  { name: 'FunctionRegistry', source: 'contracts/FunctionRegistry.sol' },
] as const

/** ABI of a compiled contract, without its constructor: clients do not deploy. */
export async function readAbi(root: string, contract: { name: string; source: string }): Promise<Abi> {
  const path = join(root, 'artifacts', contract.source, `${contract.name}.json`)
  if (!existsSync(path)) throw new Error(`no artifact of ${contract.name}: run \`hardhat build\` first`)
  const { abi } = JSON.parse(await readFile(path, 'utf8'), withoutInternalType) as { abi: Abi }
  return abi.filter((item) => item.type !== 'constructor')
}

/** Solidity's own type names serve no client and are a third of the bytes. */
function withoutInternalType(key: string, value: unknown): unknown {
  return key === 'internalType' ? undefined : value
}
