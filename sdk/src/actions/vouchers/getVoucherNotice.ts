import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getVoucherNotice} takes. */
export type GetVoucherNoticeParameters = ReadParameters
/** What {@link getVoucherNotice} answers. */
export type GetVoucherNoticeReturnType = ReadResult<'vouchers', 'notice'>
/** What {@link getVoucherNotice} may throw. */
export type GetVoucherNoticeErrorType = ReadErrorType

/**
 * Epochs from the notice of a refund or a revocation to what it announces.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the deployment has no Vouchers
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getVoucherNotice } from '@lambda-bourse/sdk'
 * const answer = await getVoucherNotice(client, { deployment })
 * ```
 */
export const getVoucherNotice = defineRead({
  contract: 'vouchers',
  functionName: 'notice',
  args: () => [],
})
