import type { Abi, Address, Hex } from 'viem'
import { decodeErrorResult, hexToString } from 'viem'
import { bourseAbi } from '../abis/bourse.ts'
import { bourseLensAbi } from '../abis/bourseLens.ts'
import { disputesAbi } from '../abis/disputes.ts'
import { faultsAbi } from '../abis/faults.ts'
import { functionRegistryAbi } from '../abis/functionRegistry.ts'
import { juryAbi } from '../abis/jury.ts'
import { requestsAbi } from '../abis/requests.ts'
import { vouchersAbi } from '../abis/vouchers.ts'
import { adviceFor } from './advice.ts'
import type { BourseError } from './base.ts'
import { isBourseError } from './base.ts'
import {
  ActionError,
  ChainUnavailableError,
  ContractRevertError,
  InsufficientGasError,
  NoContractError,
} from './chain.ts'

/** Every custom error a call may end in: one contract passes on what another reverted with. */
const ERRORS: Abi = [
  ...bourseAbi,
  ...bourseLensAbi,
  ...disputesAbi,
  ...faultsAbi,
  ...functionRegistryAbi,
  ...juryAbi,
  ...requestsAbi,
  ...vouchersAbi,
].filter((item) => item.type === 'error')

const UNREACHABLE = new Set([
  'HttpRequestError',
  'WebSocketRequestError',
  'SocketClosedError',
  'TimeoutError',
  'LimitExceededRpcError',
  'InternalRpcError',
])

type ViemError = Error & { shortMessage?: string; details?: string; cause?: unknown; raw?: Hex; data?: unknown }

/** What a failed call means: a typed error of ours, with viem's as the cause. */
export function translateError(error: unknown, functionName: string, address: Address): BourseError {
  if (isBourseError(error)) return error
  const chain = causes(error)
  const revert = revertData(chain)
  if (revert !== undefined) return decodeRevert(revert, functionName, error)
  if (chain.some(isBareRevert)) return new ContractRevertError(functionName, 'Unknown', [], { cause: error })
  const named = (name: string) => chain.find((cause) => cause.name === name)
  if (named('ContractFunctionZeroDataError')) return new NoContractError(functionName, address, { cause: error })
  if (chain.some(isOutOfFunds)) return new InsufficientGasError({ cause: error })
  const outage = chain.find((cause) => UNREACHABLE.has(cause.name))
  const last = chain.at(-1)
  const details = outage?.details ?? chain[0]?.shortMessage ?? last?.message ?? String(error)
  return outage
    ? new ChainUnavailableError({ cause: error, details })
    : new ActionError(functionName, { cause: error, details })
}

function causes(error: unknown): ViemError[] {
  const chain: ViemError[] = []
  for (let at = error; at instanceof Error && chain.length < 16; at = at.cause) chain.push(at)
  return chain
}

/** Data of a revert: viem keeps it as `raw`, nodes as `data`, or within an object in `data`. */
function revertData(chain: readonly ViemError[]): Hex | undefined {
  for (const { raw, data } of [...chain].reverse()) {
    const nested = (data as { data?: unknown } | undefined)?.data
    const found = [raw, data, nested].find((value) => typeof value === 'string' && /^0x([0-9a-f]{2}){4,}$/i.test(value))
    if (found) return found as Hex
  }
  return undefined
}

/** Geth's words are known to viem, Hardhat's are not. */
function isOutOfFunds({ name, details }: ViemError): boolean {
  return name === 'InsufficientFundsError' || /enough funds/i.test(details ?? '')
}

/** A revert without data. Some nodes send it under the code of internal errors, so that only the text tells. */
function isBareRevert({ name, details }: ViemError): boolean {
  return name === 'ExecutionRevertedError' || (name === 'InternalRpcError' && /revert/i.test(details ?? ''))
}

function decodeRevert(data: Hex, functionName: string, cause: unknown): ContractRevertError {
  try {
    const decoded = decodeErrorResult({ abi: ERRORS, data })
    const { errorName } = decoded
    const args = readable(errorName, (decoded.args ?? []) as readonly unknown[])
    return new ContractRevertError(functionName, errorName, args, { cause, advice: adviceFor(errorName, args) })
  } catch {
    return new ContractRevertError(functionName, 'Unknown', [data], { cause })
  }
}

/** These name a field in ASCII within 32 bytes. */
const NAMES_FIELD = new Set(['OutOfRange', 'WrongReceipt'])

function readable(errorName: string, args: readonly unknown[]): readonly unknown[] {
  const [field, ...rest] = args
  return NAMES_FIELD.has(errorName) ? [hexToString(field as Hex, { size: 32 }), ...rest] : args
}
