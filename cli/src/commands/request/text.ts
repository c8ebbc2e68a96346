import { formatUsdc } from '@lambda-bourse/sdk'
import type { Bytes, RequestReport } from '../../actions/request/report.ts'

const shown = (bytes: Bytes) => ('text' in bytes ? bytes.text : `${bytes.base64} (base64)`)

const states = (one: RequestReport): string => {
  if (one.state === 'open') return `open until the end of epoch ${one.deadline}`
  if (one.state === 'waiting') return `answered; delivered from epoch ${one.deliverableFrom} on`
  if (one.state === 'expired') return 'expired: `bourse request refund` brings the fee back'
  if (one.state === 'delivered') return one.taken ? 'delivered' : 'delivered; the consumer did not take it'
  return 'refunded'
}

/** A request in words. */
export function describe(one: RequestReport): string {
  const quorum =
    one.quorum === 1 ? '' : `\nquorum ${one.quorum} of ${one.seats}, committed: ${one.committed.join(', ') || 'nobody'}`
  const answers = one.answers.map(
    ({ provider, status, answer }) => `provider ${provider}, status ${status}: ${shown(answer)}`,
  )
  return [
    `request ${one.id}: ${states(one)}`,
    `${formatUsdc(one.fee)} of ${one.consumer}, deal ${one.deal}${one.final ? ', final' : ''}${quorum}`,
    ...answers,
  ].join('\n')
}
