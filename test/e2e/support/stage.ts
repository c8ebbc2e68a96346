// A market on a node of its own, and the accounts that make something happen on it: what the tests of one part share.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ANY_REGION,
  type BourseActions,
  bourseActions,
  cidOf,
  contentHash,
  type Deployment,
  encodeAlias,
  type OfferTerms,
  type Plan,
  parseCid,
  signOperatorProof,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { parseVersionConfig, samplesHashOf } from '@lambda-bourse/worker'
import { createWalletClient, type Hex, http, publicActions, toHex, zeroHash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import type { MarketOptions } from '../../../scripts/deploy/config.ts'
import { accountKey, type Chain, startChain } from '../../../scripts/lib/processes/index.ts'
import { deployTestMarket } from './market.ts'

/** micro-USDC that everybody who takes part begins with, all of it in escrow. */
const MONEY = 10n ** 12n

export type Client = ReturnType<typeof walletOf> & BourseActions

export type Sale = {
  /** Accounts of the node. */
  owner: number
  operator: number
  endpoint?: string
  terms?: Partial<OfferTerms>
}

export type Stage = {
  readonly chain: Chain
  readonly deployment: Deployment
  /** The deployment's file. */
  readonly path: string
  /** For files of the processes; gone with the market. */
  readonly folder: string
  /**
   * The node's n-th account on the market; n = 0 has deployed it and mints its USDC.
   * @param tip wei per gas that it always pays, whatever others do
   */
  client(index: number, tip?: bigint): Client
  /** Gives accounts USDC in escrow. */
  fund(...indices: number[]): Promise<void>
  /** Registers a provider and posts an offer. */
  sell(sale: Sale): Promise<{ provider: number; offer: number }>
  /**
   * Publishes a module, with its config where it has one, as version 1 of a new function, live at once.
   * @param imageHash Of a provable version; left out, it is attested
   */
  publish(
    owner: number,
    name: string,
    module: Uint8Array,
    config?: Uint8Array,
    imageHash?: Hex,
  ): Promise<{ functionId: bigint; moduleHash: Hex }>
  stop(): Promise<void>
}

/** Starts a node and deploys the market. */
export async function startStage(name: string, parameters: MarketOptions): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), `bourse-e2e-${name}-`))
  const chain = await startChain()
  const { deployment, path, mint } = await deployTestMarket(chain, folder, parameters)
  const client = (index: number, tip?: bigint): Client =>
    walletOf(chain, index, tip).extend((wallet) => bourseActions({ deployment })(wallet)) as Client
  return {
    chain,
    deployment,
    path,
    folder,
    client,
    async fund(...indices) {
      for (const index of indices) {
        const account = client(index)
        await mint(accountKey(index), MONEY)
        await account.approveToken.andWait({ amount: MONEY })
        await account.deposit.andWait({ beneficiary: account.account.address, amount: MONEY })
      }
    },
    sell: (sale) => sell(client(sale.owner), deployment, sale),
    publish: (owner, ...rest) => publish(client(owner), ...rest),
    async stop() {
      await chain.process.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A plan for a function's alias `live`, of one unit anywhere, for longer than any test. */
export function planOf(functionId: bigint, changes: Partial<Plan> = {}): Plan {
  return {
    functionId,
    aliasName: encodeAlias('live'),
    instances: 1,
    unitsEach: 1,
    perProvider: 1,
    regions: ANY_REGION,
    features: 0,
    maxPrice: 200,
    minCompensation: 0,
    epochs: 5_000,
    dearer: false,
    renew: false,
    leastInstances: 0,
    tip: 0,
    minReputation: 0n,
    ...changes,
  }
}

function walletOf(chain: Chain, index: number, tip?: bigint) {
  const fees = tip && { estimateFeesPerGas: async () => ({ maxFeePerGas: 10n * tip, maxPriorityFeePerGas: tip }) }
  return createWalletClient({
    account: privateKeyToAccount(accountKey(index)),
    chain: fees ? { ...hardhat, fees } : hardhat,
    transport: http(chain.url),
    pollingInterval: 50,
  }).extend(publicActions)
}

async function sell(client: Client, market: Deployment, sale: Sale): Promise<{ provider: number; offer: number }> {
  const operator = privateKeyToAccount(accountKey(sale.operator))
  const encryptionKey: Hex = `0x${'0e'.repeat(32)}`
  const operatorSignature = await signOperatorProof(operator, { owner: client.account.address, encryptionKey, market })
  const endpoint = sale.endpoint ?? 'http://127.0.0.1:1'
  const registration = { operator: operator.address, encryptionKey, endpoint, operatorSignature }
  const { event: registered } = await client.registerProvider.andWait(registration)
  const terms = { price: 100, compensation: 50, units: 100, region: 0, features: 0, minEpochs: 1, until: 100_000 }
  const { event: posted } = await client.postOffer.andWait({ terms: { ...terms, ...sale.terms } })
  return { provider: registered.provider, offer: posted.offer }
}

async function publish(
  client: Client,
  name: string,
  module: Uint8Array,
  config?: Uint8Array,
  imageHash: Hex = zeroHash,
): Promise<{ functionId: bigint; moduleHash: Hex }> {
  const { event } = await client.registerFunction.andWait({ name })
  const functionId = event.id
  const { digest, codec } = parseCid(await cidOf(module))
  const moduleHash = toHex(contentHash(module, nodeSha256))
  const configDigest = config === undefined ? zeroHash : parseCid(await cidOf(config)).digest
  const samplesHash = toHex(samplesHashOf(parseVersionConfig(config)))
  const hashes = { moduleHash, moduleDigest: digest, configDigest, imageHash, samplesHash }
  await client.publishVersion.andWait({
    functionId,
    version: { ...hashes, moduleCodec: codec, kind: 1, abiVersion: 1 },
  })
  await client.setAlias.andWait({ functionId, alias: 'live', version: 1 })
  return { functionId, moduleHash }
}
