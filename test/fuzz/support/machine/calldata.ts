import { encodeFunctionData, type Hex, numberToHex } from 'viem'
import type { Context, StateWords } from '../../../../prover/src/index.ts'
import type { Contract } from '../chain.ts'

/** 32 bytes. */
export const word = (value: bigint): Hex => numberToHex(value, { size: 32 })

/** Calldata of `OneStep.step`. */
export function encodeStep(oneStep: Contract, context: Context, before: StateWords, witness: bigint[]): Hex {
  const { regs, stackRoot, memoryRoot } = before
  const args = [
    { codeRoot: word(context.codeRoot), maxPages: BigInt(context.maxPages) },
    { regs, stackRoot: word(stackRoot), memoryRoot: word(memoryRoot) },
    witness.map(word),
  ]
  return encodeFunctionData({ abi: oneStep.abi, functionName: 'step', args })
}
