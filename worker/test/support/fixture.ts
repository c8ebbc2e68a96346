import { mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cidOf, contentHash, parseCid, type Tier } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { type Hex, toHex, zeroHash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { VersionState } from '../../src/chain/client.ts'
import { workerSettings } from '../../src/config/settings.ts'
import { provableVersion } from '../../src/execution/prepare.ts'
import { parseVersionConfig, type VersionConfig } from '../../src/leases/versionConfig.ts'
import { samplesHashOf } from '../../src/leases/versionContent.ts'
import { silentLogger } from '../../src/log.ts'
import { BlockStore } from '../../src/store/blockStore.ts'
import { type BourseWorker, createWorker } from '../../src/worker.ts'
import { ScriptedChain } from './scriptedChain.ts'

export const KEY = new Uint8Array(32).fill(7)
export const OPERATOR = privateKeyToAccount(`0x${Buffer.from(KEY).toString('hex')}`).address
export const ROOT = join(import.meta.dirname, '../../..')

/** Bytes of a prebuilt guest. */
export function guest(name: string): Uint8Array {
  return readFileSync(join(ROOT, 'guests', name, 'module.wasm'))
}

/** What the registry would say of a module. */
export async function versionOf(module: Uint8Array, config?: object, tier: Tier = 'attested'): Promise<VersionState> {
  const moduleHash = toHex(contentHash(module, nodeSha256))
  const configCid = config && (await cidOf(Buffer.from(JSON.stringify(config))))
  // an attested version's config may be wrong: that is what some tests are about
  const settings = () => parseVersionConfig(config && Buffer.from(JSON.stringify(config)))
  const samplesHash = samplesOf(config)
  const imageHash = tier === 'attested' ? zeroHash : provableVersion(module, settings()).imageHash
  return { moduleHash, imageHash, samplesHash, moduleCid: await cidOf(module), configCid }
}

/** A config that cannot be read has no samples: that is what some tests are about. */
function samplesOf(config: object | undefined): Hex {
  const { samples } = (config ?? {}) as Pick<VersionConfig, 'samples'>
  return toHex(samplesHashOf({ samples: Array.isArray(samples) ? samples : [] }))
}

/** Puts content into a data folder before a worker opens it. */
export async function seed(dataDir: string, ...contents: Uint8Array[]): Promise<void> {
  const blocks = new BlockStore({ folder: join(dataDir, 'blocks'), capacity: 1 << 28, holdMs: 0, now: Date.now })
  for (const bytes of contents) {
    const cid = await cidOf(bytes)
    parseCid(cid)
    await blocks.put(cid, bytes)
  }
}

/** A folder that goes away after the test. */
export function temporaryFolder(): { path: string; remove(): Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), 'bourse-worker-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

export interface EchoMarket {
  chain: ScriptedChain
  dataDir: string
  start(settings?: object): Promise<BourseWorker>
}

/** A scripted chain on which lease 256 of provider 1 serves the echo module. */
export async function echoMarket(dataDir: string, chain = new ScriptedChain(OPERATOR)): Promise<EchoMarket> {
  const module = guest('echo')
  await seed(dataDir, module)
  chain.publish(1n, 1, await versionOf(module))
  chain.point(1n, 1, chain.market.genesis - 1)
  chain.lend({ id: 256, provider: 1 })
  return {
    chain,
    dataDir,
    start: (given = {}) => {
      const settings = workerSettings({ dataDir, listen: '127.0.0.1:0', pollMs: 50, ...given })
      return createWorker({ settings, key: KEY, chain, transactions: chain, log: silentLogger })
    },
  }
}
