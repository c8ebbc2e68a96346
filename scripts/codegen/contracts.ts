import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Abi } from 'viem'

/**
 * Contracts that clients talk to: the export's name, and where Hardhat puts the artifact. What the Bourse can do is in
 * its interface: its own code is but the first half.
 */
export const CONTRACTS = [
  { name: 'Bourse', source: 'contracts/interfaces/IBourse.sol', artifact: 'IBourse' },
  { name: 'BourseLens', source: 'contracts/BourseLens.sol', artifact: 'BourseLens' },
  { name: 'FunctionRegistry', source: 'contracts/FunctionRegistry.sol', artifact: 'FunctionRegistry' },
  { name: 'Vouchers', source: 'contracts/interfaces/IVouchers.sol', artifact: 'IVouchers' },
  { name: 'Faults', source: 'contracts/Faults.sol', artifact: 'Faults' },
  { name: 'Disputes', source: 'contracts/Disputes.sol', artifact: 'Disputes' },
  { name: 'Requests', source: 'contracts/Requests.sol', artifact: 'Requests' },
  { name: 'Jury', source: 'contracts/Jury.sol', artifact: 'Jury' },
] as const

/** ABI of a compiled contract, without its constructor: clients do not deploy. */
export async function readAbi(root: string, contract: { source: string; artifact: string }): Promise<Abi> {
  const path = join(root, 'artifacts', contract.source, `${contract.artifact}.json`)
  if (!existsSync(path)) throw new Error(`no artifact of ${contract.artifact}: run \`hardhat build\` first`)
  const { abi } = JSON.parse(await readFile(path, 'utf8'), withoutInternalType) as { abi: Abi }
  return abi.filter((item) => item.type !== 'constructor')
}

/** Solidity's own type names serve no client and are a third of the bytes. */
function withoutInternalType(key: string, value: unknown): unknown {
  return key === 'internalType' ? undefined : value
}
