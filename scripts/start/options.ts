import { parseArgs } from 'node:util'

export interface Options {
  /** Exit when the story is told, instead of staying up. */
  once: boolean
  /** End with one JSON line on stdout. */
  json: boolean
}

/** @throws TypeError that names an unknown flag. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: { once: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  })
  return values
}
