import { ModuleError } from '@lambda-bourse/runtime'
import type { Image } from '../image.ts'
import { Op } from '../isa.ts'
import { InstantiationTrap } from '../lower/initial.ts'
import { lower } from '../lower/lower.ts'
import { TrapCode } from '../lower/traps.ts'
import { type Form, headOf, type List, readForms, stringName } from './forms.ts'
import { moduleBytes, nameOfModule, UnreadableError } from './modules.ts'
import { spectest } from './spectest.ts'
import type { Instance, Outcome, Target } from './target.ts'
import { constantBits, meets } from './values.ts'

/** What became of the commands of a script. */
export interface Tally {
  /** Assertions that hold, of modules that were accepted or rightly refused. */
  passed: number
  failed: string[]
  /** Modules that were lowered. */
  accepted: number
  /** Modules that were not, by reason. */
  refused: Map<string, number>
  /** Commands that say nothing of the machine, by reason. */
  skipped: Map<string, number>
  steps: number
}

/** More steps than any script of the test suite needs. */
const FUEL = 3_000_000

interface Loaded {
  image: Image
  instance: Instance
  /** Why its state is no longer what the script takes it for. */
  astray?: string
}

/** Runs the commands of a script on one implementation of the machine. */
export function runScript(source: string, target: Target): Tally {
  const script = new Script(target)
  for (const form of readForms(source)) script.command(form)
  return script.tally
}

class Script {
  readonly tally: Tally = { passed: 0, failed: [], accepted: 0, refused: new Map(), skipped: new Map(), steps: 0 }
  readonly #target: Target
  /** Modules by name, and the last one; a string says why one was refused. */
  readonly #named = new Map<string, Loaded | string>()
  readonly #registered = new Map<string, Loaded>()
  #last: Loaded | string = 'no module yet'

  constructor(target: Target) {
    this.#target = target
  }

  command(form: List): void {
    try {
      this.#command(form)
    } catch (error) {
      if (!(error instanceof Skip)) throw error
      count(this.tally.skipped, error.message)
    }
  }

