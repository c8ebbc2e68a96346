import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import type {
  ArgumentType,
  ContractFuture,
  IgnitionModule,
  IgnitionModuleBuilder,
  ModuleParameterRuntimeValue,
} from '@nomicfoundation/ignition-core'
import { zeroAddress } from 'viem'

/** Contracts beside the Bourse: they take its address, and it takes theirs (`Modules` of contracts/types/Types.sol). */
export const PEERS = [
  { name: 'faults', contract: 'Faults' },
  { name: 'disputes', contract: 'Disputes' },
  { name: 'vouchers', contract: 'Vouchers' },
  { name: 'requests', contract: 'Requests' },
] as const

export type PeerName = (typeof PEERS)[number]['name']

/** What a deployment consists of. */
export interface MarketShape {
  /** A token of our own, for local chains; its minter is the first account. */
  ownToken: boolean
  /** Peers that are deployed; the others' addresses are zero. */
  peers: readonly PeerName[]
  /** Whether the right to pause is offered to somebody else at the end. */
  handover: boolean
}

/** The contracts in the order in which they are created: one transaction of one account each. */
export function creationOrder(shape: MarketShape): string[] {
  const peers = PEERS.filter(({ name }) => shape.peers.includes(name)).flatMap(({ contract }) => [
    ...(contract === 'Disputes' ? ['OneStep', 'Jury'] : []),
    contract,
  ])
  return [...(shape.ownToken ? ['USDC'] : []), 'FunctionRegistry', 'Bourse', ...peers, 'BourseLens']
}

/**
 * The market as an Ignition module. Parameters: the fields of `Config` in contracts/types/Types.sol, the peers'
 * addresses as computed beforehand, `answerEpochs` of Faults, `clock` of Disputes, `jurors` and `juryTurn` of Jury,
 * `newOwner` with `handover`. Each transaction waits for the one before it, so that their nonces, and with them the addresses, are those that were computed.
 */
export function marketModule(shape: MarketShape): IgnitionModule {
  return buildModule('Market', (m) => {
    const token = shape.ownToken ? m.contract('USDC', [m.getAccount(0)]) : undefined
    const registry = m.contract('FunctionRegistry', [], { after: token ? [token] : [] })
    const bourse = m.contract('Bourse', [config(m, token), modules(m, shape, registry)])
    let last: ContractFuture<string> = bourse
    const peers: Record<string, ContractFuture<string>> = {}
    for (const { name, contract } of PEERS) {
      if (!shape.peers.includes(name)) continue
      const args: unknown[] = [bourse]
      if (name === 'faults') args.push(m.getParameter<number>('answerEpochs'))
      if (name === 'disputes') {
        const step: ContractFuture<string> = m.contract('OneStep', [], { after: [last] })
        const terms = [m.getParameter<number>('jurors'), m.getParameter<number>('juryTurn')]
        last = m.contract('Jury', [bourse, ...terms], { after: [step] })
        args.push(step, last, m.getParameter<number>('clock'))
      }
      last = m.contract(contract, args as ArgumentType[], { after: [last] })
      peers[name] = last
    }
    const lens = m.contract('BourseLens', [bourse], { after: [last] })
    if (shape.handover) {
      const all = m.contractAt('IBourse', bourse, { after: [lens] })
      m.call(all, 'transferOwnership', [m.getParameter<string>('newOwner')])
    }
    return { ...(token ? { token } : {}), registry, bourse, ...peers, lens }
  })
}

function config(m: IgnitionModuleBuilder, token: ContractFuture<'USDC'> | undefined) {
  return {
    token: token ?? m.getParameter<string>('token'),
    owner: m.getParameter<string>('owner'),
    epochLength: m.getParameter<number>('epochLength'),
    grace: m.getParameter<number>('grace'),
    window: m.getParameter<number>('window'),
    game: m.getParameter<number>('game'),
    absence: m.getParameter<number>('absence'),
    compensated: m.getParameter<number>('compensated'),
    baseStake: m.getParameter<number>('baseStake'),
  }
}

function modules(m: IgnitionModuleBuilder, shape: MarketShape, registry: ContractFuture<string>) {
  const addresses: Record<string, string | ModuleParameterRuntimeValue<string>> = {}
  for (const { name } of PEERS)
    addresses[name] = shape.peers.includes(name) ? m.getParameter<string>(name) : zeroAddress
  return { registry, ...addresses }
}
