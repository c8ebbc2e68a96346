/**
 * The rule that Slither cannot check here: after a call that leaves the contract, nothing of ours is written. Storage is
 * words behind `_save`, so a call of any function that may write counts as writing.
 */
import type { CompilerOutput } from '../lib/compile.ts'
import type { Result } from './findings.ts'

interface Node {
  nodeType: string
  name?: string
  memberName?: string
  kind?: string
  src: string
  nodes?: Node[]
  expression?: Node
  body?: unknown
  typeDescriptions?: { typeIdentifier?: string; typeString?: string }
}

const CHECK = 'write-after-call'
/** Of OpenZeppelin's SafeERC20: internal functions that call a token. */
const TOKEN_CALLS = /^(safe|trySafe|force)/

/** A finding for each function that calls out and may write afterwards. Interfaces and mocks are left out. */
export function writesAfterCalls({ sources }: CompilerOutput): Result[] {
  const ours = Object.entries(sources).filter(([file]) => /^contracts\/(?!mocks|interfaces)/.test(file))
  return ours.flatMap(([file, { ast }]) =>
    ((ast as Node).nodes ?? [])
      .filter(({ nodeType }) => nodeType === 'ContractDefinition')
      .flatMap((contract) =>
        (contract.nodes ?? []).filter(offends).map((definition) => result(file, contract, definition)),
      ),
  )
}

function offends({ nodeType, body }: Node): boolean {
  if (nodeType !== 'FunctionDefinition' || !body) return false
  const calls = callsIn(body).sort((a, b) => position(a) - position(b))
  const first = calls.findIndex(leaves)
  return first >= 0 && calls.slice(first + 1).some(mayWrite)
}

function leaves({ expression }: Node): boolean {
  const { typeIdentifier = '', typeString = '' } = expression?.typeDescriptions ?? {}
  if (TOKEN_CALLS.test(expression?.memberName ?? '')) return true
  if (typeIdentifier.startsWith('t_function_bare')) return !typeIdentifier.includes('barestatic')
  return typeIdentifier.startsWith('t_function_external') && !/\b(view|pure)\b/.test(typeString)
}

function mayWrite(call: Node): boolean {
  const { typeIdentifier = '', typeString = '' } = call.expression?.typeDescriptions ?? {}
  if (leaves(call)) return false
  return typeIdentifier.startsWith('t_function_internal') && !/\b(view|pure)\b/.test(typeString)
}

function callsIn(tree: unknown): Node[] {
  if (Array.isArray(tree)) return tree.flatMap(callsIn)
  if (tree === null || typeof tree !== 'object') return []
  const node = tree as Node
  const own = node.nodeType === 'FunctionCall' && node.kind === 'functionCall' ? [node] : []
  return [...own, ...Object.values(node).flatMap((value) => (typeof value === 'object' ? callsIn(value) : []))]
}

/** Where the call ends: arguments are evaluated before it. */
function position({ src }: Node): number {
  const [start = 0, length = 0] = src.split(':').map(Number)
  return start + length
}

function result(file: string, contract: Node, definition: Node): Result {
  const place = { filename_relative: file, lines: [] }
  const parent = { type: 'contract', name: contract.name ?? '', source_mapping: place }
  const name = definition.name || definition.kind || ''
  return {
    check: CHECK,
    impact: 'High',
    description: `${contract.name}.${name} (${file}) may write after a call that leaves the contract`,
    elements: [{ type: 'function', name, source_mapping: place, type_specific_fields: { parent } }],
  }
}
