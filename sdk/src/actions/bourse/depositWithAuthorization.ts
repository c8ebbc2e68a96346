import type { Address, Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Whose USDC moves. */
  from: Address
  /** Who is credited; the signature names it. */
  beneficiary: Address
  /** micro-USDC */
  amount: bigint
  /** Seconds since 1970. */
  validAfter: bigint
  /** Seconds since 1970. */
  validBefore: bigint
  /** 32 bytes; makes the nonce unique. */
  salt: Hex
  /** `signDepositAuthorization`: 65 bytes of a key, or what a smart account answers for (ERC-1271). */
  signature: Hex
}

/** What {@link depositWithAuthorization} takes. */
export type DepositWithAuthorizationParameters = Own & WriteParameters
/** Hash of the transaction. */
export type DepositWithAuthorizationReturnType = Hash
/** What {@link depositWithAuthorization} may throw. */
export type DepositWithAuthorizationErrorType = WriteErrorType

/**
 * Moves USDC into the escrow with a signed authorisation (ERC-3009), to the credit of whom the signer named.
 * Anyone may send it: one signature, no approval, no gas for its signer. Nobody can use it up elsewhere, so it is what to
 * give to a relayer.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Deposited`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { depositWithAuthorization } from '@lambda-bourse/sdk'
 * const { event } = await depositWithAuthorization.andWait(client, { deployment, from: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', beneficiary: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', amount: 5_000_000n, validAfter: 0n, validBefore: 2_000_000_000n, salt, signature })
 * ```
 */
export const depositWithAuthorization = defineWrite({
  contract: 'bourse',
  functionName: 'depositWithAuthorization',
  args: ({ from, beneficiary, amount, validAfter, validBefore, salt, signature }: Own) => [
    from,
    beneficiary,
    amount,
    validAfter,
    validBefore,
    salt,
    signature,
  ],
  event: 'Deposited',
})
