// Providers, developers and their money.
import type { Hex } from 'viem'
import { ANY_REGION, encodeAlias, type OfferTerms, type Plan, signOperatorProof } from '../../src/index.ts'
import { account, type TestClient, type TestMarket } from './market.ts'

export const ENCRYPTION_KEY: Hex = `0x${'0e'.repeat(32)}`

/** The operator key of provider `index`: not its owner's. */
export const operatorOf = (index: number) => account(100 + index)

export async function fund(client: TestClient, amount: bigint): Promise<void> {
  await client.approveToken.andWait({ amount })
  await client.deposit.andWait({ beneficiary: client.account.address, amount })
}

/** What account `index` registers with. */
export async function registration(market: TestMarket, index: number, operator = operatorOf(index)) {
  const owner = account(index).address
  const proof = { owner, encryptionKey: ENCRYPTION_KEY, market: market.deployment }
  return {
    operator: operator.address,
    encryptionKey: ENCRYPTION_KEY,
    endpoint: `http://worker-${index}.example`,
    operatorSignature: await signOperatorProof(operator, proof),
  }
}

/** Registers account `index` as a provider with money; returns its id. */
export async function provider(market: TestMarket, index: number): Promise<number> {
  const client = market.client(index)
  await fund(client, 50_000_000n)
  const { event } = await client.registerProvider.andWait(await registration(market, index))
  const gas = { to: operatorOf(index).address, value: 10n ** 18n }
  await client.waitForTransactionReceipt({ hash: await client.sendTransaction(gas) })
  return event.provider
}

export const terms = (changes: Partial<OfferTerms> = {}): OfferTerms => ({
  price: 100,
  compensation: 50,
  units: 8,
  region: 0,
  features: 0,
  minEpochs: 1,
  until: 10_000,
  ...changes,
})

export const plan = (changes: Partial<Plan> = {}): Plan => ({
  functionId: 1n,
  aliasName: encodeAlias('live'),
  instances: 2,
  unitsEach: 2,
  perProvider: 2,
  regions: ANY_REGION,
  features: 0,
  maxPrice: 150,
  minCompensation: 0,
  epochs: 10,
  dearer: false,
  renew: false,
  leastInstances: 0,
  tip: 0,
  minReputation: 0n,
  ...changes,
})
