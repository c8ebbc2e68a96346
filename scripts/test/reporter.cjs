// A mocha reporter that a person can read in a CI log: one line per top-level suite, failures in full, and its counts
// written to the file named by BOURSE_TEST_COUNTS.
const { appendFileSync } = require('node:fs')
const mocha = require('mocha')

const { EVENT_RUN_END, EVENT_SUITE_END, EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = mocha.Runner.constants

const top = (suite) => (suite.root || suite.parent?.root ? suite : top(suite.parent))

module.exports = class Reporter {
  constructor(runner) {
    const counts = { passed: 0, failed: 0, pending: 0 }
    const suites = new Map()
    const failures = []
    const of = (test) => {
      const suite = top(test.parent)
      if (!suites.has(suite)) suites.set(suite, { passed: 0, failed: 0, ms: 0 })
      return suites.get(suite)
    }
    runner.on(EVENT_TEST_PASS, (test) => {
      counts.passed += 1
      of(test).passed += 1
      of(test).ms += test.duration ?? 0
    })
    runner.on(EVENT_TEST_PENDING, () => {
      counts.pending += 1
    })
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      counts.failed += 1
      of(test).failed += 1
      failures.push({ test, error })
      console.log(`    FAILED  ${test.fullTitle()}`)
    })
    runner.on(EVENT_SUITE_END, (suite) => {
      const result = suites.get(suite)
      if (!result || !suite.parent?.root) return
      const failed = result.failed ? `, ${result.failed} failed` : ''
      console.log(`  ${suite.title}: ${result.passed} passed${failed} (${(result.ms / 1000).toFixed(1)} s)`)
    })
    runner.on(EVENT_RUN_END, () => {
      for (const { test, error } of failures)
        console.log(`\n  ${test.fullTitle()}\n${error.stack ?? error.message ?? error}`)
      if (process.env.BOURSE_TEST_COUNTS) appendFileSync(process.env.BOURSE_TEST_COUNTS, `${JSON.stringify(counts)}\n`)
    })
  }
}
