// A Bourse with Requests, consumers that ask, and providers that answer with receipts they signed.
import {
  contentHash,
  encodeRequest,
  encodeWire,
  MerkleTree,
  type ReceiptDomain,
  receiptDomain,
  receiptHash,
  signBatch,
} from '@lambda-bourse/sdk'
import {
  decodeEventLog,
  encodeAbiParameters,
  encodeFunctionData,
  encodePacked,
  getContractAddress,
  type Hex,
  keccak256,
  stringToHex,
  toHex,
} from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Contract, isReverted, newChain, type Receipt, type Reverted } from '../../fuzz/support/chain.ts'
import { signOperator } from '../../fuzz/support/operator.ts'
import type { Address } from '../../model/index.ts'
import { FOREVER, MONEY, NO_LIMIT, PLAN, SETTINGS, TERMS } from './scene.ts'

const EPOCH_LENGTH = 3600n
const ROOT: Hex = `0x${'ab'.repeat(32)}`
const ZERO: Hex = `0x${'00'.repeat(32)}`

/** What is run: function 7, version 2. */
export const CODE = { functionId: 7n, version: 2, moduleHash: `0x${'11'.repeat(32)}`, imageHash: ZERO } as const
export const CODE_HASH = keccak256(
  encodePacked(
    ['uint64', 'uint32', 'bytes32', 'bytes32'],
    [CODE.functionId, CODE.version, CODE.moduleHash, CODE.imageHash],
  ),
)

export interface Ask {
  deal: number
  code: Hex
  fee: bigint
  callbackGas: number
  epochs: number
  quorum: number
  seats: number
  waits: boolean
}

export interface Request {
  id: bigint
  consumer: Address
  deal: number
  code: Hex
  requestHash: Hex
  fee: bigint
  callbackGas: number
  deadline: number
  quorum: number
  seats: number
  waits: boolean
}

export interface Proposal {
  epoch: number
  status: number
  responseHash: Hex
  providers: bigint
}

/** What a receipt may lie about. */
export interface Lies {
  provider?: number
  deal?: number
  lease?: number
  epoch?: number
  code?: Partial<typeof CODE>
  requestHash?: Hex
  response?: Hex
  status?: number
  /** Receipts in the batch; the true one is the last. Default 1. */
  count?: number
  signer?: PrivateKeyAccount
}

export interface Event {
  name: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read events of several contracts
  args: any
}

export interface Server {
  id: number
  owner: Address
  operator: PrivateKeyAccount
  sender: Address
  lease: number
}

export type Asking = Awaited<ReturnType<typeof newAsking>>

export const ASK: Omit<Ask, 'deal'> = {
  code: CODE_HASH,
  fee: 1000n,
  callbackGas: 100_000,
  epochs: 2,
  quorum: 1,
  seats: 0,
  waits: false,
}

export const BODY = stringToHex('3,1,2')
export const ANSWER = stringToHex('1,2,3')

