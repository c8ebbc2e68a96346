import { contentHash, encodeRequest, receiptDomain } from '@lambda-bourse/sdk'
import type { BatchIdentity, Execution } from '../../src/receipts/sealedBatch.ts'
import { createSigner } from '../../src/receipts/signer.ts'
import { ReceiptTemplate } from '../../src/receipts/template.ts'
import { KEY } from './fixture.ts'
import { BOURSE } from './scriptedChain.ts'

const domain = receiptDomain({ chainId: 31337, bourse: BOURSE })

export function identity(): BatchIdentity {
  return { provider: 1, domain, signer: createSigner(KEY) }
}

/** A finished execution whose response is its request's body. */
export function executionOf(
  given: { body?: string; epoch?: number; lease?: number; status?: number; fuel?: number } = {},
): Execution {
  const { body = 'hello', epoch = 1, lease = 256, status = 0, fuel = 100 } = given
  const request = encodeRequest({ method: 'POST', target: '/', contentType: '', body: Buffer.from(body) })
  const response = Buffer.from(body)
  const constants = {
    provider: 1,
    lease,
    functionId: 1n,
    version: 1,
    runtimeVersion: 1,
    domainSeparator: domain.separator,
  }
  const template = new ReceiptTemplate({
    ...constants,
    moduleHash: new Uint8Array(32).fill(1),
    imageHash: new Uint8Array(32),
  })
  return {
    template,
    lease,
    epoch,
    request,
    requestHash: contentHash(request),
    response,
    responseHash: contentHash(response),
    transcript: new Uint8Array(),
    transcriptHash: new Uint8Array(32),
    fuel,
    status,
  }
}
