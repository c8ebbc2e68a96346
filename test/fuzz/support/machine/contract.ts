// Many steps in one call of the contract, and what it answers to each.
import { decodeFunctionResult, encodeErrorResult, encodeFunctionData, type Hex } from 'viem'
import type { Chain, Contract } from '../chain.ts'
import { encodeStep } from './calldata.ts'
import type { ProvedStep } from './steps.ts'

/** What the contract answered: the hash of the next state, `refused` for a witness that does not fit, else its revert. */
export type Verdict = Hex | 'refused' | `reverted ${string}`

export interface Trial {
  step: ProvedStep
  witness: readonly bigint[]
}

export async function newStepper(chain: Chain) {
  const oneStep = await chain.deploy('OneStep', [])
  const reader = await chain.deploy('BatchReader', [])
  const refusal = encodeErrorResult({ abi: oneStep.abi, errorName: 'BadWitness' })
  return async (trials: readonly Trial[]): Promise<Verdict[]> => {
    const calls = trials.map(({ step, witness }) => ({
      target: oneStep.address,
      data: encodeStep(step.context, step.before, witness),
    }))
    const answers = await attempt(chain, reader, calls)
    return answers.map(
      ({ ok, answer }): Verdict => (ok ? answer : answer === refusal ? 'refused' : `reverted ${answer}`),
    )
  }
}

async function attempt(chain: Chain, reader: Contract, calls: { target: Hex; data: Hex }[]) {
  const data = encodeFunctionData({ abi: reader.abi, functionName: 'attempt', args: [calls] })
  const gas = '0x3b9aca00'
  const answer = await chain.rpc<Hex>('eth_call', { to: reader.address, data, gas }, 'latest')
  return decodeFunctionResult({ abi: reader.abi, functionName: 'attempt', data: answer }) as {
    ok: boolean
    answer: Hex
  }[]
}
