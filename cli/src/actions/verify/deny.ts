// Puts a receipt on trial.
import { openDispute } from '@lambda-bourse/sdk'
import { ThreadPlayer } from '@lambda-bourse/worker'
import type { Context } from '../../core/context.ts'
import { CliError } from '../../core/errors.ts'
import { EXIT } from '../../core/exit-codes.ts'
import { type Denied, falsehoodOf, openingCall, showingCall, subjectOf } from '../../market/disputes.ts'
import { openMarketWithAccount } from '../../market/open.ts'

export type OpenedGame = { id: bigint /** wei */; bond: bigint /** Of the execution. */; steps: bigint }

/**
 * Opens a game about a receipt, from the account of the key.
 * @throws CliError `NotFalse`: the machine that decides says what the receipt says.
 */
export async function deny(context: Context, denied: Denied, endpoint: string): Promise<OpenedGame> {
  const market = await openMarketWithAccount(context)
  const { gateway } = context.settings
  const { receipt } = denied.signed
  const subject = await subjectOf(market, receipt, denied.request, [...(gateway ? [gateway] : []), endpoint])
  const player = new ThreadPlayer()
  try {
    const opening = await context.progress.step('Executing on the machine', () => player.opening('verify', subject))
    if (falsehoodOf(denied, opening) === undefined) {
      throw new CliError('NotFalse', EXIT.bug, 'the machine says what the receipt says, this engine does not', {
        advice: ['Nothing was sent. Please report it, with the receipt.'],
      })
    }
    const showing = showingCall(market, denied)
    if (showing) {
      const hash = await market.wallet.sendTransaction(showing)
      await market.client.waitForTransactionReceipt({ hash })
    }
    const { value, ...call } = await openingCall(market, denied, opening)
    const hash = await market.wallet.sendTransaction({ ...call, value })
    const { logs } = await market.client.waitForTransactionReceipt({ hash })
    return { id: openDispute.extractEvent(logs, market.deployment).id, bond: value, steps: opening.steps }
  } finally {
    await player.close()
  }
}
