// Somebody who denies a receipt that is true, and plays on as long as there is a move.

import { sectionTree } from '@lambda-bourse/prover'
import { decodeWire, encodeRequest, readDispute } from '@lambda-bourse/sdk'
import { callOf, type Player, positionOf } from '@lambda-bourse/worker'
import type { Hex, PublicClient } from 'viem'
import { openingCall, subjectOf } from '../../cli/src/market/disputes.ts'
import type { Client } from '../../test/e2e/support/index.ts'
import { until } from '../lib/processes/index.ts'
import type { Court, Party } from './court.ts'

/** Puts a true receipt on trial. Returns the game's id. */
export async function accuse(
  court: Court,
  accuser: Client,
  player: Player,
  party: Party,
  call: { target: string; body: Uint8Array; receipt: string; response: Uint8Array },
): Promise<bigint> {
  const signed = decodeWire(call.receipt)
  const { target, body, response } = call
  const request = encodeRequest({ method: 'POST', target, contentType: 'text/markdown', body })
  const market = { client: accuser as unknown as PublicClient, deployment: court.deployment, bourse: accuser }
  const subject = await subjectOf(market as never, signed.receipt, request, [party.url])
  const opening = await player.opening('accuser', subject)
  const { value, ...open } = await openingCall(market as never, { signed, request, response }, opening)
  const hash = await accuser.sendTransaction({ ...open, value })
  const { logs } = await accuser.waitForTransactionReceipt({ hash })
  return accuser.openDispute.extractEvent(logs, court.deployment).id
}

/** Denies the first section each time, until one step is left: that one it cannot prove. */
export async function insist(court: Court, accuser: Client, id: bigint): Promise<void> {
  const { deployment } = court
  for (;;) {
    const game = await until(
      `game ${id} is the accuser's turn`,
      async () => {
        const now = await readDispute(accuser, { deployment, id })
        return now.turn === 'pick' || now.turn === 'prove' ? now : undefined
      },
      120_000,
      200,
    )
    if (game.turn === 'prove') return
    const { points } = positionOf(game)
    const [from, to] = points as [bigint, bigint]
    const path = sectionTree(points).open(0).slice(1)
    const { to: address, data } = callOf(accuser as unknown as PublicClient, deployment, game, {
      ...{ kind: 'pick', section: 0 },
      ...{ from, to, path },
    } as never)
    const hash = await accuser.sendTransaction({ to: address, data: data as Hex })
    await accuser.waitForTransactionReceipt({ hash })
  }
}
