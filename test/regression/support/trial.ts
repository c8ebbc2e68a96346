// A Bourse with its Faults, a provider that serves one developer's leases, and the roots that it attests.
import {
  type Batch,
  batchDigest,
  CHUNK_SIZE,
  contentHash,
  encodeRequest,
  encodeWire,
  epochRoot,
  headerLeaf,
  type LeaseSummary,
  leasesTree,
  MerkleTree,
  Mmr,
  mmrPath,
  type ReceiptDomain,
  receiptDomain,
  receiptHash,
  type Receipt as Signing,
  sha256,
  voidLeaf,
} from '@lambda-bourse/sdk'
import { concat, decodeEventLog, getContractAddress, type Hex, hexToBytes, keccak256, toHex, zeroAddress } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount, sign } from 'viem/accounts'
import {
  type Chain,
  type Contract,
  isReverted,
  newChain,
  type Receipt,
  type Reverted,
} from '../../fuzz/support/chain.ts'
import type { Settings } from '../../fuzz/support/world.ts'
import type { Address } from '../../model/index.ts'
import { FOREVER, MONEY, NO_LIMIT, PLAN, SETTINGS, TERMS } from './scene.ts'

/** D, epochs. */
export const ANSWER = 2
const EPOCH_LENGTH = 3600n
const ZERO: Hex = `0x${'00'.repeat(32)}`

export type Trial = Awaited<ReturnType<typeof newTrial>>

/** A provider with one lease, live from epoch 2; the clock stands in epoch 2. */
export async function oneLease() {
  const trial = await newTrial()
  const [owner, developer, stranger] = [await trial.person(), await trial.person(), await trial.person()]
  const provider = new Culprit(trial, owner)
  const [lease] = (await provider.start(developer)) as [number]
  await trial.pass(1)
  return { trial, owner, developer, stranger, provider, lease }
}

export interface Signed {
  batch: Batch
  signature: Hex
}

/**
 * @param registered whether the market knows a registry, in which function 1 waits for its versions
 * @param changes of the settings
 * @param clock of Disputes, seconds; without one there is no Disputes
 */
export async function newTrial(registered = false, changes: Partial<Settings> = {}, clock?: number) {
  const chain = await newChain()
  const admin = await chain.account()
  const registry = registered ? await chain.deploy('FunctionRegistry', []) : undefined
  const token = await chain.deploy('USDC', [admin])
  const config = { token: token.address, owner: admin, epochLength: Number(EPOCH_LENGTH), ...SETTINGS, ...changes }
  const { bourse, faults, disputes, jury } = await deployAll(chain, config, registry?.address, clock)
  const lens = await chain.deploy('BourseLens', [bourse.address])
  const genesis = await chain.now()
  const domain = receiptDomain({ chainId: 31337, bourse: bourse.address })
  let epoch = 1

  const sendTo = async (contract: Contract, from: Address, fn: string, args: readonly unknown[] = [], value = 0n) => {
    const outcome = await chain.send(from, contract, fn, args, value)
    if (isReverted(outcome)) throw new Error(`${fn} was refused: ${outcome.name}(${outcome.args.join()})`)
    return outcome
  }
  const trial = {
    chain,
    token,
    bourse,
    faults,
    disputes,
    jury,
    registry,
    lens,
    domain,
    epoch: () => epoch,
    sendTo,
    send: (from: Address, fn: string, args: readonly unknown[] = [], value = 0n): Promise<Receipt> =>
      sendTo(faults, from, fn, args, value),
    async refused(from: Address, fn: string, args: readonly unknown[] = [], value = 0n): Promise<Reverted> {
      const outcome = await chain.send(from, faults, fn, args, value)
      if (!isReverted(outcome)) throw new Error(`${fn} was not refused`)
      return outcome
    },
    async person(): Promise<Address> {
      const person = await chain.account()
      await sendTo(token, admin, 'mint', [person, MONEY])
      await sendTo(token, person, 'approve', [bourse.address, MONEY])
      await sendTo(bourse, person, 'deposit', [person, MONEY])
      return person
    },
    async pass(epochs: number): Promise<void> {
      epoch += epochs
      await chain.setTime(genesis + BigInt(epoch - 1) * EPOCH_LENGTH + 1n)
    },
    /** A state to come back to: the chain's and the clock's. */
    async mark(): Promise<() => Promise<void>> {
      const id = await chain.rpc<string>('evm_snapshot')
      const then = epoch
      return async () => {
        await chain.rpc('evm_revert', id)
        epoch = then
      }
    },
    async isFatal(provider: number): Promise<boolean> {
      const slot = keccak256(`${toHex(provider, { size: 32 })}${toHex(21, { size: 32 }).slice(2)}`)
      const [word] = await chain.read<[Hex]>(bourse, 'extsload', [[slot]])
      return BigInt(word) >> 255n === 1n
    },
    owed: (account: Address) => chain.read<bigint>(faults, 'owed', [account]),
    holds: (provider: number) => chain.read<boolean>(faults, 'holds', [provider]),
    /** More than any deposit asked for at these prices. */
    deposit: 10n ** 16n,
  }
  return trial
}

