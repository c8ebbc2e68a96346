// Runs a project's own build command and checks what it made.
import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { PlanFile } from '@lambda-bourse/sdk'
import type { Context } from '../core/context.ts'
import { badInput, CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'

/** Lines of a failed build that are shown. */
const SHOWN_LINES = 20

/** Path of a plan's module. */
export const modulePath = (plan: PlanFile): string => resolve(dirname(plan.file), plan.module)

/**
 * Runs a plan's build command in the plan's folder.
 * @throws CliError There is no command, it failed, or it left no module.
 */
export async function runBuild(context: Context, plan: PlanFile): Promise<void> {
  const { build: command } = plan
  if (command === undefined) throw badInput(`${plan.file}: build`, 'absent', 'a shell command that makes the module')
  const folder = dirname(plan.file)
  await context.progress.step(`Building with \`${command}\``, async (update) => {
    const lines: string[] = []
    const code = await shell(command, folder, context.env, (line) => {
      lines.push(line)
      update(line)
    })
    if (code === 0) return
    throw new CliError('BuildFailed', EXIT.input, `the build ended with ${code}: ${command}`, {
      field: 'build',
      value: command,
      allowed: 'a command that ends with 0',
      advice: lines.slice(-SHOWN_LINES),
    })
  })
  const path = modulePath(plan)
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw badInput('module', path, 'a file that the build command makes')
  }
}

function shell(
  command: string,
  cwd: string,
  env: Context['env'],
  onLine: (line: string) => void,
): Promise<number | string> {
  return new Promise((done, fail) => {
    const child = spawn(command, { cwd, env: env as NodeJS.ProcessEnv, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => text.split('\n').filter(Boolean).forEach(onLine))
    }
    child.once('error', fail)
    child.once('close', (code, signal) => done(code ?? signal ?? 'a signal'))
  })
}
