import {
  type Batch,
  decodeBatch,
  type HeaderProof,
  headerLeaf,
  type LeafProof,
  type LeaseSummary,
  leasesTree,
  merkleNode,
  mmrPath,
  type RootOpening,
  voidLeaf,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { LogReader } from '../store/logReader.ts'
import { LOWEST_LEVEL, type ProofStore } from '../store/proofStore.ts'
import type { ClosedEpoch, StateStore } from '../store/stateStore.ts'

type Hex = `0x${string}`

/** A number's leaf in a root, and what it is the leaf of: a signed header, or nothing where the number is void. */
export interface NumberProof {
  proof: HeaderProof
  signed: { batch: Batch; signature: Hex } | undefined
}

/** Shows what attested roots hold. Undefined where there is nothing to show: no such epoch, lease or number. */
export class Prover {
  readonly #state: Pick<StateStore, 'epoch'>
  readonly #proofs: ProofStore
  readonly #log: Pick<LogReader, 'header'>

  constructor(state: Pick<StateStore, 'epoch'>, proofs: ProofStore, log: Pick<LogReader, 'header'>) {
    this.#state = state
    this.#proofs = proofs
    this.#log = log
  }

  leaf(epoch: number, lease: number): LeafProof | undefined {
    const closed = this.#attested(epoch)
    if (closed === undefined) return undefined
    const summaries = summariesOf(closed.closed)
    const index = summaries.findIndex((summary) => summary.lease === lease)
    const summary = summaries[index]
    const tree = leasesTree(summaries, nodeSha256)
    if (summary === undefined || tree === undefined) return undefined
    const path = tree.path(index).map(hexOf)
    return { summary, root: closed.opening, place: { index: BigInt(index), count: BigInt(summaries.length), path } }
  }

  header(epoch: number, number: number): NumberProof | undefined {
    const closed = this.#attested(epoch)
    if (closed === undefined || number < 1 || number > closed.closed.headers) return undefined
    const path = mmrPath((level, place) => this.#node(level, place), number - 1, closed.closed.headers, nodeSha256)
    return { proof: { root: closed.opening, path: path.map(hexOf) }, signed: this.#signed(number) }
  }

  #attested(epoch: number): { closed: ClosedEpoch; opening: RootOpening } | undefined {
    const closed = this.#state.epoch(epoch)
    const seed = this.#proofs.seed(epoch)
    if (closed === undefined || seed === undefined) return undefined
    const { leasesRoot, mmrRoot, headers } = closed
    const roots = { leasesRoot: hexOf(leasesRoot), mmrRoot: hexOf(mmrRoot), headers: BigInt(headers) }
    return { closed, opening: { epoch, ...roots, seed: seed as Hex } }
  }

  #node(level: number, place: number): Uint8Array {
    const kept = level < LOWEST_LEVEL ? undefined : this.#proofs.node(level, place)
    if (kept !== undefined) return kept
    if (level > 0) return merkleNode(this.#node(level - 1, 2 * place), this.#node(level - 1, 2 * place + 1), nodeSha256)
    const signed = this.#signed(place + 1)
    if (signed === undefined) return voidLeaf(BigInt(place + 1), nodeSha256)
    return headerLeaf(signed.batch, signed.signature, nodeSha256)
  }

  #signed(number: number): NumberProof['signed'] {
    const row = this.#log.header(number)
    return row && { batch: decodeBatch(row.header), signature: hexOf(row.signature) }
  }
}

function summariesOf({ leases }: ClosedEpoch): LeaseSummary<Hex>[] {
  const rows = JSON.parse(leases) as {
    lease: number
    count: string
    fuel: string
    bytes: string
    failures: string
    canary: Hex
  }[]
  return rows.map(({ lease, count, fuel, bytes, failures, canary }) => {
    return {
      lease,
      count: BigInt(count),
      fuel: BigInt(fuel),
      bytes: BigInt(bytes),
      failures: BigInt(failures),
      canary,
    }
  })
}

function hexOf(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
