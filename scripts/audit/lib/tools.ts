/** Slither and Halmos live in a Python environment of their own, `.audit/venv`; nothing else of the repository needs it. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from '../../lib/run.ts'

/** Everything that the audit writes; git ignores it. */
export const folder = join(root, '.audit')
const venv = join(folder, 'venv')
/** Where the commands of the environment are. */
export const scripts = join(venv, process.platform === 'win32' ? 'Scripts' : 'bin')
const requirements = join(root, 'scripts/audit/requirements.txt')
const stamp = join(venv, '.installed')

/** A tool that this machine cannot have, and what to do about it. */
export class ToolMissing extends Error {
  override readonly name = 'ToolMissing'
}

export interface ToolResult {
  code: number
  output: string
}

/**
 * Runs a command of the environment, which is made first when it is missing or old. Its own commands and Node come
 * first on the path.
 * @throws {ToolMissing} when the environment cannot be made
 */
export function tool(
  command: string,
  args: string[],
  options: { cwd: string; env?: Record<string, string> },
): ToolResult {
  ensureTools()
  const path = [options.env?.PATH ?? '', scripts, process.env.PATH ?? ''].filter(Boolean).join(delimiter)
  return execute(join(scripts, command), args, options.cwd, { ...options.env, PATH: path })
}

/**
 * Makes the environment when it is missing or old.
 * @throws {ToolMissing} when it cannot be made
 */
export function ensureTools(): void {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.log('Installing Slither and Halmos into .audit/venv (once) ...')
  rmSync(venv, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const python = ['python3', 'python'].find((name) => execute(name, ['--version'], root).code === 0)
  if (!python)
    throw new ToolMissing('Python was not found: Slither and Halmos need python3 (3.11 or later) on the PATH.')
  step(python, ['-m', 'venv', venv], 'a Python environment could not be made; Debian has it in python3-venv')
  step(join(scripts, 'pip'), ['install', '--quiet', '--no-deps', '-r', requirements], 'is PyPI reachable?')
  writeFileSync(stamp, wanted)
}

function step(command: string, args: string[], advice: string): void {
  const { code, output } = execute(command, args, root)
  if (code !== 0) throw new ToolMissing(`"${command} ${args.join(' ')}" ended with ${code}: ${advice}\n${output}`)
}

function execute(command: string, args: string[], cwd: string, env: Record<string, string> = {}): ToolResult {
  const result = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (result.error) return { code: 127, output: result.error.message }
  return { code: result.status ?? 1, output: result.stdout + result.stderr }
}
