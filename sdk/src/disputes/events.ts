import type { Address, Hex, Log } from 'viem'
import { numberToHex, parseEventLogs } from 'viem'
import { disputesAbi } from '../abis/disputes.ts'
import type { AnyClient } from '../internal/actions/contracts.ts'
import { decodeWire } from '../receipts/wire.ts'
import type { DisputeTerms } from '../types.ts'
import type { DisputeAbout, DisputeMove } from './dispute.ts'

/** An event of a game. */
export type DisputeEvent = ReturnType<typeof parseEventLogs<typeof disputesAbi, true, undefined>>[number]

/** Events that name the game first. */
export async function eventsOf(
  client: AnyClient,
  address: Address,
  id: bigint,
  fromBlock: bigint,
  toBlock: bigint,
): Promise<DisputeEvent[]> {
  const filter = { address, fromBlock: numberToHex(fromBlock), toBlock: numberToHex(toBlock) }
  const raw = await client.request({
    method: 'eth_getLogs',
    params: [{ ...filter, topics: [null, numberToHex(id, { size: 32 })] }],
  })
  // as the node answers them: numbers are hexadecimal, which decoding does not look at
  const logs = parseEventLogs({ abi: disputesAbi, logs: raw as unknown as Log[], strict: true })
  return logs.filter(({ eventName }) => OF_GAMES.has(eventName)) as DisputeEvent[]
}

const OF_GAMES: ReadonlySet<string> = new Set([
  'Opened',
  'LeafOpened',
  'CanaryShown',
  'Defended',
  'Split',
  'Picked',
  'Over',
])

/** What an event is in the game; nothing where it is none of its moves. */
export function moveOf(event: DisputeEvent): DisputeMove[] {
  const place = { block: BigInt(event.blockNumber), transaction: event.transactionHash }
  switch (event.eventName) {
    case 'Opened':
    case 'LeafOpened':
      return [{ ...place, kind: 'open' }]
    case 'CanaryShown':
      return [{ ...place, kind: 'show' }]
    case 'Defended':
      return [{ ...place, kind: 'defend', steps: event.args.steps, points: event.args.points }]
    case 'Split':
      return [{ ...place, kind: 'split', points: event.args.points }]
    case 'Picked': {
      const { section, from, to, first, width } = event.args
      return [{ ...place, kind: 'pick', section: Number(section), from, to, first, width }]
    }
    case 'Over':
      return [{ ...place, kind: 'over', upheld: event.args.upheld }]
    default:
      return []
  }
}

/** What a game is about, by the event that it begins with; undefined for any other event. */
export function aboutOf(event: DisputeEvent | undefined): DisputeAbout | undefined {
  if (event?.eventName === 'Opened') {
    const { receipt, image } = event.args
    return { kind: 'receipt', receipt: decodeWire(toBytes(receipt)), image }
  }
  if (event?.eventName !== 'LeafOpened') return undefined
  const { summary, epoch, functionId, version, duty, image } = event.args
  const { size, ...numbers } = summary
  return { kind: 'leaf', summary: { ...numbers, bytes: size }, epoch, functionId, version, duty, image }
}

/** What a game is decided by, as the last event that says it has it; undefined where none does. */
export function termsOf(events: readonly DisputeEvent[]): DisputeTerms | undefined {
  for (const event of events.toReversed()) {
    if (event.eventName === 'CanaryShown' || event.eventName === 'Opened') return event.args.terms
    if (event.eventName === 'LeafOpened') return event.args.duty.terms
  }
  return undefined
}

function toBytes(hex: Hex): Uint8Array {
  return Uint8Array.from(hex.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
