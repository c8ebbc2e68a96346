import {
  answerContent,
  answerDemand,
  answerHeader,
  answerLeaf,
  attest,
  bourseAbi,
  CID_CODECS,
  cidFrom,
  claim,
  type Deployment,
  encodeBatch,
  faultsAbi,
  featureMask,
  functionRegistryAbi,
  getCase,
  getCurrentEpoch,
  getDeal,
  getFunds,
  getLease,
  getOwed,
  getProvider,
  getProviderId,
  getTariff,
  getVersion,
  getVoucherKey,
  isBourseError,
  RECEIPT_PARTS,
  type ReceiptPart,
  redeemVoucher,
  release,
  type Tariff,
  withdrawNative,
} from '@lambda-bourse/sdk'
import { type PublicClient, zeroHash } from 'viem'
import { viemDisputesClient } from '../disputes/viemDisputes.ts'
import type {
  Address,
  Call,
  ChainClient,
  ChainEvent,
  FaultsClient,
  Hex,
  Interest,
  LeaseState,
  TransactionClient,
  VersionState,
} from './client.ts'
import { CallRefusedError } from './client.ts'
import { firstFees, readFeeMarket } from './fees.ts'

type EventOf<Abi extends readonly unknown[], Name extends string> = Extract<Abi[number], { type: 'event'; name: Name }>
type LeaseEvent = EventOf<typeof bourseAbi, 'Leased' | 'LeaseCut' | 'LeaseReleased' | 'LeaseSplit' | 'LeaseExtended'>
type AliasEvent = EventOf<typeof functionRegistryAbi, 'AliasSet'>

const leaseNames: ReadonlySet<string> = new Set(['Leased', 'LeaseCut', 'LeaseReleased', 'LeaseSplit', 'LeaseExtended'])
const leaseEvents = bourseAbi.filter((item) => item.type === 'event' && leaseNames.has(item.name)) as LeaseEvent[]
const aliasEvent = functionRegistryAbi.find((item) => item.type === 'event' && item.name === 'AliasSet') as AliasEvent

const attestedEvent = bourseAbi.find((item) => item.type === 'event' && item.name === 'Attested') as EventOf<
  typeof bourseAbi,
  'Attested'
>
const leafAsked = faultsAbi.find((item) => item.type === 'event' && item.name === 'LeafAsked') as EventOf<
  typeof faultsAbi,
  'LeafAsked'
>
const headerAsked = faultsAbi.find((item) => item.type === 'event' && item.name === 'HeaderAsked') as EventOf<
  typeof faultsAbi,
  'HeaderAsked'
>

const demandedEvent = faultsAbi.find((item) => item.type === 'event' && item.name === 'Demanded') as EventOf<
  typeof faultsAbi,
  'Demanded'
>

const contentAsked = faultsAbi.find((item) => item.type === 'event' && item.name === 'ContentAsked') as EventOf<
  typeof faultsAbi,
  'ContentAsked'
>

/** What answers earned is taken out once it pays for so much gas: many times what that costs. */
const COLLECTED_AT = 1_000_000n

/** `State.Asked`, `State.Demanded` and `State.ContentAsked` of IFaults. */
const OPEN: readonly number[] = [1, 2, 5]

/** What never changes of a deal. */
type DealTerms = Pick<LeaseState, 'functionId' | 'aliasName' | 'unitsEach'> & { metered: boolean }

const METERED = featureMask(['metered'])

