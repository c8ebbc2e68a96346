import { expect } from 'chai'
import type { Hash, Log } from 'viem'
import type { TestClient } from './market.ts'

type BoundWrite<parameters, event> = {
  andWait(parameters: parameters): Promise<{ hash: Hash; receipt: { logs: Log[]; gasUsed: bigint }; event: event }>
  simulate(parameters: parameters): Promise<unknown>
  estimateGas(parameters: parameters): Promise<bigint>
  call(parameters: parameters): { to: string; data: string }
  extractEvent(logs: readonly Log[]): event
}

/** Uses a write in each of its forms, checks that they agree, and returns its event. */
export async function exercise<parameters, event>(
  client: TestClient,
  action: BoundWrite<parameters, event>,
  parameters: parameters,
): Promise<event> {
  await action.simulate(parameters)
  const estimate = await action.estimateGas(parameters)
  const { hash, receipt, event } = await action.andWait(parameters)
  const transaction = await client.getTransaction({ hash })
  const { to, data } = action.call(parameters)
  expect(transaction.input).to.equal(data)
  expect(transaction.to?.toLowerCase()).to.equal(to.toLowerCase())
  expect(estimate >= receipt.gasUsed, 'estimated gas covers what was used').to.equal(true)
  expect(action.extractEvent(receipt.logs)).to.deep.equal(event)
  return event
}

/** The error that a promise fails with; fails when it does not. */
export async function failure<error = Error & Record<string, unknown>>(promise: Promise<unknown>): Promise<error> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error as error
  }
  throw new Error(`expected a failure, got ${String(value)}`)
}
