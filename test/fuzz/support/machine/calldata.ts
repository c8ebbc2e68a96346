import { type Hex, toFunctionSelector } from 'viem'
import type { Context, StateWords } from '../../../../prover/src/index.ts'

const hex = (value: bigint) => value.toString(16).padStart(64, '0')
/** 32 bytes. */
export const word = (value: bigint): Hex => `0x${hex(value)}`

const SELECTOR = toFunctionSelector('step((bytes32,uint256),(uint256,bytes32,bytes32),bytes32[])')
/** Where the witness begins: five words of context and state, and this one. */
const WITNESS_AT = 6n * 32n

/** Calldata of `OneStep.step`, by hand: a general encoder takes longer than the step. */
export function encodeStep(context: Context, before: StateWords, witness: readonly bigint[]): Hex {
  const { regs, stackRoot, memoryRoot } = before
  const head = [context.codeRoot, BigInt(context.maxPages), regs, stackRoot, memoryRoot]
  return `${SELECTOR}${[...head, WITNESS_AT, BigInt(witness.length), ...witness].map(hex).join('')}`
}
