/**
 * What the published packages export, in `snapshots/exports.json`: `--check` fails on a difference, `--update` writes it.
 * Values are what importing an entry gives; types are read from its sources.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { format } from '../codegen/format.ts'

const root = resolve(import.meta.dirname, '../..')
const file = join(root, 'snapshots/exports.json')
const packages = ['sdk', 'runtime']

type Entry = { values: string[]; types: string[] }
type Snapshot = Record<string, Entry>

async function entriesOf(folder: string): Promise<Snapshot> {
  const { name, exports } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const entries: Snapshot = {}
  for (const [entry, target] of Object.entries<string | Record<string, string>>(exports)) {
    const path = join(root, folder, typeof target === 'string' ? target : (target.default ?? ''))
    if (!path.endsWith('.ts')) continue
    const values = Object.keys(await import(path)).sort()
    const types = [...new Set(typesOf(path))].filter((type) => !values.includes(type)).sort()
    entries[join(name, entry)] = { values, types }
  }
  return entries
}

/** Names of the types that a module exports, through its re-exports. */
function typesOf(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  const declared = [...text.matchAll(/^export (?:declare )?(?:type|interface) (\w+)/gm)].map(
    ([, name]) => name as string,
  )
  const listed = [...text.matchAll(/^export type \{([^}]*)\}/gm)].flatMap(([, list]) => namesIn(list as string))
  const inline = [...text.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list]) =>
    namesIn((list as string).match(/\btype \w+(?: as \w+)?/g)?.join() ?? ''),
  )
  const passed = [...text.matchAll(/^export (?:type )?\* from '(\.[^']+)'/gm)].flatMap(([, from]) =>
    typesOf(join(dirname(path), from as string)),
  )
  return [...declared, ...listed, ...inline, ...passed]
}

function namesIn(list: string): string[] {
  const names = list.split(',').map((item) =>
    item
      .trim()
      .replace(/^type /, '')
      .replace(/^.* as /, ''),
  )
  return names.filter((name) => name !== '')
}

const current: Snapshot = Object.assign({}, ...(await Promise.all(packages.map(entriesOf))))
const recorded: Snapshot = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}

if (process.argv.includes('--update')) {
  writeFileSync(file, await format(root, 'snapshots/exports.json', JSON.stringify(current, null, 2)))
} else if (!isDeepStrictEqual(current, recorded)) {
  for (const entry of new Set([...Object.keys(recorded), ...Object.keys(current)])) {
    for (const kind of ['values', 'types'] as const) {
      const [before, after] = [recorded[entry]?.[kind] ?? [], current[entry]?.[kind] ?? []]
      for (const name of before.filter((one) => !after.includes(one))) console.error(`- ${entry} ${kind}: ${name}`)
      for (const name of after.filter((one) => !before.includes(one))) console.error(`+ ${entry} ${kind}: ${name}`)
    }
  }
  console.error('Exports changed. If that is meant: node scripts/snapshots/exports.ts --update')
  process.exitCode = 1
}
const total = Object.values(current).reduce((sum, { values, types }) => sum + values.length + types.length, 0)
console.log(`exports: ${total} names in ${Object.keys(current).length} entries`)
