import { HardhatArtifactResolver } from '@nomicfoundation/hardhat-ignition/helpers'
import { listTransactions } from '@nomicfoundation/ignition-core'
import type { ArtifactManager } from 'hardhat/types/artifacts'
import { type Abi, type Address, getAddress, type Hex, keccak256, type PublicClient } from 'viem'
import { PEERS, type PeerName } from '../../ignition/modules/Market.ts'
import { extensionOf } from './check.ts'
import type { MarketConfig } from './config.ts'
import { addressIn, type Plan, stepsOf } from './plan.ts'

/** A contract of a market, as it was created. */
export type ContractEntry = {
  address: Address
  block: number
  transaction: Hex
  /** keccak-256 of the code on chain. */
  codeHash: Hex
  /** Of the constructor, as JSON; whole numbers beyond 2^53 as decimal strings. */
  args: unknown[]
}

/** A market on a chain: what a file of `deployments/` holds. */
export type MarketDeployment = {
  chainId: number
  /** Block of the Bourse: no event of the market is older. */
  block: number
  /** Start of epoch 1, seconds since 1970. */
  genesis: number
  token: Address
  bourse: Address
  lens: Address
  registry: Address
  /** The parameters; `owner` is the first owner. */
  config: MarketConfig
  /** D: epochs in which an ask or a demand must be answered. */
  answerEpochs: number
  /** Seconds that each side of a dispute has for all its moves. */
  clock: number
  /** Where Disputes hands receipts of the attested tier to. */
  jury?: Address
  /** Of a trial of the attested tier. */
  jurors: number
  /** Epochs that each turn of a trial takes at most. */
  juryTurn: number
  /** Who may pause when this was written. */
  owner: Address
  /** Who has to accept that right. */
  pendingOwner?: Address
  contracts: Record<string, ContractEntry>
} & { [name in PeerName]?: Address }

/** The deployment as it stands on chain after a plan was carried out. */
export async function describe(
  client: PublicClient,
  artifacts: ArtifactManager,
  folder: string,
  plan: Plan,
): Promise<MarketDeployment> {
  const contracts = await entriesOf(client, artifacts, folder, plan)
  const at = (contract: string) => getAddress(addressIn(plan, contract))
  const bourse = at('Bourse')
  const read = async <T>(name: string, address: Address, functionName: string): Promise<T> => {
    const { abi } = await artifacts.readArtifact(name)
    return (await client.readContract({ abi: abi as Abi, address, functionName })) as T
  }
  const pendingOwner = await read<Address>('IBourse', bourse, 'pendingOwner')
  const { answerEpochs, clock, jurors, juryTurn, token = at('USDC'), ...config } = plan.parameters
  const [, genesis] = await read<[unknown, bigint]>('BourseLens', at('BourseLens'), 'config')
  return {
    chainId: await client.getChainId(),
    block: contracts.Bourse?.block ?? 0,
    genesis: Number(genesis),
    token: getAddress(token),
    bourse,
    lens: at('BourseLens'),
    registry: at('FunctionRegistry'),
    ...Object.fromEntries(
      PEERS.filter(({ name }) => plan.shape.peers.includes(name)).map(({ name, contract }) => [name, at(contract)]),
    ),
    ...(plan.shape.peers.includes('disputes') ? { jury: at('Jury') } : {}),
    config: { token: getAddress(token), ...config },
    answerEpochs,
    clock,
    jurors,
    juryTurn,
    owner: await read<Address>('IBourse', bourse, 'owner'),
    ...(BigInt(pendingOwner) === 0n ? {} : { pendingOwner }),
    contracts,
  }
}

async function entriesOf(
  client: PublicClient,
  artifacts: ArtifactManager,
  folder: string,
  plan: Plan,
): Promise<Record<string, ContractEntry>> {
  const journal = await listTransactions(folder, new HardhatArtifactResolver(artifacts))
  const entries: Record<string, ContractEntry> = {}
  for (const { contract, address } of stepsOf(plan)) {
    const entry = journal.find((item) => item.address?.toLowerCase() === address.toLowerCase())
    if (!entry) throw new Error(`${contract} did not come to be at ${address}, as was planned (${folder})`)
    const transaction = entry.txHash as Hex
    const { blockNumber } = await client.getTransactionReceipt({ hash: transaction })
    const args = plain(entry.params ?? []) as unknown[]
    entries[contract] = { address: getAddress(address), ...(await origin(address)), args }
    if (contract === 'Bourse') {
      const extension = extensionOf(address)
      const { timestamp } = await client.getBlock({ blockNumber })
      entries.BourseExtension = {
        address: extension,
        ...(await origin(extension)),
        args: [...args, Number(timestamp)],
      }
    }
    async function origin(of: Address) {
      const code = await client.getCode({ address: of })
      if (!code) throw new Error(`${contract} has no code at ${of}`)
      return { block: Number(blockNumber), transaction, codeHash: keccak256(code) }
    }
  }
  return entries
}

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, v) =>
      typeof v !== 'bigint' ? v : v <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(v) : `${v}`,
    ),
  )
}
