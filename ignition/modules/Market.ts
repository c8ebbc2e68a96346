import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import type { ContractFuture, IgnitionModuleBuilder, ModuleParameterRuntimeValue } from '@nomicfoundation/ignition-core'

const NOBODY = '0x0000000000000000000000000000000000000000'

/** The market over a token that is there: parameters are the fields of `Config` in contracts/types/Types.sol. */
export const Market = buildModule('Market', (m) => market(m, m.getParameter<string>('token')))

/** The same over a token of our own, for local chains; its minter is the first account. */
export const LocalMarket = buildModule('LocalMarket', (m) => {
  const token = m.contract('USDC', [m.getAccount(0)])
  return { token, ...market(m, token) }
})

function market(m: IgnitionModuleBuilder, token: ContractFuture<'USDC'> | ModuleParameterRuntimeValue<string>) {
  const registry = m.contract('FunctionRegistry')
  const bourse = m.contract('Bourse', [
    {
      token,
      owner: m.getParameter<string>('owner'),
      epochLength: m.getParameter<number>('epochLength'),
      grace: m.getParameter<number>('grace'),
      window: m.getParameter<number>('window'),
      game: m.getParameter<number>('game'),
      absence: m.getParameter<number>('absence'),
      compensated: m.getParameter<number>('compensated'),
      baseStake: m.getParameter<number>('baseStake'),
    },
    { registry, faults: NOBODY, disputes: NOBODY, vouchers: NOBODY, requests: NOBODY },
  ])
  const lens = m.contract('BourseLens', [bourse])
  return { bourse, lens, registry }
}
