// The events of the chain beside those of the model.
import { decodeEventLog } from 'viem'
import type { Market, Told } from '../../model/index.ts'
import type { Receipt } from './chain.ts'
import type { World } from './world.ts'

/** Told when the chain gets to it, not when it came about. */
const LATER = ['Missed', 'ProviderEnded']

/** What the Bourse told in a transaction and the model did not, or the other way round, or with other fields. */
export function toldDifferently(
  { bourse, market }: World,
  { logs }: Receipt,
  missed: Map<number, Set<number>>,
): string[] {
  const events = logs
    .filter(({ address }) => address.toLowerCase() === bourse.address.toLowerCase())
    .map(({ topics, data }) => decodeEventLog({ abi: bourse.abi, topics, data }))
    .map(({ eventName, args }): Told => ({ name: eventName ?? '', args: (args ?? {}) as Told['args'] }))
  const late = events
    .filter((event, i) => LATER.includes(event.name) && !isSuperseded(event, events.slice(i + 1)))
    .flatMap((event) => judgeLate(market, event, missed))
  const left = events.filter(({ name }) => !LATER.includes(name))
  const unheard = market.told.filter((told) => {
    const at = left.findIndex((event) => event.name === told.name && agrees(event.args, told.args))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return [
    ...late,
    ...unheard.map((told) => `the model tells ${print(told)}, the chain does not`),
    ...left.map((told) => `the chain tells ${print(told)}, the model does not`),
  ]
}

/** A verdict on a provider that had ended without anybody's saying so tells both ends, its own one last. */
function isSuperseded({ name, args }: Told, after: Told[]): boolean {
  return name === 'ProviderEnded' && after.some((event) => event.name === name && event.args.provider === args.provider)
}

/** Epochs that were told as missed, and not twice; the end that the model knows. */
function judgeLate(market: Market, { name, args }: Told, missed: Map<number, Set<number>>): string[] {
  const provider = market.providers[Number(args.provider) - 1]
  if (!provider) return [`${name} of provider ${args.provider}, whom nobody knows`]
  if (name === 'ProviderEnded')
    return provider.endEpoch === Number(args.epoch)
      ? []
      : [`ended at ${args.epoch}, the model says ${provider.endEpoch}`]
  const told = missed.get(provider.id) ?? new Set()
  missed.set(provider.id, told)
  const wrong: string[] = []
  for (let epoch = Number(args.start); epoch < Number(args.end); epoch++) {
    if (!provider.missed.has(epoch)) wrong.push(`epoch ${epoch} of provider ${provider.id} is told as missed`)
    if (told.has(epoch)) wrong.push(`epoch ${epoch} of provider ${provider.id} is told as missed twice`)
    told.add(epoch)
  }
  return args.start === args.end ? ['Missed tells of no epoch'] : wrong
}

/** Whether the fields that are expected are there. */
function agrees(actual: unknown, expected: unknown): boolean {
  if (typeof expected === 'object' && expected !== null) {
    const fields = actual as Record<string, unknown>
    return Object.entries(expected).every(([name, value]) => agrees(fields[name], value))
  }
  return String(actual).toLowerCase() === String(expected).toLowerCase()
}

function print({ name, args }: Told): string {
  return `${name} ${JSON.stringify(args, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`
}
