/** Helpers for tests that run real processes. */
export * from '../../../scripts/lib/processes/index.ts'
export { type Crowd, startCrowd } from './crowd.ts'
export { type Liar, startLiar } from './liar.ts'
export { deployTestMarket, type TestDeployment } from './market.ts'
export { type ProviderOptions, startProvider, type TestProvider } from './provider.ts'
export { type Client, planOf, type Sale, type Stage, startStage } from './stage.ts'
