// Writes what is derived from the contracts and the plan's schema: ABIs, deployments, ethers types, JSON Schema, and
// what Solidity tests need of test/vectors.
// `--check` writes nothing and fails when a file is not what it would write.
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { abiFiles } from './abis.ts'
import { deploymentFiles } from './deployments.ts'
import { ethersFiles } from './ethers.ts'
import { format } from './format.ts'
import { schemaFiles } from './schema.ts'
import { vectorFiles } from './vectors.ts'

const root = resolve(import.meta.dirname, '../..')
const check = process.argv.includes('--check')

/** Folders that hold generated files only: what is not generated any more is removed. */
const FOLDERS = ['sdk/src/abis', 'sdk/src/ethers/generated']

const files = new Map<string, string>()
for (const generate of [abiFiles, deploymentFiles, ethersFiles, schemaFiles, vectorFiles]) {
  for (const [path, text] of await generate(root)) {
    files.set(path, path.endsWith('.sol') ? text : await format(root, path, text))
  }
}
const drifted: string[] = []
for (const [path, text] of files) {
  const current = existsSync(join(root, path)) ? await readFile(join(root, path), 'utf8') : undefined
  if (current !== text) drifted.push(path)
}
const stale = (await Promise.all(FOLDERS.map(list))).flat().filter((path) => !files.has(path))

if (check && drifted.length + stale.length > 0) {
  console.error(`Out of date; run \`node scripts/codegen/main.ts\`:\n  ${[...drifted, ...stale].join('\n  ')}`)
  process.exit(1)
}
if (!check) {
  for (const path of stale) await rm(join(root, path))
  for (const path of drifted) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), files.get(path) as string)
  }
}
console.log(
  `codegen: ${files.size} files, ${check ? 'all up to date' : `${drifted.length} written, ${stale.length} removed`}`,
)

async function list(folder: string): Promise<string[]> {
  if (!existsSync(join(root, folder))) return []
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)))
}
