import { receiptDomain, type SignedReceipt, verifyReceipt } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { Market } from '../../market/open.ts'
import type { Check } from './check.ts'

/** A receipt that is read back may be of any epoch, but must be in a batch that the operator of its epoch signed. */
export async function checkSignature(
  { bourse, deployment }: Market,
  signed: SignedReceipt,
): Promise<{ signer: string; problem?: Check }> {
  const { provider, epoch } = signed.receipt
  const operator = await bourse.getOperatorAt({ provider, epoch })
  if (/^0x0+$/.test(operator)) {
    return {
      signer: '',
      problem: {
        field: 'signature',
        receipt: `of provider ${provider} in epoch ${epoch}`,
        actual: 'no such provider then',
        same: false,
      },
    }
  }
  try {
    verifyReceipt({ receipt: signed, domain: receiptDomain(deployment), operator, sha256: nodeSha256 })
    return { signer: operator }
  } catch (error) {
    const { name, shortMessage } = error as Error & { shortMessage?: string }
    if (!/^Receipt(Path|Signature|Signer)Error$/.test(name)) throw error
    return {
      signer: operator,
      problem: { field: 'signature', receipt: operator, actual: shortMessage ?? name, same: false },
    }
  }
}
