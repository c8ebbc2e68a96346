// What a provider attests of a version that publishes samples, true or not, and games about that.
import {
  canary,
  canaryChunks,
  canarySeed,
  canaryTail,
  contentHash,
  drawSample,
  epochRoot,
  MerkleTree,
  responseRoot,
  SAMPLE_FUEL,
  type SampleResult,
  samplesHash,
} from '@lambda-bourse/sdk'
import { concat, type Hex, keccak256, sha256, toHex } from 'viem'
import { cappedProgram, load, type ProgramImage } from '../../../../prover/src/index.ts'
import type { Receipt } from '../../../fuzz/support/chain.ts'
import type { Settings } from '../../../fuzz/support/world.ts'
import type { Address } from '../../../model/index.ts'
import type { Culprit } from '../trial.ts'
import { LIMIT, type Program, programOf } from './program.ts'
import { word } from './state.ts'
import { Run } from './story.ts'
import { BOND, bytesOf, newTable, type Published, type Table, type Terms } from './table.ts'

const NOTHING = word(0)
/** Five chunks, the last one of 904 bytes. */
export const MODULE = Uint8Array.from({ length: 5_000 }, (_, i) => Number.parseInt(keccak256(toHex(i)).slice(2, 4), 16))
export const SAMPLES = ['one', 'two', 'three', 'four', 'five'].map(bytesOf)

/** `Duty` of the contract. */
export interface Duty {
  canary: Hex
  seed: Hex
  moduleHash: Hex
  tag: number
  requestHash: Hex
  terms: Terms
}

/** `Chunks` of the contract. */
export interface Chunks {
  length: bigint
  data: readonly Hex[]
  paths: readonly (readonly Hex[])[]
}

/** What an honest provider attests for an epoch, and what shows it. */
export interface Truth {
  epoch: number
  seed: Hex
  canary: Hex
  chunks: Chunks
  tail: Hex
  result: SampleResult | undefined
  /** Of the sample that is drawn. */
  run: Run
  /** Number of the sample. */
  drawn: number
}

export interface OpenedLeaf {
  id: bigint
  duty: Duty
  version: number
  gas: bigint
}

/** How a version is registered: with samples or without, its image or none. */
export interface Form {
  samples: readonly Uint8Array[]
  isProvable: boolean
  fuel: bigint
  /** A real program, instead of the one by hand with that fuel. */
  program?: ProgramImage
}

export type LeafTable = Awaited<ReturnType<typeof newLeafTable>>

