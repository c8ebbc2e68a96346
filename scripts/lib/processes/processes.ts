// Real processes for end-to-end tests: start, wait for a line that says "ready", read their output, stop or kill them.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { ROOT } from './paths.ts'

export type ProcessOptions = {
  /** What the process is called in errors. */
  name: string
  command: string
  args: readonly string[]
  cwd?: string
  /** Added to this process's environment; undefined removes a variable. */
  env?: Record<string, string | undefined>
  /** The line (stdout or stderr) that says that the process serves. Without it the process counts as ready at once. */
  ready?: RegExp
  readyTimeoutMs?: number
}

export type RunningProcess = {
  readonly name: string
  readonly pid: number
  /** Every line so far, stdout and stderr in the order of their arrival. */
  readonly lines: readonly string[]
  /** The match of `ready`. */
  readonly match: RegExpMatchArray | null
  readonly exited: boolean
  /** Waits for a line, also among those already written. */
  waitForLine(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>
  /** SIGTERM, then SIGKILL when it is still there after `timeoutMs`. Resolves to its exit code, or null after a signal. */
  stop(timeoutMs?: number): Promise<number | null>
  /** kill -9. */
  kill(): Promise<void>
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) killGroup(child, 'SIGKILL')
})

/** Starts a process in its own process group and waits for its `ready` line. Throws with its last lines when it ends first. */
export async function start(options: ProcessOptions): Promise<RunningProcess> {
  const child = spawn(options.command, options.args, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  running.add(child)
  const output = new Output(options.name)
  const closed = new Promise<number | null>((done) => {
    child.once('error', (error) => output.end(`could not start: ${error.message}`))
    child.once('close', (code, signal) => {
      running.delete(child)
      output.end(`ended with ${code ?? signal}`)
      done(code)
    })
  })
  createInterface({ input: child.stdout }).on('line', (line) => output.add(line))
  createInterface({ input: child.stderr }).on('line', (line) => output.add(line))
  let match: RegExpMatchArray | null = null
  if (options.ready) {
    try {
      match = await output.waitFor(options.ready, options.readyTimeoutMs ?? 60_000)
    } catch (error) {
      killGroup(child, 'SIGKILL')
      throw error
    }
  }
  return {
    name: options.name,
    pid: child.pid ?? 0,
    lines: output.lines,
    match,
    get exited() {
      return !running.has(child)
    },
    waitForLine: (pattern, timeoutMs = 30_000) => output.waitFor(pattern, timeoutMs),
    async stop(timeoutMs = 10_000) {
      child.kill('SIGTERM')
      const timer = setTimeout(() => killGroup(child, 'SIGKILL'), timeoutMs)
      const code = await closed
      clearTimeout(timer)
      return code
    },
    async kill() {
      killGroup(child, 'SIGKILL')
      await closed
    },
  }
}

/** Kills (-9) every process that `start` started and that still runs. For `after` hooks. */
export async function killAll(): Promise<void> {
  const children = [...running]
  const closed = children.map((child) => new Promise((done) => child.once('close', done)))
  for (const child of children) killGroup(child, 'SIGKILL')
  await Promise.all(closed)
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** The lines of one process, and those who wait for one. */
class Output {
  readonly lines: string[] = []
  readonly #name: string
  readonly #waiting = new Set<{ line: (line: string) => void; end: () => void }>()
  #ended: string | undefined

  constructor(name: string) {
    this.#name = name
  }

  add(line: string): void {
    this.lines.push(line)
    for (const waiter of this.#waiting) waiter.line(line)
  }

  end(how: string): void {
    this.#ended ??= how
    for (const waiter of this.#waiting) waiter.end()
  }

  waitFor(pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray> {
    return new Promise((done, fail) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer)
        this.#waiting.delete(waiter)
        settle()
      }
      const waiter = {
        line: (line: string) => {
          const match = line.match(pattern)
          if (match) finish(() => done(match))
        },
        end: () => finish(() => fail(this.#error(`${this.#ended} before it wrote ${pattern}`))),
      }
      const timer = setTimeout(
        () => finish(() => fail(this.#error(`did not write ${pattern} in ${timeoutMs} ms`))),
        timeoutMs,
      )
      this.#waiting.add(waiter)
      for (const line of this.lines) waiter.line(line)
      if (this.#ended !== undefined) waiter.end()
    })
  }

  #error(what: string): Error {
    return new Error(`${this.#name} ${what}; its last lines:\n${this.lines.slice(-30).join('\n')}`)
  }
}
