import { contentHash, encodeRequest, type FunctionRequest, samplesHash } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { VersionState } from '../chain/client.ts'
import { ContentMismatchError, VersionRefusedError } from '../errors.ts'
import type { VersionConfig } from './versionConfig.ts'

/** A sample of a config, as it is run. */
export interface SampleRequest {
  request: FunctionRequest
  /** The same, as `encodeRequest` gives it. */
  encoded: Uint8Array
  requestHash: Uint8Array
}

/** The requests of a config's samples, in its order. */
export function sampleRequests({ samples }: Pick<VersionConfig, 'samples'>): SampleRequest[] {
  return samples.map((sample) => {
    const request = { ...sample, body: new TextEncoder().encode(sample.body) }
    const encoded = encodeRequest(request)
    return { request, encoded, requestHash: contentHash(encoded, nodeSha256) }
  })
}

/** What the registry has to say of a config's samples; 32 zero bytes where it has none. */
export function samplesHashOf(config: Pick<VersionConfig, 'samples'>): Uint8Array {
  const hashes = sampleRequests(config).map(({ requestHash }) => requestHash)
  return samplesHash(hashes, nodeSha256)
}

/**
 * Compares module and config with what is registered: a canary is of what is registered, and who attested one of anything else
 * could not stand by it.
 * @returns the module's hash
 * @throws ContentMismatchError Another module. @throws VersionRefusedError Other samples.
 */
export function checkContent(
  module: Uint8Array,
  config: Pick<VersionConfig, 'samples'>,
  version: Pick<VersionState, 'moduleHash' | 'moduleCid' | 'samplesHash'>,
): Uint8Array {
  const moduleHash = contentHash(module, nodeSha256)
  if (hexOf(moduleHash) !== version.moduleHash) {
    throw new ContentMismatchError(`module ${version.moduleCid}`, version.moduleHash, hexOf(moduleHash))
  }
  const own = hexOf(samplesHashOf(config))
  if (own === version.samplesHash) return moduleHash
  throw new VersionRefusedError(
    `its samples are registered as ${version.samplesHash}, its config gives ${own}: ` +
      'no canary of it would stand, so its owner has to publish it anew (`bourse deploy`)',
  )
}

function hexOf(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
