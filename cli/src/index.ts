/** The commands as functions: `createContext()` makes their first argument. */
export { type BuildResult, build } from './actions/build.ts'
export { type CancelOptions, type CancelResult, cancel } from './actions/cancel.ts'
export { type DeployedLease, type DeployOptions, type DeployResult, deploy } from './actions/deploy.ts'
export { type DisputeReport, type DisputeStep, disputeShow } from './actions/dispute/show.ts'
export { type DisputeWithdrawal, disputeWithdraw } from './actions/dispute/withdraw.ts'
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
export { type PayFundResult, payFund } from './actions/pay/fund.ts'
export { type PayKeyOptions, type PayKeyResult, payKey } from './actions/pay/key.ts'
export { type PayStatus, payStatus, type VoucherKey } from './actions/pay/status.ts'
export { type PayWithdrawResult, payWithdraw, type Withdrawal } from './actions/pay/withdraw.ts'
export { type PromoteOptions, promote, rollback, type SwitchResult } from './actions/promote.ts'
export { type DeclineResult, decline } from './actions/provider/decline.ts'
export { type ClaimResult, claim, type EarningsResult, earnings } from './actions/provider/earnings.ts'
export {
  type JurorStatus,
  type JuryJoinOptions,
  type JuryJoinResult,
  type JuryLeaveResult,
  type JuryWithdrawal,
  juryJoin,
  juryLeave,
  juryStatus,
  juryWithdraw,
} from './actions/provider/jury.ts'
export { type OfferOptions, type OfferResult, offer } from './actions/provider/offer.ts'
export { type RegisterOptions, type RegisterResult, register } from './actions/provider/register.ts'
export { type StartOptions, type StartResult, start } from './actions/provider/start.ts'
export { type TariffOptions, type TariffResult, tariff } from './actions/provider/tariff.ts'
export { type RequestOptions, type RequestResult, requestExecution } from './actions/request/ask.ts'
export { type RequestRefundResult, requestRefund } from './actions/request/refund.ts'
export type { RequestReport } from './actions/request/report.ts'
export { type RequestListOptions, requestList, requestShow } from './actions/request/show.ts'
export { type ScaleOptions, type ScaleResult, scale } from './actions/scale.ts'
export { type DealStatus, type LeaseStatus, type StatusResult, status } from './actions/status.ts'
export { type Check, type VerifyOptions, type VerifyResult, verify } from './actions/verify.ts'
export { type AliasInfo, type VersionInfo, type VersionsResult, versions } from './actions/versions.ts'
export { type WatchOptions, type WatchResult, watch } from './actions/watch.ts'
export { type Context, type ContextOptions, createContext } from './core/context.ts'
export { CliError } from './core/errors.ts'
export { EXIT, type ExitCode } from './core/exit-codes.ts'
export { createProgress, type Progress, silent } from './core/progress.ts'
export { run } from './core/run.ts'