/** @param changes of a provable version with five samples */
export async function newLeafTable(changes: Partial<Form> = {}, rules: Partial<Settings> = {}, module = MODULE) {
  const form: Form = { samples: SAMPLES, isProvable: true, fuel: LIMIT, ...changes }
  const program: Program = form.program ?? programOf(form.fuel)
  const isCapped = program.fuel > SAMPLE_FUEL
  const cap = isCapped ? SAMPLE_FUEL : program.fuel
  const capped = form.program ? cappedProgram(form.program, cap) : programOf(cap)
  const hashes = form.samples.map((sample) => contentHash(sample))
  const published: Partial<Published> = {
    moduleHash: toHex(contentHash(module)),
    samplesHash: toHex(samplesHash(hashes)),
    ...(form.isProvable ? {} : { imageHash: NOTHING }),
  }
  const table: Table = await newTable(program, rules, published)
  const [, ...counterPath] = load(program.image).stack.open(program.counterSlot)
  const counter = program.image.slots.get(program.counterSlot) as bigint
  /** The attestation of an epoch, as its event said it. */
  const attested = (epoch: number, by: Culprit = table.provider) => {
    const opening = by.opening(epoch)
    return { root: toHex(epochRoot(opening)), seed: opening.seed }
  }
  /** The one before an epoch's; undefined where there is none. */
  const before = (epoch: number, by: Culprit) => {
    const [earlier] = [...by.openings.keys()].filter((one) => one < epoch).sort((a, b) => b - a)
    return earlier === undefined ? undefined : attested(earlier, by)
  }

  const leaves = {
    ...table,
    form,
    published,
    attested,
    /** A state to come back to, what the provider attested since then forgotten. */
    async mark(): Promise<() => Promise<void>> {
      const back = await table.mark()
      const { openings } = table.provider
      const kept = new Set(openings.keys())
      return async () => {
        await back()
        for (const epoch of openings.keys()) if (!kept.has(epoch)) openings.delete(epoch)
      }
    },
    /** What has to be attested, with the sample's result as the machine gives it, or as `told`. */
    truth(epoch: number, told: Partial<SampleResult> = {}, by = table.provider): Truth {
      const previous = before(epoch, by)?.seed ?? NOTHING
      const seed = canarySeed({ provider: by.id, epoch, previous })
      const drawn = form.samples.length === 0 ? 0 : drawSample(seed, form.samples.length)
      const request = form.samples[drawn] ?? new Uint8Array()
      const run = new Run(capped, request, table.timeOf(epoch))
      const result = form.samples.length === 0 ? undefined : resultOf(run, request, form.isProvable, told)
      const canaryBytes = canary({ seed, module, sample: result })
      const chunks = canaryChunks({ seed, module })
      return { epoch, seed, drawn, run, result, chunks, canary: toHex(canaryBytes), tail: canaryTail(result) }
    },
    /** Goes on to the next epoch, and attests the one that ended: the truth, or another canary. */
    async attest(canary?: Hex, told: Partial<SampleResult> = {}): Promise<Truth> {
      const truth = leaves.truth(table.epoch(), told)
      await table.pass(1)
      await table.provider.attest([table.lease], truth.epoch, [canary ?? truth.canary])
      return truth
    },
    /** First arguments of `openLeaf`. */
    leaf(epoch: number, lease = table.lease, by = table.provider) {
      const [provider, summary, root, place] = by.leafProof(epoch, lease)
      return { provider, summary, root, place, previous: before(epoch, by) ?? { root: NOTHING, seed: NOTHING } }
    },
    /** Second arguments of `openLeaf`. */
    sample(drawn: number) {
      const path = form.samples.length === 0 ? [] : new MerkleTree(hashes).path(drawn).map((hash) => toHex(hash))
      return {
        image: table.program.header,
        request: toHex(form.samples[drawn] ?? new Uint8Array()),
        place: { index: BigInt(drawn), count: BigInt(form.samples.length), path },
        counter,
        counterPath: counterPath.map(word),
        window: table.program.window,
      }
    },
    async openLeaf({ epoch, drawn }: Pick<Truth, 'epoch' | 'drawn'>, from = table.challenger): Promise<OpenedLeaf> {
      return leaves.opened(await table.send(from, 'openLeaf', [leaves.leaf(epoch), leaves.sample(drawn)], 8n * BOND))
    },
    opened(receipt: Receipt): OpenedLeaf {
      const { id, duty, version } = table.eventsOf(receipt).find(({ name }) => name === 'LeafOpened')?.args ?? {}
      return { id, duty, version, gas: receipt.gasUsed }
    },
    /** Shows what was attested, and returns the terms that the game goes on about. */
    async show({ id, duty }: OpenedLeaf, { chunks, tail }: Truth, by: Address = table.operator) {
      const receipt = await table.send(by, 'show', [id, duty, chunks, tail])
      const terms = table.eventsOf(receipt).find(({ name }) => name === 'CanaryShown')?.args.terms as Terms
      return { id, terms, gas: receipt.gasUsed }
    },
  }
  return leaves
}

function resultOf(run: Run, request: Uint8Array, isProvable: boolean, told: Partial<SampleResult>): SampleResult {
  const { status, fuel, response } = run.outcome()
  const requestHash = contentHash(request)
  const said = isProvable
    ? { responseLength: response.length, responseRoot: responseRoot(response) }
    : { responseHash: contentHash(response) }
  return { requestHash, fuel, status, ...said, ...told } as SampleResult
}

/** The hash of all that is shown, whatever it is. */
export function canaryOver(
  tag: number,
  { seed, moduleHash }: Duty | { seed: Hex; moduleHash: Hex },
  parts: Hex[],
): Hex {
  return sha256(concat([toHex(tag, { size: 1 }), seed, moduleHash, ...parts]))
}
