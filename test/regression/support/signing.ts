// What people sign for USDC: permits (ERC-2612) and authorisations (ERC-3009), by a key or by an account that is a contract.
import { concat, encodeAbiParameters, type Hex, hexToSignature, keccak256, type TypedDataDomain } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import type { Address } from '../../model/index.ts'

export const NEVER = 2n ** 255n

/** Everybody whose signature an account needs, in order: one for a key, two for contracts/mocks/SmartAccount.sol. */
export type Signers = readonly PrivateKeyAccount[]

export interface Permit {
  owner: Address
  spender: Address
  value: bigint
  nonce: bigint
  deadline: bigint
}

export interface Authorization {
  from: Address
  to: Address
  value: bigint
  validAfter: bigint
  validBefore: bigint
  nonce: Hex
}

export function tokenDomain(verifyingContract: Address): TypedDataDomain {
  return { name: 'USD Coin', version: '2', chainId: 31337, verifyingContract }
}

export function signPermit(signers: Signers, token: Address, permit: Permit): Promise<Hex> {
  return sign(signers, token, 'Permit', 'address owner,address spender,uint256 value,uint256 nonce,uint256 deadline', {
    ...permit,
  })
}

/** `kind` is the function that the authorisation is for. */
export function signAuthorization(
  signers: Signers,
  token: Address,
  authorization: Authorization,
  kind: 'ReceiveWithAuthorization' | 'TransferWithAuthorization' = 'ReceiveWithAuthorization',
): Promise<Hex> {
  const fields = 'address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce'
  return sign(signers, token, kind, fields, { ...authorization })
}

export function signCancellation(signers: Signers, token: Address, authorizer: Address, nonce: Hex): Promise<Hex> {
  return sign(signers, token, 'CancelAuthorization', 'address authorizer,bytes32 nonce', { authorizer, nonce })
}

/** The nonce that names a beneficiary (ESC-5). */
export function nonceFor(beneficiary: Address, salt: Hex): Hex {
  return keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'bytes32' }], [beneficiary, salt]))
}

export function split(signature: Hex): [v: number, r: Hex, s: Hex] {
  const { r, s, yParity } = hexToSignature(signature)
  return [27 + yParity, r, s]
}

async function sign(signers: Signers, token: Address, primaryType: string, fields: string, message: object) {
  const types = {
    [primaryType]: fields.split(',').map((field) => {
      const [type = '', name = ''] = field.split(' ')
      return { type, name }
    }),
  }
  const data = { domain: tokenDomain(token), types, primaryType, message: message as Record<string, unknown> }
  return concat(await Promise.all(signers.map((signer) => signer.signTypedData(data))))
}
