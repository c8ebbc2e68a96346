import type { JurorStatus } from '../actions/provider/jury.ts'

/** A juror for people. */
export function describeJuror(data: JurorStatus, coin: (wei: bigint) => string): string {
  const { provider, listed, leaving, leavesFrom, epoch, deposit, needed, seats, payee, owed, jurors, needs } = data
  const list = `${jurors} on the list, a trial needs ${needs}`
  const due = owed > 0n ? [`  ${coin(owed)} is owed: bourse provider jury withdraw takes it out`] : []
  if (!listed) return [`provider ${provider} is no juror; a deposit is ${coin(needed)} now; ${list}`, ...due].join('\n')
  const until = leavesFrom === null ? '' : `, can leave from epoch ${leavesFrom} on (now ${epoch})`
  return [
    `provider ${provider} is a juror${leaving ? ' that gave notice' : ''}${until}; ${list}`,
    `  deposit ${coin(deposit)} (a new one: ${coin(needed)}), ${seats} open seats, paid to ${payee}`,
    ...due,
  ].join('\n')
}
