import type { ArtifactManager } from 'hardhat/types/artifacts'
import { type Abi, type Address, getContractAddress, type Hex, keccak256, type PublicClient, zeroAddress } from 'viem'
import { PEERS } from '../../ignition/modules/Market.ts'
import { compiled, isSameCode, readImmutables } from './code.ts'
import type { MarketDeployment } from './deployment.ts'

/** The Bourse deploys its extension, with its first nonce. */
export function extensionOf(bourse: Address): Address {
  return getContractAddress({ from: bourse, nonce: 1n })
}

/**
 * Holds a deployment to its chain: code, immutables, parameters, modules, owner.
 *
 * @param client - of the chain that the deployment is on
 * @param artifacts - built from the sources that it was deployed from
 * @returns what is not as the deployment says, one sentence each
 */
export async function checkDeployment(
  client: PublicClient,
  artifacts: ArtifactManager,
  deployment: MarketDeployment,
): Promise<string[]> {
  const chainId = await client.getChainId()
  if (chainId !== deployment.chainId) return [`the node's chain is ${chainId}, the deployment's ${deployment.chainId}`]
  const wrong: string[] = []
  for (const [contract, entry] of Object.entries(deployment.contracts)) {
    const code = await client.getCode({ address: entry.address })
    if (!code) wrong.push(`${contract} has no code at ${entry.address}`)
    else wrong.push(...(await checkCode(artifacts, deployment, contract, code, entry.codeHash)))
  }
  if (!(await client.getCode({ address: deployment.token }))) wrong.push(`the token has no code at ${deployment.token}`)
  if (wrong.length === 0) wrong.push(...(await checkViews(client, artifacts, deployment)))
  return wrong
}

async function checkCode(
  artifacts: ArtifactManager,
  deployment: MarketDeployment,
  contract: string,
  code: Hex,
  codeHash: Hex,
): Promise<string[]> {
  const wrong: string[] = []
  if (keccak256(code) !== codeHash) wrong.push(`${contract} has code hash ${keccak256(code)}, not ${codeHash}`)
  const expected = await compiled(artifacts, contract)
  if (!isSameCode(code, expected)) return [...wrong, `${contract} was not compiled from these sources`]
  const values = immutablesOf(deployment)
  for (const [name, value] of readImmutables(code, expected)) {
    const wanted = values.get(name)
    if (wanted !== undefined && value !== wanted) wrong.push(`${contract} has ${name} ${value}, not ${wanted}`)
  }
  return wrong
}

/** What immutables must be, by their names in the contracts; derived ones are left to the code that derives them. */
function immutablesOf(deployment: MarketDeployment): Map<string, bigint> {
  const { config: c, genesis } = deployment
  const peers = PEERS.map(({ name }) => [name.toUpperCase(), BigInt(deployment[name] ?? zeroAddress)] as const)
  return new Map<string, bigint>([
    ['TOKEN', BigInt(c.token)],
    ['GENESIS', BigInt(genesis)],
    ['EPOCH_LENGTH', BigInt(c.epochLength)],
    ['GRACE', BigInt(c.grace)],
    ['WINDOW', BigInt(c.window)],
    ['GAME', BigInt(c.game)],
    ['ABSENCE', BigInt(c.absence)],
    ['COMPENSATED', BigInt(c.compensated)],
    ['BASE_STAKE', BigInt(c.baseStake)],
    ['REGISTRY', BigInt(deployment.registry)],
    ...peers,
    ['ANSWER_EPOCHS', BigInt(deployment.answerEpochs)],
    ['CLOCK', BigInt(deployment.clock)],
    ['SEATS', BigInt(deployment.jurors)],
    ['TURN', BigInt(deployment.juryTurn)],
    ['JURY', BigInt(deployment.contracts.Jury?.address ?? zeroAddress)],
    ['STEP', BigInt(deployment.contracts.OneStep?.address ?? zeroAddress)],
    ['BOURSE', BigInt(deployment.bourse)],
    ['EXTENSION', BigInt(extensionOf(deployment.bourse))],
  ])
}

async function checkViews(
  client: PublicClient,
  artifacts: ArtifactManager,
  deployment: MarketDeployment,
): Promise<string[]> {
  const wrong: string[] = []
  const read = async <T>(contract: string, address: Address, functionName: string): Promise<T> => {
    const { abi } = await artifacts.readArtifact(contract)
    return (await client.readContract({ abi: abi as Abi, address, functionName })) as T
  }
  const same = (what: string, actual: unknown, expected: unknown) => {
    if (`${actual}`.toLowerCase() !== `${expected}`.toLowerCase()) wrong.push(`${what} is ${actual}, not ${expected}`)
  }
  const [config, genesis] = await read<[Record<string, unknown>, bigint]>('BourseLens', deployment.lens, 'config')
  // the owner is no parameter: it may have changed since
  for (const [field, value] of Object.entries(deployment.config))
    if (field !== 'owner') same(field, config[field], value)
  same('genesis', genesis, deployment.genesis)
  const modules = await read<Record<string, Address>>('IBourse', deployment.bourse, 'modules')
  same('modules().registry', modules.registry, deployment.registry)
  for (const { name } of PEERS) same(`modules().${name}`, modules[name], deployment[name] ?? zeroAddress)
  same('owner()', await read('IBourse', deployment.bourse, 'owner'), deployment.owner)
  same(
    'pendingOwner()',
    await read('IBourse', deployment.bourse, 'pendingOwner'),
    deployment.pendingOwner ?? zeroAddress,
  )
  return wrong
}