/** Faults and Disputes are immutables of the Bourse, and the Bourse of them: their addresses are computed. */
async function deployAll(
  chain: Chain,
  config: object,
  registry: Address = zeroAddress,
  clock?: number,
): Promise<Record<'bourse' | 'faults', Contract> & { disputes?: Contract; jury?: Contract }> {
  const [root] = await chain.rpc<[Address]>('eth_accounts')
  const nonce = BigInt(await chain.rpc<Hex>('eth_getTransactionCount', root, 'latest'))
  const next = (n: bigint) => getContractAddress({ from: root, nonce: nonce + n })
  const peers = { faults: next(1n), disputes: clock === undefined ? zeroAddress : next(4n) }
  const bourse = await chain.deployBourse(config, { ...peers, registry })
  const faults = await chain.deploy('Faults', [bourse.address, BigInt(ANSWER)])
  expectAt(faults, peers.faults)
  if (clock === undefined) return { bourse, faults }
  const step = await chain.deploy('OneStep', [])
  const jury = await chain.deploy('Jury', [bourse.address, 3n, 1n])
  const disputes = await chain.deploy('Disputes', [bourse.address, step.address, jury.address, BigInt(clock)])
  expectAt(disputes, peers.disputes)
  return { bourse, faults, disputes, jury }
}

function expectAt({ address }: Contract, expected: Address): void {
  if (address.toLowerCase() !== expected.toLowerCase()) throw new Error(`${address} was to be at ${expected}`)
}

/** A provider with leases: signs batches, closes epochs, attests, proves. */
export class Culprit {
  readonly #trial: Trial
  readonly owner: Address
  readonly mmr = new Mmr()
  readonly #nodes = new Map<string, Uint8Array>()
  readonly openings = new Map<number, { epoch: number; leasesRoot: Hex; headers: bigint; mmrRoot: Hex; seed: Hex }>()
  readonly #summaries = new Map<number, LeaseSummary[]>()
  operator: PrivateKeyAccount
  id = 0
  #number = 0n
  #sequence = 1n

  constructor(trial: Trial, owner: Address, operator = privateKeyToAccount(keccak256(toHex(`culprit ${owner}`)))) {
    this.#trial = trial
    this.owner = owner
    this.operator = operator
  }

