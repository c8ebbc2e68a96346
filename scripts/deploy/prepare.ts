import { join } from 'node:path'
import type { ArtifactManager } from 'hardhat/types/artifacts'
import type { Address, PublicClient } from 'viem'
import { type MarketShape, PEERS } from '../../ignition/modules/Market.ts'
import { type MarketOptions, marketConfig } from './config.ts'
import { LOCAL_CHAIN, ROOT } from './connect.ts'
import { type Plan, planFor } from './plan.ts'
import { checkToken } from './token.ts'

export interface PrepareParameters {
  client: PublicClient
  artifacts: ArtifactManager
  /** Of the deployment's journal. */
  folder: string
  from: Address
  /** A file of ignition/parameters, without its ending; that of the chain when left out. */
  network?: string
  config?: MarketOptions
  /** Who is offered the right to pause. */
  owner?: Address
}

/** What would be deployed; nothing is sent. */
export async function prepare(parameters: PrepareParameters): Promise<Plan> {
  const { client, artifacts, folder, config = {}, owner } = parameters
  // as a node says it: the journal compares letters
  const from = parameters.from.toLowerCase() as Address
  const chainId = await client.getChainId()
  const ownToken = chainId === LOCAL_CHAIN && config.token === undefined
  const network = parameters.network ?? (ownToken ? 'local' : `${chainId}`)
  const fields = await marketConfig(join(ROOT, 'ignition/parameters'), network, { owner: from, ...config })
  if (fields.token !== undefined) await checkToken(client, fields.token)
  const peers = await Promise.all(
    PEERS.map(async (peer) => [peer.name, await artifacts.artifactExists(peer.contract)] as const),
  )
  const newOwner = owner !== undefined && owner.toLowerCase() !== fields.owner.toLowerCase() ? owner : undefined
  if (newOwner && fields.owner.toLowerCase() !== from.toLowerCase())
    throw new Error(`owner is ${fields.owner}; only the deploying account ${from} can hand over to ${owner}`)
  const shape: MarketShape = {
    ownToken: fields.token === undefined,
    peers: peers.filter(([, exists]) => exists).map(([name]) => name),
    handover: newOwner !== undefined,
  }
  return planFor(folder, client, { from, shape, parameters: fields, ...(newOwner ? { newOwner } : {}) })
}
