/** Helpers for tests that run real processes. */
export { type BourseOptions, type BourseResult, bourse } from './bourse.ts'
export { accountKey, type Chain, startChain } from './chain.ts'
export { type Liar, startLiar } from './liar.ts'
export { deployTestMarket, type MarketParameters, type TestDeployment } from './market.ts'
export { BOURSE, GATEWAY, HARDHAT, NODE, ROOT, WORKER } from './paths.ts'
export { freePort, freePorts } from './ports.ts'
export { killAll, type ProcessOptions, type RunningProcess, start } from './processes.ts'
export { type ProviderOptions, startProvider, type TestProvider } from './provider.ts'
export {
  type GatewayOptions,
  startGateway,
  startWorker,
  type WorkerOptions,
  workerPort,
  writeWorkerConfig,
} from './services.ts'
export { until } from './wait.ts'
