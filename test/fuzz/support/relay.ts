// Random batches of attestations: right ones, late ones, early ones, and some that nobody signed.
import { type Hex, pad, parseSignature, serializeCompactSignature, signatureToCompactSignature, toHex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import type { Entry } from '../../model/index.ts'
import * as model from '../../model/index.ts'
import { lower } from './choices.ts'
import { DOMAIN } from './operator.ts'
import type { Random } from './random.ts'
import type { Maker } from './steps.ts'
import type { World } from './world.ts'

export const relayedBatch: Maker = async (world, random) => {
  const from = random.pick(world.people)
  const tries = Array.from({ length: random.between(0, 6) }, () => someEntry(world, random))
  const args = await Promise.all(tries.map(({ entry, by }) => signEntry(world, entry, by)))
  const entries = tries.map(({ entry }) => entry)
  return { fn: 'attestBatch', from, args: [args], model: () => model.attestBatch(world.market, from, entries) }
}

function someEntry({ market, operators }: World, random: Random): { entry: Entry; by: PrivateKeyAccount } {
  const id = random.between(0, market.providers.length + 1)
  const provider = market.providers[id - 1]
  const its = operators.find(({ address }) => lower(address) === provider?.operator)
  const by = its && random.chance(0.9) ? its : random.pick(operators)
  const owed = provider ? model.firstOwed(market, provider) : 1
  const epoch = random.chance(0.8) ? owed : Math.max(0, owed + random.between(-2, 2))
  const tip = random.pick([0, 1, 700, 2 ** 32 - 1])
  return { entry: { provider: id, epoch, tip, signer: lower(by.address) }, by }
}

export async function signEntry(world: World, { provider, epoch, tip }: Entry, by: PrivateKeyAccount) {
  const message = { provider, epoch, root: pad(toHex(BigInt(epoch) * 31n + 5n), { size: 32 }), tip }
  const signature = await by.signTypedData({
    domain: { ...DOMAIN, verifyingContract: world.bourse.address },
    types: {
      Attestation: [
        { name: 'provider', type: 'uint24' },
        { name: 'epoch', type: 'uint24' },
        { name: 'root', type: 'bytes32' },
        { name: 'tip', type: 'uint32' },
      ],
    },
    primaryType: 'Attestation',
    message,
  })
  const compact = serializeCompactSignature(signatureToCompactSignature(parseSignature(signature)))
  return { ...message, r: compact.slice(0, 66) as Hex, vs: `0x${compact.slice(66)}` as Hex }
}