/** @param servers providers, each with a lease of one deal */
export async function newAsking(servers = 1) {
  const chain = await newChain()
  const admin = await chain.account()
  const token = await chain.deploy('USDC', [admin])
  const holds = await chain.deploy('MockHolds', [])
  const disputes = await chain.deploy('MockHolds', [])
  const config = { token: token.address, owner: admin, epochLength: Number(EPOCH_LENGTH), ...SETTINGS }
  const [root] = await chain.rpc<[Address]>('eth_accounts')
  const nonce = BigInt(await chain.rpc<Hex>('eth_getTransactionCount', root, 'latest'))
  const predicted = getContractAddress({ from: root, nonce: nonce + 1n })
  const bourse = await chain.deployBourse(config, {
    ...{ requests: predicted, faults: holds.address, disputes: disputes.address },
  })
  const requests = await chain.deploy('Requests', [bourse.address])
  if (requests.address.toLowerCase() !== predicted.toLowerCase()) throw new Error('Requests is not where it was to be')
  const lens = await chain.deploy('BourseLens', [bourse.address])
  const genesis = await chain.now()
  const domain = receiptDomain({ chainId: 31337, bourse: bourse.address })
  let epoch = 1
  let attested = 1
  let sequence = 0n

  const sendTo = async (contract: Contract, from: Address, fn: string, args: readonly unknown[] = []) => {
    const outcome = await chain.send(from, contract, fn, args)
    if (isReverted(outcome)) throw new Error(`${fn} was refused: ${outcome.name}(${outcome.args.join()})`)
    return outcome
  }
  const counts = () => chain.read<[number, number, number]>(lens, 'counts')
  const person = async (): Promise<Address> => {
    const account = await chain.account()
    await sendTo(token, admin, 'mint', [account, MONEY])
    await sendTo(token, account, 'approve', [bourse.address, MONEY])
    await sendTo(bourse, account, 'deposit', [account, MONEY])
    return account
  }
  const allow = async (account: PrivateKeyAccount): Promise<Address> => {
    await chain.rpc('hardhat_impersonateAccount', account.address)
    await chain.rpc('hardhat_setBalance', account.address, '0xffffffffffffffffffff')
    return account.address.toLowerCase() as Address
  }

  const developer = await person()
  const stranger = await person()
  const providers: Server[] = []
  const offers: number[] = []
  for (let i = 0; i < servers; i++) {
    const owner = await person()
    const operator = privateKeyToAccount(keccak256(toHex(`server ${i}`)))
    const sender = await allow(operator)
    const [key, signature] = await signOperator({ bourse }, operator, owner)
    await sendTo(bourse, owner, 'register', [operator.address, key, '', signature])
    const [id] = await counts()
    await sendTo(bourse, owner, 'postOffer', [{ ...TERMS, units: 1000, until: FOREVER }])
    offers.push((await counts())[1])
    providers.push({ id, owner, operator, sender, lease: 0 })
  }
  /** A deal with a lease of each of the first `n` providers. */
  const openDeal = async (n = servers, epochs = 1000): Promise<number> => {
    const plan = { ...PLAN, functionId: CODE.functionId, instances: n, unitsEach: 1, perProvider: 1, epochs }
    await sendTo(bourse, developer, 'openDeal', [plan, offers.slice(0, n), NO_LIMIT, 0n])
    return (await counts())[2]
  }
  const deal = await openDeal()
  for (const [i, server] of providers.entries()) server.lease = deal * 256 + i

  const eventsOf = ({ logs }: Receipt): Event[] =>
    logs.flatMap(({ address, topics, data }) => {
      if (address.toLowerCase() !== requests.address.toLowerCase()) return []
      const decoded = decodeEventLog({ abi: requests.abi, topics, data }) as unknown as {
        eventName: string
        args: unknown
      }
      return [{ name: decoded.eventName, args: decoded.args }]
    })

  const asking = {
    chain,
    bourse,
    requests,
    token,
    holds,
    disputes,
    domain,
    developer,
    stranger,
    providers,
    deal,
    openDeal,
    sendTo,
    person,
    eventsOf,
    allow,
    epoch: () => epoch,
    balance: (of: Address) => chain.read<bigint>(bourse, 'balanceOf', [of]),
    stateOf: (id: bigint) => chain.read<Hex>(requests, 'stateOf', [id]),
    send: (from: Address, fn: string, args: readonly unknown[]) => sendTo(requests, from, fn, args),
    async refused(from: Address, fn: string, args: readonly unknown[]): Promise<Reverted> {
      const outcome = await chain.send(from, requests, fn, args)
      if (!isReverted(outcome)) throw new Error(`${fn} was not refused`)
      return outcome
    },
    /** Goes on; every provider attests whatever it owes. */
    async pass(epochs: number): Promise<void> {
      for (let i = 0; i < epochs; i++) {
        epoch++
        await chain.setTime(genesis + BigInt(epoch - 1) * EPOCH_LENGTH + 1n)
        for (; attested < epoch - 1; attested++) {
          for (const { sender } of providers) await chain.send(sender, bourse, 'attest', [attested + 1, ROOT])
        }
      }
    },
    /** A state to come back to: the chain's and the clock's. */
    async mark(): Promise<() => Promise<void>> {
      const id = await chain.rpc<string>('evm_snapshot')
      const [e, a] = [epoch, attested]
      return async () => {
        await chain.rpc('evm_revert', id)
        epoch = e
        attested = a
      }
    },
    /** Time alone. */
    async idle(epochs: number): Promise<void> {
      epoch += epochs
      await chain.setTime(genesis + BigInt(epoch - 1) * EPOCH_LENGTH + 1n)
    },
    /** A consumer with money in the Bourse. */
    async consumer(name: 'PlainConsumer' | 'HostileConsumer' = 'PlainConsumer', money = 100_000n): Promise<Contract> {
      const contract = await chain.deploy(name, [requests.address])
      await sendTo(bourse, developer, 'transfer', [contract.address, money])
      return contract
    },
    async ask(consumer: Contract, changes: Partial<Ask> = {}, body: Hex = BODY): Promise<Request> {
      const outcome = await sendTo(consumer, stranger, 'ask', [{ ...ASK, deal, ...changes }, body])
      return requestOf(eventsOf(outcome))
    },
    /** The signed receipt of an answer, as on the wire. */
    async receipt(server: Server, request: Request, answer: Hex = ANSWER, lies: Lies = {}): Promise<Hex> {
      return receiptFor({ server, request, answer, lies, domain, epoch, sequence: ++sequence })
    },
    async fulfil(server: Server, request: Request, answer: Hex = ANSWER, lies: Lies = {}): Promise<Event[]> {
      const receipt = await asking.receipt(server, request, answer, lies)
      return eventsOf(await sendTo(requests, server.sender, 'fulfil', [request, receipt, answer]))
    },
    commitment: (request: Request, server: Server, answer: Hex, salt: Hex, status = 0) =>
      keccak256(
        encodeAbiParameters(
          [{ type: 'uint64' }, { type: 'uint24' }, { type: 'uint16' }, { type: 'bytes32' }, { type: 'bytes32' }],
          [request.id, server.id, status, responseHashOf(answer), salt],
        ),
      ),
    /** Sends with exactly so much gas; `undefined` when it reverted. */
    async sendWithGas(from: Address, fn: string, args: readonly unknown[], gas: bigint): Promise<Receipt | undefined> {
      const data = encodeFunctionData({ abi: requests.abi, functionName: fn, args })
      const call = { from, to: requests.address, data, gas: toHex(gas) }
      try {
        const hash = await chain.rpc<Hex>('eth_sendTransaction', call)
        const found = await chain.rpc<Receipt>('eth_getTransactionReceipt', hash)
        return { ...found, gasUsed: BigInt(found.gasUsed) }
      } catch {
        return undefined
      }
    },
  }
  return asking
}

