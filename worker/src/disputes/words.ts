import type { Move } from '@lambda-bourse/prover'
import type { Dispute } from '@lambda-bourse/sdk'

type About = Dispute['about']
type Leaf = Extract<About, { kind: 'leaf' }>

/** What somebody says of this provider, and what it does about that: names for programs, a sentence for people. */
export function accusation({ about, challenger }: Pick<Dispute, 'about' | 'challenger'>): Record<string, unknown> {
  if (about.kind === 'leaf') {
    const { summary, epoch, functionId, version } = about
    const what = `${challenger} says that ${nameOf(about)} is false: it is drawn again, shown and defended`
    return { lease: summary.lease, epoch, functionId: `${functionId}`, version, what }
  }
  const { sequence, lease, epoch } = about.receipt.receipt
  const what = `${challenger} says that ${nameOf(about)} is false: it is executed again and defended`
  return { sequence: `${sequence}`, lease, epoch, what }
}

/** What a game is about, for a sentence. */
export function nameOf(about: About): string {
  if (about.kind === 'receipt') return `receipt ${about.receipt.receipt.sequence}`
  return `the canary of lease ${about.summary.lease} in epoch ${about.epoch}`
}

/** How a game ended for the provider. */
export function ended(about: About, isUpheld: boolean): string {
  const name = nameOf(about)
  return isUpheld ? `lost: ${name} was found false` : `won, or called off: ${name} stands`
}

/** What a provider shows of a canary. */
export function describeShowing({ duty }: Leaf): string {
  const chunks = 'shown are the four chunks of the module that the canary drew'
  if (duty.tag === 0x07) return chunks
  return `${chunks}, and what its sample gave${duty.tag === 0x09 ? ': that is defended next' : ''}`
}

/** Why a provider does not stand by a canary that it attested. */
export function cannotStandBy(about: Leaf, actual: string): string {
  const { functionId, version, duty } = about
  const attested = `attested was ${duty.canary}, version ${version} of function ${functionId} gives ${actual}`
  return `${nameOf(about)} cannot be stood by: ${attested}. There is no move to make`
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
