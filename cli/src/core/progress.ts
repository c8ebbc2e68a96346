// Progress of long steps, on stderr: a spinner in a terminal, plain lines in a pipe. stdout holds results only.
import { styleText } from 'node:util'

/** What a step may say while it runs. */
export type Update = (text: string) => void

export type Progress = {
  /** Runs a step and shows that it runs, how it ended, and how long it took. */
  step<T>(title: string, work: (update: Update) => Promise<T>): Promise<T>
  /** One line. */
  note(text: string): void
  /** One line that should not be overlooked. */
  warn(text: string): void
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MS = 80

type Output = NodeJS.WritableStream & { isTTY?: boolean; columns?: number }

/** Progress on a stream; animated when it is a terminal. */
export function createProgress(output: Output): Progress {
  const line = (text: string) => output.write(`${text}\n`)
  return {
    step: (title, work) => (output.isTTY ? animated(output, title, work) : plain(line, title, work)),
    note: (text) => line(text),
    warn: (text) => line(output.isTTY ? styleText('yellow', `! ${text}`) : `warning: ${text}`),
  }
}

/** Says nothing. */
export const silent: Progress = { step: (_, work) => work(() => {}), note: () => {}, warn: () => {} }

async function plain<T>(line: (text: string) => void, title: string, work: (update: Update) => Promise<T>): Promise<T> {
  const start = performance.now()
  line(`${title} ...`)
  const result = await work((text) => line(`${title}: ${text}`))
  line(`${title}: done (${seconds(start)})`)
  return result
}

async function animated<T>(output: Output, title: string, work: (update: Update) => Promise<T>): Promise<T> {
  const start = performance.now()
  let text = title
  let frame = 0
  const draw = (mark: string, rest: string) => {
    const width = (output.columns ?? 80) - 3
    output.write(`\r\x1b[2K${mark} ${rest.length > width ? rest.slice(0, width) : rest}`)
  }
  const timer = setInterval(() => draw(styleText('cyan', FRAMES[frame++ % FRAMES.length] as string), text), FRAME_MS)
  try {
    const result = await work((update) => {
      text = `${title}: ${update}`
    })
    draw(styleText('green', '✔'), `${title} (${seconds(start)})`)
    output.write('\n')
    return result
  } catch (error) {
    draw(styleText('red', '✘'), title)
    output.write('\n')
    throw error
  } finally {
    clearInterval(timer)
  }
}

const seconds = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`
