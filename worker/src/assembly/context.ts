import type { Outcome } from '@lambda-bourse/runtime'
import type { FunctionRequest, ReceiptDomain } from '@lambda-bourse/sdk'
import type { ChainTime } from '../chain/chainTime.ts'
import type { ChainClient, MarketParameters, TransactionClient } from '../chain/client.ts'
import type { Clock } from '../clock.ts'
import type { WorkerSettings } from '../config/settings.ts'
import type { Player } from '../disputes/player.ts'
import type { EpochBook } from '../epochs/epochBook.ts'
import type { JuryClient } from '../jury/client.ts'
import type { Logger } from '../log.ts'
import type { Signer } from '../receipts/signer.ts'
import type { RequestClient } from '../requests/client.ts'
import type { Store } from '../store/openStore.ts'
import type { ClosedEpoch } from '../store/stateStore.ts'

/** What every part of a worker is built from. */
export interface Context {
  settings: WorkerSettings
  /** Operator key, 32 bytes. */
  key: Uint8Array
  signer: Signer
  chain: ChainClient
  transactions: TransactionClient
  /** Undefined where the market has no Requests. */
  requests?: RequestClient | undefined
  /** Undefined where the market has none. */
  jury?: JuryClient | undefined
  parameters: MarketParameters
  provider: number
  domain: ReceiptDomain
  store: Store
  time: ChainTime
  clock: Clock
  log: Logger
  /** Another book than the honest one: for tests that catch liars. */
  createBook?: (last?: ClosedEpoch) => EpochBook
  /** Another player of disputes than the honest one: the same. */
  player?: Player
  /** Changes what came out of an execution before it is signed: the same. */
  alter?: (outcome: Outcome, request: FunctionRequest) => Outcome
  /** Changes what came out of a canary's sample before it is attested: the same. */
  alterSample?: (outcome: Outcome) => Outcome
}
