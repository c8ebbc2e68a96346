import type { DealStatus, StatusResult } from '../actions/status.ts'
import { type Command, text } from '../core/command.ts'
import { FUNCTION_FLAG } from '../core/flags.ts'
import { table } from '../core/table.ts'

const command: Command = {
  summary: 'Show a function: aliases, deals, leases and how their providers do',
  args: { ...FUNCTION_FLAG },
  examples: ['bourse status', 'bourse status --function 7 --json'],
  async run(context, args) {
    const { status } = await import('../actions/status.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const data = await status(context, { function: text(args, 'function') })
    return { data, text: describe(data, formatUsdc) }
  },
}

type Usdc = (micro: bigint) => string

function describe({ epoch, function: fn, aliases, deals, balance }: StatusResult, usdc: Usdc): string {
  const named = aliases.map(
    ({ alias, version, tier }) => `${alias} -> ${version === 0 ? 'nothing' : `version ${version} (${tier})`}`,
  )
  const head = [
    `${fn.name} (function ${fn.id}) of ${fn.owner}, epoch ${epoch}, ${usdc(balance)} in escrow`,
    named.join(', ') || 'no alias yet',
  ]
  return [
    ...head,
    ...(deals.length === 0 ? ['no deal runs: bourse deploy'] : deals.map((deal) => describeDeal(deal, usdc))),
  ].join('\n')
}

function describeDeal(deal: DealStatus, usdc: Usdc): string {
  const unfilled = deal.unfilled > 0 ? `, ${deal.unfilled} unfilled` : ''
  const renewal = deal.terms === null ? '' : `, renewed while the balance lasts (${deal.terms} terms)`
  const head = `deal ${deal.deal} for ${deal.alias}: ends with epoch ${deal.end - 1}, ${deal.runway} to go${renewal}${unfilled}, ${usdc(deal.reserve)} reserved`
  const rows = deal.leases.map((one) => [
    one.lease,
    one.provider,
    one.instances,
    one.price,
    `${one.start}-${one.end}`,
    one.missed,
    one.live ? 'live' : 'over',
    String(one.health?.circuit ?? '-'),
    one.endpoint,
  ])
  return `${head}\n${table(['lease', 'provider', 'instances', 'price', 'epochs', 'missed', 'state', 'circuit', 'endpoint'], rows)}`
}

export default command
