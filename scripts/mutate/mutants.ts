import { childrenOf, type Node } from '../solidity/syntax.ts'
import { digestOf } from './files.ts'
import { type Change, changesOf } from './operators.ts'
import type { Source } from './sources.ts'

/** One changed source. */
export type Mutant = Change & {
  /** The same as long as its line is, wherever that moves. */
  readonly id: string
  readonly path: string
  /** From 1. */
  readonly line: number
  /** Its line, as it was. */
  readonly code: string
  /** What was replaced. */
  readonly original: string
}

/** Parts of a source that hold no code. */
const skipped =
  /^(StructuredDocumentation|ImportDirective|PragmaDirective|UsingForDirective|(Event|Error|Struct|Enum)Definition|ElementaryTypeName|ArrayTypeName|Mapping|UserDefinedTypeName|InheritanceSpecifier|OverrideSpecifier)$/

function* changesBelow(node: Node, text: Buffer): Generator<Change> {
  if (skipped.test(node.nodeType) || node.contractKind === 'interface') return
  yield* changesOf(node, text)
  for (const child of childrenOf(node)) yield* changesBelow(child, text)
}

/** All mutants of a source, in its order. */
export function mutantsOf({ path, text, tree }: Source): Mutant[] {
  const changes = [...changesBelow(tree, text)].sort((a, b) => a.start - b.start || a.end - b.end)
  const seen = new Map<string, number>()
  return changes.map((change) => {
    const before = text.subarray(0, change.start)
    const lineStart = before.lastIndexOf(0x0a) + 1
    const lineEnd = text.indexOf(0x0a, change.start)
    const whole = text.subarray(lineStart, lineEnd).toString()
    const code = whole.trim()
    const column = before.subarray(lineStart).toString().trimStart().length
    const key = digestOf(path, code, String(column), change.operator, change.replacement)
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return {
      ...change,
      id: count === 1 ? key : `${key}-${count}`,
      path,
      line: before.toString().split('\n').length,
      code,
      original: text.subarray(change.start, change.end).toString(),
    }
  })
}

/** The source with the change in it. */
export function mutate({ text }: Source, { start, end, replacement }: Change): string {
  return Buffer.concat([
    text.subarray(0, start),
    Buffer.from(replacement),
    text.subarray(end),
  ]).toString()
}
