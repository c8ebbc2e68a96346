import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

/** Formats as the repository is formatted, so that generated files pass the same check as written ones. */
export async function format(root: string, path: string, source: string): Promise<string> {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const args = [biome, 'check', '--write', `--stdin-file-path=${path}`]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(source)
  const [formatted, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((done) => child.once('close', done)),
  ])
  if (code !== 0) throw new Error(`biome format ${path} ended with ${code}`)
  return formatted
}
