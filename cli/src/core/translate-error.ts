// Any error, ours or a library's, as one that a person and a script can act on.
import { CliError } from './errors.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'

/** Names of SDK and runtime errors (never `instanceof`: two copies of a package may be loaded), and their exit codes. */
const CODES: Readonly<Record<string, ExitCode>> = {
  ChainUnavailableError: EXIT.network,
  InsufficientGasError: EXIT.funds,
  ContractRevertError: EXIT.refused,
  TransactionRevertedError: EXIT.refused,
  NoContractError: EXIT.input,
  DeploymentNotFoundError: EXIT.input,
  ActionError: EXIT.bug,
  EventNotFoundError: EXIT.bug,
  ModuleError: EXIT.input,
  HostFailureError: EXIT.bug,
}

/** Contract refusals that are about money: the Bourse's, and USDC's, which gives its reasons in words. */
const FUNDS = /^BalanceTooLow$|^ERC20: transfer amount exceeds balance$/

type Known = Error & {
  shortMessage?: string
  advice?: readonly string[]
  details?: unknown
  field?: string
  value?: unknown
  allowed?: string
  errorName?: string
  args?: readonly unknown[]
  kind?: string
}

/** @returns The error itself when it is a `CliError`; else one that says the same. */
export function translateError(error: unknown): CliError {
  if (error instanceof CliError) return error
  if (!(error instanceof Error)) return new CliError('UnexpectedError', EXIT.bug, String(error))
  const known = error as Known
  const isOurs = known.shortMessage !== undefined || known.name in CODES
  if (!isOurs) return new CliError('UnexpectedError', EXIT.bug, error.message, { cause: error })
  return new CliError(known.name, exitCodeOf(known), known.shortMessage ?? known.message, {
    ...(known.field !== undefined && { field: known.field }),
    ...(known.value !== undefined && { value: String(known.value) }),
    ...(known.allowed !== undefined && { allowed: known.allowed }),
    ...(known.errorName !== undefined && { data: { errorName: known.errorName } }),
    advice: [...(known.advice ?? []), ...(typeof known.details === 'string' ? [`Details: ${known.details}`] : [])],
    cause: error,
  })
}

function exitCodeOf(error: Known): ExitCode {
  const reason = error.errorName === 'Error' ? String(error.args?.[0]) : (error.errorName ?? '')
  if (error.name === 'ContractRevertError' && FUNDS.test(reason)) return EXIT.funds
  const code = CODES[error.name]
  if (code !== undefined) return code
  if (error.kind === 'outage') return EXIT.network
  return error.kind === 'bug' ? EXIT.bug : EXIT.input
}