export function requestOf(events: Event[]): Request {
  const found = events.find(({ name }) => name === 'Requested')
  if (!found) throw new Error('nothing was asked')
  return found.args.request
}

export function proposalOf(events: Event[]): Proposal {
  const found = events.find(({ name }) => name === 'Proposed')
  if (!found) throw new Error('nothing was proposed')
  return found.args.proposal
}

export function responseHashOf(answer: Hex): Hex {
  return toHex(contentHash(bytesOf(answer)))
}

export function requestHashOf(body: Hex): Hex {
  return toHex(contentHash(encodeRequest({ method: 'POST', target: '/', contentType: '', body: bytesOf(body) })))
}

interface ReceiptCase {
  server: Server
  request: Request
  answer: Hex
  lies: Lies
  domain: ReceiptDomain
  epoch: number
  sequence: bigint
}

async function receiptFor({ server, request, answer, lies, domain, epoch, sequence }: ReceiptCase): Promise<Hex> {
  const { count = 1, signer = server.operator } = lies
  const lease = lies.lease ?? server.lease
  const receipt = {
    provider: lies.provider ?? server.id,
    deal: lies.deal ?? Math.floor(lease / 256),
    lease,
    epoch: lies.epoch ?? epoch,
    sequence: sequence * 100n + BigInt(count),
    ...CODE,
    ...lies.code,
    runtimeVersion: 1,
    requestHash: lies.requestHash ?? request.requestHash,
    responseHash: responseHashOf(lies.response ?? answer),
    fuel: 1234n,
    status: lies.status ?? 0,
    transcriptHash: ZERO,
  }
  const leaves = Array.from({ length: count }, (_, i) =>
    receiptHash({ ...receipt, sequence: sequence * 100n + BigInt(i) + 1n }, domain),
  )
  const tree = new MerkleTree(leaves)
  const batch = {
    provider: receipt.provider,
    epoch: receipt.epoch,
    number: sequence,
    firstSequence: sequence * 100n + 1n,
    count,
    receiptsRoot: toHex(tree.root),
  }
  const signature = await signBatch(signer, { batch, domain })
  return toHex(encodeWire({ receipt, index: count - 1, batch, signature, path: tree.path(count - 1) }))
}

function bytesOf(hex: Hex): Uint8Array {
  return Buffer.from(hex.slice(2), 'hex')
}
