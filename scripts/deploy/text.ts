import { encodeFunctionData, formatEther, parseAbi } from 'viem'
import { PEERS } from '../../ignition/modules/Market.ts'
import type { MarketDeployment } from './deployment.ts'
import type { DryRun } from './dry-run.ts'

const ACCEPT = encodeFunctionData({ abi: parseAbi(['function acceptOwnership()']), functionName: 'acceptOwnership' })

/** What a dry run found, for people. */
export function dryRunText(run: DryRun): string {
  const rows = run.transactions.map((t) => [
    `${t.nonce}`,
    t.creates ? `create ${t.name}` : `call ${t.name}`,
    t.creates ?? t.to ?? '',
    `${t.bytes}`,
    `${t.gas}`,
    `${t.gasUsed}`,
  ])
  const gas = run.transactions.reduce((sum, t) => sum + t.gas, 0n)
  const cost = gas * run.gasPrice
  return [
    `Dry run on chain ${run.chainId}: nothing was sent.`,
    '',
    ...table([['nonce', 'what', 'address', 'bytes', 'gas estimated', 'gas used'], ...rows]),
    '',
    `from ${run.from}, which has ${formatEther(run.balance)} of the native coin`,
    `at ${run.gasPrice} wei the gas estimated costs ${formatEther(cost)}, without what a rollup adds for its data`,
    ...(cost > run.balance ? ['the account has not enough'] : []),
    '',
    'Parameters:',
    ...Object.entries(run.parameters).map(([name, value]) => `  ${name.padEnd(13)}${value}`),
    ...(run.newOwner ? [`  newOwner     ${run.newOwner}, which will have to accept`] : []),
  ].join('\n')
}

/** Where a deployment's contracts are, and what is left to do. */
export function deploymentText(deployment: MarketDeployment): string {
  const names = ['token', 'bourse', 'lens', 'registry', ...PEERS.map(({ name }) => name)] as const
  const lines = names.flatMap((name) => (deployment[name] ? [`${name.padEnd(9)} ${deployment[name]}`] : []))
  const { owner, pendingOwner, bourse } = deployment
  const left = pendingOwner
    ? [
        `owner     ${owner}, until ${pendingOwner} accepts`,
        `left to do: ${pendingOwner} calls acceptOwnership() at ${bourse} (data ${ACCEPT})`,
      ]
    : [`owner     ${owner}`]
  return [...lines, ...left].join('\n')
}

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