/** A `ChainClient` over JSON-RPC, through viem and the SDK's actions. */
export function viemChainClient(client: PublicClient, deployment: Deployment): ChainClient {
  const deals = new Map<number, DealTerms>()
  const { bourse, registry, chainId, config } = deployment

  async function dealTerms(deal: number): Promise<DealTerms> {
    const known = deals.get(deal)
    if (known !== undefined) return known
    const { plan } = await getDeal(client, { deployment, deal })
    const { functionId, aliasName, unitsEach, features } = plan
    const terms = { functionId, aliasName, unitsEach, metered: (features & METERED) !== 0 }
    deals.set(deal, terms)
    return terms
  }

  /** It never changes while an offer is leased. */
  async function tariffOf(offer: number): Promise<Tariff | undefined> {
    if (deployment.vouchers === undefined) return undefined
    const { perCall, perMillionFuel, metered } = await getTariff(client, { deployment, offer })
    return metered ? { perCall, perMillionFuel } : undefined
  }

  return {
    ...(deployment.faults && { faults: faultsClient(client, deployment, deployment.faults) }),
    ...(deployment.disputes && { disputes: viemDisputesClient(client, deployment, deployment.disputes) }),

    async attestations(provider, from, to) {
      const range = { fromBlock: BigInt(from), toBlock: BigInt(to), strict: true } as const
      const logs = await client.getLogs({ address: bourse, event: attestedEvent, args: { provider }, ...range })
      return logs.map(({ args: { epoch, seed }, blockNumber }) => ({ epoch, seed, block: Number(blockNumber) }))
    },

    async parameters() {
      const { epochLength, grace } = config
      const liable = config.window + grace + config.game
      const genesis = Number(deployment.genesis)
      const { vouchers: address } = deployment
      const vouchers = address && { vouchers: { address, notice: grace + config.window + 1 } }
      return {
        chainId,
        bourse,
        genesis,
        epochLength,
        grace,
        liable,
        deployBlock: Number(deployment.block),
        ...vouchers,
      }
    },

    async head() {
      const [latest, pending] = await Promise.all([client.getBlock(), pendingTimestamp(client)])
      const timestamp = Number(latest.timestamp)
      return { number: Number(latest.number), hash: latest.hash, timestamp, pendingTimestamp: pending ?? timestamp }
    },

    async secondOf(block) {
      return Number((await client.getBlock({ blockNumber: BigInt(block) })).timestamp)
    },

    async blockHash(number) {
      try {
        return (await client.getBlock({ blockNumber: BigInt(number) })).hash
      } catch (error) {
        if ((error as Error).name === 'BlockNotFoundError') return undefined
        throw error
      }
    },

    async events(from, to, { functions }: Interest) {
      const range = { fromBlock: BigInt(from), toBlock: BigInt(to), strict: true } as const
      const events: ChainEvent[] = []
      for (const log of await client.getLogs({ address: bourse, events: leaseEvents, ...range })) {
        const { lease } = log.args
        const provider = log.eventName === 'Leased' ? { provider: log.args.provider } : {}
        const place = placeOf(log)
        events.push({ kind: 'lease', lease, ...provider, ...place })
        if (log.eventName === 'LeaseSplit') {
          events.push({ kind: 'lease', lease: log.args.part, partOf: lease, ...place, id: `${place.id} part` })
        }
      }
      if (functions.length === 0) return events
      const args = { id: [...functions] }
      for (const log of await client.getLogs({ address: registry, event: aliasEvent, args, ...range })) {
        events.push({ kind: 'alias', functionId: log.args.id, aliasName: log.args.aliasName, ...placeOf(log) })
      }
      return events
    },

    providerOf: (account) => getProviderId(client, { deployment, account }),

    async provider(id) {
      const { owner, operator, nextEpoch, rate, claimable, attested, ended, endEpoch } = await getProvider(client, {
        deployment,
        provider: id,
      })
      return { owner, operator, nextEpoch, rate, claimable, attested, ended, endEpoch }
    },

    async lease(id) {
      try {
        const { provider, offer, instances, start, end, released } = await getLease(client, { deployment, lease: id })
        const { metered, ...terms } = await dealTerms(Math.floor(id / 256))
        const tariff = metered ? await tariffOf(offer) : undefined
        return { id, provider, instances, start, end, released, ...terms, ...(tariff && { tariff }) }
      } catch (error) {
        if (!isBourseError(error, 'ContractRevertError')) throw error
        // The lease is of a block that is no more; its deal's number may come back with other terms.
        deals.delete(Math.floor(id / 256))
        return undefined
      }
    },

    async alias(functionId, aliasName) {
      // As bytes: a deal may name an alias that is no text, and that is no reason to fail.
      const [number, previous, changedAt] = await client.readContract({
        abi: functionRegistryAbi,
        address: registry,
        functionName: 'aliasOf',
        args: [functionId, aliasName],
      })
      return { number, previous, changedAt: Number(changedAt) }
    },

    versionAt: (functionId, aliasName, second) =>
      client.readContract({
        abi: functionRegistryAbi,
        address: registry,
        functionName: 'versionAt',
        args: [functionId, aliasName, BigInt(second)],
      }),

    async version(functionId, number): Promise<VersionState> {
      const version = await getVersion(client, { deployment, functionId, version: number })
      const { moduleHash, imageHash, samplesHash, moduleDigest, moduleCodec, configDigest } = version
      const configCid = configDigest === zeroHash ? undefined : cidFrom({ digest: configDigest, codec: CID_CODECS.raw })
      const moduleCid = cidFrom({ digest: moduleDigest, codec: moduleCodec })
      return { moduleHash, imageHash, samplesHash, moduleCid, configCid }
    },

    async funds(payer, lease) {
      const { funded, redeemed, refundFrom } = await getFunds(client, { deployment, payer, lease })
      return { funded, redeemed, refundFrom }
    },

    voucherKey: (payer, key) => getVoucherKey(client, { deployment, payer, key }),
  }
}

