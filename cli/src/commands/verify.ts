import type { VerifyResult } from '../actions/verify.ts'
import { type Command, text } from '../core/command.ts'
import { missing } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'

const command: Command = {
  summary: 'Re-execute a receipt here and compare output, fuel and status',
  args: {
    receipt: { type: 'positional', description: 'A receipt, a file that holds one, or <sequence>@<endpoint>' },
    endpoint: {
      type: 'string',
      valueHint: 'url',
      description: 'Who has the record (default: the provider’s endpoint)',
    },
    dispute: { type: 'boolean', description: 'Where it does not verify, deny it on chain, for a bond' },
  },
  examples: [
    'bourse invoke hello --json > call.json && bourse verify call.json',
    'bourse verify 42@http://127.0.0.1:8090',
    'bourse verify 42@http://127.0.0.1:8090 --dispute',
  ],
  async run(context, args) {
    const { verify } = await import('../actions/verify.ts')
    const receipt = text(args, 'receipt')
    if (receipt === undefined) throw missing('receipt', 'a receipt, a file, or <sequence>@<endpoint>')
    const data = await verify(context, { receipt, endpoint: text(args, 'endpoint'), dispute: args.dispute === true })
    const { formatEther } = await import('viem')
    return { data, text: describe(data, formatEther), exitCode: data.verified ? EXIT.ok : EXIT.check }
  },
}

function describe(result: VerifyResult, formatEther: (wei: bigint) => string): string {
  const { verified, checks, provider, sequence, epoch, version, tier } = result
  const about = `receipt ${sequence} of provider ${provider}, epoch ${epoch}, version ${version} (${tier})`
  const head = `${about}: ${verified ? 'verified' : 'DOES NOT VERIFY'}`
  const lines = checks.map(({ field, same, receipt, actual }) =>
    same ? `  ok  ${field}: ${actual}` : `  BAD ${field}: the receipt says ${receipt}; here it is ${actual}`,
  )
  return [head, ...lines, ...onTrial(result, formatEther)].join('\n')
}

function onTrial({ deniable, game }: VerifyResult, formatEther: (wei: bigint) => string): string[] {
  if (game) {
    const { id, bond, steps } = game
    return [`game ${id} is open, bond ${formatEther(bond)}: ${steps} steps are on trial. \`bourse watch\` plays it.`]
  }
  return deniable ? ['It can be denied on chain, for a bond: the same command with --dispute.'] : []
}

export default command