  /** Registers, posts an offer, and is leased by `developer`: `leases` leases of one unit each. */
  async start(developer: Address, leases = 1, epochs = 40, instances = 1): Promise<number[]> {
    const { chain, bourse, lens, sendTo } = this.#trial
    const key = keccak256(toHex('encryption'))
    await this.#allow()
    await sendTo(bourse, this.owner, 'register', [
      this.operator.address,
      key,
      '',
      await this.#proof(this.operator, key),
    ])
    this.id = (await chain.read<[number]>(lens, 'counts'))[0]
    await sendTo(bourse, this.owner, 'postOffer', [{ ...TERMS, units: 1000, until: FOREVER }])
    const offer = (await chain.read<[number, number]>(lens, 'counts'))[1]
    const ids: number[] = []
    for (let i = 0; i < leases; i++) {
      const plan = { ...PLAN, unitsEach: 1, epochs, instances }
      await sendTo(bourse, developer, 'openDeal', [plan, [offer], NO_LIMIT, 0n])
      ids.push((await chain.read<[number, number, number]>(lens, 'counts'))[2] * 256)
    }
    return ids
  }

  async rotate(): Promise<PrivateKeyAccount> {
    const old = this.operator
    this.operator = privateKeyToAccount(keccak256(toHex(`${old.address} next`)))
    await this.#allow()
    const key = keccak256(toHex('encryption'))
    const proof = await this.#proof(this.operator, key)
    await this.#trial.sendTo(this.#trial.bourse, this.owner, 'setOperator', [this.operator.address, key, proof])
    return old
  }

  batch(changes: Partial<Batch> = {}): Batch {
    return {
      provider: this.id,
      epoch: this.#trial.epoch(),
      number: this.#number + 1n,
      firstSequence: this.#sequence,
      count: 3,
      receiptsRoot: keccak256(toHex(`receipts ${this.#number}`)),
      ...changes,
    }
  }

