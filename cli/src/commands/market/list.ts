import type { MarketListResult } from '../../actions/market/list.ts'
import { type Command, text } from '../../core/command.ts'
import { parseInteger } from '../../core/numbers.ts'
import { table } from '../../core/table.ts'

const command: Command = {
  summary: 'List open offers by price, and the facts about their providers',
  args: {
    region: { type: 'string', valueHint: 'name', description: 'One region only' },
    count: { type: 'string', valueHint: 'count', description: 'Most offers of a region (default: 100)' },
  },
  examples: ['bourse market list', 'bourse market list --region eu-west --json'],
  async run(context, args) {
    const { list } = await import('../../actions/market/list.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const count = text(args, 'count')
    const data = await list(context, {
      region: text(args, 'region'),
      ...(count !== undefined && { count: parseInteger('count', count, 1, 1000) }),
    })
    return { data, text: describe(data, formatUsdc) }
  },
}

function describe(data: MarketListResult, usdc: (micro: number) => string): string {
  const { counts, epoch, epochLength, paused } = data
  const head = `epoch ${epoch} of ${epochLength} s, ${counts.providers} providers, ${counts.offers} offers and ${counts.deals} deals ever${paused ? ', PAUSED' : ''}`
  const offers = data.offers.map((one) => [
    one.offer,
    one.provider,
    one.region,
    usdc(one.price),
    usdc(one.compensation),
    one.units,
    one.leased,
    one.minEpochs,
    one.until,
    one.features.join(' ') || '-',
  ])
  const providers = data.providers.map((one) => [
    one.provider,
    reputationText(one.reputation, epochLength),
    usdc(one.stake),
    one.age,
    one.attested,
    one.missed,
    one.declined,
    one.ended ? 'ended' : one.absence > 0 ? 'absent' : 'present',
    one.endpoint,
  ])
  if (offers.length === 0) return `${head}\nno offers`
  return [
    head,
    '',
    table(
      ['offer', 'provider', 'region', 'price', 'compensation', 'free', 'leased', 'min', 'until', 'features'],
      offers,
    ),
    '',
    table(['provider', 'reputation', 'stake', 'age', 'attested', 'missed', 'declined', 'state', 'endpoint'], providers),
  ].join('\n')
}

/** As bourse.yaml says it: USDC-days. */
function reputationText(reputation: bigint, epochLength: number): string {
  return `${(Number((reputation * BigInt(epochLength)) / 86_400n) / 1e6).toFixed(2)} USDC-days`
}

export default command
