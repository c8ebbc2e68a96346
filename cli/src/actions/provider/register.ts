import { resolve } from 'node:path'
import { formatUsdc, signOperatorProof } from '@lambda-bourse/sdk'
import { type Address, parseEther } from 'viem'
import type { Context } from '../../core/context.ts'
import { badInput } from '../../core/errors.ts'
import { depositWithPermit, planFunding } from '../../market/funds.ts'
import { type MarketWithAccount, openMarketWithAccount } from '../../market/open.ts'
import { encryptionKey, operatorKey } from './keys.ts'
import { writeWorkerConfig } from './worker-config.ts'

export type RegisterOptions = {
  /** URL under which callers reach the worker. */
  endpoint: string
  /** File with the operator's private key; made when missing. Default `.bourse/operator.key`. */
  operatorKeyFile?: string
  /** File with the X25519 private key; made when missing. Default `.bourse/encryption.pem`. */
  encryptionKeyFile?: string
  /** The worker's settings; made when missing. Default `worker.yaml`. */
  workerConfig?: string
  /** Native coin to send to the operator, who pays the gas of attestations, such as `0.05`. Default: none. */
  gas?: string
}

export type RegisterResult = {
  provider: number
  owner: string
  operator: string
  encryptionKey: string
  endpoint: string
  /** micro-USDC */
  stake: bigint
  /** The operator's native coin, wei. It pays for attestations, so it must not run out. */
  operatorBalance: bigint
  operatorKeyFile: string
  encryptionKeyFile: string
  workerConfig: string
  /** Files that were made. */
  created: string[]
}

/**
 * Registers the account as a provider: its base stake is locked, its keys and endpoint go on chain.
 * @throws CliError `InsufficientFunds`; a contract's refusal when the account is a provider already.
 */
export async function register(context: Context, options: RegisterOptions): Promise<RegisterResult> {
  const endpoint = checkEndpoint(options.endpoint)
  const gas = gasOf(options.gas)
  const market = await openMarketWithAccount(context)
  const { bourse, account, deployment } = market
  const existing = await bourse.getProviderId({ account: account.address })
  if (existing !== 0 && !(await bourse.getProvider({ provider: existing })).ended) {
    throw badInput('account', account.address, `an account that is no provider yet; this one is provider ${existing}`)
  }
  const stake = BigInt(deployment.config.baseStake)
  const funding = await planFunding(market, stake, 'the base stake')
  const files = {
    operatorKeyFile: resolve(context.cwd, options.operatorKeyFile ?? '.bourse/operator.key'),
    encryptionKeyFile: resolve(context.cwd, options.encryptionKeyFile ?? '.bourse/encryption.pem'),
  }
  const operator = operatorKey(files.operatorKeyFile)
  const encryption = encryptionKey(files.encryptionKeyFile)
  if (funding.deposit > 0n) await depositWithPermit(context, market, funding.deposit)
  const { address } = operator.account
  const proof = { owner: account.address, encryptionKey: encryption.publicKey, market: deployment }
  const operatorSignature = await signOperatorProof(operator.account, proof)
  const keys = { operator: address, encryptionKey: encryption.publicKey }
  const send = () => bourse.registerProvider.andWait({ ...keys, endpoint, operatorSignature })
  const { event } = await context.progress.step(`Registering with a stake of ${formatUsdc(stake)}`, send)
  if (gas > 0n) await context.progress.step('Sending the operator gas', () => sendGas(market, address, gas))
  const workerConfig = resolve(context.cwd, options.workerConfig ?? 'worker.yaml')
  const configured = writeWorkerConfig(context, workerConfig, endpoint, files.operatorKeyFile)
  const made: [boolean, string][] = [
    [operator.created, files.operatorKeyFile],
    [encryption.created, files.encryptionKeyFile],
    [configured, workerConfig],
  ]
  return {
    provider: event.provider,
    owner: account.address,
    ...keys,
    endpoint,
    stake,
    operatorBalance: await market.client.getBalance({ address }),
    ...files,
    workerConfig,
    created: made.filter(([created]) => created).map(([, path]) => path),
  }
}

function gasOf(text: string | undefined): bigint {
  if (text === undefined) return 0n
  if (/^\d{1,9}(\.\d{1,18})?$/.test(text)) return parseEther(text)
  throw badInput('gas', text, 'an amount of native coin, such as 0.05')
}

async function sendGas({ client, wallet }: MarketWithAccount, to: Address, value: bigint): Promise<void> {
  const hash = await wallet.sendTransaction({ to, value })
  await client.waitForTransactionReceipt({ hash })
}

function checkEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash)
    return text.replace(/\/+$/, '')
  throw badInput('endpoint', text, 'an http or https URL without user, query and fragment')
}
