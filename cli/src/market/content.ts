// Content on the gateway's and the workers' /ipfs.
import { verifyCid } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'

const TIMEOUT_MS = 30_000

/**
 * Offers content to a host of `/ipfs`.
 * @param base The host's URL.
 * @throws CliError `UploadFailed` with what the host said.
 */
export async function upload(base: string, cid: string, bytes: Uint8Array): Promise<void> {
  const url = `${base.replace(/\/+$/, '')}/ipfs/${cid}`
  const body = new Uint8Array(bytes)
  const response = await request(url, { method: 'PUT', body })
  if (response.ok) return void (await response.arrayBuffer())
  const said = (await response.text()).slice(0, 300)
  throw new CliError('UploadFailed', EXIT.network, `${url} answered ${response.status}: ${said}`, {
    field: 'gateway',
    value: base,
  })
}

/**
 * Fetches content from the first host that has it. Only bytes that hash to the CID count.
 * @throws CliError `ContentNotFound`
 */
export async function download(bases: readonly string[], cid: string): Promise<Uint8Array> {
  const failures: string[] = []
  for (const base of bases) {
    try {
      const response = await request(`${base.replace(/\/+$/, '')}/ipfs/${cid}`)
      if (!response.ok) throw new Error(`answered ${response.status}`)
      const bytes = new Uint8Array(await response.arrayBuffer())
      await verifyCid(cid, bytes, nodeSha256)
      return bytes
    } catch (error) {
      failures.push(`${base}: ${(error as Error).message}`)
    }
  }
  throw new CliError('ContentNotFound', EXIT.network, `nobody asked has ${cid}`, {
    field: 'cid',
    value: cid,
    advice: failures,
  })
}

/**
 * `fetch` with a deadline, and errors that name the URL.
 * @throws CliError `Unreachable`
 */
export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), ...init })
  } catch (cause) {
    const reason = ((cause as Error).cause as { code?: string } | undefined)?.code ?? (cause as Error).message
    throw new CliError('Unreachable', EXIT.network, `${url} cannot be reached: ${reason}`, {
      field: 'url',
      value: url,
      allowed: 'a running gateway or worker',
      cause,
    })
  }
}
