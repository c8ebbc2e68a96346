import { type AnyProgram, type InvokeOptions, isProvable } from '@lambda-bourse/runtime'
import type { FunctionRequest } from '@lambda-bourse/sdk'
import { guestInput } from '../invoke/guestInput.ts'

/** A request, as it is run. */
export interface Call {
  request: FunctionRequest
  /** The same, as `encodeRequest` gives it. */
  encoded: Uint8Array
  /** Its content hash: the seed. */
  requestHash: Uint8Array
  /** Start of the execution's epoch, in seconds since 1970. */
  start: number
  /** Most fuel. */
  fuel: bigint
}

/** What a sandbox or pool is given. */
export interface Input {
  input: Uint8Array
  options: InvokeOptions
}

/**
 * What a program is given of a call: a provable one takes the request from its encoding by itself, and has its
 * environment inside.
 */
export function inputOf(program: AnyProgram, call: Call, configEnv: Readonly<Record<string, string>>): Input {
  const { request, encoded, requestHash, start, fuel } = call
  const base = { fuel, seed: requestHash, timeNs: BigInt(start) * 1_000_000_000n }
  if (isProvable(program)) return { input: encoded, options: base }
  const { input, env, args } = guestInput(program.abi, request, configEnv)
  return { input, options: { ...base, env, args } }
}
