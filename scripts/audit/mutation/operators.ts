/** What a mutant changes: one operator, condition, constant or statement, found in the compiler's syntax tree. */

/** A node of solc's tree; `src` is "start:length:file" in bytes. */
interface Node {
  nodeType: string
  src: string
  operator?: string
  kind?: string
  value?: string
  condition?: Node
  leftExpression?: Node
  rightExpression?: Node
  leftHandSide?: Node
  rightHandSide?: Node
  expression?: Node & { name?: string; arguments?: Node[] }
  arguments?: Node[]
  name?: string
  stateMutability?: string
  parameters?: Node & { parameters?: Node[] }
  returnParameters?: Node & { parameters?: Node[] }
  modifiers?: Node[]
  body?: Node
  [key: string]: unknown
}

/** Where a function's parts stand in its source, in bytes. */
export interface Place {
  contract: string
  name: string
  mutability: string
  /** Names of the parameters; some may be empty. */
  parameters: string[]
  /** Whether it returns something. */
  returns: boolean
  spans: Record<'parameters' | 'returns' | 'body', [start: number, end: number]>
  /** A plain function: no constructor, no modifiers. */
  plain: boolean
}

export interface Mutant {
  file: string
  line: number
  place: Place
  kind: string
  /** What the source said, and what it says now. */
  from: string
  to: string
  /** Bytes of the source that are replaced. */
  start: number
  end: number
}

const SWAPS: Record<string, [kind: string, to: string]> = {
  '+': ['arithmetic', '-'],
  '-': ['arithmetic', '+'],
  '*': ['arithmetic', '+'],
  '/': ['arithmetic', '*'],
  '%': ['arithmetic', '/'],
  '<<': ['arithmetic', '>>'],
  '>>': ['arithmetic', '<<'],
  '&': ['arithmetic', '|'],
  '|': ['arithmetic', '&'],
  '^': ['arithmetic', '&'],
  '+=': ['arithmetic', '-='],
  '-=': ['arithmetic', '+='],
  '|=': ['arithmetic', '&='],
  '<<=': ['arithmetic', '>>='],
  '<': ['boundary', '<='],
  '<=': ['boundary', '<'],
  '>': ['boundary', '>='],
  '>=': ['boundary', '>'],
  '==': ['comparison', '!='],
  '!=': ['comparison', '=='],
  '&&': ['comparison', '||'],
  '||': ['comparison', '&&'],
}

/** Every mutant of a file. */
export function mutantsOf(file: string, source: Buffer, tree: unknown): Mutant[] {
  return functionsOf(tree).flatMap(([node, place]) => mutantsIn(file, source, node, place))
}

function mutantsIn(file: string, source: Buffer, tree: Node, place: Place): Mutant[] {
  const found: Mutant[] = []
  const text = (start: number, end: number) => source.subarray(start, end).toString()
  const add = (kind: string, start: number, end: number, to: string) => {
    const line = text(0, start).split('\n').length
    found.push({ file, line, place, kind, from: text(start, end), to, start, end })
  }
  walk(tree.body, (node) => {
    const [start, end] = span(node)
    const { leftExpression, rightExpression, leftHandSide, rightHandSide, operator = '' } = node
    const [left, right] = [leftExpression ?? leftHandSide, rightExpression ?? rightHandSide]
    const swap = SWAPS[operator]
    if (left && right && swap) {
      const from = span(left)[1]
      const at = from + text(from, span(right)[0]).indexOf(operator)
      add(swap[0], at, at + operator.length, swap[1])
    }
    if ((node.nodeType === 'IfStatement' || node.nodeType === 'Conditional') && node.condition) {
      const [from, to] = span(node.condition)
      add('negation', from, to, `!(${text(from, to)})`)
    }
    if (node.nodeType === 'Literal' && node.kind === 'number') add('constant', start, end, `(${text(start, end)} + 1)`)
    if (node.nodeType === 'ExpressionStatement' || node.nodeType === 'EmitStatement') {
      const semicolon = text(end, end + 1) === ';' ? 1 : 0
      add('deletion', start, end + semicolon, '{}')
    }
  })
  return found
}

/** The source with the mutant in it. */
export function apply(source: Buffer, { start, end, to }: Mutant): string {
  return Buffer.concat([source.subarray(0, start), Buffer.from(to), source.subarray(end)]).toString()
}

/** `contracts/core/Leases.sol:90 release arithmetic: + becomes -` */
export function describe(mutant: Mutant): string {
  return `${mutant.file}:${mutant.line} ${mutant.place.name} ${change(mutant)}`
}

/**
 * Names that stay when lines move: `Leases.release arithmetic: + becomes -`, with the number of its like in the function
 * (` #2`) from the second on.
 */
export function namesOf(mutants: Mutant[]): Map<Mutant, string> {
  const seen = new Map<string, number>()
  const names = mutants.map((mutant): [Mutant, string] => {
    const { place } = mutant
    const name = `${place.contract}.${place.name} ${change(mutant)}`
    const key = `${name} ${place.spans.body[0]}`
    const n = (seen.get(key) ?? 0) + 1
    seen.set(key, n)
    return [mutant, n === 1 ? name : `${name} #${n}`]
  })
  return new Map(names)
}

function change({ kind, from, to }: Mutant): string {
  const short = (code: string) => code.replace(/\s+/g, ' ').slice(0, 70)
  return `${kind}: ${short(from)} becomes ${kind === 'deletion' ? 'nothing' : short(to)}`
}

function span({ src }: Node): [number, number] {
  const [start = 0, length = 0] = src.split(':').map(Number)
  return [start, start + length]
}

/** Functions that have code, and where their parts stand. */
function functionsOf(tree: unknown): [Node, Place][] {
  const { nodes } = tree as { nodes: (Node & { nodes?: Node[] })[] }
  return nodes.flatMap((contract) =>
    (contract.nodes ?? [])
      .filter(({ nodeType, body }) => nodeType === 'FunctionDefinition' && body)
      .map((node): [Node, Place] => [node, placeOf(contract.name ?? '', node)]),
  )
}

function placeOf(contract: string, node: Node): Place {
  const { parameters, returnParameters, body, modifiers = [] } = node as Required<Node>
  return {
    contract,
    name: node.name || (node.kind ?? ''),
    mutability: node.stateMutability ?? '',
    parameters: (parameters.parameters ?? []).map(({ name }) => name ?? ''),
    returns: (returnParameters.parameters ?? []).length > 0,
    spans: { parameters: span(parameters), returns: span(returnParameters), body: span(body) },
    plain: node.kind === 'function' && modifiers.length === 0,
  }
}

function walk(tree: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(tree)) for (const item of tree) walk(item, visit)
  else if (tree !== null && typeof tree === 'object') {
    const node = tree as Node
    if (node.nodeType === 'InlineAssembly') return
    if (node.nodeType) visit(node)
    for (const value of Object.values(node)) if (typeof value === 'object') walk(value, visit)
  }
}
