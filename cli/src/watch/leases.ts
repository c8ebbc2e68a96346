// Leases of a provider that nobody called: their leaves are looked at without a receipt.
import { bourseAbi } from '@lambda-bourse/sdk'
import type { MarketWithAccount } from '../market/open.ts'

/** Leases that are read to find live ones: a provider may have had thousands. */
const READ_AT_MOST = 64

const leased = bourseAbi.find((item) => item.type === 'event' && item.name === 'Leased') as Extract<
  (typeof bourseAbi)[number],
  { type: 'event'; name: 'Leased' }
>

/** At most `most` leases that a provider owed in an epoch, drawn anew each time: it cannot know which. */
export async function drawLeases(
  { bourse, client, deployment }: MarketWithAccount,
  { provider, epoch, most }: { provider: number; epoch: number; most: number },
): Promise<number[]> {
  const logs = await client.getLogs({
    address: deployment.bourse,
    event: leased,
    args: { provider },
    fromBlock: deployment.block,
    strict: true,
  })
  const ids = [...new Set(logs.map(({ args }) => args.lease))]
  const drawn: number[] = []
  for (let reads = 0; reads < READ_AT_MOST && ids.length > 0 && drawn.length < most; reads++) {
    const [lease] = ids.splice(Math.floor(Math.random() * ids.length), 1) as [number]
    const { start, end } = await bourse.getLease({ lease })
    if (start <= epoch && epoch < end) drawn.push(lease)
  }
  return drawn
}
