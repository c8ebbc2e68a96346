/**
 * What Hardhat's configuration has more while coverage is measured (BOURSE_COVERAGE is set): our own instrumentation
 * instead of Hardhat's, which knows no branches, and folders of its own, so that nobody takes instrumented contracts for
 * the real ones. Tags of processes that use the network are kept in `coverage/hits/`; those of `hardhat test solidity
 * --coverage` Hardhat keeps itself, in `coverage/data/`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { HardhatPlugin } from 'hardhat/types/plugins'
import { root } from '../../lib/run.ts'
import { instrument, LIBRARY } from './instrument.ts'

/** Whether this process runs instrumented contracts. */
export const isMeasured = Boolean(process.env.BOURSE_COVERAGE)

const hits = new Set<string>()
if (isMeasured) process.on('exit', write)

function keep(tags: string[]): void {
  for (const tag of tags) hits.add(tag)
}

function write(): void {
  if (hits.size === 0) return
  const folder = join(root, 'coverage/hits')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify([...hits]))
}

/** Files that are measured: neither interfaces nor what only tests use. */
export function isCounted(path: string): boolean {
  return /^contracts\/(?!mocks\/|interfaces\/).*\.sol$/.test(path)
}

/** Hardhat asks for a file once for each that imports it. */
const sources = new Map<string, string>()

function sourceOf(file: string, content: string): string {
  const key = `${file}\0${content}`
  const known = sources.get(key)
  if (known !== undefined) return known
  const source = isCounted(file) ? instrument(file, content).source : content
  sources.set(key, source)
  return source
}

const plugin: HardhatPlugin = {
  id: 'bourse-coverage',
  hookHandlers: {
    solidity: async () => ({
      default: async () => ({
        async preprocessProjectFileBeforeBuilding(context, name, path, content, version, next) {
          return next(context, name, path, sourceOf(relative(root, path), content), version)
        },
        async preprocessSolcInputBeforeBuilding(context, input, next) {
          input.sources[LIBRARY.name] = { content: LIBRARY.content }
          return next(context, input)
        },
      }),
    }),
    network: async () => ({ default: async () => ({ onCoverageData: async (_context, tags) => keep(tags) }) }),
  },
}

export const coverage = {
  plugins: isMeasured ? [plugin] : [],
  paths: isMeasured ? { artifacts: './coverage/artifacts', cache: './coverage/cache' } : {},
  settings: { coverage: { skipFiles: ['**'] } },
}
