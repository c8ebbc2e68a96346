import type { Account, Address } from 'viem'
import { parseAccount } from 'viem/utils'
import { InvalidValueError } from '../errors/values.ts'
import type { AnyClient } from '../internal/actions/contracts.ts'

export function signerOf(client: AnyClient, account: Account | Address | undefined): Account {
  const signer = account ?? client.account
  if (!signer) throw new InvalidValueError('account', account, 'an account, here or on the client')
  return parseAccount(signer)
}
