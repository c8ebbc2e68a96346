import { requestsAbi } from '@lambda-bourse/sdk'

type Refund = Extract<(typeof requestsAbi)[number], { type: 'function'; name: 'refund' }>

/** ABI of a request, as the contract hashes it. */
export const requestParameters = (
  requestsAbi.find((item) => item.type === 'function' && item.name === 'refund') as Refund
).inputs
