import type { LeaseState } from '../chain/client.ts'

/** The provider's leases as the chain has them now. */
export class LeaseTable {
  readonly #leases = new Map<number, LeaseState>()

  set(state: LeaseState): void {
    this.#leases.set(state.id, state)
  }

  delete(id: number): boolean {
    return this.#leases.delete(id)
  }

  has(id: number): boolean {
    return this.#leases.has(id)
  }

  get(id: number): LeaseState | undefined {
    return this.#leases.get(id)
  }

  known(): number[] {
    return [...this.#leases.keys()]
  }

  all(): LeaseState[] {
    return [...this.#leases.values()]
  }

  /** Leases that are served in an epoch: owed in it, or to be owed soon. */
  served(epoch: number): LeaseState[] {
    return this.all().filter((lease) => epoch < lease.end)
  }

  /** Leases whose price is owed for an epoch. */
  owed(epoch: number): LeaseState[] {
    return this.all().filter((lease) => lease.start <= epoch && epoch < lease.end)
  }

  /** Functions whose aliases have to be watched. */
  functions(): bigint[] {
    return [...new Set(this.all().map((lease) => lease.functionId))]
  }
}
