import type { PayStatus } from '../../actions/pay/status.ts'
import type { Command } from '../../core/command.ts'
import { table } from '../../core/table.ts'
import { METERED_FLAGS, meteredOf } from './flags.ts'

const command: Command = {
  summary: 'Show what is set aside for executions, what was paid, and the keys that sign for it',
  args: METERED_FLAGS,
  examples: ['bourse pay status', 'bourse pay status --lease 256 --json'],
  async run(context, args) {
    const { payStatus } = await import('../../actions/pay/status.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const data = await payStatus(context, meteredOf(args))
    return { data, text: describe(data, formatUsdc) }
  },
}

function describe({ payer, epoch, balance, leases, keys }: PayStatus, usdc: (micro: bigint) => string): string {
  const funds = leases.map((one) => [
    one.lease,
    one.provider,
    usdc(one.perCall),
    usdc(one.perMillionFuel),
    usdc(one.funded),
    usdc(one.redeemed),
    usdc(one.left),
    one.refundFrom || '-',
  ])
  const signers = keys.map(({ key, cap, until }) => [key, usdc(cap), until || '-'])
  return [
    `${payer}, epoch ${epoch}, ${usdc(balance)} in the escrow`,
    '',
    table(['lease', 'provider', 'per call', 'per million fuel', 'set aside', 'paid', 'left', 'refund from'], funds),
    '',
    signers.length === 0 ? 'no keys' : table(['key', 'cap of a lease', 'ends'], signers),
  ].join('\n')
}

export default command
