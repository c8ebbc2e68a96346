export type {
  AliasState,
  ChainClient,
  ChainEvent,
  Head,
  LeaseState,
  MarketParameters,
  ProviderState,
  TransactionClient,
  VersionState,
} from './chain/client.ts'
export { CallRefusedError } from './chain/client.ts'
export {
  type FeeMarket,
  type Fees,
  firstFees,
  PATIENT_BLOCKS,
  raisedFees,
  readFeeMarket,
  replacingFees,
} from './chain/fees.ts'
export { viemChainClient, viemTransactionClient } from './chain/viemClient.ts'
export type { Clock } from './clock.ts'
export { systemClock } from './clock.ts'
export { readOperatorKey } from './config/key.ts'
export { readSettings } from './config/load.ts'
export { type FileSettings, type WorkerSettings, workerSettings } from './config/settings.ts'
export { callOf, positionOf } from './disputes/calls.ts'
export {
  type CanarySource,
  type Opening,
  type Player,
  type Question,
  type Showing,
  type Side,
  type Subject,
  ThreadPlayer,
} from './disputes/player.ts'
export { describe, nameOf } from './disputes/words.ts'
export { drawnSample, runSample, type SampleOptions, sampleFuel } from './epochs/samples.ts'
export {
  ConfigError,
  ContentMismatchError,
  Refusal,
  type RefusalName,
  StoreError,
  VersionRefusedError,
} from './errors.ts'
export { type Call, type Input, inputOf } from './execution/call.ts'
export { limitsOf, type ProgramConfig, prepareVersion, provableVersion, type VersionSpec } from './execution/prepare.ts'
export { DEFAULT_FUEL, parseVersionConfig, type VersionConfig } from './leases/versionConfig.ts'
export { checkContent, type SampleRequest, sampleRequests, samplesHashOf } from './leases/versionContent.ts'
export { createLogger, type Logger, silentLogger } from './log.ts'
export { type BourseWorker, createWorker, type WorkerOptions } from './worker.ts'
