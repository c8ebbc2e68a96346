import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { stringify } from 'yaml'
import type { Context } from '../../core/context.ts'

/**
 * Writes a worker's config when there is none: it listens on the endpoint's port, on this machine only where the endpoint
 * is this machine.
 * @returns Whether it was written.
 */
export function writeWorkerConfig({ settings }: Context, path: string, endpoint: string, keystore: string): boolean {
  if (existsSync(path)) return false
  const { hostname, port, protocol } = new URL(endpoint)
  const local = hostname === 'localhost' || hostname.startsWith('127.')
  const folder = dirname(path)
  const inFolder = (file: string) => relative(folder, file)
  const config = {
    rpc: settings.rpcUrl,
    ...(settings.deployment !== undefined && { deployment: inFolder(settings.deployment) }),
    endpoint,
    listen: `${local ? '127.0.0.1' : '0.0.0.0'}:${port || (protocol === 'https:' ? 443 : 80)}`,
    keystore: inFolder(keystore),
    ...(settings.gateway !== undefined && { peers: [settings.gateway] }),
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, `# Settings of a Lambda Bourse worker: docs/worker.md lists them all.\n${stringify(config)}`)
  return true
}
