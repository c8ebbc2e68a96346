// A market on which contracts ask: three providers, the auction's function, and contracts of the example.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix } from 'node:path'
import { createContext } from '@lambda-bourse/cli'
import { cidOf, requestedCode } from '@lambda-bourse/sdk'
import type { Abi, Address, Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import {
  accountKey,
  type Client,
  freePort,
  planOf,
  ROOT,
  type RunningProcess,
  startStage,
  startWorker,
} from './support/index.ts'

const DEVELOPER = 2
/** Owners and operators of the providers. */
const PROVIDERS = [
  [3, 4],
  [5, 6],
  [7, 8],
] as const
/** Somebody who takes no part. */
const STRANGER = 9
const RULES = { grace: 2, window: 2, game: 4, absence: 8, compensated: 2, baseStake: 1_000_000 }

export type AskingMarket = Awaited<ReturnType<typeof startAskingMarket>>

export async function startAskingMarket(epochLength: number) {
  const stage = await startStage('requests', { epochLength, ...RULES })
  const { chain, folder, client } = stage
  const developer = client(DEVELOPER)
  await stage.fund(DEVELOPER, ...PROVIDERS.map(([owner]) => owner))
  for (const [owner, operator] of PROVIDERS) await stage.sell({ owner, operator })
  const module = readFileSync(join(ROOT, 'examples/auction/module.wasm'))
  const { functionId, moduleHash } = await stage.publish(DEVELOPER, 'rank-bids', module)
  const { event } = await developer.openDeal.andWait({ plan: planOf(functionId, { instances: PROVIDERS.length }) })
  const example = compileExample('examples/auction/Auction.sol')
  return {
    ...stage,
    developer,
    stranger: client(STRANGER),
    deal: event.deal,
    /** `bourse`, for the developer. */
    context: createContext({
      cwd: folder,
      env: { BOURSE_RPC_URL: chain.url, BOURSE_DEPLOYMENT: stage.path, BOURSE_PRIVATE_KEY: accountKey(DEVELOPER) },
    }),
    code: requestedCode({ functionId, version: 1, moduleHash }),
    owners: PROVIDERS.map(([owner]) => privateKeyToAccount(accountKey(owner)).address),
    /** Deploys the contract of the example. */
    deployAuction: (args: unknown[]) => deployExample(developer, example, args),
    /** The worker of a provider (0, 1, 2), with the module; it answers requests. */
    async startWorker(index: number, requests: object): Promise<RunningProcess> {
      const [, operator] = PROVIDERS[index] ?? [0, 0]
      const home = {
        folder: join(folder, `worker-${index}`),
        port: await freePort(),
        operatorKey: accountKey(operator),
      }
      const settings = { requests }
      const { url, process } = await startWorker({ rpc: chain.url, deployment: stage.path, ...home, settings })
      await fetch(`${url}/ipfs/${await cidOf(module)}`, { method: 'PUT', body: module as BodyInit })
      return process
    },
  }
}

/** The compiler that the contracts are compiled with, on one file and what it imports. */
function compileExample(path: string): { abi: Abi; bytecode: Hex } {
  const solc = createRequire(import.meta.url)('solc') as {
    compile(input: string, callbacks: { import(path: string): { contents: string } }): string
  }
  const input = {
    language: 'Solidity',
    sources: { [path]: { content: readFileSync(join(ROOT, path), 'utf8') } },
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  }
  const read = (imported: string) => ({ contents: readFileSync(join(ROOT, imported), 'utf8') })
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read })) as {
    errors?: { severity: string; formattedMessage: string }[]
    contracts: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>
  }
  const failed = output.errors?.find(({ severity }) => severity === 'error')
  if (failed) throw new Error(failed.formattedMessage)
  const contract = output.contracts[path]?.[posix.basename(path, '.sol')]
  if (!contract) throw new Error(`${path} holds no contract of its name`)
  return { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` }
}

type Compiled = { abi: Abi; bytecode: Hex }

async function deployExample(client: Client, { abi, bytecode }: Compiled, args: unknown[]) {
  const hash = await client.deployContract({ abi, bytecode, args })
  const { contractAddress } = await client.waitForTransactionReceipt({ hash })
  if (!contractAddress) throw new Error('the example was not deployed')
  return { abi, address: contractAddress as Address }
}