  /** Signs a batch, by default the next one, and takes it into the range unless told not to. */
  async sign(changes: Partial<Batch> = {}, isKept = true, by = this.operator): Promise<Signed> {
    const batch = this.batch(changes)
    const signature = await signDigest(batch, this.#trial.domain, by)
    if (isKept) {
      this.#number = batch.number
      this.#sequence = batch.firstSequence + BigInt(batch.count)
      this.#keep(headerLeaf(batch, signature))
    }
    return { batch, signature }
  }

  skip(): bigint {
    this.#number++
    this.#keep(voidLeaf(this.#number))
    return this.#number
  }

  async attest(
    leases: readonly number[],
    epoch = this.#trial.epoch() - 1,
    canaries: readonly Hex[] = [],
  ): Promise<void> {
    const summaries = leases.map((lease, i) => summaryOf(lease, canaries[i]))
    const leasesRoot = toHex(leasesTree(summaries)?.root ?? new Uint8Array(32))
    const opening = { epoch, leasesRoot, headers: BigInt(this.mmr.count), mmrRoot: toHex(this.mmr.root) }
    const { bourse, sendTo } = this.#trial
    const root = toHex(epochRoot(opening))
    const operator = this.operator.address.toLowerCase() as Address
    const receipt = await sendTo(bourse, operator, 'attest', [epoch, root])
    const seed = seedOf(receipt, bourse)
    this.openings.set(epoch, { ...opening, seed })
    this.#summaries.set(epoch, summaries)
  }

  opening(epoch: number) {
    const opening = this.openings.get(epoch)
    if (!opening) throw new Error(`epoch ${epoch} is not attested`)
    return opening
  }

  /** Arguments of answerLeaf. */
  leafProof(epoch: number, lease: number) {
    const summaries = this.#summaries.get(epoch) ?? []
    const index = summaries.findIndex((summary) => summary.lease === lease)
    const path = (leasesTree(summaries)?.path(index) ?? []).map((hash) => toHex(hash))
    const { bytes, ...summary } = summaries[index] as LeaseSummary
    const place = { index: BigInt(index), count: BigInt(summaries.length), path }
    return [this.id, { ...summary, size: bytes }, this.opening(epoch), place] as const
  }

  /** The receipt, as on the wire, of a call of `POST /x?y=1` in a batch of its own. */
  async receipt(lease: number, body: string, response: Hex, changes: Partial<Signing> = {}, by = this.operator) {
    const request = {
      method: 'POST',
      target: '/x?y=1',
      contentType: 'text/plain',
      body: new TextEncoder().encode(body),
    }
    const sequence = this.#sequence + 1000n
    const receipt = {
      provider: this.id,
      deal: Math.floor(lease / 256),
      lease,
      epoch: this.#trial.epoch(),
      sequence,
      functionId: 1n,
      version: 1,
      moduleHash: ZERO,
      imageHash: ZERO,
      runtimeVersion: 1,
      requestHash: toHex(contentHash(encodeRequest(request))),
      responseHash: toHex(contentHash(hexToBytes(response))),
      fuel: 1n,
      status: 0,
      transcriptHash: ZERO,
      ...changes,
    }
    const receiptsRoot = toHex(receiptHash(receipt, this.#trial.domain))
    const only = { epoch: receipt.epoch, firstSequence: sequence, count: 1, receiptsRoot }
    const { batch, signature } = await this.sign(only, false, by)
    return toHex(encodeWire({ receipt, index: 0, batch, signature, path: [] }))
  }

  /** Path of a number in the root of an epoch. */
  path(epoch: number, number: bigint): Hex[] {
    const nodeAt = (level: number, index: number) => this.#nodes.get(`${level}:${index}`) as Uint8Array
    return mmrPath(nodeAt, Number(number) - 1, Number(this.opening(epoch).headers)).map((hash) => toHex(hash))
  }

  #keep(leaf: Uint8Array): void {
    for (const { level, index, hash } of this.mmr.append(leaf)) this.#nodes.set(`${level}:${index}`, hash)
  }

  async #allow(): Promise<void> {
    await this.#trial.chain.rpc('hardhat_impersonateAccount', this.operator.address)
    await this.#trial.chain.rpc('hardhat_setBalance', this.operator.address, '0xffffffffffffffffffff')
  }

  #proof(operator: PrivateKeyAccount, encryptionKey: Hex): Promise<Hex> {
    return operator.signTypedData({
      domain: { name: 'Lambda Bourse', version: '1', chainId: 31337, verifyingContract: this.#trial.bourse.address },
      types: {
        Operator: [
          { name: 'owner', type: 'address' },
          { name: 'operator', type: 'address' },
          { name: 'encryptionKey', type: 'bytes32' },
        ],
      },
      primaryType: 'Operator',
      message: { owner: this.owner, operator: operator.address, encryptionKey },
    })
  }
}

export async function signDigest(batch: Batch, domain: ReceiptDomain, by: PrivateKeyAccount): Promise<Hex> {
  return by.sign({ hash: toHex(batchDigest(batch, domain)) })
}

/** What stands for a response that is too long to be shown: its length, and the root of its chunks. */
export function responseRoot(response: Hex): Hex {
  const bytes = hexToBytes(response)
  const leaves: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += CHUNK_SIZE) {
    leaves.push(sha256(Uint8Array.from([0, ...bytes.subarray(at, at + CHUNK_SIZE)])))
  }
  return concat([toHex(bytes.length, { size: 8 }), toHex(new MerkleTree(leaves).root)])
}

export { sign, ZERO }

function summaryOf(lease: number, canary = keccak256(toHex(`canary ${lease}`))): LeaseSummary & { canary: Hex } {
  return { lease, count: 3n, fuel: 99n, bytes: 1000n, failures: 1n, canary }
}

function seedOf({ logs }: Receipt, bourse: Contract): Hex {
  for (const { topics, data } of logs) {
    const { eventName, args } = decodeEventLog({ abi: bourse.abi, topics, data }) as unknown as {
      eventName: string
      args: { seed: Hex }
    }
    if (eventName === 'Attested') return args.seed
  }
  throw new Error('nothing was attested')
}
