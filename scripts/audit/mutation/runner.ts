/**
 * A process that has the tests loaded and runs them again for each mutant: to start one for each would cost more than
 * most mutants live. Told which files come first; answers with the first test that failed.
 */
import Mocha from 'mocha'

export interface Order {
  /** The test files to run, in this order. */
  files: string[]
  /** All that any mutant wants. */
  all: string[]
}

export interface Outcome {
  passed: boolean
  failed: string
  /** Chains are left behind in the process: it is time for another one. */
  isFull: boolean
}

/** What measures gas finds nothing here: the switch between mutants costs some. */
const BUDGETS = /at most [0-9,]+ gas/

const GIB = 2 ** 30
const [FULL, TOO_MUCH] = [2.5 * GIB, 6 * GIB]

const mocha = new Mocha({ bail: true, timeout: 300_000, reporter: class {} as never, grep: BUDGETS, invert: true })
mocha.cleanReferencesAfterRun(false)
let loaded: Mocha.Suite[] | undefined

process.on('message', async ({ files, all }: Order) => {
  if (!loaded) {
    for (const file of all) mocha.addFile(file)
    await mocha.loadFilesAsync()
    loaded = mocha.suite.suites
  }
  const place = (suite: Mocha.Suite) => files.indexOf(suite.file ?? '')
  mocha.suite.suites = loaded.filter((suite) => place(suite) >= 0).sort((a, b) => place(a) - place(b))
  let failed = ''
  const runner = mocha.run((failures) => {
    const outcome: Outcome = { passed: failures === 0, failed, isFull: process.memoryUsage.rss() > FULL }
    process.send?.(outcome)
  })
  runner.on('fail', (test, error) => {
    failed ||= `${test.fullTitle()}: ${String(error?.message ?? error).slice(0, 300)}`
  })
})
setInterval(() => process.memoryUsage.rss() > TOO_MUCH && process.exit(7), 500)
process.on('disconnect', () => process.exit())
