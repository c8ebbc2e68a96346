import type { Document } from 'yaml'
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { meant } from '../internal/nearest.ts'
import type { PlanProblem } from './error.ts'
import { PlanError } from './error.ts'
import type { PlanFields } from './schema.ts'
import { planFileSchema, planSchema } from './schema.ts'

const MAX_LENGTH = 1_000_000
/** Longer lists of what is allowed are cut. */
const MAX_LISTED = 20

/** What {@link parsePlan} returns. */
export type PlanFile = PlanFields & { file: string }

/**
 * Reads a `bourse.yaml`. All mistakes are reported at once, each with line, column and what is allowed.
 *
 * @param source - the file's text
 * @param options - `file`: its name, for messages
 * @throws PlanError - anything that is not a plan
 * @example
 * ```ts
 * import { parsePlan } from '@lambda-bourse/sdk'
 * parsePlan('name: hello\nmodule: hello.wasm\nmaxPrice: 0.000120 USDC\nduration: 7d\n').instances // 1
 * ```
 */
export function parsePlan(source: string, { file = 'bourse.yaml' }: { file?: string } = {}): PlanFile {
  if (source.length > MAX_LENGTH) {
    throw new PlanError(file, [atStart(`the file has ${source.length} characters; allowed: ${MAX_LENGTH}`)])
  }
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => ({ ...place(pos[0]), field: '', message }))
    throw new PlanError(file, problems)
  }
  if (!isMap(document.contents))
    throw new PlanError(file, [atStart('a plan is a map of fields, such as `name: hello`')])
  const result = planFileSchema.safeParse(toValue(document, file))
  if (result.success) return { ...result.data, file }
  const problems = flatten(result.error.issues).flatMap((issue) => describe(issue, document, place))
  throw new PlanError(
    file,
    problems.sort((a, b) => a.line - b.line || a.column - b.column),
  )
}

function atStart(message: string): PlanProblem {
  return { line: 1, column: 1, field: '', message }
}

function toValue(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    throw new PlanError(file, [atStart((error as Error).message)])
  }
}

type Issue = z.core.$ZodIssue
type Place = (offset: number) => { line: number; column: number }

/** Of a union only the alternative that was meant is of use: a list's own mistakes, not "no list and no word". */
function flatten(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    if (issue.code !== 'invalid_union') return [issue]
    const deeper = issue.errors.find((branch) => branch.some(({ path }) => path.length > 0))
    return deeper ? flatten(deeper).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) : [issue]
  })
}

function describe(issue: Issue, document: Document, place: Place): PlanProblem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(key, issue.path, document, place))
  const field = fieldName(issue.path)
  const found = issue.path.length === 0 ? document.contents : document.getIn(issue.path, true)
  if (found === undefined)
    return [{ line: 1, column: 1, field, message: `${field} is missing; allowed: ${issue.message}` }]
  const offset = issue.code === 'invalid_key' ? keyOffset(issue.path, document) : offsetOf(found)
  return [{ ...place(offset), field, message: `${field} is ${show(found)}; allowed: ${allowed(issue, found)}` }]
}

function allowed(issue: Issue, found: unknown): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message
  if (issue.code !== 'invalid_value') return issue.message
  const values = issue.values.map(String)
  const suggestion = isScalar(found) ? meant(String(found.value), values) : undefined
  const listed = values.slice(0, MAX_LISTED).join(', ')
  const list = values.length > MAX_LISTED ? `${listed} and ${values.length - MAX_LISTED} more` : listed
  return suggestion ? `${list}; did you mean ${suggestion}?` : list
}

function unknownField(key: string, path: readonly PropertyKey[], document: Document, place: Place): PlanProblem {
  const field = fieldName([...path, key])
  const known = Object.keys(planSchema.shape)
  const suggestion = meant(key, known)
  const hint = suggestion ? `did you mean ${suggestion}?` : `allowed: ${known.join(', ')}`
  return { ...place(keyOffset([...path, key], document)), field, message: `${field} is no field of a plan; ${hint}` }
}

function keyOffset(path: readonly PropertyKey[], document: Document): number {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => String(isScalar(key) ? key.value : key) === path.at(-1))
    : undefined
  return offsetOf(pair?.key)
}

function offsetOf(node: unknown): number {
  return (isNode(node) && node.range?.[0]) || 0
}

/** `regions[1]`, `env.NAME` */
function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, key) => (typeof key === 'number' ? `${name}[${key}]` : name ? `${name}.${String(key)}` : String(key)),
    '',
  )
}

function show(node: unknown): string {
  const value = isScalar(node) ? node.value : isNode(node) ? node.toJSON() : node
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
