// A market on a simulated chain in this process, and short words for what people do there. Gas is read from receipts.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import {
  type Abi,
  type Address,
  decodeErrorResult,
  decodeFunctionResult,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  hexToBigInt,
  isAddressEqual,
  keccak256,
  numberToHex,
  parseSignature,
  signatureToCompactSignature,
  size,
  zeroAddress,
} from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import config from '../../../hardhat.config.ts'

const ROOT = join(import.meta.dirname, '../../..')
const ENOUGH = 10n ** 15n
/** Seconds: hashes of blocks are in calldata, where a byte costs by whether it is zero. So every block has its time. */
const BEGIN = 1_800_000_000n

type Contract = { address: Address; abi: Abi; bytes: number }
export type Offer = { id: number; price: number }

/** An account with native coin and USDC in the escrow. */
export type Party = { address: Address; key: PrivateKeyAccount }
export type Provider = Party & { id: number }

/** The parameters of a mainnet deployment: ring, window and grace are what a claim and an attestation meet there. */
export const PARAMETERS = JSON.parse(await readFile(join(ROOT, 'ignition/parameters/8453.json'), 'utf8'))

export const PLAN = {
  functionId: 1n,
  aliasName: `0x6c697665${'00'.repeat(20)}` as Hex,
  instances: 1,
  unitsEach: 1,
  perProvider: 1,
  regions: 2n ** 64n - 1n,
  features: 0,
  maxPrice: 5000,
  minCompensation: 0,
  epochs: 1500,
  dearer: false,
  renew: false,
  leastInstances: 0,
  tip: 0,
  minReputation: 0n,
}

const ATTESTATION = {
  Attestation: [
    { name: 'provider', type: 'uint24' },
    { name: 'epoch', type: 'uint24' },
    { name: 'root', type: 'bytes32' },
    { name: 'tip', type: 'uint32' },
  ],
} as const

export const NO_MODULES = {
  registry: zeroAddress,
  faults: zeroAddress,
  disputes: zeroAddress,
  vouchers: zeroAddress,
  requests: zeroAddress,
}

export type Market = Awaited<ReturnType<typeof newMarket>>

