// A contract asks for an execution, and is called back with 256 bytes.
import { encodePacked, type Hex, keccak256, stringToHex, toBytes, toHex } from 'viem'
import {
  contentHash,
  encodeRequest,
  encodeWire,
  MerkleTree,
  receiptDomain,
  receiptHash,
  signBatch,
} from '../../../sdk/src/index.ts'
import { leased } from './beside.ts'
import type { Market, Provider } from './market.ts'
import type { Ops } from './operations.ts'

const ZERO: Hex = `0x${'00'.repeat(32)}`
const CODE = { functionId: 7n, version: 2, moduleHash: `0x${'11'.repeat(32)}`, imageHash: ZERO } as const
const BODY = stringToHex('3,1,2')
const ANSWER = toHex(Uint8Array.from({ length: 256 }, (_, i) => 255 - (i % 255)))
const ROUNDS = 3

/** A request of a consumer and a provider that have met, with no other one open. */
export async function requests(m: Market, ops: Ops) {
  const { seller, lease } = await leased(m)
  await m.goTo((await m.epoch()) + 1)
  const consumer = await m.deploy('PlainConsumer', [m.requests.address])
  const payer = await m.buyer()
  await m.send(payer.address, m.bourse, 'transfer', [consumer.address, 10n ** 6n])
  const types = ['uint64', 'uint32', 'bytes32', 'bytes32'] as const
  const code = keccak256(encodePacked(types, [CODE.functionId, CODE.version, CODE.moduleHash, CODE.imageHash]))
  const shape = { deal: Math.floor(lease / 256), code, fee: 1000n, callbackGas: 100_000, quorum: 1, seats: 0 }
  for (let round = 1; round <= ROUNDS; round++) {
    const ask = { ...shape, epochs: 2, waits: false }
    ops.request = await m.send(payer.address, consumer, 'ask', [ask, BODY])
    const request = {
      ...shape,
      id: await m.read<bigint>(m.requests, 'count'),
      consumer: consumer.address,
      requestHash: hashOf(BODY),
      deadline: (await m.epoch()) + ask.epochs,
      waits: false,
    }
    const receipt = await signedReceipt(m, seller, lease, request.requestHash, round)
    ops.fulfil = await m.send(seller.address, m.requests, 'fulfil', [request, receipt, ANSWER])
  }
  ops['request+fulfil'] = (ops.request as number) + (ops.fulfil as number)
}

function hashOf(body: Hex): Hex {
  return toHex(contentHash(encodeRequest({ method: 'POST', target: '/', contentType: '', body: toBytes(body) })))
}

async function signedReceipt(m: Market, seller: Provider, lease: number, requestHash: Hex, round: number) {
  const domain = receiptDomain({ chainId: 31337, bourse: m.bourse.address })
  const epoch = await m.epoch()
  const sequence = BigInt(round)
  const receipt = {
    ...CODE,
    provider: seller.id,
    deal: Math.floor(lease / 256),
    lease,
    epoch,
    sequence,
    runtimeVersion: 1,
    requestHash,
    responseHash: toHex(contentHash(toBytes(ANSWER))),
    fuel: 1234n,
    status: 0,
    transcriptHash: ZERO,
  }
  const tree = new MerkleTree([receiptHash(receipt, domain)])
  const batch = { provider: seller.id, epoch, number: sequence, firstSequence: sequence, count: 1 }
  const signed = { ...batch, receiptsRoot: toHex(tree.root) }
  const signature = await signBatch(seller.key, { batch: signed, domain })
  return toHex(encodeWire({ receipt, index: 0, batch: signed, signature, path: [] }))
}
