import { type Command, text } from '../../core/command.ts'
import { missing } from '../../core/errors.ts'
import { parseInteger } from '../../core/numbers.ts'

const command: Command = {
  summary: 'Say what executions on an offer’s leases cost, once; without prices: show it',
  args: {
    offer: { type: 'positional', required: false, description: 'Offer id, as `bourse market list` shows it' },
    'per-call': { type: 'string', valueHint: 'USDC', description: 'For each execution, such as 0.00002' },
    'per-million-fuel': { type: 'string', valueHint: 'USDC', description: 'For a million units of fuel (default: 0)' },
  },
  examples: ['bourse provider tariff 3 --per-call 0.00002 --per-million-fuel 0.0005', 'bourse provider tariff 3'],
  async run(context, args) {
    const { tariff } = await import('../../actions/provider/tariff.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const offer = text(args, 'offer')
    if (offer === undefined) throw missing('offer', 'the id of an offer')
    const [perCall, perMillionFuel] = [text(args, 'per-call'), text(args, 'per-million-fuel')]
    const data = await tariff(context, {
      offer: parseInteger('offer', offer, 1, 2 ** 32 - 1),
      ...(perCall !== undefined && { perCall }),
      ...(perMillionFuel !== undefined && { perMillionFuel }),
    })
    const prices = `${formatUsdc(data.perCall)} a call, ${formatUsdc(data.perMillionFuel)} a million fuel`
    return { data, text: `offer ${data.offer}: ${data.metered ? prices : 'executions are not paid for'}` }
  },
}

export default command
