import type { Deployment } from '../../deployments/deployment.ts'
import type { AnyClient } from './contracts.ts'
import type { ReadAction } from './read.ts'
import type { WriteAction } from './write.ts'

type Tail<arguments_ extends readonly unknown[]> = arguments_ extends readonly [unknown, ...infer rest] ? rest : never
type Method<action> = action extends (...args: infer args) => infer result ? (...args: Tail<args>) => result : never

/** An action whose client and market are given. */
export type Bound<action> =
  action extends WriteAction<infer _parameters, infer _result, infer _event>
    ? Method<action> & {
        andWait: Method<action['andWait']>
        simulate: Method<action['simulate']>
        estimateGas: Method<action['estimateGas']>
        call: Method<action['call']>
        extractEvent: action['extractEvent']
      }
    : Method<action>

type AnyAction = ReadAction<never, unknown> | WriteAction<never, unknown, unknown>
type Loose = (client: AnyClient, parameters: object) => unknown

/** Gives every action of a table its client and market. */
export function bindActions<actions extends Record<string, AnyAction>>(
  actions: actions,
  client: AnyClient,
  deployment: Deployment | undefined,
): { [name in keyof actions]: Bound<actions[name]> } {
  const base = deployment ? { deployment } : {}
  const bind = (action: unknown) => (parameters?: object) => (action as Loose)(client, { ...base, ...parameters })
  const entries = Object.entries(actions).map(([name, action]) => {
    if (action.kind === 'read') return [name, bind(action)]
    const { andWait, simulate, estimateGas, call, extractEvent } = action
    const forms = { andWait: bind(andWait), simulate: bind(simulate), estimateGas: bind(estimateGas), call: bind(call) }
    return [name, Object.assign(bind(action), forms, { extractEvent })]
  })
  return Object.fromEntries(entries)
}
