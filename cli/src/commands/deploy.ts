import type { DeployResult } from '../actions/deploy.ts'
import { type Command, text } from '../core/command.ts'
import { parseInteger } from '../core/numbers.ts'

const command: Command = {
  summary: 'Publish the module and have the market host it, as bourse.yaml says',
  args: {
    config: { type: 'string', alias: ['c'], valueHint: 'file', description: 'The plan (default: bourse.yaml)' },
    build: { type: 'boolean', description: 'Build first, even when the module is there' },
    'dry-run': { type: 'boolean', description: 'Check everything and quote; change nothing' },
    wait: { type: 'boolean', description: 'Open the deal even when no offer matches now' },
    tolerance: {
      type: 'string',
      valueHint: 'percent',
      description: 'How much above the quote the leases may cost (default: 5)',
    },
    'max-escrow': { type: 'string', valueHint: 'USDC', description: 'Most to put into escrow for this deal' },
    'ready-timeout': {
      type: 'string',
      valueHint: 'seconds',
      description: 'How long to wait until providers serve (default: 60; 0: do not wait)',
    },
  },
  examples: ['bourse deploy --dry-run', 'bourse deploy', 'bourse deploy --json | jq -r .url'],
  async run(context, args) {
    const { deploy } = await import('../actions/deploy.ts')
    const { formatUsdc, parseUsdc } = await import('@lambda-bourse/sdk')
    const tolerance = text(args, 'tolerance')
    const maxEscrow = text(args, 'max-escrow')
    const ready = text(args, 'ready-timeout')
    const data = await deploy(context, {
      config: text(args, 'config'),
      build: args.build === true,
      dryRun: args['dry-run'] === true,
      wait: args.wait === true,
      ...(tolerance !== undefined && { tolerance: parseInteger('tolerance', tolerance, 0, 1000) }),
      ...(maxEscrow !== undefined && { maxEscrow: parseUsdc(maxEscrow, 'max-escrow') }),
      ...(ready !== undefined && { readyMs: parseInteger('ready-timeout', ready, 0, 3600) * 1000 }),
    })
    return { data, text: describe(data, formatUsdc) }
  },
}

function describe(data: DeployResult, usdc: (micro: bigint) => string): string {
  const { function: fn, version, deal, alias, unfilled, cost, escrow, url } = data
  const missing = unfilled.map(({ instances, reason, advice }) => `  ${instances} unmatched (${reason}): ${advice}`)
  if (data.dryRun) {
    const price = deal ? `deal ${deal.id} goes on: no cost` : `${usdc(cost)} for the leases, ${usdc(escrow)} in escrow`
    return [`${fn.name}: ${version.moduleCid} (${version.tier}), ${price}; nothing was changed`, ...missing].join('\n')
  }
  const leases =
    deal?.leases.map(
      (one) =>
        `  lease ${one.lease} on provider ${one.provider}, ${one.instances} at ${one.price} micro-USDC, epochs ${one.start} to ${one.end}`,
    ) ?? []
  return [
    `${fn.name}@${alias} is function ${fn.id}, version ${version.number} (${version.tier}), deal ${deal?.id}${deal?.reused ? ' (kept)' : ''}, ${data.ready} of ${leases.length} leases ready`,
    ...leases,
    ...missing,
    url ?? 'Set a gateway (--gateway) to invoke it.',
  ].join('\n')
}

export default command
