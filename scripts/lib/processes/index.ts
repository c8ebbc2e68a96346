/** Chain, gateway, workers and `bourse` as real processes: for the demo, tests and whoever needs a market on this machine. */
export { type BourseOptions, type BourseResult, bourse } from './bourse.ts'
export { accountKey, type Chain, startChain } from './chain.ts'
export { BOURSE, GATEWAY, HARDHAT, NODE, ROOT, WORKER } from './paths.ts'
export { freePort, freePorts } from './ports.ts'
export { killAll, type ProcessOptions, type RunningProcess, start } from './processes.ts'
export {
  type GatewayOptions,
  startGateway,
  startWorker,
  type WorkerOptions,
  workerPort,
  writeWorkerConfig,
} from './services.ts'
export { until } from './wait.ts'
