import type { Deployment } from '../deployments/deployment.ts'
import type { Bound } from '../internal/actions/bind.ts'
import { bindActions } from '../internal/actions/bind.ts'
import type { AnyClient } from '../internal/actions/contracts.ts'
import { actions } from './all.ts'

/** Every action as a method. */
export type BourseActions = { [name in keyof typeof actions]: Bound<(typeof actions)[name]> }

/**
 * Extends a viem client with every action of the market.
 *
 * @param options - `deployment`: the market; left out, that of the client's chain
 * @example
 * ```ts
 * import { bourseActions } from '@lambda-bourse/sdk'
 * import { createClient, http } from 'viem'
 * const extended = createClient({ transport: http('http://127.0.0.1:8545') }).extend(bourseActions({ deployment }))
 * const epoch = await extended.getCurrentEpoch()
 * ```
 */
export function bourseActions(options: { deployment?: Deployment } = {}) {
  return (client: AnyClient): BourseActions => bindActions(actions, client, options.deployment) as BourseActions
}
