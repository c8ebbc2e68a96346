import { BourseError } from '../errors/base.ts'

/** One mistake in a plan file, at its place. */
export type PlanProblem = {
  /** From 1. */
  line: number
  /** From 1. */
  column: number
  /** For example `regions[1]`; empty for the file itself. */
  field: string
  /** One line: the field, its value, and what is allowed. */
  message: string
}

/** A plan file that cannot be used, with every mistake at its place. */
export class PlanError extends BourseError {
  override name = 'PlanError'
  readonly file: string
  readonly problems: readonly PlanProblem[]

  constructor(file: string, problems: readonly PlanProblem[]) {
    const [first, ...others] = problems.map(({ line, column, message }) => `${file}:${line}:${column} ${message}`)
    super(first ?? `${file} is no plan`, { advice: others, docsPath: 'verbs/open.md' })
    this.file = file
    this.problems = problems
  }
}
