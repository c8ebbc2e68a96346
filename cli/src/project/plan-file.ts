import { readFileSync } from 'node:fs'
import { type PlanFile, parsePlan } from '@lambda-bourse/sdk'
import { CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'

/**
 * Reads a bourse.yaml.
 * @throws CliError It cannot be read. @throws PlanError It is no plan; every mistake has its line and column.
 */
export function readPlan(path: string): PlanFile {
  let source: string
  try {
    source = readFileSync(path, 'utf8')
  } catch (cause) {
    const message = `the plan ${path} cannot be read: ${(cause as Error).message}`
    throw new CliError('BadPlan', EXIT.input, message, {
      field: 'config',
      value: path,
      allowed: 'a bourse.yaml',
      advice: ['`bourse init` writes one.'],
      cause,
    })
  }
  return parsePlan(source, { file: path })
}
