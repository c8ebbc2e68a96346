import type { Address } from 'viem'
import { getChainId, readContract } from 'viem/actions'
import type { AnyClient } from '../internal/actions/contracts.ts'
import { tokenAbi } from '../token/abi.ts'

/** EIP-712 domain of the token. */
export type TokenDomain = { name: string; version: string; chainId: number; verifyingContract: Address }

/** Reads the domain from the token: USDC has another name on some chains. */
export async function readTokenDomain(client: AnyClient, token: Address): Promise<TokenDomain> {
  const read = (functionName: 'name' | 'version') =>
    readContract(client, { abi: tokenAbi, address: token, functionName })
  const [name, version, chainId] = await Promise.all([read('name'), read('version'), getChainId(client)])
  return { name, version, chainId, verifyingContract: token }
}
