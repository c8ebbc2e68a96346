import type { Account, Address, Hex } from 'viem'
import { encodeAbiParameters, keccak256 } from 'viem'
import { signTypedData } from 'viem/actions'
import { translateError } from '../errors/translate.ts'
import type { AnyClient, DeploymentParameter } from '../internal/actions/contracts.ts'
import { deploymentFor } from '../internal/actions/contracts.ts'
import { withRecoveryByte } from '../internal/signature.ts'
import { signerOf } from './signer.ts'
import type { TokenDomain } from './tokenDomain.ts'
import { readTokenDomain } from './tokenDomain.ts'

const types = {
  ReceiveWithAuthorization: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const

/** What an authorisation says. `value` in micro-USDC, times in seconds since 1970. */
export type DepositAuthorization = {
  from: Address
  to: Address
  value: bigint
  validAfter: bigint
  validBefore: bigint
  nonce: Hex
}

/**
 * The nonce that binds an authorisation to whom it credits: `keccak256(abi.encode(beneficiary, salt))`.
 *
 * @param salt - 32 bytes, new for each authorisation
 */
export function authorizationNonce(beneficiary: Address, salt: Hex): Hex {
  return keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'bytes32' }], [beneficiary, salt]))
}

/** Typed data of a deposit's authorisation (ERC-3009), as `signTypedData` takes it. */
export function authorizationTypedData(authorization: DepositAuthorization, domain: TokenDomain) {
  return { domain, types, primaryType: 'ReceiveWithAuthorization', message: authorization } as const
}

/** What {@link signDepositAuthorization} takes. */
export type SignDepositAuthorizationParameters = DeploymentParameter & {
  /** micro-USDC */
  amount: bigint
  /** Who is credited; the signer by default. */
  beneficiary?: Address
  /** Seconds since 1970. Default 0. */
  validAfter?: bigint
  /** Seconds since 1970. */
  validBefore: bigint
  /** 32 bytes, new for each authorisation. */
  salt: Hex
  /** Whose USDC; the client's account by default. */
  account?: Account | Address
}

/**
 * Signs an authorisation (ERC-3009) for `depositWithAuthorization`. Only the Bourse can use it, and only to credit the
 * beneficiary. Sends nothing.
 *
 * @param parameters - see the fields of the type
 * @returns 65 bytes, or what a smart account makes of it
 * @throws InvalidValueError - a client without account
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { signDepositAuthorization } from '@lambda-bourse/sdk'
 * const signed = await signDepositAuthorization(client, { deployment, amount: 5_000_000n, validBefore: 2_000_000_000n, salt })
 * ```
 */
export async function signDepositAuthorization(
  client: AnyClient,
  parameters: SignDepositAuthorizationParameters,
): Promise<Hex> {
  const { token, bourse } = deploymentFor(client, parameters)
  const account = signerOf(client, parameters.account)
  const { amount: value, beneficiary = account.address, validAfter = 0n, validBefore, salt } = parameters
  const nonce = authorizationNonce(beneficiary, salt)
  const authorization = { from: account.address, to: bourse, value, validAfter, validBefore, nonce }
  try {
    const domain = await readTokenDomain(client, token)
    return withRecoveryByte(await signTypedData(client, { account, ...authorizationTypedData(authorization, domain) }))
  } catch (error) {
    throw translateError(error, 'signDepositAuthorization', token)
  }
}
