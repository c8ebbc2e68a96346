import { type Command, text } from '../../core/command.ts'
import { missing } from '../../core/errors.ts'

const command: Command = {
  summary: 'Offer units of capacity at a price',
  args: {
    price: {
      type: 'string',
      valueHint: 'price',
      description: 'Per unit-epoch, such as 0.0001, or "0.4 USDC per unit-hour"',
    },
    units: { type: 'string', valueHint: 'count', description: 'Units for sale (a quarter vCPU and 512 MiB each)' },
    region: { type: 'string', valueHint: 'name', description: 'Where they are, such as eu-west' },
    duration: {
      type: 'string',
      valueHint: 'time',
      description: 'How long from now leases may run, such as 30d or 100 epochs',
    },
    features: { type: 'string', valueHint: 'list', description: 'What the host offers, separated by commas' },
    compensation: { type: 'string', valueHint: 'price', description: 'Per unit and missed epoch (default: the price)' },
    'min-term': { type: 'string', valueHint: 'time', description: 'Shortest lease (default: one epoch)' },
  },
  examples: ['bourse provider offer --price 0.0001 --units 8 --region eu-west --duration 30d'],
  async run(context, args) {
    const { offer } = await import('../../actions/provider/offer.ts')
    const { formatUsdc, regionName } = await import('@lambda-bourse/sdk')
    const need = (name: string, allowed: string): string => {
      const value = text(args, name)
      if (value === undefined) throw missing(name, allowed)
      return value
    }
    const data = await offer(context, {
      price: need('price', 'a price, such as 0.0001'),
      units: need('units', 'a whole number from 1'),
      region: need('region', 'a region, such as eu-west'),
      duration: need('duration', 'a time, such as 30d'),
      features: text(args, 'features'),
      compensation: text(args, 'compensation'),
      minTerm: text(args, 'min-term'),
    })
    const { units, region, price, until } = data.terms
    return {
      data,
      text: `offer ${data.offer}: ${units} units in ${regionName(region)} at ${formatUsdc(price)} per unit-epoch until epoch ${until}; ${formatUsdc(data.locked)} locked`,
    }
  },
}

export default command
