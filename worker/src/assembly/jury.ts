import { messageOf } from '../errors.ts'
import { Juror } from '../jury/juror.ts'
import { reexecute } from '../jury/reexecution.ts'
import type { ChainSide } from './chainSide.ts'
import type { Context } from './context.ts'
import type { Hosting } from './hosting.ts'

/** Stands by our receipts and sits on juries; undefined where the market has none. */
export function createJuror(
  context: Context,
  { content, preparer, pool }: Hosting,
  { sender, onHead }: ChainSide,
): Juror | undefined {
  const { settings, jury: client, chain, key, provider, time, clock, log } = context
  if (client === undefined) {
    if (settings.jury !== undefined) log.warn('jury.not_served', { reason: 'the market has no jury' })
    return undefined
  }
  const execution = {
    ...{ client: chain, content, preparer, pool, time, clock },
    fuelLimit: BigInt(settings.limits.fuel),
    deadlineMs: settings.limits.deadlineMs,
  }
  const wish = settings.jury === undefined ? undefined : settings.jury.leave ? 'leave' : 'sit'
  const juror = new Juror({
    ...{ client, sender, time, provider, key, wish, log },
    reexecute: (evidence) => reexecute(execution, evidence),
  })
  onHead((head) => {
    juror.work(head).catch((error: unknown) => log.warn('jury.failed', { reason: messageOf(error) }))
  })
  return juror
}