function faultsClient(client: PublicClient, deployment: Deployment, address: Address): FaultsClient {
  return {
    async asks(provider, from, to) {
      const range = { address, fromBlock: BigInt(from), toBlock: BigInt(to), strict: true, args: { provider } } as const
      const [leaves, headers, demands, contents] = await Promise.all([
        client.getLogs({ event: leafAsked, ...range }),
        client.getLogs({ event: headerAsked, ...range }),
        client.getLogs({ event: demandedEvent, ...range }),
        client.getLogs({ event: contentAsked, ...range }),
      ])
      return [
        ...leaves.map(({ args: { id, epoch, lease }, blockNumber }) => {
          return { id, block: Number(blockNumber), kind: 'leaf' as const, epoch, lease }
        }),
        ...headers.map(({ args: { id, epoch, batch }, blockNumber }) => {
          const header = hexOf(encodeBatch(batch))
          return {
            id,
            block: Number(blockNumber),
            kind: 'header' as const,
            epoch,
            number: Number(batch.number),
            header,
          }
        }),
        ...demands.map(({ args: { id, epoch, lease, request }, blockNumber }) => {
          return { id, block: Number(blockNumber), kind: 'demand' as const, epoch, lease, request }
        }),
        ...contents.map(({ args: { id, epoch, sequence, part, hash, level, index }, blockNumber }) => {
          const of = { epoch, sequence: Number(sequence), part: RECEIPT_PARTS[part] as ReceiptPart, hash, level, index }
          return { id, block: Number(blockNumber), kind: 'content' as const, ...of }
        }),
      ]
    },

    async standing(id) {
      const [{ state, deadline }, running] = await Promise.all([
        getCase(client, { deployment, id: id as Hex }),
        getCurrentEpoch(client, { deployment }),
      ])
      return OPEN.includes(state) && running <= deadline ? 'open' : 'closed'
    },

    async collect(account) {
      const [owed, { maxFeePerGas }] = await Promise.all([
        getOwed(client, { deployment, account }),
        client.estimateFeesPerGas(),
      ])
      return owed < COLLECTED_AT * maxFeePerGas ? undefined : withdrawNative.call(client, { deployment, to: account })
    },

    answerLeaf: (provider, proof) => answerLeaf.call(client, { deployment, provider, proof }),
    answerContent: (provider, hash, piece) => answerContent.call(client, { deployment, provider, hash, piece }),
    answerDemand: (answer) => answerDemand.call(client, { deployment, ...answer }),
    answerHeader: (signed, proof) => answerHeader.call(client, { deployment, ...signed, proof }),
  }
}

/** A `TransactionClient` over JSON-RPC. Transactions are signed elsewhere: this only prices, sends and looks. */
export function viemTransactionClient(client: PublicClient, deployment: Deployment): TransactionClient {
  return {
    transactionCount: (address) => client.getTransactionCount({ address, blockTag: 'latest' }),

    async outcome(hash) {
      try {
        return (await client.getTransactionReceipt({ hash })).status
      } catch (error) {
        if ((error as Error).name === 'TransactionReceiptNotFoundError') return undefined
        throw error
      }
    },

    async price(from: Address, { to, data, value, spareGas = 0n }: Call) {
      const fees = firstFees(await readFeeMarket(client))
      const gas = await estimate(client, from, { to, data, ...(value === undefined ? {} : { value }) })
      // What is estimated now may take a little more when it is mined: a fresh slot, a missed range to record.
      return { gas: (gas * 3n) / 2n + 20_000n + spareGas, ...fees }
    },

    fees: () => readFeeMarket(client),

    async send(raw) {
      await client.sendRawTransaction({ serializedTransaction: raw })
    },

    attest: (epoch, root) => attest.call(client, { deployment, epoch, root: hexOf(root) }),
    claim: (provider) => claim.call(client, { deployment, provider }),
    release: (lease) => release.call(client, { deployment, lease }),
    redeem: (signed) => redeemVoucher.call(client, { deployment, ...signed }),
  }
}

async function estimate(client: PublicClient, account: Address, call: Call): Promise<bigint> {
  try {
    return await client.estimateGas({ account, ...call })
  } catch (error) {
    const reason = revertReason(error)
    if (reason === undefined) throw error
    throw new CallRefusedError(reason, error)
  }
}

/** The revert within an RPC error; undefined when the call was not the reason. */
function revertReason(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at.name === 'ExecutionRevertedError') return (at as { details?: string }).details ?? at.message
  }
  return undefined
}

async function pendingTimestamp(client: PublicClient): Promise<number | undefined> {
  try {
    return Number((await client.getBlock({ blockTag: 'pending' })).timestamp)
  } catch {
    // Nodes need not have a pending block; the newest one tells the time too, a little late.
    return undefined
  }
}

function placeOf(log: { blockNumber: bigint; blockHash: string; logIndex: number }) {
  return { block: Number(log.blockNumber), id: `${log.blockHash}:${log.logIndex}` }
}

function hexOf(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
