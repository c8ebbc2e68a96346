// Somebody who denies a receipt or a canary that is true, and plays on as long as there is a move.

import { sectionTree } from '@lambda-bourse/prover'
import { decodeWire, encodeRequest, readDispute } from '@lambda-bourse/sdk'
import { callOf, type Player, positionOf } from '@lambda-bourse/worker'
import type { Hex, PublicClient } from 'viem'
import { leafOpeningCall, sampleSubject, shownSample } from '../../cli/src/market/canaries.ts'
import { openingCall, subjectOf } from '../../cli/src/market/disputes.ts'
import { Canaries } from '../../cli/src/watch/canary.ts'
import { fetchJson, readLeafProof } from '../../cli/src/watch/proofs.ts'
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

/** Puts the canary of a leaf that was attested on trial, true or not. Returns the game's id. */
export async function accuseCanary(
  court: Court,
  accuser: Client,
  player: Player,
  { id: provider, url, lease }: Party,
  epoch: number,
): Promise<bigint> {
  const market = { client: accuser as unknown as PublicClient, deployment: court.deployment, bourse: accuser } as never
  // a moment after its attestation is mined the worker knows its seed
  const proof = await until(`the leaf of lease ${lease} in epoch ${epoch} is served`, async () => {
    const { json } = await fetchJson(url, `/v1/epochs/${epoch}/leaves/${lease}`)
    return json && readLeafProof(json)
  })
  const facts = await new Canaries(market).facts({ provider, epoch, lease }, url)
  const subject = facts && sampleSubject(facts)
  if (!facts || !subject) throw new Error(`epoch ${epoch} shows no canary with a sample`)
  const sample = shownSample(facts, subject, await player.opening('accuser', subject))
  const { value, ...open } = await leafOpeningCall(market, { provider, proof, previous: facts.previous, sample })
  const hash = await accuser.sendTransaction({ ...open, value })
  const { logs } = await accuser.waitForTransactionReceipt({ hash })
  return accuser.openLeaf.extractEvent(logs, court.deployment).id
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
