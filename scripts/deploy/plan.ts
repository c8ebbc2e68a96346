import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Address, getContractAddress, type PublicClient, zeroAddress } from 'viem'
import { creationOrder, type MarketShape, PEERS } from '../../ignition/modules/Market.ts'
import type { MarketParameters } from './config.ts'

/** Bourse and its peers know each other's addresses for ever, so all are computed before the first is created. */
export interface Plan {
  from: Address
  /** Of the first transaction. */
  nonce: number
  shape: MarketShape
  parameters: MarketParameters
  /** Who is offered the right to pause. */
  newOwner?: Address
}

export interface Step {
  contract: string
  nonce: number
  address: Address
}

/** One creation after the other, by one account. */
export function stepsOf(plan: Plan): Step[] {
  return creationOrder(plan.shape).map((contract, i) => {
    const nonce = plan.nonce + i
    return { contract, nonce, address: getContractAddress({ from: plan.from, nonce: BigInt(nonce) }) }
  })
}

/** Where a contract of the plan will be, or the zero address. */
export function addressIn(plan: Plan, contract: string): Address {
  return stepsOf(plan).find((step) => step.contract === contract)?.address ?? zeroAddress
}

/** The parameters of the Ignition module. */
export function moduleParameters(plan: Plan): Record<string, string | number> {
  const peers = PEERS.filter(({ name }) => plan.shape.peers.includes(name))
  return {
    ...plan.parameters,
    ...Object.fromEntries(peers.map(({ name, contract }) => [name, addressIn(plan, contract)])),
    ...(plan.newOwner ? { newOwner: plan.newOwner } : {}),
  }
}

/**
 * The plan that a deployment in `folder` began with, or `wanted` with the account's next nonce. Nothing is sent.
 *
 * @param wanted - what would be deployed, without its nonce
 * @throws Error - a deployment was begun there with something else, or the account sent something else meanwhile
 */
export async function planFor(folder: string, client: PublicClient, wanted: Omit<Plan, 'nonce'>): Promise<Plan> {
  const file = join(folder, 'plan.json')
  const used = await client.getTransactionCount({ address: wanted.from })
  if (!existsSync(file)) {
    const pending = await client.getTransactionCount({ address: wanted.from, blockTag: 'pending' })
    if (pending !== used)
      throw new Error(`${wanted.from} has ${pending - used} transactions pending; wait until they are mined`)
    return { ...wanted, nonce: used }
  }
  const { nonce, ...begun } = JSON.parse(await readFile(file, 'utf8')) as Plan
  const [was, is] = [differences(begun), differences(wanted)]
  for (const field of new Set([...was.keys(), ...is.keys()]))
    if (was.get(field) !== is.get(field))
      throw new Error(
        `the deployment begun in ${folder} has ${field} ${was.get(field)}, not ${is.get(field)}; ` +
          'finish it as it was begun, or move that folder away to begin anew',
      )
  const plan = { ...wanted, nonce }
  await expectNonce(folder, client, plan, used)
  return plan
}

export async function savePlan(folder: string, plan: Plan): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`)
}

/** A contract's address depends on its creator's nonce: with another one the Bourse would name the wrong peers. */
async function expectNonce(folder: string, client: PublicClient, plan: Plan, used: number): Promise<void> {
  const steps = stepsOf(plan)
  const codes = await Promise.all(steps.map(({ address }) => client.getCode({ address })))
  const missing = codes.indexOf(undefined)
  const next = steps[missing]
  if (!next || next.nonce === used) return
  throw new Error(
    `the nonce of ${plan.from} is ${used}, but ${next.contract} must be created with ${next.nonce}: the account sent ` +
      `something else since this deployment began. Nothing was sent. Move ${folder} away to begin anew`,
  )
}

function differences(plan: Omit<Plan, 'nonce'>): Map<string, string> {
  const { from, shape, parameters, newOwner } = plan
  const all = { from, newOwner, contracts: creationOrder(shape), ...parameters }
  return new Map(Object.entries(all).map(([field, value]) => [field, `${value}`.toLowerCase()]))
}
