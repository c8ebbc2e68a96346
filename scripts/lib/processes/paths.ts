import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** The Node that runs this; everything that is spawned runs on the same one. */
export const NODE = process.execPath

export const BOURSE = join(ROOT, 'cli/src/bourse.mjs')
export const GATEWAY = join(ROOT, 'gateway/src/main.ts')
export const WORKER = join(ROOT, 'worker/src/main.ts')
export const HARDHAT = join(ROOT, 'node_modules/hardhat/dist/src/cli.js')
