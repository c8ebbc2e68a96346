import type { Account, Address, Chain, Client, Transport } from 'viem'
import { bourseAbi } from '../../abis/bourse.ts'
import { bourseLensAbi } from '../../abis/bourseLens.ts'
import { disputesAbi } from '../../abis/disputes.ts'
import { faultsAbi } from '../../abis/faults.ts'
import { functionRegistryAbi } from '../../abis/functionRegistry.ts'
import { juryAbi } from '../../abis/jury.ts'
import { requestsAbi } from '../../abis/requests.ts'
import { vouchersAbi } from '../../abis/vouchers.ts'
import type { Deployment } from '../../deployments/deployment.ts'
import { deploymentOf } from '../../deployments/deployment.ts'
import { MissingContractError } from '../../errors/chain.ts'
import { tokenAbi } from '../../token/abi.ts'

/** The contracts of a market by the name that {@link Deployment} gives their addresses. */
export const contracts = {
  bourse: bourseAbi,
  lens: bourseLensAbi,
  registry: functionRegistryAbi,
  faults: faultsAbi,
  disputes: disputesAbi,
  requests: requestsAbi,
  jury: juryAbi,
  token: tokenAbi,
  vouchers: vouchersAbi,
} as const

export type Contracts = typeof contracts
export type ContractKey = keyof Contracts

/** Any viem client: actions ask for no more than a transport. */
export type AnyClient = Client<Transport, Chain | undefined, Account | undefined>

/** Every action takes it; left out, the client's chain must have a known market. */
export type DeploymentParameter = { deployment?: Deployment }

export function deploymentFor(client: AnyClient, { deployment }: DeploymentParameter): Deployment {
  return deployment ?? deploymentOf(client.chain?.id)
}

/** Where a contract of a market is. @throws MissingContractError when the market has none */
export function addressOf(deployment: Deployment, contract: ContractKey): Address {
  const address = deployment[contract]
  if (address === undefined) throw new MissingContractError(contract, deployment.chainId)
  return address
}
