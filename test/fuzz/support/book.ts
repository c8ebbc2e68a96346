// The order book as it lies in the Bourse's storage, for the SDK's matcher. BourseLens.book lists the same, page by page.
import { encodeAbiParameters, type Hex, keccak256, numberToHex } from 'viem'
import type { Book, BookOffer, BookProvider, Cursor } from '../../../sdk/src/matcher/index.ts'
import type { World } from './world.ts'

// contracts/libraries/Slots.sol
const OFFER = 29n
const BITMAP = 32n
const NEED = 34n

interface Entry extends BookOffer {
  prev: number
  next: number
}

/** Every listed offer in its queue's order, their providers, and the prices that were left without offers. */
export async function readBook(world: World): Promise<Book> {
  const { chain, lens } = world
  const [, count] = await chain.read<[number, number]>(lens, 'counts')
  const ids = Array.from({ length: count }, (_, i) => i + 1)
  const words = await readWords(
    world,
    ids.map((id) => slotOf(OFFER, BigInt(id))),
  )
  const entries = words.map((word, i) => decodeOffer(i + 1, word))
  const offers = inQueueOrder(entries)
  const providers = new Map<number, BookProvider>()
  for (const id of new Set(offers.map((offer) => offer.provider))) {
    providers.set(id, await chain.read<BookProvider>(lens, 'provider', [id]))
  }
  return { offers, providers, emptyPrices: await readEmptyPrices(world, offers, entries) }
}

/** Where the deal's last walk was cut short. */
export async function readCursor(world: World, deal: number): Promise<Cursor | null> {
  const [word = 0n] = await readWords(world, [slotOf(NEED, BigInt(deal))])
  const cursor = word >> 192n
  if (cursor === 0n) return null
  return { offer: Number(cursor >> 32n), region: field(cursor, 24n, 8n), price: field(cursor, 0n, 24n) }
}

/** The layout is that of the library Offer in contracts/libraries/Records.sol. */
function decodeOffer(id: number, word: bigint): Entry {
  return {
    id,
    provider: field(word, 0n, 24n),
    price: field(word, 24n, 24n),
    free: field(word, 48n, 16n),
    region: field(word, 80n, 8n),
    listed: field(word, 88n, 1n) === 1,
    compensation: field(word, 96n, 24n),
    features: field(word, 120n, 32n),
    prev: field(word, 152n, 32n),
    next: field(word, 184n, 32n),
    minEpochs: field(word, 216n, 16n),
    until: field(word, 232n, 24n),
  }
}

function inQueueOrder(entries: Entry[]): BookOffer[] {
  const heads = entries.filter((entry) => entry.listed && entry.prev === 0)
  return heads.flatMap((head) => {
    const queue: BookOffer[] = []
    for (let at: Entry | undefined = head; at; at = entries[at.next - 1]) queue.push(at)
    return queue
  })
}

/** Prices at which an offer was posted and none is left, but which the bitmap still marks. */
async function readEmptyPrices(world: World, offers: BookOffer[], posted: BookOffer[]) {
  const name = ({ price, region }: { price: number; region: number }) => `${price} ${region}`
  const taken = new Set(offers.map(name))
  const empty = [...new Map(posted.map((offer) => [name(offer), offer])).values()].filter((o) => !taken.has(name(o)))
  const words = await readWords(
    world,
    empty.map(({ price, region }) => slotOf(BITMAP, (BigInt(region) << 40n) | BigInt(price >> 8))),
  )
  const marked = empty.filter(({ price }, i) => (((words[i] ?? 0n) >> BigInt(price & 255)) & 1n) === 1n)
  return marked.map(({ price, region }) => ({ price, region }))
}

async function readWords(world: World, slots: Hex[]): Promise<bigint[]> {
  const words = await world.chain.read<Hex[]>(world.bourse, 'extsload', [slots])
  return words.map(BigInt)
}

function field(word: bigint, shift: bigint, bits: bigint): number {
  return Number((word >> shift) & ((1n << bits) - 1n))
}

function slotOf(kind: bigint, key: bigint): Hex {
  const words = [numberToHex(key, { size: 32 }), numberToHex(kind, { size: 32 })] as const
  return keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'bytes32' }], words))
}
