// The real `bourse` binary, run as a process.
import { spawn } from 'node:child_process'
import { BOURSE, NODE, ROOT } from './paths.ts'

export type BourseResult = {
  code: number | null
  stdout: string
  stderr: string
  /** The one JSON document that `--json` puts on stdout. Throws when stdout is not JSON. */
  json<T = Record<string, unknown>>(): T
}

export type BourseOptions = {
  cwd?: string
  env?: Record<string, string | undefined>
  input?: string | Uint8Array
  timeoutMs?: number
}

/** Runs `bourse <args>` to its end. The environment starts without any BOURSE_ variable of this process. */
export function bourse(args: readonly string[], options: BourseOptions = {}): Promise<BourseResult> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BOURSE_')))
  return new Promise((done, fail) => {
    const child = spawn(NODE, [BOURSE, ...args], { cwd: options.cwd ?? ROOT, env: { ...inherited, ...options.env } })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 120_000)
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.once('error', fail)
    child.once('close', (code) => {
      clearTimeout(timer)
      const out = Buffer.concat(stdout).toString()
      const err = Buffer.concat(stderr).toString()
      done({ code, stdout: out, stderr: err, json: () => parse(out, err) })
    })
    // A command that reads no input may have ended already.
    child.stdin.on('error', (error: NodeJS.ErrnoException) => error.code === 'EPIPE' || fail(error))
    child.stdin.end(options.input ?? '')
  })
}

function parse<T>(stdout: string, stderr: string): T {
  try {
    return JSON.parse(stdout)
  } catch (cause) {
    throw new Error(`stdout is not one JSON document:\n${stdout}\nstderr:\n${stderr}`, { cause })
  }
}
