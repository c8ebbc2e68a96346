import type { Account, Address, Hex } from 'viem'
import { readContract, signTypedData } from 'viem/actions'
import { translateError } from '../errors/translate.ts'
import type { AnyClient, DeploymentParameter } from '../internal/actions/contracts.ts'
import { deploymentFor } from '../internal/actions/contracts.ts'
import { withRecoveryByte } from '../internal/signature.ts'
import { tokenAbi } from '../token/abi.ts'
import { signerOf } from './signer.ts'
import type { TokenDomain } from './tokenDomain.ts'
import { readTokenDomain } from './tokenDomain.ts'

const types = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const

/** What a permit says. `value` in micro-USDC, `deadline` in seconds since 1970. */
export type Permit = { owner: Address; spender: Address; value: bigint; nonce: bigint; deadline: bigint }

/** Typed data of a permit (ERC-2612), as `signTypedData` takes it. */
export function permitTypedData(permit: Permit, domain: TokenDomain) {
  return { domain, types, primaryType: 'Permit', message: permit } as const
}

/** What {@link signPermit} takes. */
export type SignPermitParameters = DeploymentParameter & {
  /** micro-USDC */
  amount: bigint
  /** Last second at which it is good, since 1970. */
  deadline: bigint
  /** Whose USDC; the client's account by default. */
  account?: Account | Address
}

/**
 * Signs a permit (ERC-2612) that lets the Bourse take USDC; `depositWithPermit` uses it. Sends nothing.
 *
 * @param parameters - see the fields of the type
 * @returns 65 bytes, or what a smart account makes of it
 * @throws InvalidValueError - a client without account
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { signPermit } from '@lambda-bourse/sdk'
 * const signed = await signPermit(client, { deployment, amount: 5_000_000n, deadline: 2_000_000_000n })
 * ```
 */
export async function signPermit(client: AnyClient, parameters: SignPermitParameters): Promise<Hex> {
  const { token, bourse } = deploymentFor(client, parameters)
  const account = signerOf(client, parameters.account)
  const read = { abi: tokenAbi, address: token, functionName: 'nonces', args: [account.address] } as const
  try {
    const [domain, nonce] = await Promise.all([readTokenDomain(client, token), readContract(client, read)])
    const { amount: value, deadline } = parameters
    const permit = { owner: account.address, spender: bourse, value, nonce, deadline }
    return withRecoveryByte(await signTypedData(client, { account, ...permitTypedData(permit, domain) }))
  } catch (error) {
    throw translateError(error, 'signPermit', token)
  }
}
