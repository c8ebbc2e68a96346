// A Bourse with a jury beside it: providers on its list, an accused with a lease, and the money of all of them.
import { encodeRequest, receiptDomain } from '@lambda-bourse/sdk'
import { decodeEventLog, encodeAbiParameters, getContractAddress, type Hex, keccak256, toHex, zeroAddress } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { isReverted, newChain, type Receipt, type Reverted } from '../../fuzz/support/chain.ts'
import { signOperator } from '../../fuzz/support/operator.ts'
import type { Address } from '../../model/index.ts'
import { MONEY, ROOT, SETTINGS } from './scene.ts'
import { Culprit, type Trial } from './trial.ts'

const EPOCH_LENGTH = 3600n
/** Of a game, seconds. */
const CLOCK = 3600n
const ZERO = toHex(0, { size: 32 })
/** Of the attested tier. */
export const VERSION = {
  ...{ moduleHash: keccak256(toHex('module')), moduleDigest: keccak256(toHex('module')), configDigest: ZERO },
  ...{ imageHash: ZERO, samplesHash: ZERO, moduleCodec: 0x55, kind: 1, abiVersion: 1, publishedAt: 0n },
}
/** Of every block in which money by base fee is fixed. */
export const BASE_FEE = 10n ** 9n
/** What a seat pays, and stands to lose: twice 300,000 gas. */
export const FEE = 600_000n * BASE_FEE
export const COSTS = 1_400_000n * BASE_FEE
export const DEPOSIT = 4n * FEE

export const VERDICTS = ['None', 'Right', 'Wrong'] as const
export const STAGES = ['None', 'Opened', 'Drawing', 'Sitting', 'Over'] as const

/** An outcome of an execution. */
export interface Outcome {
  responseHash: Hex
  fuel: bigint
  status: number
}

export interface Member {
  id: number
  owner: Address
  operator: PrivateKeyAccount
  sender: Address
}

export interface View {
  claim: Hex
  challenger: Address
  unit: bigint
  defender: Address
  provider: number
  lease: number
  epoch: number
  deadline: number
  times: number
  places: number
  opened: number
  drawnBy: number
  pending: number
  stage: number
  seats: bigint
  recused: number
}

export interface JurorView {
  payee: Address
  deposit: bigint
  since: number
  left: number
  leftAt: number
  place: number
  seats: number
}

export const TRUTH: Outcome = { responseHash: keccak256(toHex('what it is')), fuel: 1n, status: 0 }
export const LIE: Outcome = { ...TRUTH, responseHash: keccak256(toHex('what it says')) }

export type Court = Awaited<ReturnType<typeof newCourt>>

