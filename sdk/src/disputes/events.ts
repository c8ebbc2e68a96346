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

const OF_GAMES: ReadonlySet<string> = new Set(['Opened', 'Defended', 'Split', 'Picked', 'Over'])

/** What an event is in the game; nothing where it is none of its moves. */
export function moveOf(event: DisputeEvent): DisputeMove[] {
  const place = { block: BigInt(event.blockNumber), transaction: event.transactionHash }
  switch (event.eventName) {
    case 'Opened':
      return [{ ...place, kind: 'open' }]
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
export function subjectOf(event: DisputeEvent | undefined): { about: DisputeAbout; terms: DisputeTerms } | undefined {
  if (event?.eventName !== 'Opened') return undefined
  const { receipt, image, terms } = event.args
  return { about: { kind: 'receipt', receipt: decodeWire(toBytes(receipt)), image }, terms }
}

function toBytes(hex: Hex): Uint8Array {
  return Uint8Array.from(hex.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
