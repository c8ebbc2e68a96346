import {
  errorDeploymentResultToExceptionMessage,
  HardhatArtifactResolver,
} from '@nomicfoundation/hardhat-ignition/helpers'
import { type DeployConfig, DeploymentResultType, deploy, type EIP1193Provider } from '@nomicfoundation/ignition-core'
import type { ArtifactManager } from 'hardhat/types/artifacts'
import type { Address, Hex } from 'viem'
import { marketModule } from '../../ignition/modules/Market.ts'
import { addressIn, moduleParameters, type Plan, stepsOf } from './plan.ts'

/** A transaction as Ignition asks for it. */
export interface Sent {
  hash: Hex
  from: Address
  to?: Address
  data: Hex
  nonce: number
  /** Limit. */
  gas: bigint
}

interface RawTransaction {
  from: Address
  to?: Address
  data: Hex
  nonce: Hex
  gas: Hex
}

export interface RunParameters {
  plan: Plan
  provider: EIP1193Provider
  artifacts: ArtifactManager
  /** Ignition's journal. */
  folder: string
  config: Partial<DeployConfig>
}

/**
 * Runs the plan, from where its journal says it stopped.
 *
 * @returns what was sent this time
 * @throws Error - a transaction that failed; or one that is not the plan's, which is not sent
 */
export async function runPlan({ plan, provider, artifacts, folder, config }: RunParameters): Promise<Sent[]> {
  const sent: Sent[] = []
  const codes = new Map<string, Hex>()
  for (const { contract } of stepsOf(plan))
    codes.set(contract, (await artifacts.readArtifact(contract)).bytecode as Hex)
  const guarded: EIP1193Provider = {
    async request({ method, params }) {
      if (method !== 'eth_sendTransaction') return provider.request({ method, ...(params ? { params } : {}) })
      const raw = (params as RawTransaction[])[0] as RawTransaction
      checkPlanned(plan, codes, raw)
      const hash = (await provider.request({ method, params: [raw] })) as Hex
      sent.push({ ...raw, hash, nonce: Number(raw.nonce), gas: BigInt(raw.gas) })
      return hash
    },
  }
  const result = await deploy({
    config,
    provider: guarded,
    deploymentDir: folder,
    artifactResolver: new HardhatArtifactResolver(artifacts),
    ignitionModule: marketModule(plan.shape),
    deploymentParameters: { Market: moduleParameters(plan) },
    accounts: [plan.from],
  })
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT)
    throw new Error(errorDeploymentResultToExceptionMessage(result))
  return sent
}

/** With nonce n goes step n of the plan, or nothing. */
function checkPlanned(plan: Plan, codes: Map<string, Hex>, { to, data, nonce }: RawTransaction): void {
  const steps = stepsOf(plan)
  const step = steps.find((candidate) => candidate.nonce === Number(nonce))
  const creates = step !== undefined && !to && data.startsWith(codes.get(step.contract) ?? '0xff')
  const handsOver =
    plan.shape.handover &&
    Number(nonce) >= plan.nonce + steps.length &&
    to?.toLowerCase() === addressIn(plan, 'Bourse').toLowerCase()
  if (creates || handsOver) return
  const expected = step ? `creates ${step.contract} at ${step.address}` : 'is not of this deployment'
  throw new Error(`nonce ${Number(nonce)} of ${plan.from} ${expected}, but something else asks for it. It was not sent`)
}
