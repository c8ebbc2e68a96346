/**
 * Puts a call before every statement of a Solidity file and around every condition, so that a chain which watches one
 * address hears what ran. Lines stay where they are.
 *
 * - A line counts when a statement starts on it; it is covered when each of those ran.
 * - A branch is an outcome of a condition: that it held, that it did not. Conditions are what `if`, `?:`, `require`,
 *   `for`, `while` and `do` ask; `true` is none. Where that is made of `&&` and `||`, each operand is a condition of its
 *   own instead, and so it is in any other expression. Each clause of a `try` is a branch too. Assembly is one statement:
 *   its branches are not seen.
 */
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'

/** Where something begins, as Istanbul wants it: lines from 1, columns from 0. */
export interface Place {
  line: number
  column: number
}

export interface Points {
  /** By the tag that is sent before it. */
  statements: Map<string, Place>
  /** By the tags of its outcomes. */
  branches: { place: Place; tags: string[] }[]
  functions: { name: string; place: Place; tag: string }[]
}

/** The watched address and what is sent to it, as Hardhat's chain has them (its own coverage.sol). */
export const LIBRARY = {
  name: '__Cover.sol',
  content: `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
library __Cover {
  function _send(uint256 id) private view {
    assembly ("memory-safe") {
      let at := mload(0x40)
      mstore(at, id)
      pop(staticcall(gas(), 0xc0bEc0BEc0BeC0bEC0beC0bEC0bEC0beC0beC0BE, at, 32, 0, 0))
    }
  }
  function _asPure(function(uint256) view f) private pure returns (function(uint256) pure g) {
    assembly ("memory-safe") { g := f }
  }
  function hit(uint256 id) internal pure {
    _asPure(_send)(id);
  }
  function yes(uint256 id, bool value) internal pure returns (bool) {
    hit(value ? id : id + 1);
    return value;
  }
}
`,
}

interface Node {
  nodeType: string
  src: string
  [key: string]: unknown
}

const require = createRequire(import.meta.url)

/** @throws what the compiler says when it cannot parse the file */
function parse(content: string): Node {
  // it takes a second to load: only who instruments waits for it
  const solc = require('solc') as { compile(input: string): string }
  const settings = { stopAfter: 'parsing', outputSelection: { '*': { '': ['ast'] } } }
  const input = { language: 'Solidity', sources: { file: { content } }, settings }
  const { sources, errors } = JSON.parse(solc.compile(JSON.stringify(input)))
  if (!sources?.file) throw new Error(errors.map((error: { message: string }) => error.message).join('\n'))
  return sources.file.ast
}

/** What becomes of a node, as its parent knows it. */
type Role = 'statement' | 'body' | 'condition' | 'clause' | undefined

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.nodeType === 'string'
const isBlock = ({ nodeType }: Node) => nodeType === 'Block' || nodeType === 'UncheckedBlock'
const isConnective = ({ nodeType, operator }: Node) =>
  nodeType === 'BinaryOperation' && (operator === '&&' || operator === '||')

/** Whether a condition is made of others: parentheses, `!`, `&&`, `||`. */
const isMade = (node: Node) =>
  isConnective(node) ||
  node.nodeType === 'TupleExpression' ||
  (node.nodeType === 'UnaryOperation' && node.operator === '!')

function roleOf(child: Node, key: string, place: number, parent: Node, own: Role): Role {
  if (key === 'condition' || isConnective(parent)) return 'condition'
  if (own === 'condition' && isMade(parent)) return 'condition'
  if (key === 'arguments' && place === 0 && (parent.expression as Node | undefined)?.name === 'require')
    return 'condition'
  if (key === 'clauses') return 'clause'
  if (isBlock(child) || child.nodeType === 'PlaceholderStatement') return undefined
  if (key === 'statements') return 'statement'
  return /^(trueBody|falseBody|body)$/.test(key) ? 'body' : undefined
}

