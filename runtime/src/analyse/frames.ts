import { checkSize, sizeLimits } from '../limits.ts'

export const FrameKind = { Function: 0, Block: 1, Loop: 2, If: 3, Else: 4 } as const

/** Fields of a frame. */
export const Frame = {
  /** A `FrameKind`. */
  Kind: 0,
  /** 1 when a live branch leaves to the frame's end. */
  Targeted: 1,
  /** Segment before the frame, -1 when the frame is dead code. */
  Segment: 2,
  /** Heights of the operand stack where an `else` begins and after the end. */
  ElseHeight: 3,
  EndHeight: 4,
} as const

/** A frame's fields are this many numbers apart, as a power of two. */
const FRAME_SHIFT = 3
const FIRST_FRAMES = 32

/** The stack of control frames around the instruction being scanned. */
export class Frames {
  depth = 0
  #fields = new Int32Array(FIRST_FRAMES << FRAME_SHIFT)

  push(kind: number, segment: number, height: number, parameters: number, results: number, offset: number): void {
    if (this.depth > sizeLimits.nesting) checkSize('nesting of blocks', this.depth, sizeLimits.nesting, offset)
    const at = this.depth++ << FRAME_SHIFT
    if (at === this.#fields.length) this.#grow()
    const fields = this.#fields
    fields[at + Frame.Kind] = kind
    fields[at + Frame.Targeted] = 0
    fields[at + Frame.Segment] = segment
    fields[at + Frame.ElseHeight] = height
    fields[at + Frame.EndHeight] = height - parameters + results
  }

  /** A field of the frame at `depth`; the outermost is at 0. */
  at(depth: number, field: number): number {
    return this.#fields[(depth << FRAME_SHIFT) + field] as number
  }

  set(depth: number, field: number, value: number): void {
    this.#fields[(depth << FRAME_SHIFT) + field] = value
  }

  /** A live branch to label `label`: the end of a frame, or the head of a loop. */
  target(label: number): void {
    this.set(this.depth - 1 - label, Frame.Targeted, 1)
  }

  #grow(): void {
    const larger = new Int32Array(this.#fields.length * 2)
    larger.set(this.#fields)
    this.#fields = larger
  }
}
