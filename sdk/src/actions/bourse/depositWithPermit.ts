import type { Address, Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Whose USDC moves, and who is credited. */
  owner: Address
  /** micro-USDC */
  amount: bigint
  /** Last second at which the permit is good. */
  deadline: bigint
  /** `signPermit`: 65 bytes of a key, or what a smart account answers for (ERC-1271). */
  signature: Hex
}

/** What {@link depositWithPermit} takes. */
export type DepositWithPermitParameters = Own & WriteParameters
/** Hash of the transaction. */
export type DepositWithPermitReturnType = Hash
/** What {@link depositWithPermit} may throw. */
export type DepositWithPermitErrorType = WriteErrorType

/**
 * Moves USDC into the escrow with a signed permit (ERC-2612), to the credit of its owner.
 * Anyone may send it. A permit that somebody used first is no error for its owner: the allowance is there. A relayer is
 * refused then; {@link depositWithAuthorization} is its way.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Deposited`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { depositWithPermit } from '@lambda-bourse/sdk'
 * const { event } = await depositWithPermit.andWait(client, { deployment, owner: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', amount: 5_000_000n, deadline: 2_000_000_000n, signature })
 * ```
 */
export const depositWithPermit = defineWrite({
  contract: 'bourse',
  functionName: 'depositWithPermit',
  args: ({ owner, amount, deadline, signature }: Own) => [owner, amount, deadline, signature],
  event: 'Deposited',
})
