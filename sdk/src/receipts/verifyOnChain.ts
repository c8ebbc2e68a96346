import { getCurrentEpoch } from '../actions/bourse/getCurrentEpoch.ts'
import { getOperatorAt } from '../actions/lens/getOperatorAt.ts'
import type { AnyClient, DeploymentParameter } from '../internal/actions/contracts.ts'
import { deploymentFor } from '../internal/actions/contracts.ts'
import { receiptDomain } from './domain.ts'
import type { VerifyReceiptParameters } from './verify.ts'
import { verifyReceipt } from './verify.ts'
import type { SignedReceipt } from './wire.ts'
import { decodeWire } from './wire.ts'

/** What {@link verifyReceiptOnChain} takes: `verifyReceipt`'s parameters, less what the chain knows. */
export type VerifyReceiptOnChainParameters = DeploymentParameter &
  Pick<VerifyReceiptParameters, 'receipt' | 'expected' | 'sha256' | 'recover'> & {
    /** Accept receipts of long ago: for those that are read back, not for answers. Default false. */
    anyEpoch?: boolean
  }

/**
 * `verifyReceipt` with operator and running epoch read from the chain. Hosts that verify many keep those themselves.
 *
 * @param parameters - see the fields of the type
 * @returns the signed receipt, decoded
 * @throws ReceiptError - as `verifyReceipt` throws it
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { verifyReceiptOnChain } from '@lambda-bourse/sdk'
 * const check = (receipt: string) => verifyReceiptOnChain(client, { deployment, receipt })
 * ```
 */
export async function verifyReceiptOnChain(
  client: AnyClient,
  parameters: VerifyReceiptOnChainParameters,
): Promise<SignedReceipt> {
  const { receipt: given, anyEpoch = false, ...rest } = parameters
  const deployment = deploymentFor(client, parameters)
  const receipt = typeof given === 'string' || given instanceof Uint8Array ? decodeWire(given) : given
  const { provider, epoch } = receipt.receipt
  const [operator, currentEpoch] = await Promise.all([
    getOperatorAt(client, { deployment, provider, epoch }),
    anyEpoch ? undefined : getCurrentEpoch(client, { deployment }),
  ])
  const domain = receiptDomain(deployment)
  return verifyReceipt({ ...rest, receipt, domain, operator, ...(currentEpoch === undefined ? {} : { currentEpoch }) })
}
