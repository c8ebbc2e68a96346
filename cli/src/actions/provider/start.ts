import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Context } from '../../core/context.ts'
import { badInput } from '../../core/errors.ts'
import { EXIT, type ExitCode } from '../../core/exit-codes.ts'

export type StartOptions = {
  /** The worker's settings. Default `worker.yaml`. */
  config?: string
}

export type StartResult = { config: string; code: number | null; exitCode: ExitCode }

const MAIN = fileURLToPath(import.meta.resolve('@lambda-bourse/worker')).replace(/index\.ts$/, 'main.ts')

/**
 * Runs the worker in the foreground until it ends, or is told to with SIGTERM or SIGINT, which it takes as a wish to
 * finish what it does. Its log goes to stderr.
 * @throws CliError There is no config file.
 */
export async function start(context: Context, options: StartOptions = {}): Promise<StartResult> {
  const config = resolve(context.cwd, options.config ?? 'worker.yaml')
  if (!existsSync(config)) throw badInput('config', config, 'the worker’s config file (docs/worker.md)')
  const child = spawn(process.execPath, [MAIN, '--config', config], {
    cwd: context.cwd,
    env: context.env as NodeJS.ProcessEnv,
    stdio: ['ignore', 2, 2],
  })
  const pass = (signal: NodeJS.Signals) => child.kill(signal)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, pass)
  try {
    const code = await new Promise<number | null>((done, fail) => {
      child.once('error', fail)
      child.once('exit', done)
    })
    return { config, code, exitCode: code === 0 ? EXIT.ok : code === 2 ? EXIT.input : EXIT.check }
  } finally {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.off(signal, pass)
  }
}
