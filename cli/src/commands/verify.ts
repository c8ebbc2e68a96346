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
  },
  examples: [
    'bourse invoke hello --json > call.json && bourse verify call.json',
    'bourse verify 42@http://127.0.0.1:8090',
  ],
  async run(context, args) {
    const { verify } = await import('../actions/verify.ts')
    const receipt = text(args, 'receipt')
    if (receipt === undefined) throw missing('receipt', 'a receipt, a file, or <sequence>@<endpoint>')
    const data = await verify(context, { receipt, endpoint: text(args, 'endpoint') })
    return { data, text: describe(data), exitCode: data.verified ? EXIT.ok : EXIT.check }
  },
}

function describe({ verified, checks, provider, sequence, epoch, version, tier }: VerifyResult): string {
  const about = `receipt ${sequence} of provider ${provider}, epoch ${epoch}, version ${version} (${tier})`
  const head = `${about}: ${verified ? 'verified' : 'DOES NOT VERIFY'}`
  const lines = checks.map(({ field, same, receipt, actual }) =>
    same ? `  ok  ${field}: ${actual}` : `  BAD ${field}: the receipt says ${receipt}; here it is ${actual}`,
  )
  return [head, ...lines].join('\n')
}

export default command
