// Reads the market from a chain, through viem.
import {
  bourseAbi,
  CID_CODECS,
  cidFrom,
  type Deployment,
  decodeAlias,
  functionRegistryAbi,
  getProvider,
} from '@lambda-bourse/sdk'
import { BlockNotFoundError, type GetLogsReturnType, type Hex, type PublicClient, zeroHash } from 'viem'
import type { MarketEvent, MarketEventBody } from './events.ts'
import type { Block, MarketSource } from './source.ts'

const BOURSE_EVENTS = [
  'ProviderRegistered',
  'OperatorSet',
  'EndpointSet',
  'ProviderEnded',
  'DealOpened',
  'Leased',
  'LeaseCut',
  'LeaseExtended',
  'LeaseSplit',
] as const
const REGISTRY_EVENTS = ['FunctionRegistered', 'FunctionTransferred', 'VersionPublished', 'AliasSet'] as const

type EventOf<Abi extends readonly unknown[], Name extends string> = Extract<Abi[number], { type: 'event'; name: Name }>
type Wanted =
  | EventOf<typeof bourseAbi, (typeof BOURSE_EVENTS)[number]>
  | EventOf<typeof functionRegistryAbi, (typeof REGISTRY_EVENTS)[number]>
type MarketLog = GetLogsReturnType<undefined, Wanted[], true>[number]

const names: ReadonlySet<string> = new Set([...BOURSE_EVENTS, ...REGISTRY_EVENTS])
const wanted = [...bourseAbi, ...functionRegistryAbi].filter(
  (item) => item.type === 'event' && names.has(item.name),
) as Wanted[]

/**
 * A source over a chain.
 * @param client Any viem client that can read.
 */
export function viemSource(client: PublicClient, deployment: Deployment): MarketSource {
  const address = [deployment.bourse, deployment.registry]
  const block = (number: number) => blockOf(client, number)
  return {
    async head() {
      const { number, hash, parentHash, timestamp } = await client.getBlock()
      return { number: Number(number), hash, parentHash, timestamp: Number(timestamp) }
    },
    block,
    async events(from, to) {
      const range = { fromBlock: BigInt(from), toBlock: BigInt(to) }
      const logs = await client.getLogs({ address, events: wanted, strict: true, ...range })
      const times = new Map<number, number>()
      const events: MarketEvent[] = []
      for (const log of logs) {
        const number = Number(log.blockNumber)
        const body = translate(log, await timeOf(log, number, times))
        if (body) events.push({ ...body, block: number })
      }
      return events
    },
    async ends(providers) {
      const views = await Promise.all(providers.map((provider) => getProvider(client, { deployment, provider })))
      return new Map(views.flatMap((view, index) => (view.ended ? [[providers[index] as number, view.endEpoch]] : [])))
    },
  }

  /** Only switches of aliases need their block's time. */
  async function timeOf(log: MarketLog, number: number, times: Map<number, number>): Promise<number> {
    if (log.eventName !== 'AliasSet') return 0
    const known = times.get(number)
    if (known !== undefined) return known
    const found = await block(number)
    if (found?.hash !== log.blockHash) throw new Error(`block ${number} was reorganised while it was read`)
    times.set(number, found.timestamp)
    return found.timestamp
  }
}

async function blockOf(client: PublicClient, number: number): Promise<Block | undefined> {
  try {
    const { hash, parentHash, timestamp } = await client.getBlock({ blockNumber: BigInt(number) })
    return { number, hash, parentHash, timestamp: Number(timestamp) }
  } catch (error) {
    // By name: two copies of viem may be loaded.
    if ((error as Error).name === BlockNotFoundError.name) return undefined
    throw error
  }
}

function translate(log: MarketLog, at: number): MarketEventBody | undefined {
  switch (log.eventName) {
    case 'ProviderRegistered':
      return { type: log.eventName, ...log.args }
    case 'OperatorSet':
      return { type: log.eventName, ...log.args }
    case 'EndpointSet':
      return { type: log.eventName, ...log.args }
    case 'ProviderEnded':
      return { type: log.eventName, ...log.args }
    case 'DealOpened': {
      const { deal, functionId, plan } = log.args
      return { type: log.eventName, deal, functionId, alias: decodeAlias(plan.aliasName) }
    }
    case 'Leased':
      return { type: log.eventName, ...log.args }
    case 'LeaseCut':
    case 'LeaseExtended':
      return { type: log.eventName, lease: log.args.lease, end: log.args.end }
    case 'LeaseSplit':
      return { type: log.eventName, lease: log.args.lease, instances: log.args.instances }
    default:
      return translateRegistry(log, at)
  }
}

function translateRegistry(log: MarketLog, at: number): MarketEventBody | undefined {
  switch (log.eventName) {
    case 'FunctionRegistered':
      return { type: log.eventName, functionId: log.args.id, owner: log.args.owner, name: log.args.name }
    case 'FunctionTransferred':
      return { type: log.eventName, functionId: log.args.id, to: log.args.to }
    case 'AliasSet': {
      const { id: functionId, aliasName, number } = log.args
      return { type: log.eventName, functionId, alias: decodeAlias(aliasName), number, at }
    }
    case 'VersionPublished': {
      const { id: functionId, number, version } = log.args
      const moduleCid = cid(version.moduleDigest, version.moduleCodec)
      const configCid = cid(version.configDigest, CID_CODECS.raw)
      const { moduleHash, imageHash } = version
      return { type: log.eventName, functionId, number, moduleHash, imageHash, moduleCid, configCid }
    }
    default:
      return undefined
  }
}

/** Empty for none, and for what anybody may have published that is no CID. */
function cid(digest: Hex, codec: number): string {
  const known = codec === CID_CODECS.raw || codec === CID_CODECS.dagPb
  return digest === zeroHash || !known ? '' : cidFrom({ digest, codec })
}
