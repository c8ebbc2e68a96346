import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The repository's root folder, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface RunOptions {
  /** Extra environment. */
  env?: Record<string, string>
  /** Collect the output instead of passing it on. */
  quiet?: boolean
  /** Collect the output and pass it on. */
  tee?: boolean
}

export interface RunResult {
  code: number
  output: string
  seconds: number
}

/** Runs a command of node_modules/.bin (or the PATH) in the repository's root. Never rejects on a non-zero exit. */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: options.quiet || options.tee ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    })
    const output: Buffer[] = []
    const collect = (chunk: Buffer) => {
      output.push(chunk)
      if (options.tee) process.stdout.write(chunk)
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({
        code: code ?? 1,
        output: Buffer.concat(output).toString(),
        seconds: (performance.now() - started) / 1000,
      }),
    )
  })
}
