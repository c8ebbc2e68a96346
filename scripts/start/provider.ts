import { join } from 'node:path'
import { type Deployment, regionId, signOperatorProof } from '@lambda-bourse/sdk'
import { keccak256 } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { accountKey, type Chain, freePort, type RunningProcess, startWorker } from '../lib/processes/index.ts'
import { type Actor, actor } from './accounts.ts'

/** What a provider of the demo sells. */
export interface Stall {
  name: string
  region: string
  /** micro-USDC per unit and epoch */
  price: number
  units: number
  /** micro-USDC per unit and missed epoch */
  compensation: number
}

export interface Provider extends Stall {
  id: number
  owner: Actor
  endpoint: string
  worker: RunningProcess
}

/** Registers a provider, posts its offer and starts its worker. `index` names its accounts on the node. */
export async function openProvider(
  chain: Chain,
  deployment: Deployment,
  folder: string,
  stall: Stall,
  index: number,
): Promise<Provider> {
  const owner = actor(chain, deployment, index)
  const operatorKey = accountKey(index + 10)
  const operator = privateKeyToAccount(operatorKey)
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const encryptionKey = keccak256(operator.publicKey)
  const operatorSignature = await signOperatorProof(operator, {
    owner: owner.account.address,
    encryptionKey,
    market: deployment,
  })
  const { event } = await owner.market.registerProvider.andWait({
    operator: operator.address,
    encryptionKey,
    endpoint,
    operatorSignature,
  })
  const terms = {
    price: stall.price,
    compensation: stall.compensation,
    units: stall.units,
    region: regionId(stall.region),
    features: 0,
    minEpochs: 1,
    until: 2 ** 24 - 1,
  }
  await owner.market.postOffer.andWait({ terms })
  const { process: worker } = await startWorker({
    rpc: chain.url,
    deployment: join(folder, 'market.json'),
    folder: join(folder, stall.name),
    port,
    operatorKey,
  })
  return { ...stall, id: event.provider, owner, endpoint, worker }
}
