import { CHUNK_SIZE, decodeRequest, MerkleTree } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { Invoker } from '../invoke/invoker.ts'

/** Responses above so many bytes are answered by length and root (IFaults.answerDemand). */
const MOST_SHOWN = 4096

type Hex = `0x${string}`

/** Does what is demanded on chain, and says what answers it there. */
export class Demands {
  #invoker: Pick<Invoker, 'execute'> | undefined

  /** The door is built after what looks at the chain: until then nothing is served. */
  serveWith(invoker: Pick<Invoker, 'execute'>): void {
    this.#invoker = invoker
  }

  /** @throws Refusal when there is no receipted result; it is tried again at the next look. */
  async answer(lease: number, request: string): Promise<{ receipt: Hex; response: Hex } | undefined> {
    const decoded = decodeRequest(Buffer.from(request.slice(2), 'hex'))
    const answer = await this.#invoker?.execute(lease, decoded, true)
    if (answer === undefined) return undefined
    return { receipt: hex(Buffer.from(answer.receipt, 'base64url')), response: hex(shown(answer.response)) }
  }
}

function shown(response: Uint8Array): Uint8Array {
  if (response.length <= MOST_SHOWN) return response
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(response.length))
  return Buffer.concat([length, new MerkleTree(leavesOf(response), nodeSha256).root])
}

function leavesOf(response: Uint8Array): Uint8Array[] {
  const leaves: Uint8Array[] = []
  for (let at = 0; at < response.length; at += CHUNK_SIZE) {
    leaves.push(nodeSha256(Buffer.concat([Buffer.of(0), response.subarray(at, at + CHUNK_SIZE)])))
  }
  return leaves
}

function hex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
