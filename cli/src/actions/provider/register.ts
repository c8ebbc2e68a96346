import { resolve } from 'node:path'
import { formatUsdc, signOperatorProof } from '@lambda-bourse/sdk'
import type { Context } from '../../core/context.ts'
import { badInput } from '../../core/errors.ts'
import { depositWithPermit, planFunding } from '../../market/funds.ts'
import { openMarketWithAccount } from '../../market/open.ts'
import { encryptionKey, operatorKey } from './keys.ts'

export type RegisterOptions = {
  /** URL under which callers reach the worker. */
  endpoint: string
  /** File with the operator's private key; made when missing. Default `.bourse/operator.key`. */
  operatorKeyFile?: string
  /** File with the X25519 private key; made when missing. Default `.bourse/encryption.pem`. */
  encryptionKeyFile?: string
}

export type RegisterResult = {
  provider: number
  owner: string
  operator: string
  encryptionKey: string
  endpoint: string
  /** micro-USDC */
  stake: bigint
  operatorKeyFile: string
  encryptionKeyFile: string
  /** Key files that were made. */
  created: string[]
}

/**
 * Registers the account as a provider: its base stake is locked, its keys and endpoint go on chain.
 * @throws CliError `InsufficientFunds`; a contract's refusal when the account is a provider already.
 */
export async function register(context: Context, options: RegisterOptions): Promise<RegisterResult> {
  const endpoint = checkEndpoint(options.endpoint)
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
  const created = [operator.created && files.operatorKeyFile, encryption.created && files.encryptionKeyFile]
  return {
    provider: event.provider,
    owner: account.address,
    ...keys,
    endpoint,
    stake,
    ...files,
    created: created.filter((path) => path !== false),
  }
}

function checkEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash)
    return text.replace(/\/+$/, '')
  throw badInput('endpoint', text, 'an http or https URL without user, query and fragment')
}
