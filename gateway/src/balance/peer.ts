import { Circuit, type CircuitOptions } from './circuit.ts'
import { Latency } from './latency.ts'

/** What the gateway has learnt about one provider. */
export class Peer {
  readonly provider: number
  readonly circuit: Circuit
  readonly latency: Latency
  inFlight = 0
  /** The turn in which it was last sent a request. */
  lastUsed = 0
  /** Answers that counted. */
  verified = 0
  /** Requests without an answer that counted. */
  failed = 0
  /** Answers that did not verify. */
  lies = 0
  /** Of the last health check; undefined before the first. */
  healthy: boolean | undefined
  lastFailure: string | undefined

  constructor(provider: number, circuit?: CircuitOptions, now: () => number = Date.now) {
    this.provider = provider
    this.circuit = new Circuit(circuit, now)
    this.latency = new Latency(now)
  }
}

/** All peers, made when they are first asked for. */
export class Peers {
  readonly #peers = new Map<number, Peer>()
  readonly #circuit: CircuitOptions | undefined
  readonly #now: () => number
  #turn = 0

  constructor(circuit?: CircuitOptions, now: () => number = Date.now) {
    this.#circuit = circuit
    this.#now = now
  }

  of(provider: number): Peer {
    const known = this.#peers.get(provider)
    if (known) return known
    const fresh = new Peer(provider, this.#circuit, this.#now)
    this.#peers.set(provider, fresh)
    return fresh
  }

  /** A number above all those before it. */
  nextTurn(): number {
    return ++this.#turn
  }
}
