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
  [key: string]: unknown
}

export interface Mutant {
  file: string
  line: number
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
  const found: Mutant[] = []
  const text = (start: number, end: number) => source.subarray(start, end).toString()
  const add = (kind: string, start: number, end: number, to: string) => {
    const line = text(0, start).split('\n').length
    found.push({ file, line, kind, from: text(start, end), to, start, end })
  }
  walk(tree, (node) => {
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

/** `contracts/core/Leases.sol:90 arithmetic: + becomes -` */
export function describe({ file, line, kind, from, to }: Mutant): string {
  const short = (code: string) => code.replace(/\s+/g, ' ').slice(0, 70)
  return `${file}:${line} ${kind}: ${short(from)} becomes ${kind === 'deletion' ? 'nothing' : short(to)}`
}

function span({ src }: Node): [number, number] {
  const [start = 0, length = 0] = src.split(':').map(Number)
  return [start, start + length]
}

/** Nodes in functions; constants and signatures are no code. */
function walk(tree: unknown, visit: (node: Node) => void, inside = false): void {
  if (Array.isArray(tree)) for (const item of tree) walk(item, visit, inside)
  else if (tree !== null && typeof tree === 'object') {
    const node = tree as Node
    if (node.nodeType === 'InlineAssembly') return
    if (inside && node.nodeType) visit(node)
    const within = inside || node.nodeType === 'Block'
    for (const value of Object.values(node)) if (typeof value === 'object') walk(value, visit, within)
  }
}
