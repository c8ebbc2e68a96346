import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Of the trial. */
  id: bigint
}

/** What {@link drawJury} takes. */
export type DrawJuryParameters = Own & WriteParameters
/** Hash of the transaction. */
export type DrawJuryReturnType = Hash
/** What {@link drawJury} may throw. */
export type DrawJuryErrorType = WriteErrorType

/**
 * Draws the jury of a trial by the hash of its block, fixes another block where that is out of reach, or ends the
 * trial where jurors are too few. Anybody may.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Drawn`, undefined where no jury was drawn
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { drawJury } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof drawJury.andWait>[1]) => drawJury.andWait(client, { deployment, ...parameters })
 * ```
 */
export const drawJury = defineWrite({
  contract: 'jury',
  functionName: 'draw',
  args: ({ id }: Own) => [id],
  event: 'Drawn',
  mayBeSilent: true,
})
