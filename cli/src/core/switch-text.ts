import type { SwitchResult } from '../actions/promote.ts'

/** One line about a switched alias. */
export function describeSwitch({ function: fn, alias, version, tier, previous, changed }: SwitchResult): string {
  if (!changed) return `${fn.name}@${alias} names version ${version} (${tier}) already`
  return `${fn.name}@${alias} names version ${version} (${tier}) now${previous === 0 ? '' : `, before it ${previous}`}`
}
