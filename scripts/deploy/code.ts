import { readFile } from 'node:fs/promises'
import type { Artifact, ArtifactManager } from 'hardhat/types/artifacts'
import type { Hex } from 'viem'

interface Place {
  start: number
  length: number
}

/** A compiled contract's code without its immutables, and where each of those goes. */
export interface Compiled {
  code: Hex
  /** By name; a name that two contracts of the inheritance declare has the places of both. */
  immutables: Map<string, Place[]>
}

type Node = { id?: number; nodeType?: string; name?: string; mutability?: string }

/**
 * What the compiler says about a contract.
 *
 * @throws Error - artifacts that were not built, or lack their build information
 */
export async function compiled(artifacts: ArtifactManager, contract: string): Promise<Compiled> {
  const artifact = (await artifacts.readArtifact(contract)) as Artifact & {
    immutableReferences?: Record<string, Place[]>
  }
  const references = Object.entries(artifact.immutableReferences ?? {})
  const code = artifact.deployedBytecode as Hex
  if (references.length === 0) return { code, immutables: new Map() }
  const names = await immutableNames(artifacts, `${artifact.sourceName}:${contract}`)
  const immutables = new Map<string, Place[]>()
  for (const [id, places] of references) {
    const name = names.get(Number(id)) ?? `#${id}`
    immutables.set(name, [...(immutables.get(name) ?? []), ...places])
  }
  return { code, immutables }
}

/** Whether `code` is the compiled contract's, wherever its immutables are not. */
export function isSameCode(code: Hex, { code: expected, immutables }: Compiled): boolean {
  if (code.length !== expected.length) return false
  const blank = (hex: Hex) => {
    const bytes = Buffer.from(hex.slice(2), 'hex')
    for (const { start, length } of [...immutables.values()].flat()) bytes.fill(0, start, start + length)
    return bytes
  }
  return blank(code).equals(blank(expected))
}

/**
 * Immutables as they stand in a deployed contract's code.
 *
 * @throws Error - one that has not the same value everywhere
 */
export function readImmutables(code: Hex, { immutables }: Compiled): Map<string, bigint> {
  const values = new Map<string, bigint>()
  for (const [name, places] of immutables) {
    const found = new Set(places.map(({ start, length }) => code.slice(2 + 2 * start, 2 + 2 * (start + length))))
    if (found.size !== 1) throw new Error(`the immutable ${name} has ${found.size} values`)
    values.set(name, BigInt(`0x${[...found][0]}`))
  }
  return values
}

async function immutableNames(artifacts: ArtifactManager, fqn: string): Promise<Map<number, string>> {
  const id = await artifacts.getBuildInfoId(fqn)
  const path = id === undefined ? undefined : await artifacts.getBuildInfoOutputPath(id)
  if (path === undefined) throw new Error(`${fqn} has no build information; run npm run build`)
  const { output } = JSON.parse(await readFile(path, 'utf8')) as {
    output: { sources: Record<string, { ast: unknown }> }
  }
  const names = new Map<number, string>()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item)
    else if (node !== null && typeof node === 'object') {
      const { id, nodeType, name, mutability } = node as Node
      if (nodeType === 'VariableDeclaration' && mutability === 'immutable' && id !== undefined)
        names.set(id, name ?? '')
      // immutables are declared in contracts, not in their functions
      if (nodeType !== 'FunctionDefinition') for (const value of Object.values(node)) visit(value)
    }
  }
  for (const { ast } of Object.values(output.sources)) visit(ast)
  return names
}