/** @param size providers on the list; @param seats of a jury; @param turn epochs; @param version of the function that is judged */
export async function newCourt(size = 3, seats = 3, turn = 1, version = VERSION) {
  const chain = await newChain()
  const admin = await chain.account()
  const token = await chain.deploy('USDC', [admin])
  const registry = await chain.deploy('FunctionRegistry', [])
  const config = { token: token.address, owner: admin, epochLength: Number(EPOCH_LENGTH), ...SETTINGS }
  const [root] = await chain.rpc<[Address]>('eth_accounts')
  const nonce = BigInt(await chain.rpc<Hex>('eth_getTransactionCount', root, 'latest'))
  const at = (n: bigint) => getContractAddress({ from: root, nonce: nonce + n })
  const peers = { registry: registry.address, faults: at(1n), disputes: at(4n) }
  const bourse = await chain.deployBourse(config, peers)
  const faults = await chain.deploy('Faults', [bourse.address, 2n])
  const step = await chain.deploy('OneStep', [])
  const jury = await chain.deploy('Jury', [bourse.address, BigInt(seats), BigInt(turn)])
  const disputes = await chain.deploy('Disputes', [bourse.address, step.address, jury.address, CLOCK])
  if (disputes.address.toLowerCase() !== at(4n).toLowerCase()) throw new Error('Disputes is not where it was to be')
  const lens = await chain.deploy('BourseLens', [bourse.address])
  const genesis = await chain.now()
  const domain = receiptDomain({ chainId: 31337, bourse: bourse.address })
  const people = new Set<Address>([zeroAddress])
  let epoch = 1
  let salts = 0

  const sendTo: Trial['sendTo'] = async (contract, from, fn, args = [], value = 0n) => {
    const outcome = await chain.send(from, contract, fn, args, value)
    if (isReverted(outcome)) throw new Error(`${fn} was refused: ${outcome.name}(${outcome.args.join()})`)
    return outcome
  }
  const person = async (): Promise<Address> => {
    const account = await chain.account()
    people.add(account)
    await sendTo(token, admin, 'mint', [account, MONEY])
    await sendTo(token, account, 'approve', [bourse.address, MONEY])
    await sendTo(bourse, account, 'deposit', [account, MONEY])
    return account
  }
  const trial: Trial = {
    ...{
      chain,
      token,
      bourse,
      faults,
      registry,
      disputes,
      jury,
      lens,
      domain,
      sendTo,
      person,
      deposit: 10n ** 16n,
    },
    epoch: () => epoch,
    send: (from, fn, args = [], value = 0n) => sendTo(faults, from, fn, args, value),
    async refused(from, fn, args = [], value = 0n): Promise<Reverted> {
      const outcome = await chain.send(from, jury, fn, args, value)
      if (!isReverted(outcome)) throw new Error(`${fn} was not refused`)
      return outcome
    },
    async pass(epochs) {
      epoch += epochs
      await chain.setTime(genesis + BigInt(epoch - 1) * EPOCH_LENGTH + 1n)
    },
    mark: () => Promise.reject(new Error('nobody goes back here')),
    isFatal: () => Promise.reject(new Error('nobody asks here')),
    owed: (account) => chain.read<bigint>(jury, 'owed', [account]),
    holds: (provider) => chain.read<boolean>(jury, 'holds', [provider]),
  }
  const developer = await person()
  await sendTo(registry, developer, 'register', ['judged'])
  await sendTo(registry, developer, 'publish', [1n, version])
  const challenger = await person()
  const friend = await person()
  const accused = new Culprit(trial, await person())
  const [lease] = (await accused.start(developer)) as [number]
  const operatorOf = (who: Culprit) => who.operator.address.toLowerCase() as Address
  people.add(operatorOf(accused))

  const court = {
    ...trial,
    genesis,
    config,
    judged: registry,
    jury,
    disputes,
    developer,
    challenger,
    friend,
    accused,
    lease,
    seats,
    turn,
    unit: BigInt(seats) * FEE + COSTS,
    people,
    members: [] as Member[],
    call: (from: Address, fn: string, args: readonly unknown[] = [], value = 0n) => sendTo(jury, from, fn, args, value),
    async baseFee(wei = BASE_FEE): Promise<void> {
      await chain.rpc('hardhat_setNextBlockBaseFeePerGas', toHex(wei))
    },
    mine: (blocks = 1) => chain.rpc('hardhat_mine', toHex(blocks)),
    /** An operator's key sends without a signature from now on, and has coin. */
    async allow(operator: PrivateKeyAccount): Promise<Address> {
      await chain.rpc('hardhat_impersonateAccount', operator.address)
      await chain.rpc('hardhat_setBalance', operator.address, '0xffffffffffffffffffff')
      const sender = operator.address.toLowerCase() as Address
      people.add(sender)
      return sender
    },
    /** A provider, without leases. */
    async provider(owner?: Address): Promise<Member> {
      owner ??= await person()
      const operator = privateKeyToAccount(keccak256(toHex(`member ${owner}`)))
      const sender = await court.allow(operator)
      const [key, signature] = await signOperator({ bourse }, operator, owner)
      await sendTo(bourse, owner, 'register', [operator.address, key, '', signature])
      return { id: (await chain.read<[number]>(lens, 'counts'))[0], owner, operator, sender }
    },
    /** Puts a provider on the list, by its operator. */
    async enlist(member: Member, deposit = DEPOSIT): Promise<Member> {
      await court.baseFee()
      await court.call(member.sender, 'enlist', [member.id], deposit)
      if (!court.members.includes(member)) court.members.push(member)
      return member
    },
    async receipt(outcome: Outcome = LIE, changes: object = {}): Promise<Hex> {
      return accused.receipt(lease, 'a body', '0x', { moduleHash: version.moduleHash, ...outcome, ...changes })
    },
    request: toHex(
      encodeRequest({
        method: 'POST',
        target: '/x?y=1',
        contentType: 'text/plain',
        body: new TextEncoder().encode('a body'),
      }),
    ),
    async open(outcome: Outcome = LIE, by: Address = challenger): Promise<bigint> {
      const receipt = await court.receipt(outcome)
      return court.openWith(receipt, by)
    },
    async openWith(receipt: Hex, by: Address = challenger): Promise<bigint> {
      await court.baseFee()
      const bond = await chain.read<bigint>(jury, 'bondFor', [accused.id, BASE_FEE])
      await sendTo(disputes, by, 'openAttested', [receipt, court.request], bond)
      return chain.read<bigint>(jury, 'trials')
    },
    async stand(id: bigint, by: Address = operatorOf(accused)): Promise<void> {
      await court.call(by, 'stand', [id], (await court.view(id)).unit)
    },
    /** Stands and draws; the jury, empty seats as undefined. */
    async summon(id: bigint, by?: Address): Promise<(Member | undefined)[]> {
      await court.stand(id, by)
      await court.mine()
      await court.call(friend, 'draw', [id])
      return court.bench(id)
    },
    async bench(id: bigint): Promise<(Member | undefined)[]> {
      const view = await court.view(id)
      return Array.from({ length: seats }, (_, i) => {
        const member = Number((view.seats >> BigInt(24 * i)) & 0xffffffn)
        return court.members.find((m) => m.id === member)
      })
    },
    commitment: (id: bigint, juror: number, { responseHash, fuel, status }: Outcome, salt: Hex): Hex =>
      keccak256(
        encodeAbiParameters(
          [
            { type: 'uint256' },
            { type: 'uint24' },
            { type: 'bytes32' },
            { type: 'uint64' },
            { type: 'uint16' },
            { type: 'bytes32' },
          ],
          [id, juror, responseHash, fuel, status, salt],
        ),
      ),
    /** Commits for each juror what it is to say (nothing for undefined), reveals in the next turn, and says what came of it. */
    async vote(id: bigint, bench: readonly (Member | undefined)[], says: readonly (Outcome | undefined)[]) {
      const votes = bench.flatMap((member, i) => {
        const outcome = says[i]
        return member && outcome ? [{ member, outcome, salt: toHex(++salts, { size: 32 }) }] : []
      })
      for (const { member, outcome, salt } of votes)
        await court.call(member.sender, 'commit', [id, member.id, court.commitment(id, member.id, outcome, salt)])
      await court.serve(turn + 1)
      for (const { member, outcome, salt } of votes)
        await court.call(friend, 'reveal', [
          ...[id, member.id, outcome.responseHash, outcome.fuel, outcome.status, salt],
        ])
      return court.judge(id)
    },
    async judge(id: bigint): Promise<(typeof VERDICTS)[number]> {
      const events = court.eventsOf(await court.call(friend, 'judge', [id]))
      const judged = events.find(({ name }) => name === 'Judged')
      return VERDICTS[judged?.args.verdict] ?? 'None'
    },
    /** Goes on; the accused attests what it owes. */
    async serve(epochs: number): Promise<void> {
      for (let i = 0; i < epochs; i++) {
        await trial.pass(1)
        await chain.send(operatorOf(accused), bourse, 'attest', [epoch - 1, ROOT])
      }
    },
    view: (id: bigint) => chain.read<View>(jury, 'trialOf', [id]),
    stage: async (id: bigint) => STAGES[(await court.view(id)).stage],
    juror: (member: Member) => chain.read<JurorView>(jury, 'jurorOf', [member.id]),
    balance: (of: Address) => chain.read<bigint>(bourse, 'balanceOf', [of]),
    coin: async (of: Address) => BigInt(await chain.rpc<Hex>('eth_getBalance', of, 'latest')),
    eventsOf: ({ logs }: Receipt) =>
      logs.flatMap(({ address, topics, data }) => {
        if (address.toLowerCase() !== jury.address.toLowerCase()) return []
        const { eventName, args } = decodeEventLog({ abi: jury.abi, topics, data }) as unknown as {
          eventName: string
          // biome-ignore lint/suspicious/noExplicitAny: tests read all events of a contract
          args: any
        }
        return [{ name: eventName, args }]
      }),
    /** What the jury's coin is made of, and what it has; both in wei. */
    async books(): Promise<{ owed: bigint; deposits: bigint; seated: bigint; bonds: bigint; has: bigint }> {
      const sums = { owed: 0n, deposits: 0n, seated: 0n, bonds: 0n, has: await court.coin(jury.address) }
      for (const one of people) sums.owed += await court.trialOwed(one)
      for (const member of court.members) sums.deposits += (await court.juror(member)).deposit
      const count = await chain.read<bigint>(jury, 'trials')
      for (let id = 1n; id <= count; id++) {
        const view = await court.view(id)
        if (STAGES[view.stage] === 'Over') continue
        sums.bonds += view.unit * BigInt(view.times) + (view.defender === zeroAddress ? 0n : view.unit)
        for (let s = view.seats; s !== 0n; s >>= 24n) if (s & 0xffffffn) sums.seated += FEE
      }
      return sums
    },
    trialOwed: (account: Address) => chain.read<bigint>(jury, 'owed', [account]),
    /** Free money of everybody in the Bourse, micro-USDC. */
    async money(of: Iterable<Address> = people): Promise<bigint> {
      let sum = 0n
      for (const one of of) sum += await court.balance(one)
      return sum
    },
  }
  for (let i = 0; i < size; i++) await court.enlist(await court.provider())
  // the accused's lease begins
  await court.pass(1)
  return court
}
