import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { ArtifactManager } from 'hardhat/types/artifacts'
import { type Abi, type Address, createPublicClient, encodeDeployData, type Hex, http, type PublicClient } from 'viem'
import { deployMarket, type MarketDeployment } from '../../scripts/deploy/deploy.ts'
import { verifyMarket } from '../../scripts/deploy/verify.ts'
import { accountKey, type Chain, freePort, startChain } from '../../scripts/lib/processes/index.ts'
import { artifactsHere } from './support.ts'

const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string }

/** Explorers refuse 31337. */
const CHAIN_ID = 31338

interface Submission {
  stdJsonInput: { settings: object }
  contractIdentifier: string
  compilerVersion: string
  creationTransactionHash: Hex
}

interface Output {
  object: string
  immutableReferences?: Record<string, { start: number; length: number }[]>
}

describe('verifying a deployment', () => {
  let chain: Chain
  let client: PublicClient
  let artifacts: ArtifactManager
  let deployment: MarketDeployment
  let journals: string

  before(async () => {
    journals = await mkdtemp(join(tmpdir(), 'bourse-verify-'))
    chain = await startChain({ chainId: CHAIN_ID, blockMs: 50 })
    client = createPublicClient({ transport: http(chain.url) })
    artifacts = await artifactsHere()
    deployment = await deployMarket({ rpcUrl: chain.url, privateKey: accountKey(0), network: 'local', journals })
  })
  after(async () => {
    await chain?.process.kill()
    await rm(journals, { recursive: true, force: true })
  })

  it("a deployment's arguments are those of its transactions", async () => {
    for (const [name, { args, transaction }] of Object.entries(deployment.contracts)) {
      if (name === 'BourseExtension') continue
      const { abi, bytecode } = await artifacts.readArtifact(name)
      const { input } = await client.getTransaction({ hash: transaction })
      expect(encodeDeployData({ abi: abi as Abi, bytecode: bytecode as Hex, args }), name).to.equal(input)
    }
  })

  it('what is sent to an explorer compiles to what is on chain', async () => {
    const sourcify = await startSourcify(client)
    const failures = await verifyMarket({
      deployment,
      rpcUrl: chain.url,
      explorers: ['sourcify'],
      contracts: ['FunctionRegistry', 'Bourse'],
      sourcifyUrl: sourcify.url,
    })
    sourcify.server.close()
    expect(failures).to.deep.equal([])
    expect(sourcify.jobs).to.deep.equal([
      { name: 'FunctionRegistry', match: 'exact_match' },
      { name: 'Bourse', match: 'exact_match' },
    ])
  })

  it('sources that are not those of the contract are refused', async () => {
    const { Bourse, FunctionRegistry } = deployment.contracts as Record<string, MarketDeployment['contracts'][string]>
    const wrong = { ...deployment, contracts: { Bourse: { ...Bourse, address: FunctionRegistry?.address } } }
    const sourcify = await startSourcify(client)
    const [failure] = await verifyMarket({
      deployment: wrong as MarketDeployment,
      rpcUrl: chain.url,
      explorers: ['sourcify'],
      sourcifyUrl: sourcify.url,
    })
    sourcify.server.close()
    expect(failure).to.match(/^Bourse on sourcify: .*bytecode does not match/)
  })
})

type Match = 'exact_match' | 'match' | null

/** Speaks as much of Sourcify's API as a verification needs, and compares as it does: compile, then byte for byte. */
async function startSourcify(client: PublicClient) {
  const port = await freePort()
  const jobs: { name: string; match: Match }[] = []
  const server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const last = request.url?.split('/').at(-1) as Address
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.method === 'POST') {
      const submission = JSON.parse(Buffer.concat(parts).toString()) as Submission
      const name = submission.contractIdentifier.split(':').at(-1) as string
      jobs.push({ name, match: await compare(client, last, submission) })
      return answer(202, { verificationId: `${jobs.length - 1}` })
    }
    if (request.url?.startsWith('/v2/verify/')) {
      const match = jobs[Number(last)]?.match ?? null
      const error = match ? {} : { error: { customCode: 'no_match', message: 'no match' } }
      return answer(200, {
        isJobCompleted: true,
        verificationId: last,
        jobStartTime: '',
        contract: { match },
        ...error,
      })
    }
    const unknown = { match: null, creationMatch: null, runtimeMatch: null }
    return answer(404, { ...unknown, chainId: `${CHAIN_ID}`, address: last })
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${port}`, server, jobs }
}

async function compare(client: PublicClient, address: Address, submission: Submission): Promise<Match> {
  const { stdJsonInput: input, contractIdentifier, creationTransactionHash } = submission
  const at = contractIdentifier.lastIndexOf(':')
  const [source, name] = [contractIdentifier.slice(0, at), contractIdentifier.slice(at + 1)]
  const outputSelection = { [source]: { [name]: ['evm.bytecode.object', 'evm.deployedBytecode'] } }
  const settings = { ...input.settings, outputSelection }
  const output = JSON.parse(solc.compile(JSON.stringify({ ...input, settings })))
  const { bytecode, deployedBytecode } = output.contracts[source][name].evm as Record<
    'bytecode' | 'deployedBytecode',
    Output
  >
  const code = masked(((await client.getCode({ address })) ?? '0x').slice(2), deployedBytecode)
  const { input: created } = await client.getTransaction({ hash: creationTransactionHash })
  const expected = masked(deployedBytecode.object, deployedBytecode)
  if (code === expected && created.startsWith(`0x${bytecode.object}`)) return 'exact_match'
  return withoutMetadata(code) === withoutMetadata(expected) ? 'match' : null
}

/** The last two bytes are the length of what the compiler says about itself. */
function withoutMetadata(code: string): string {
  return code.slice(0, -4 - 2 * Number.parseInt(code.slice(-4), 16))
}

function masked(code: string, { immutableReferences = {} }: Output): string {
  let result = code
  for (const { start, length } of Object.values(immutableReferences).flat())
    result = result.slice(0, 2 * start) + '00'.repeat(length) + result.slice(2 * (start + length))
  return result
}
