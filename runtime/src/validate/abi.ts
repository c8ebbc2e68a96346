import { ExternalKind, type FunctionType, type ModuleLayout, ValueType } from '../decode/types.ts'
import { ModuleError } from '../errors.ts'

/** How the host talks to a guest, told by what the guest exports. */
export type Abi = 'command' | 'handler'

export interface GuestAbi {
  abi: Abi
  /** Exported functions that the host calls, by name. */
  functions: Map<string, number>
}

const { I32, I64 } = ValueType
const signatures: Record<string, [parameters: number[], results: number[]]> = {
  _start: [[], []],
  _initialize: [[], []],
  alloc: [[I32], [I32]],
  handle: [[I32, I32], [I64]],
}
const typeNames: Record<number, string> = {
  127: 'i32',
  126: 'i64',
  125: 'f32',
  124: 'f64',
  112: 'funcref',
  111: 'externref',
}

/** Finds the guest's ABI; a module with both is a handler. Throws `ModuleError` (`abi`). */
export function detectAbi(layout: ModuleLayout): GuestAbi {
  const exported = new Map<string, number>()
  for (const { name, kind, index } of layout.exports) {
    if (kind === ExternalKind.Function && Object.hasOwn(signatures, name)) exported.set(name, index)
  }
  const abi =
    exported.has('alloc') && exported.has('handle') ? 'handler' : exported.has('_start') ? 'command' : undefined
  if (!abi) {
    throw new ModuleError('abi', "exports neither '_start' (command) nor 'alloc' and 'handle' (handler)")
  }
  if (abi === 'handler' && !layout.memory) throw new ModuleError('abi', 'a handler needs a memory')
  const names = abi === 'handler' ? ['_initialize', 'alloc', 'handle'] : ['_start']
  const functions = new Map<string, number>()
  for (const name of names) {
    const index = exported.get(name)
    if (index === undefined) continue
    checkSignature(layout, name, index)
    functions.set(name, index)
  }
  return { abi, functions }
}

/** Type of a function by index, imports first. */
export function typeOfFunction(layout: ModuleLayout, index: number): FunctionType | undefined {
  const imported = layout.imports[index]
  const type = imported ? imported.type : layout.functions[index - layout.imports.length]
  return type === undefined ? undefined : layout.types[type]
}

function checkSignature(layout: ModuleLayout, name: string, index: number): void {
  const type = typeOfFunction(layout, index)
  if (!type) throw new ModuleError('invalid', `export '${name}' names function ${index}, which does not exist`)
  const [parameters, results] = signatures[name] as [number[], number[]]
  const found = describe(type.parameters, type.results)
  const wanted = describe(parameters, results)
  if (found !== wanted) throw new ModuleError('abi', `export '${name}' has type ${found}, expected ${wanted}`)
}

function describe(parameters: Iterable<number>, results: Iterable<number>): string {
  const list = (types: Iterable<number>): string => `(${[...types].map((type) => typeNames[type]).join(', ')})`
  return `${list(parameters)} -> ${list(results)}`
}
