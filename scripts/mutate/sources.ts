import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, root } from '../solidity/compiler.ts'
import { type Node, nodesOf } from '../solidity/syntax.ts'
import { filesBelow } from './files.ts'

/** A source that is mutated. */
export type Source = {
  /** From the repository's folder, as contracts import it. */
  readonly path: string
  readonly text: Buffer
  readonly tree: Node
  /** Fully qualified names of the contracts, mocks among them, that have code of it. */
  readonly affects: readonly string[]
}

type Contract = Node & {
  readonly name: string
  readonly contractKind: 'contract' | 'interface' | 'library'
  readonly abstract: boolean
  readonly linearizedBaseContracts: readonly number[]
}

const isContract = (node: Node): node is Contract => node.nodeType === 'ContractDefinition'

/** All sources that hold code of ours: not interfaces, not mocks. */
export function readSources(): Source[] {
  const paths = filesBelow('contracts', '.sol')
  const trees = parse(paths)
  const index = indexOf(trees)
  const affected = new Map<string, string[]>()
  for (const path of paths)
    for (const contract of nodesOf(trees.get(path) as Node)) {
      if (!isContract(contract) || contract.abstract || contract.contractKind !== 'contract')
        continue
      for (const source of sourcesOf(contract, index))
        affected.set(source, [...(affected.get(source) ?? []), `${path}:${contract.name}`])
    }
  return paths
    .filter((path) => !path.startsWith('contracts/mocks/'))
    .map((path) => ({
      path,
      text: readFileSync(join(root, path)),
      tree: trees.get(path) as Node,
      affects: affected.get(path) ?? [],
    }))
    .filter(({ affects }) => affects.length > 0)
}

type Index = {
  readonly nodes: ReadonlyMap<number, Node>
  readonly pathOf: ReadonlyMap<number, string>
}

/** Declarations by identifier. */
function indexOf(trees: ReadonlyMap<string, Node>): Index {
  const nodes = new Map<number, Node>()
  const pathOf = new Map<number, string>()
  for (const [path, tree] of trees)
    for (const node of nodesOf(tree)) {
      if (!/Definition$|^VariableDeclaration$/.test(node.nodeType)) continue
      nodes.set(node.id, node)
      pathOf.set(node.id, path)
    }
  return { nodes, pathOf }
}

/** Sources whose code is part of a contract's: of its bases, and of what it calls in libraries. */
function sourcesOf(contract: Contract, { nodes, pathOf }: Index): Set<string> {
  const seen = new Set<number>()
  const queue: number[] = [...contract.linearizedBaseContracts]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const node = nodes.get(id)
    if (node === undefined || seen.has(id)) continue
    seen.add(id)
    for (const { referencedDeclaration } of nodesOf(node)) {
      const target = nodes.get(referencedDeclaration as number)
      if (target !== undefined && isCode(target)) queue.push(target.id)
    }
  }
  const ids = [...seen].filter((id) => {
    const node = nodes.get(id)
    return node !== undefined && !(isContract(node) && node.contractKind === 'interface')
  })
  return new Set(ids.map((id) => pathOf.get(id) as string))
}

/** Functions with a body and constants: what a call or a name brings into the code. */
function isCode(node: Node): boolean {
  if (node.nodeType === 'FunctionDefinition') return node.implemented === true
  if (node.nodeType === 'ModifierDefinition') return true
  return node.nodeType === 'VariableDeclaration' && node.constant === true
}
