import type { Hash } from 'viem'
import type { BourseErrorOptions } from './base.ts'
import { BourseError } from './base.ts'

/** A contract refused: its custom error, decoded. */
export class ContractRevertError extends BourseError {
  override name = 'ContractRevertError'
  /** Name of the Solidity error; `Error` and `Panic` are Solidity's own, `Unknown` is one of no contract of ours. */
  readonly errorName: string
  /** Its arguments in order. */
  readonly args: readonly unknown[]
  /** The function that was called. */
  readonly functionName: string

  constructor(functionName: string, errorName: string, args: readonly unknown[], options: BourseErrorOptions = {}) {
    super(`${functionName} was refused: ${errorName}(${args.map(String).join(', ')})`, options)
    this.functionName = functionName
    this.errorName = errorName
    this.args = args
  }
}

/** The node did not answer, or not with what it should. Trying again may help. */
export class ChainUnavailableError extends BourseError {
  override name = 'ChainUnavailableError'

  constructor(options: BourseErrorOptions) {
    super('the chain could not be reached', {
      kind: 'outage',
      advice: ['Check the RPC URL and that the node is up, then try again.'],
      ...options,
    })
  }
}

/** There is no contract at an address: a wrong deployment or a wrong chain. */
export class NoContractError extends BourseError {
  override name = 'NoContractError'

  constructor(functionName: string, address: string, options: BourseErrorOptions = {}) {
    super(`${functionName}: there is no such contract at ${address}`, {
      advice: ['Check that the deployment belongs to the chain of the client.'],
      ...options,
    })
  }
}

/** The market was deployed without a contract. */
export class MissingContractError extends BourseError {
  override name = 'MissingContractError'
  readonly contract: string

  constructor(contract: string, chainId: number) {
    super(`the market on chain ${chainId} has no contract ${contract}`, {
      advice: [`Give a deployment with the address of \`${contract}\`, if there is one.`],
    })
    this.contract = contract
  }
}

/** The account cannot pay for gas. */
export class InsufficientGasError extends BourseError {
  override name = 'InsufficientGasError'

  constructor(options: BourseErrorOptions) {
    super('the account has not enough native coin for gas', {
      advice: ['Send it some native coin of this chain.'],
      ...options,
    })
  }
}

/** A transaction was mined and failed. */
export class TransactionRevertedError extends BourseError {
  override name = 'TransactionRevertedError'
  readonly hash: Hash

  constructor(functionName: string, hash: Hash) {
    super(`${functionName} failed in transaction ${hash}`, {
      advice: ['The state changed between simulation and inclusion; simulate again to see why.'],
    })
    this.hash = hash
  }
}

/** Logs that should hold an event do not. */
export class EventNotFoundError extends BourseError {
  override name = 'EventNotFoundError'

  constructor(eventName: string) {
    super(`the logs hold no ${eventName} of this market`, { advice: ['Pass all logs of the transaction receipt.'] })
  }
}

/** An action failed for a reason of viem's or the wallet's own: see `cause`. */
export class ActionError extends BourseError {
  override name = 'ActionError'

  constructor(functionName: string, { details = 'see the cause', ...options }: BourseErrorOptions) {
    super(`${functionName} failed: ${details}`, options)
  }
}
