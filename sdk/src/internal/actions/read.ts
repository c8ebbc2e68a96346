import type {
  AbiStateMutability,
  BlockNumber,
  BlockTag,
  ContractFunctionArgs,
  ContractFunctionName,
  ContractFunctionReturnType,
} from 'viem'
import { readContract } from 'viem/actions'
import type { Deployment } from '../../deployments/deployment.ts'
import type { BourseError } from '../../errors/base.ts'
import { translateError } from '../../errors/translate.ts'
import type { AnyClient, ContractKey, Contracts, DeploymentParameter } from './contracts.ts'
import { addressOf, contracts, deploymentFor } from './contracts.ts'

/** What every read takes besides its own parameters: the market, and the state of which block. */
export type ReadParameters = DeploymentParameter & { blockNumber?: BlockNumber; blockTag?: BlockTag }

/** What a read may throw: ContractRevertError, NoContractError, ChainUnavailableError, ActionError. */
export type ReadErrorType = BourseError

type ReadName<key extends ContractKey> = ContractFunctionName<Contracts[key], 'view' | 'pure'>
/** What the contract's function returns, as viem decodes it. */
export type ReadResult<key extends ContractKey, name extends ReadName<key>> = ContractFunctionReturnType<
  Contracts[key],
  AbiStateMutability,
  name
>

type Definition<key extends ContractKey, name extends ReadName<key>, parameters, args, result> = {
  contract: key
  functionName: name
  args: (parameters: parameters, deployment: Deployment) => args
  /** Shapes the contract's answer. */
  result?: (answer: ReadResult<key, name>) => result
}

/** A read: `(client, parameters) => result`. */
export type ReadAction<parameters, result> = {
  (
    client: AnyClient,
    ...parameters: Record<never, never> extends parameters
      ? [parameters?: parameters & ReadParameters]
      : [parameters: parameters & ReadParameters]
  ): Promise<result>
  readonly kind: 'read'
  readonly contract: ContractKey
  readonly functionName: string
}

/** Makes a read action of a view function. */
export function defineRead<
  key extends ContractKey,
  name extends ReadName<key>,
  parameters extends object,
  const args extends ContractFunctionArgs<Contracts[key], 'view' | 'pure', name>,
  result = ReadResult<key, name>,
>(definition: Definition<key, name, parameters, args, result>): ReadAction<parameters, result> {
  const { contract, functionName, result = (answer) => answer as result } = definition
  const action = async (client: AnyClient, parameters = {} as parameters & ReadParameters): Promise<result> => {
    const deployment = deploymentFor(client, parameters)
    const address = addressOf(deployment, contract)
    const { blockNumber, blockTag } = parameters
    const call = {
      abi: contracts[contract],
      address,
      functionName,
      args: definition.args(parameters, deployment),
      ...(blockNumber === undefined ? { blockTag } : { blockNumber }),
    }
    try {
      return result((await readContract(client, call as never)) as ReadResult<key, name>)
    } catch (error) {
      throw translateError(error, functionName, address)
    }
  }
  return Object.assign(action, { kind: 'read' as const, contract, functionName }) as ReadAction<parameters, result>
}
