import type { Layout, Node } from './layoutLineage.ts'

/** Where a key leads from a model: along the time, to the ends, or to the branch beside it. */
export function nextNode({ nodes }: Layout, { column, lane }: Node, key: string): Node | undefined {
  switch (key) {
    case 'ArrowLeft':
      return nodes[column - 1]
    case 'ArrowRight':
      return nodes[column + 1]
    case 'Home':
      return nodes[0]
    case 'End':
      return nodes.at(-1)
    case 'ArrowUp':
      return nodes.findLast((one) => one.lane === lane - 1 && one.column <= column)
    case 'ArrowDown':
      return nodes.find((one) => one.lane === lane + 1 && one.column >= column)
    default:
      return undefined
  }
}
