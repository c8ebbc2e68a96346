import type { Move } from '@lambda-bourse/prover'
import type { Dispute } from '@lambda-bourse/sdk'

/** What somebody says of this provider, and what it does about that: names for programs, a sentence for people. */
export function accusation({ about, challenger }: Pick<Dispute, 'about' | 'challenger'>): Record<string, unknown> {
  const { sequence, lease, epoch } = about.receipt.receipt
  const what = `${challenger} says that receipt ${sequence} is false: it is executed again and defended`
  return { sequence: `${sequence}`, lease, epoch, what }
}

/** A move in words that a person can follow. */
export function describe({ first, width }: Pick<Dispute, 'first' | 'width'>, move: Move): string {
  const steps = (n: number | bigint) => `${n} ${Number(n) === 1 ? 'step' : 'steps'}`
  switch (move.kind) {
    case 'defend':
      return `the execution has ${steps(move.steps)}; shown is how it ended, and its states at ${move.points.length - 1} cuts`
    case 'split':
      return `the ${steps(width)} from step ${first} on are cut into ${move.points.length - 1}`
    case 'pick':
      return `of the ${steps(width)} from step ${first} on, section ${move.section + 1} is where the two executions part`
    case 'prove':
      return `step ${first} is executed on chain: it does not lead where the provider says`
  }
}
