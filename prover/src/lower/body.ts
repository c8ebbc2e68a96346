import { FunctionCode } from './code.ts'
import { Locals } from './locals.ts'
import { OperandStack } from './stack.ts'

/** What is known of a function while its instructions are gone through. */
export class Body {
  readonly code: FunctionCode
  readonly locals: Locals
  readonly stack: OperandStack
  readonly parameters: number
  readonly results: number
  /** Whether control comes to the next instruction. Where it does not, nothing is emitted and the stack means nothing. */
  live = true

  constructor(parameters: number, results: number, locals: number, fold: boolean) {
    this.parameters = parameters
    this.results = results
    this.locals = new Locals(parameters, locals)
    this.code = new FunctionCode(fold)
    this.stack = new OperandStack(this.code, locals, fold)
  }
}
