import type {
  Account,
  Address,
  Chain,
  ContractEventArgsFromTopics,
  ContractEventName,
  ContractFunctionArgs,
  ContractFunctionName,
  ContractFunctionReturnType,
  Hash,
  Hex,
  Log,
  TransactionReceipt,
} from 'viem'
import { encodeFunctionData, isAddressEqual, parseEventLogs } from 'viem'
import { estimateContractGas, simulateContract, waitForTransactionReceipt, writeContract } from 'viem/actions'
import type { Deployment } from '../../deployments/deployment.ts'
import type { BourseError } from '../../errors/base.ts'
import { EventNotFoundError, TransactionRevertedError } from '../../errors/chain.ts'
import { translateError } from '../../errors/translate.ts'
import type { AnyClient, ContractKey, Contracts, DeploymentParameter } from './contracts.ts'
import { addressOf, contracts, deploymentFor } from './contracts.ts'

/** What every write takes besides its own parameters. Left out, viem fills it in; `gas` is estimated with a margin. */
export type WriteParameters = DeploymentParameter & {
  /** Sender; the client's account by default. */
  account?: Account | Address
  chain?: Chain | null
  gas?: bigint
  /** wei per gas */
  maxFeePerGas?: bigint
  /** wei per gas */
  maxPriorityFeePerGas?: bigint
  nonce?: number
}

/** What a write may throw: ContractRevertError, InsufficientGasError, NoContractError, ChainUnavailableError, ActionError. */
export type WriteErrorType = BourseError

type WriteName<key extends ContractKey> = ContractFunctionName<Contracts[key], 'nonpayable' | 'payable'>
type WriteArgs<key extends ContractKey, name extends WriteName<key>> = ContractFunctionArgs<
  Contracts[key],
  'nonpayable' | 'payable',
  name
>
type EventName<key extends ContractKey> = ContractEventName<Contracts[key]>

/** What the contract's function would return, as viem decodes it. */
export type WriteResult<key extends ContractKey, name extends WriteName<key>> = ContractFunctionReturnType<
  Contracts[key],
  'nonpayable' | 'payable',
  name
>
/** Arguments of a contract's event, by name. */
export type EventArgs<key extends ContractKey, event extends EventName<key>> = ContractEventArgsFromTopics<
  Contracts[key],
  event,
  true
>

/** A call for a multicall or a smart account. */
export type Call = { to: Address; data: Hex }

/** What `.andWait` returns. */
export type WriteOutcome<event> = { hash: Hash; receipt: TransactionReceipt; event: event }

type Definition<
  key extends ContractKey,
  name extends WriteName<key>,
  event extends EventName<key>,
  parameters,
  args,
> = {
  contract: key
  functionName: name
  args: (parameters: parameters, deployment: Deployment) => args
  /** The event that tells what happened. */
  event: event
  /** The call may succeed without the event. */
  mayBeSilent?: boolean
}

type Own<parameters> = Record<never, never> extends parameters ? [parameters?: parameters] : [parameters: parameters]

/** A write: `(client, parameters) => hash`, with the same parameters in other forms. */
export type WriteAction<parameters, result, event> = {
  (client: AnyClient, ...parameters: Own<parameters & WriteParameters>): Promise<Hash>
  readonly kind: 'write'
  readonly contract: ContractKey
  readonly functionName: string
  /** Sends, waits until it is mined, and returns its event. Throws TransactionRevertedError when it failed there. */
  andWait(client: AnyClient, ...parameters: Own<parameters & WriteParameters>): Promise<WriteOutcome<event>>
  /** What it would return now; sends nothing. */
  simulate(client: AnyClient, ...parameters: Own<parameters & WriteParameters>): Promise<result>
  /** Gas it would take now. */
  estimateGas(client: AnyClient, ...parameters: Own<parameters & WriteParameters>): Promise<bigint>
  /** Address and calldata, for batching. */
  call(client: AnyClient, ...parameters: Own<parameters & DeploymentParameter>): Call
  /** Its event in a receipt's logs; with a deployment, only of that market. */
  extractEvent(logs: readonly Log[], deployment?: Deployment): event
}

/** Makes a write action of a contract's function. */
export function defineWrite<
  key extends ContractKey,
  name extends WriteName<key>,
  event extends EventName<key>,
  parameters extends object,
  const args extends WriteArgs<key, name>,
>(
  definition: Definition<key, name, event, parameters, args> & { mayBeSilent: true },
): WriteAction<parameters, WriteResult<key, name>, EventArgs<key, event> | undefined>
export function defineWrite<
  key extends ContractKey,
  name extends WriteName<key>,
  event extends EventName<key>,
  parameters extends object,
  const args extends WriteArgs<key, name>,
