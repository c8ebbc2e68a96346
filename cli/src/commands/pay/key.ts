import { type Command, text } from '../../core/command.ts'
import { missing } from '../../core/errors.ts'

const command: Command = {
  summary: 'Register a key that signs vouchers for you, such as a gateway’s; raise its cap, or revoke it',
  args: {
    key: { type: 'positional', required: false, description: 'Address of the key' },
    cap: { type: 'string', valueHint: 'USDC', description: 'Most that it may sign for, for each lease' },
    revoke: { type: 'boolean', description: 'End it, after notice' },
  },
  examples: [
    'bourse pay key 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --cap 5',
    'bourse pay key 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --revoke',
  ],
  async run(context, args) {
    const { payKey } = await import('../../actions/pay/key.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const key = text(args, 'key')
    if (key === undefined) throw missing('key', 'the address of a key')
    const cap = text(args, 'cap')
    const data = await payKey(context, { key, ...(cap !== undefined && { cap }), revoke: args.revoke === true })
    const until = data.until === 0 ? '' : `, and ends with epoch ${data.until}`
    return { data, text: `${data.key} signs for up to ${formatUsdc(data.cap)} a lease${until}` }
  },
}

export default command
