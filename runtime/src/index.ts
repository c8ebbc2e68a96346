export {
  HostFailureError,
  HostTimeoutError,
  ModuleError,
  type ModuleErrorCode,
  PoolClosedError,
  PoolOverloadedError,
} from './errors.ts'
export { defaultLimits, type Limits, sizeLimits } from './limits.ts'
export type { InvokeOptions, Outcome } from './outcome.ts'
export {
  ExecutorPool,
  type ExecutorPoolOptions,
  type PoolInvokeOptions,
  type PoolProvableOptions,
  type PoolStats,
} from './pool/pool.ts'
export { type Instrumented, type InstrumentOptions, instrument, type Program, prepare } from './program.ts'
export {
  type ProvableOptions,
  type ProvableProgram,
  provable,
} from './provable/program.ts'
export { type ProvableInvokeOptions, ProvableSandbox } from './provable/sandbox.ts'
export { Sandbox, type SandboxOptions } from './sandbox.ts'
export { Status } from './status.ts'
export { type AnyProgram, type AnySandbox, createSandbox, isProvable } from './tiers.ts'
export type { Trap } from './traps.ts'
export type { Abi } from './validate/abi.ts'
export { RUNTIME_VERSION } from './version.ts'