>(
  definition: Definition<key, name, event, parameters, args>,
): WriteAction<parameters, WriteResult<key, name>, EventArgs<key, event>>
export function defineWrite<
  key extends ContractKey,
  name extends WriteName<key>,
  event extends EventName<key>,
  parameters extends object,
  const args extends WriteArgs<key, name>,
>(definition: Definition<key, name, event, parameters, args>) {
  type All = parameters & WriteParameters
  type Event = EventArgs<key, event> | undefined
  const { contract, functionName, event: eventName } = definition
  const abi = contracts[contract]

  const request = (client: AnyClient, parameters = {} as All) => {
    const {
      account = client.account,
      chain = client.chain,
      gas,
      maxFeePerGas,
      maxPriorityFeePerGas,
      nonce,
      value,
    } = parameters as All & { value?: bigint }
    const fees = { gas, maxFeePerGas, maxPriorityFeePerGas, nonce, ...(value === undefined ? {} : { value }) }
    const deployment = deploymentFor(client, parameters)
    const args = definition.args(parameters, deployment)
    return { abi, address: addressOf(deployment, contract), functionName, args, account, chain, ...fees }
  }
  /** Runs one of viem's contract actions. viem cannot infer generic ABIs: the one cast is here. */
  async function run<result>(
    action: (client: AnyClient, request: never) => Promise<unknown>,
    client: AnyClient,
    parameters?: All,
  ): Promise<result> {
    const built = request(client, parameters)
    try {
      return (await action(client, built as never)) as result
    } catch (error) {
      throw translateError(error, functionName, built.address)
    }
  }

  const write = (client: AnyClient, parameters?: All) => run<Hash>(writeWithMargin, client, parameters)
  const simulate = async (client: AnyClient, parameters?: All) =>
    (await run<{ result: WriteResult<key, name> }>(simulateContract, client, parameters)).result
  const estimateGas = (client: AnyClient, parameters?: All) => run<bigint>(estimateContractGas, client, parameters)
  const call = (client: AnyClient, parameters?: All): Call => {
    const { address, args } = request(client, parameters)
    return { to: address, data: encodeFunctionData({ abi, functionName, args } as never) }
  }
  const extractEvent = (logs: readonly Log[], deployment?: Deployment): Event => {
    const ours = deployment ? logs.filter((log) => isAddressEqual(log.address, addressOf(deployment, contract))) : logs
    const [found] = parseEventLogs({ abi, eventName, logs: [...ours] } as never) as unknown as { args: Event }[]
    if (!found && !definition.mayBeSilent) throw new EventNotFoundError(eventName)
    return found?.args
  }
  const andWait = async (client: AnyClient, parameters = {} as All): Promise<WriteOutcome<Event>> => {
    const deployment = deploymentFor(client, parameters)
    const hash = await write(client, parameters)
    const receipt = await waitFor(client, hash, functionName, addressOf(deployment, contract))
    return { hash, receipt, event: extractEvent(receipt.logs, deployment) }
  }
  return Object.assign(write, {
    kind: 'write' as const,
    contract,
    functionName,
    andWait,
    simulate,
    estimateGas,
    call,
    extractEvent,
  })
}

/** EIP-7825: no transaction may have a higher limit. */
const MOST_GAS = 2n ** 24n

/**
 * Sends with more gas than the estimate: between estimate and inclusion others trade, so that an empty price, a colder
 * slot or a longer walk may be met. What is not used is not paid.
 */
async function writeWithMargin(client: AnyClient, request: never): Promise<Hash> {
  const { gas: given, account } = request as { gas?: bigint; account?: unknown }
  if (given !== undefined || account === undefined) return writeContract(client as never, request)
  const estimate = await estimateContractGas(client, request)
  const roomy = (estimate * 13n) / 10n + 60_000n
  const gas = roomy < MOST_GAS ? roomy : MOST_GAS
  return writeContract(client as never, { ...(request as object), gas } as never)
}

async function waitFor(
  client: AnyClient,
  hash: Hash,
  functionName: string,
  address: Address,
): Promise<TransactionReceipt> {
  let receipt: TransactionReceipt
  try {
    receipt = await waitForTransactionReceipt(client, { hash })
  } catch (error) {
    throw translateError(error, functionName, address)
  }
  if (receipt.status === 'reverted') throw new TransactionRevertedError(functionName, hash)
  return receipt
}
