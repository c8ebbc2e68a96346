import { fast } from './fast.ts'
import { reference } from './reference.ts'
import type { Target } from './target.ts'

/** Implementations of the machine that are fast enough for whole scripts. */
export const targets: Target[] = [reference, fast]
