import type { FunctionType, Statistics } from '../image.ts'
import type { Helper } from './helpers.ts'
import type { Module } from './module.ts'
import type { Operand, Place } from './operands.ts'

/** Where a passive segment lies in its window, and how long it is by now. */
export interface SegmentPlace {
  base: bigint
  /** A constant, or the hidden global that dropping sets to zero. */
  length: Operand
  dropped: Place | undefined
}

/** What the functions of a module have in common while they are lowered. */
export interface Context {
  readonly module: Module
  /** Whether operands are taken from where they are. */
  readonly fold: boolean
  readonly statistics: Statistics
  /** Numbers of types from 1 on; equal types have equal numbers. */
  typeNumber(index: number): bigint
  typeOf(functionIndex: number): FunctionType
  globalPlace(index: number): Place
  dataSegment(index: number): SegmentPlace
  elementSegment(index: number): SegmentPlace
  /** Has the helper appended to the image. Its name, to call it by. */
  helper(helper: Helper): string
}
