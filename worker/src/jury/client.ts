import type { Receipt } from '@lambda-bourse/sdk'
import type { Address, Call, Hex } from '../chain/client.ts'

/** What an execution came to, as jurors compare it. */
export interface Finding {
  responseHash: Hex
  fuel: bigint
  status: number
}

export type TrialStage = 'none' | 'opened' | 'drawing' | 'sitting' | 'over'

/** A trial as it stands. */
export interface TrialState {
  id: bigint
  stage: TrialStage
  /** The accused. */
  provider: number
  /** What the receipt says, as `answerId` hashes it. */
  claim: Hex
  /** wei that standing takes. */
  unit: bigint
  /** Last epoch in which the accused stands, or jurors commit. */
  deadline: number
  /** Block whose hash draws. */
  drawnBy: number
  /** Commitments that are not revealed yet. */
  pending: number
  /** Seats in order; 0 for an empty one. */
  jurors: number[]
  /** A bit for each seat whose word counts for the receipt only. */
  recused: number
  /** Of the receipt. */
  lease: number
  /** In which it was opened. */
  epoch: number
}

/** What a trial is about. */
export interface TrialEvidence {
  receipt: Receipt
  /** As `encodeRequest` gives it. */
  request: Uint8Array
}

/** What a provider is on the list of jurors. */
export interface JurorState {
  isListed: boolean
  isLeaving: boolean
  /** wei, without what open seats keep. */
  deposit: bigint
  /** In trials that are not over. */
  seats: number
}

/** What the worker wants to know of the jury and do there. Tests script it; `viemJury.ts` is the real one. */
export interface JuryClient {
  /** Epochs of a turn. */
  turn(): Promise<number>
  /** Trials ever opened. */
  trials(): Promise<bigint>
  trial(id: bigint): Promise<TrialState>
  evidence(id: bigint): Promise<TrialEvidence>
  /** Whether a juror has neither committed, nor revealed yet, or has. */
  vote(id: bigint, juror: number): Promise<'none' | 'sealed' | 'shown'>
  juror(provider: number): Promise<JurorState>
  /** wei that a juror puts in at twice today's base fee. */
  deposit(): Promise<bigint>
  /** A lease of a juror for the customer of the trial's lease, that was not over when the trial was opened. */
  tieOf(trial: TrialState, juror: number): Promise<number | undefined>
  answerId(finding: Finding): Hex
  commitment(id: bigint, juror: number, finding: Finding, salt: Hex): Hex
  /** Takes out what an account is owed; undefined where that is nothing. */
  collect(account: Address): Promise<Call | undefined>
  enlist(provider: number, value: bigint): Call
  leave(provider: number): Call
  discharge(provider: number): Call
  stand(id: bigint, value: bigint): Call
  draw(id: bigint): Call
  recuse(id: bigint, juror: number, lease: number): Call
  commit(id: bigint, juror: number, commitment: Hex): Call
  reveal(id: bigint, juror: number, finding: Finding, salt: Hex): Call
  judge(id: bigint): Call
}
