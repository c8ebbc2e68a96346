import type { DealView, Plan, PlanFile, QuoteReturnType, Tier } from '@lambda-bourse/sdk'
import type { Funding } from '../../market/funds.ts'
import type { UnfilledAdvice } from '../../market/unfilled.ts'
import type { Artifact } from '../../project/module.ts'

export type DeployOptions = {
  /** Path of the plan. Default `bourse.yaml`. */
  config?: string
  /** Run the build command even when the module is there. */
  build?: boolean
  /** Stop before anything is changed. */
  dryRun?: boolean
  /** Open the deal even when no offer matches now; its money stays reserved for offers to come. */
  wait?: boolean
  /** Percent by which the leases may cost more than the quote. Default 5. */
  tolerance?: number
  /** Most micro-USDC to put into escrow. */
  maxEscrow?: bigint
  /** Milliseconds to wait for providers to be ready; 0 does not wait. Default 60,000. */
  readyMs?: number
}

export type DeployedLease = {
  lease: number
  provider: number
  instances: number
  price: number
  start: number
  end: number
}

export type DeployResult = {
  dryRun: boolean
  function: { id: bigint; name: string; owner: string; created: boolean }
  alias: string
  version: {
    number: number
    created: boolean
    tier: Tier
    moduleHash: string
    /** 32 zero bytes of an attested version. */
    imageHash: string
    /** 32 zero bytes of a version without samples. */
    samplesHash: string
    moduleCid: string
    configCid: string
    abi: string
  }
  deal: { id: number; reused: boolean; end: number; leases: DeployedLease[] } | null
  /** Fields of bourse.yaml that the running deal differs from: a deal keeps the plan that it was opened with. */
  differs: string[]
  /** micro-USDC: of the leases, set aside for the whole plan, and newly deposited. */
  cost: bigint
  escrow: bigint
  deposited: bigint
  unfilled: UnfilledAdvice[]
  /** Leases whose provider is ready to serve the version. */
  ready: number
  url: string | null
}

/** All that is known before anything is changed. */
export type Prepared = {
  file: PlanFile
  artifact: Artifact
  plan: Plan
  functionId: bigint
  live: DealView | undefined
  quote: QuoteReturnType | undefined
  funding: Funding | undefined
}
