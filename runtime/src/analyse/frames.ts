import { checkSize, sizeLimits } from '../limits.ts'

export const FrameKind = { Function: 0, Block: 1, Loop: 2, If: 3, Else: 4 } as const

/** The stack of control frames around the instruction being scanned. */
export class Frames {
  depth = 0
  readonly kind: Uint8Array
  /** 1 when a live branch leaves to the frame's end. */
  readonly targeted: Uint8Array
  /** Segment before the frame, -1 when the frame is dead code. */
  readonly segment: Int32Array
  /** Height of the operand stack below the frame's parameters. */
  readonly base: Int32Array
  readonly parameters: Int32Array
  readonly results: Int32Array

  constructor() {
    const size = sizeLimits.nesting + 1
    this.kind = new Uint8Array(size)
    this.targeted = new Uint8Array(size)
    this.segment = new Int32Array(size)
    this.base = new Int32Array(size)
    this.parameters = new Int32Array(size)
    this.results = new Int32Array(size)
  }

  push(kind: number, segment: number, height: number, parameters: number, results: number, offset: number): void {
    const i = this.depth
    checkSize('nesting of blocks', i, sizeLimits.nesting, offset)
    this.kind[i] = kind
    this.targeted[i] = 0
    this.segment[i] = segment
    this.base[i] = height - parameters
    this.parameters[i] = parameters
    this.results[i] = results
    this.depth = i + 1
  }

  /** A live branch to label `label`: the end of a frame, or the head of a loop. */
  target(label: number): void {
    this.targeted[this.depth - 1 - label] = 1
  }
}
