// What a job would pay, found out without sending it.
import { type Address, concat, encodeAbiParameters, type Hex, keccak256, numberToHex, size } from 'viem'
import type { Market } from '../market/open.ts'

/** `mapping(keccak256(delegate, owner) => allowed)` in contracts/libraries/Slots.sol */
const DELEGATE_SLOT = 37n
const BALANCE_OF: Hex = '0x70a08231'
/** Bytes of {@link probeOf} before the call that it carries. */
const PROBE_SIZE = 97
/** Where it goes when the call is refused. */
const REFUSED = 89

/**
 * The tips that a stranger would get for a call of the Bourse now. Runs in `eth_call` alone, as the constructor of a
 * contract that is never made: it sends the call and answers with its own balance in the Bourse, which was 0.
 * @returns micro-USDC; 0 also when the Bourse refuses the call
 */
export async function tipsOf({ client, deployment }: Market, call: Hex): Promise<bigint> {
  const { data = '0x0' } = await client.call({ data: probeOf(deployment.bourse, call) })
  return BigInt(data)
}

/** Whether the keeper would be no stranger: who the owner trusts gets no tips. */
export async function isDelegate({ bourse }: Market, owner: Address, keeper: Address): Promise<boolean> {
  const inner = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'address' }], [keeper, owner]))
  const words = [inner, numberToHex(DELEGATE_SLOT, { size: 32 })] as const
  const slot = keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'bytes32' }], words))
  const [word] = await bourse.readSlots({ slots: [slot] })
  return BigInt(word ?? 0) !== 0n
}

/** Creation code; what it returns is no code, but the answer. */
function probeOf(bourse: Address, call: Hex): Hex {
  const length = numberToHex(size(call), { size: 2 })
  const code = concat([
    // codecopy(0, PROBE_SIZE, length)
    concat(['0x61', length, '0x60', numberToHex(PROBE_SIZE, { size: 1 }), '0x5f39']),
    // if iszero(call(gas(), bourse, 0, 0, length, 0, 0)) { goto refused }
    concat(['0x5f5f61', length, '0x5f5f73', bourse, '0x5af11560', numberToHex(REFUSED, { size: 1 }), '0x57']),
    // mstore(0, selector << 224), mstore(4, address())
    concat(['0x63', BALANCE_OF, '0x60e01b5f5230600452']),
    // pop(staticcall(gas(), bourse, 0, 36, 0, 32)), return(0, 32)
    concat(['0x60205f60245f73', bourse, '0x5afa5060205ff3']),
    // refused: mstore(0, 0), return(0, 32)
    '0x5b5f5f5260205ff3',
  ])
  return concat([code, call])
}