  #command(form: List): void {
    switch (headOf(form)) {
      case 'module':
        this.#module(form)
        return
      case 'register':
        this.#register(form)
        return
      case 'invoke':
      case 'get':
        this.#action(form)
        return
      case 'assert_return':
        this.#assertReturn(form)
        return
      case 'assert_trap':
      case 'assert_exhaustion':
        this.#assertTrap(form)
        return
      case 'assert_invalid':
      case 'assert_malformed':
        this.#assertRefused(form)
        return
      default:
        throw new Skip(headOf(form))
    }
  }

  // ---------------------------------------------------------------- modules

  #module(form: List): void {
    const name = nameOfModule(form)
    this.#last = 'refused'
    const found = this.#load(form)
    if (typeof found === 'string') count(this.tally.refused, found)
    else this.tally.accepted++
    this.#last = typeof found === 'string' ? `module refused: ${found}` : found
    if (name) this.#named.set(name, this.#last)
  }

  #register(form: List): void {
    const [, as, name] = form.items
    const module = typeof name === 'string' ? this.#named.get(name) : this.#last
    if (module && typeof module !== 'string') this.#registered.set(stringName(as as string), module)
  }

  #lower(form: List): Image {
    try {
      return lower(moduleBytes(form), { imports: spectest })
    } catch (error) {
      if (!(error instanceof InstantiationTrap)) this.#leadAstray(form)
      throw error
    }
  }

  /** What a refused module would have written to the tables, memories and globals of others is not written. */
  #leadAstray({ text }: List): void {
    for (const [, name] of text.matchAll(/\(import\s+("(?:[^"\\]|\\.)*")/g)) {
      const shared = this.#registered.get(stringName(name as string))
      if (shared) shared.astray = 'state shared with a module that imports it, which is refused'
    }
  }

  /** The module, running; or why it is refused. */
  #load(form: List): Loaded | string {
    try {
      const image = this.#lower(form)
      const instance = this.#target.load(image)
      if (image.start !== undefined) {
        const outcome = this.#call(instance, image.start, [], 0)
        if (outcome.status !== 'halted') this.#fail(form, `its start function: ${outcome.status}`)
      }
      return { image, instance }
    } catch (error) {
      if (error instanceof UnreadableError) return 'not read by wabt'
      if (error instanceof ModuleError) return reasonOf(error)
      throw error
    }
  }

  /** A module that the engine, or the reader before it, must refuse. */
  #assertRefused(form: List): void {
    const inner = form.items[1] as List
    try {
      const bytes = moduleBytes(inner)
      if (WebAssembly.validate(bytes as Uint8Array<ArrayBuffer>)) {
        lower(bytes, { imports: spectest })
        throw new Skip('valid to the engine: a later proposal, or text that wabt reads')
      }
    } catch (error) {
      if (!(error instanceof UnreadableError) && !(error instanceof ModuleError)) throw error
    }
    this.tally.passed++
  }

  // ---------------------------------------------------------------- actions

  /** What answers nothing is done for what it leaves behind: where it traps on floats, that is missing from then on. */
  #action(form: List): Outcome {
    try {
      return this.#act(form)
    } catch (error) {
      if (error instanceof FloatSkip) this.#subject(form).module.astray = 'state that float arithmetic made'
      throw error
    }
  }

  /** The module of an action, and what follows its name. */
  #subject(form: List): { module: Loaded; rest: Form[] } {
    const named = typeof form.items[1] === 'string' && form.items[1].startsWith('$')
    const module = named ? this.#named.get(form.items[1] as string) : this.#last
    if (!module || typeof module === 'string') throw new Skip(module ?? 'module unknown')
    return { module, rest: form.items.slice(named ? 2 : 1) }
  }

  #act(form: List): Outcome {
    const { module, rest } = this.#subject(form)
    if (module.astray) throw new Skip(module.astray)
    const [field, ...args] = rest
    const { image, instance } = module
    const name = stringName(field as string)
    if (headOf(form) === 'get') return globalOf(module, name)
    const stub = image.exports.get(name)
    if (!stub) throw new Skip('no export of that name')
    const values = args.map(constantBits)
    if (values.includes(undefined)) throw new Skip('arguments that are no numbers')
    const outcome = this.#call(instance, stub.pc, values as bigint[], stub.type.results.length)
    if (trappedByFloat(image, outcome)) throw new FloatSkip('float arithmetic, which traps')
    return outcome
  }

  #call(instance: Instance, pc: number, args: bigint[], results: number): Outcome {
    const outcome = instance.call(pc, args, results, FUEL)
    this.tally.steps += outcome.steps
    return outcome
  }

  #assertReturn(form: List): void {
    const [, action, ...expected] = form.items
    const outcome = expected.length === 0 ? this.#action(action as List) : this.#act(action as List)
    const met = expected.map((one, i) => meets(one, outcome.results[i]))
    if (met.includes(undefined)) throw new Skip('results that are no numbers')
    if (outcome.status === 'halted' && met.every(Boolean)) this.tally.passed++
    else this.#fail(form, `${outcome.status} ${outcome.results.join(' ')}`)
  }

  #assertTrap(form: List): void {
    const inner = form.items[1] as Form
    const trapped = headOf(inner) === 'module' ? this.#trapsAtStart(inner as List) : this.#act(inner as List).status
    if (trapped === 'trapped') this.tally.passed++
    else this.#fail(form, trapped)
  }

  #trapsAtStart(form: List): string {
    try {
      const image = this.#lower(form)
      if (image.start === undefined) return 'instantiated'
      return this.#call(this.#target.load(image), image.start, [], 0).status
    } catch (error) {
      if (error instanceof InstantiationTrap) return 'trapped'
      if (error instanceof UnreadableError) throw new Skip('module refused: not read by wabt')
      if (error instanceof ModuleError) throw new Skip(`module refused: ${reasonOf(error)}`)
      throw error
    }
  }

  #fail(form: List, found: string): void {
    const text = form.text.length > 160 ? `${form.text.slice(0, 160)} ...` : form.text
    this.tally.failed.push(`line ${form.line}: ${text} found: ${found}`)
  }
}

/** A command that says nothing of the machine. */
class Skip extends Error {}
class FloatSkip extends Skip {}

function globalOf({ image, instance }: Loaded, name: string): Outcome {
  const global = image.globals.get(name)
  if (!global) throw new Skip('no export of that name')
  return { status: 'halted', pc: 0, results: [instance.slot(global.slot)], steps: 0 }
}

function trappedByFloat({ code }: Image, { status, pc }: Outcome): boolean {
  const at = code[pc]
  return status === 'trapped' && at?.op === Op.Trap && at.imm === TrapCode.Float
}

function reasonOf({ code, detail }: ModuleError): string {
  return code === 'import' ? 'imports' : `${code}: ${detail.replace(/'[^']*'/g, '...')}`
}

function count(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1)
}
