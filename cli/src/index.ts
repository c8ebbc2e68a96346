/** The commands as functions: `createContext()` makes their first argument. */
export { type BuildResult, build } from './actions/build.ts'
export { type CancelOptions, type CancelResult, cancel } from './actions/cancel.ts'
export { type DeployedLease, type DeployOptions, type DeployResult, deploy } from './actions/deploy.ts'
export { type ExtendOptions, type ExtendResult, extend } from './actions/extend.ts'
export { fund, type MoneyResult, withdraw } from './actions/fund.ts'
export { type InitOptions, type InitResult, init, TEMPLATES } from './actions/init.ts'
export { type InvokeOptions, type InvokeResult, invoke } from './actions/invoke.ts'
export { type KeeperOptions, type KeeperResult, keeper } from './actions/keeper.ts'
export {
  list as marketList,
  type MarketListResult,
  type OfferFacts,
  type ProviderFacts,
} from './actions/market/list.ts'
export { type PromoteOptions, promote, rollback, type SwitchResult } from './actions/promote.ts'
export { type DeclineResult, decline } from './actions/provider/decline.ts'
export { type ClaimResult, claim, type EarningsResult, earnings } from './actions/provider/earnings.ts'
export { type OfferOptions, type OfferResult, offer } from './actions/provider/offer.ts'
export { type RegisterOptions, type RegisterResult, register } from './actions/provider/register.ts'
export { type StartOptions, type StartResult, start } from './actions/provider/start.ts'
export { type ScaleOptions, type ScaleResult, scale } from './actions/scale.ts'
export { type DealStatus, type LeaseStatus, type StatusResult, status } from './actions/status.ts'
export { type Check, type VerifyOptions, type VerifyResult, verify } from './actions/verify.ts'
export { type AliasInfo, type VersionInfo, type VersionsResult, versions } from './actions/versions.ts'
export { type Context, type ContextOptions, createContext } from './core/context.ts'
export { CliError } from './core/errors.ts'
export { EXIT, type ExitCode } from './core/exit-codes.ts'
export { createProgress, type Progress, silent } from './core/progress.ts'
export { run } from './core/run.ts'
