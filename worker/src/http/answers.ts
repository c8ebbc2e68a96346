import type { Refusal } from '../errors.ts'
import type { Answer } from '../invoke/invoker.ts'
import type { PlainAnswer } from './plainConnection.ts'

const MEANINGS = ['ok', 'exit', 'trap', 'out of fuel', 'call depth exceeded', 'output too large']

/** The HTTP form of a receipted result; a failure without output is explained in a body that the receipt does not sign. */
export function answerOf({ status, response, fuel, contentType, receipt, owed }: Answer): PlainAnswer {
  const isExplained = status !== 0 && response.length === 0
  const error = { name: 'ExecutionFailed', message: MEANINGS[status], status }
  return {
    statusCode: status === 0 ? 200 : 500,
    headers: [
      'content-type',
      isExplained ? 'application/json' : contentType,
      'bourse-status',
      String(status),
      'bourse-fuel',
      String(fuel),
      'bourse-receipt',
      receipt,
      ...(owed === undefined ? [] : ['bourse-owed', String(owed)]),
    ],
    body: isExplained ? Buffer.from(JSON.stringify({ error })) : response,
  }
}

/** The HTTP form of an answer without a receipt. */
export function refusalAnswer({ name, statusCode, message, details }: Refusal): PlainAnswer {
  const mayRetry = statusCode === 429 || statusCode === 503
  return {
    statusCode,
    headers: ['content-type', 'application/json', ...(mayRetry ? ['retry-after', '1'] : [])],
    body: Buffer.from(JSON.stringify({ error: { name, message, ...details } })),
  }
}
