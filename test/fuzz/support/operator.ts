// An operator key proves itself with an EIP-712 signature over (owner, operator, encryption key).
import { type Hex, keccak256, toHex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import type { Address } from '../../model/index.ts'
import type { World } from './world.ts'

/** Of everything that is signed for a Bourse here, but its address. */
export const DOMAIN = { name: 'Lambda Bourse', version: '1', chainId: 31337 }

/** One for each pair of owner and operator. */
export function encryptionKeyOf(operator: Address, owner: Address): Hex {
  return keccak256(toHex(`${operator} ${owner}`.toLowerCase()))
}

/** A fresh encryption key and the signature that binds it and the operator to the owner. */
export async function signOperator(
  world: Pick<World, 'bourse'>,
  operator: PrivateKeyAccount,
  owner: Address,
): Promise<[key: Hex, signature: Hex]> {
  const encryptionKey = encryptionKeyOf(operator.address, owner)
  const signature = await operator.signTypedData({
    domain: { ...DOMAIN, verifyingContract: world.bourse.address },
    types: {
      Operator: [
        { name: 'owner', type: 'address' },
        { name: 'operator', type: 'address' },
        { name: 'encryptionKey', type: 'bytes32' },
      ],
    },
    primaryType: 'Operator',
    message: { owner, operator: operator.address, encryptionKey },
  })
  return [encryptionKey, signature]
}
