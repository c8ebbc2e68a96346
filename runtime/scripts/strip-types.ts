import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, relative } from 'node:path'

/**
 * Writes the TypeScript files below `source` to `target` as JavaScript, for a Node that cannot strip types itself.
 * Imports of '.ts' files become imports of '.js' files; nothing else changes.
 */
export function stripTypes(source: string, target: string): void {
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
    const from = join(entry.parentPath, entry.name)
    const to = join(target, relative(source, from)).replace(/\.ts$/, '.js')
    mkdirSync(dirname(to), { recursive: true })
    writeFileSync(to, rewriteImports(stripTypeScriptTypes(readFileSync(from, 'utf8'))))
  }
  writeFileSync(join(target, 'package.json'), '{ "type": "module" }\n')
}

function rewriteImports(code: string): string {
  return code.replace(/(['"])(\.{1,2}\/[^'"\n]+)\.ts\1/g, '$1$2.js$1')
}