class Instrumenter {
  readonly points: Points = { statements: new Map(), branches: [], functions: [] }
  readonly #bytes: Buffer
  readonly #prefix: string
  readonly #inserts: { at: number; text: string }[] = []
  #count = 0

  /** @param name the file's path from the root: tags are made of it */
  constructor(name: string, content: string) {
    this.#bytes = Buffer.from(content)
    this.#prefix = createHash('sha256').update(name).digest('hex').slice(0, 8)
  }

  run(): string {
    this.#visit(parse(this.#bytes.toString()), undefined)
    if (this.#count === 0) return this.#bytes.toString()
    const parts: string[] = []
    let done = 0
    for (const { at, text } of this.#inserts.toSorted((a, b) => a.at - b.at)) {
      parts.push(this.#bytes.toString('utf8', done, at), text)
      done = at
    }
    return `${parts.join('')}${this.#bytes.toString('utf8', done)}import {__Cover} from "${LIBRARY.name}";`
  }

  #visit(node: Node, role: Role): void {
    const [start, end] = span(node)
    if (role === 'body') this.#insert(start, '{ ')
    if (role === 'statement' || role === 'body') this.#statement(start)
    if (role === 'clause') this.#clause(node)
    const asks = role === 'condition' && !isMade(node) && node.nodeType !== 'Literal'
    if (asks) this.#insert(start, `__Cover.yes(${this.#condition(start)}, `)
    const first = this.#count
    if (node.nodeType !== 'InlineAssembly') this.#children(node, role)
    if (node.nodeType === 'FunctionDefinition' && this.#count > first) this.#function(node, this.#name(first))
    if (asks) this.#insert(end, ')')
    if (role === 'body') this.#insert(this.#endOfStatement(end), ' }')
  }

  #children(node: Node, role: Role): void {
    for (const [key, value] of Object.entries(node)) {
      for (const [place, child] of (Array.isArray(value) ? value : [value]).entries())
        if (isNode(child)) this.#visit(child, roleOf(child, key, place, node, role))
    }
  }

  #statement(start: number): void {
    const tag = this.#tag()
    this.points.statements.set(tag, this.#place(start))
    this.#insert(start, `__Cover.hit(0x${tag}); `)
  }

  #clause(node: Node): void {
    const [start] = span(node)
    const tag = this.#tag()
    this.points.branches.push({ place: this.#place(start), tags: [tag] })
    this.#insert(span(node.block as Node)[0] + 1, ` __Cover.hit(0x${tag});`)
  }

  /** The first of its two tags, as Solidity writes it. */
  #condition(start: number): string {
    const tags = [this.#tag(), this.#tag()]
    this.points.branches.push({ place: this.#place(start), tags })
    return `0x${tags[0]}`
  }

  #function(node: Node, tag: string): void {
    this.points.functions.push({ name: String(node.name || node.kind), place: this.#place(span(node)[0]), tag })
  }

  #tag(): string {
    return this.#name(this.#count++)
  }

  #name(count: number): string {
    return this.#prefix + count.toString(16).padStart(4, '0')
  }

  #insert(at: number, text: string): void {
    this.#inserts.push({ at, text })
  }

  /** After its semicolon, which the compiler counts to some statements only. */
  #endOfStatement(end: number): number {
    const rest = this.#bytes.toString('latin1', end)
    return end + (/^\s*;/.exec(rest)?.[0].length ?? 0)
  }

  #place(at: number): Place {
    const before = this.#bytes.toString('utf8', 0, at).split('\n')
    return { line: before.length, column: (before.at(-1) as string).length }
  }
}

function span({ src }: Node): [start: number, end: number] {
  const [start = 0, size = 0] = src.split(':').map(Number)
  return [start, start + size]
}

/**
 * @param name the file's path from the repository's root
 * @returns the source to compile, with {@link LIBRARY} beside it, and what its tags stand for
 */
export function instrument(name: string, content: string): { source: string; points: Points } {
  const instrumenter = new Instrumenter(name, content)
  return { source: instrumenter.run(), points: instrumenter.points }
}