export async function newMarket() {
  const hre = await createHardhatRuntimeEnvironment(
    {
      ...config,
      networks: {
        bench: {
          type: 'edr-simulated',
          hardfork: 'osaka',
          blockGasLimit: 4_000_000_000n,
          transactionGasCap: 4_000_000_000n,
          allowBlocksWithSameTimestamp: true,
          initialDate: new Date(Number(BEGIN) * 1000),
        },
      },
    },
    {},
    ROOT,
  )
  const { provider: rpcProvider } = await hre.network.create('bench')
  const rpc = <T>(method: string, ...params: unknown[]) => rpcProvider.request({ method, params }) as Promise<T>
  const [admin] = (await rpc<Address[]>('eth_accounts')) as [Address]

  let time = BEGIN

  /** Sends a transaction into a block one second after the last. */
  async function transact(request: object) {
    await rpc('evm_setNextBlockTimestamp', numberToHex(++time))
    return receipt(await rpc<Hex>('eth_sendTransaction', request))
  }

  async function receipt(hash: Hex) {
    const r = await rpc<{ gasUsed: Hex; status: Hex; contractAddress: Address }>('eth_getTransactionReceipt', hash)
    if (r.status !== '0x1') throw new Error(`transaction ${hash} failed`)
    return { gas: Number(hexToBigInt(r.gasUsed)), contractAddress: r.contractAddress }
  }

  async function deploy(name: string, args: unknown[] = []): Promise<Contract> {
    const artifact = await hre.artifacts.readArtifact(name)
    const data = encodeDeployData({ abi: artifact.abi as Abi, bytecode: artifact.bytecode as Hex, args })
    const { contractAddress } = await transact({ from: admin, data, gas: numberToHex(16_000_000) })
    return { address: contractAddress, abi: artifact.abi as Abi, bytes: size(artifact.deployedBytecode as Hex) }
  }

  const usdc = await deploy('USDC', [admin])
  const registry = await deploy('FunctionRegistry')
  const next = BigInt(await rpc<Hex>('eth_getTransactionCount', admin, 'latest'))
  const [faultsAt, vouchersAt, requestsAt] = [1n, 2n, 3n].map((later) =>
    getContractAddress({ from: admin, nonce: next + later }),
  )
  const modules = {
    ...NO_MODULES,
    registry: registry.address,
    faults: faultsAt,
    vouchers: vouchersAt,
    requests: requestsAt,
  }
  const half = await deploy('Bourse', [{ ...PARAMETERS, token: usdc.address, owner: admin }, modules])
  const faults = await deploy('Faults', [half.address, PARAMETERS.grace])
  const vouchers = await deploy('Vouchers', [half.address])
  const requests = await deploy('Requests', [half.address])
  if (!isAddressEqual(requests.address, requestsAt as Address))
    throw new Error('Faults is not where the Bourse looks for it')
  const bourse = { ...half, abi: (await hre.artifacts.readArtifact('IBourse')).abi as Abi }
  const lens = await deploy('BourseLens', [bourse.address])
  const [, genesis] = await read<[unknown, bigint]>(lens, 'config')
  let blocks = 0n
  let parties = 0

  /** Sends a transaction and returns the gas of its receipt. */
  async function send(
    from: Address,
    to: Contract,
    functionName: string,
    args: unknown[] = [],
    gas = 16_700_000,
    value = 0n,
  ) {
    const data = encodeFunctionData({ abi: to.abi, functionName, args })
    const request = { from, to: to.address, data, gas: numberToHex(gas), value: numberToHex(value) }
    try {
      return (await transact(request)).gas
    } catch (error) {
      throw new Error(`${functionName}: ${await reason(request, to)}`, { cause: error })
    }
  }

  async function reason(request: object, to: Contract): Promise<string> {
    try {
      await rpc('eth_call', request, 'latest')
      return 'fails only when sent'
    } catch (error) {
      const data = (error as { data?: Hex }).data
      if (typeof data !== 'string') return `${error}`
      const { errorName, args } = decodeErrorResult({ abi: to.abi, data })
      return `${errorName}(${args?.join(', ')})`
    }
  }

  async function read<T>(from: Contract, functionName: string, args: unknown[] = []): Promise<T> {
    const data = encodeFunctionData({ abi: from.abi, functionName, args })
    const answer = await rpc<Hex>('eth_call', { to: from.address, data }, 'latest')
    return decodeFunctionResult({ abi: from.abi, functionName, data: answer }) as T
  }

  async function party(): Promise<Party> {
    // the same keys every time: a byte of calldata costs by whether it is zero
    const key = privateKeyToAccount(keccak256(numberToHex(++parties)))
    await rpc('hardhat_setBalance', key.address, numberToHex(10n ** 24n))
    await rpc('hardhat_impersonateAccount', key.address)
    await send(admin, usdc, 'mint', [key.address, ENOUGH * 2n])
    return { address: key.address, key }
  }

  /** Someone with money in the escrow. */
  async function buyer(): Promise<Party> {
    const who = await party()
    await deposit(who.address, who.address)
    return who
  }

  async function deposit(from: Address, beneficiary: Address) {
    await send(from, usdc, 'approve', [bourse.address, ENOUGH])
    return send(from, bourse, 'deposit', [beneficiary, ENOUGH])
  }

  const domain = { name: 'Lambda Bourse', version: '1', chainId: 31337, verifyingContract: bourse.address } as const

  function operatorProof(owner: Address, operator: PrivateKeyAccount, encryptionKey: Hex) {
    return operator.signTypedData({
      domain,
      primaryType: 'Operator',
      types: {
        Operator: [
          { name: 'owner', type: 'address' },
          { name: 'operator', type: 'address' },
          { name: 'encryptionKey', type: 'bytes32' },
        ],
      },
      message: { owner, operator: operator.address, encryptionKey },
    })
  }

  /** An attestation for somebody else to carry. */
  async function signedAttestation(who: Provider, epoch_: number, tip: number) {
    const root: Hex = `0x${'a7'.repeat(32)}`
    const message = { provider: who.id, epoch: epoch_, root, tip }
    const signature = await who.key.signTypedData({ domain, primaryType: 'Attestation', types: ATTESTATION, message })
    const { r, yParityAndS: vs } = signatureToCompactSignature(parseSignature(signature))
    return { ...message, r, vs }
  }

  /** A registered provider whose account is its own operator. */
  async function provider(): Promise<Provider & { gas: number }> {
    const who = await buyer()
    const key: Hex = `0x${'11'.repeat(32)}`
    const proof = await operatorProof(who.address, who.key, key)
    const gas = await send(who.address, bourse, 'register', [who.address, key, 'https://provider.example', proof])
    return { ...who, id: await read<number>(lens, 'providerOf', [who.address]), gas }
  }

  function terms(price: number, units: number, region = 0) {
    return { price, compensation: 5, units, region, features: 0, minEpochs: 0, until: 2 ** 24 - 1 }
  }

  async function post(who: Party, price: number, units: number, region = 0): Promise<Offer & { gas: number }> {
    const gas = await send(who.address, bourse, 'postOffer', [terms(price, units, region)])
    const [, offers] = await read<[number, number]>(lens, 'counts')
    return { id: offers, price, gas }
  }

  /** Opens a deal; without hints it walks. */
  async function open(who: Party, plan: Partial<typeof PLAN>, hints: number[], expected = plan.instances ?? 1) {
    const arguments_ = [{ ...PLAN, ...plan }, hints, 2n ** 255n, hints.length ? 0n : 1000n]
    const gas = await send(who.address, bourse, 'openDeal', arguments_)
    const [, , id] = await read<[number, number, number]>(lens, 'counts')
    const deal = await read<{ unfilled: number; leases: unknown[] }>(lens, 'deal', [id])
    if (deal.unfilled !== 0 || deal.leases.length !== expected) {
      throw new Error(`deal ${id}: ${deal.leases.length} leases, ${deal.unfilled} unfilled, expected ${expected}`)
    }
    return { id, gas }
  }

  const epoch = () => read<number>(bourse, 'currentEpoch')

  async function goTo(epoch_: number) {
    const moment = genesis + BigInt(epoch_ - 1) * BigInt(PARAMETERS.epochLength) + 1n + (++blocks % 7n)
    time = moment > time ? moment : time + 1n
    await rpc('evm_setNextBlockTimestamp', numberToHex(time))
    await rpc('evm_mine')
  }

  /** Attests one epoch; the running one must be later. */
  const attest = (who: Party, epoch_: number) => send(who.address, bourse, 'attest', [epoch_, `0x${'a7'.repeat(32)}`])

  return {
    rpc,
    admin,
    usdc,
    bourse,
    lens,
    registry,
    faults,
    vouchers,
    requests,
    extensionBytes: size((await hre.artifacts.readArtifact('BourseExtension')).deployedBytecode as Hex),
    deploy,
    send,
    read,
    party,
    buyer,
    deposit,
    operatorProof,
    signedAttestation,
    provider,
    terms,
    post,
    open,
    epoch,
    goTo,
    attest,
    snapshot: () => rpc<Hex>('evm_snapshot'),
    restore: async (id: Hex) => {
      await rpc<boolean>('evm_revert', id)
      time = hexToBigInt((await rpc<{ timestamp: Hex }>('eth_getBlockByNumber', 'latest', false)).timestamp)
    },
  }
}
