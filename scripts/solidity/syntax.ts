/** A node of the compiler's syntax tree, as far as we know it. */
export type Node = {
  readonly nodeType: string
  readonly id: number
  /** `start:length:source`, in bytes. */
  readonly src: string
  readonly [key: string]: unknown
}

/** A stretch of a source, in bytes; `end` is not part of it. */
export type Span = { readonly start: number; readonly end: number }

export function spanOf(node: Node): Span {
  const [start = 0, length = 0] = node.src.split(':').map(Number)
  return { start, end: start + length }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'nodeType' in value && 'src' in value
}

/** The nodes right below one, in the order of the source. */
export function childrenOf(node: Node): Node[] {
  const found = Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  )
  return found.sort((a, b) => spanOf(a).start - spanOf(b).start)
}

/** All nodes of a tree, parents first. */
export function* nodesOf(root: Node): Generator<Node> {
  yield root
  for (const child of childrenOf(root)) yield* nodesOf(child)
}
